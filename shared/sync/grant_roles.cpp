#include "sync/grant_roles.h"

namespace branchline::sync {

schema::RoleMask GrantRoles::roles(const UserId& user, const RowId& branch) {
    schema::RoleMask mask = 0;
    for (const Grant& grant : grants_of(user)) {
        const bool counts = branch.is_null() || grant.branch.is_null() || grant.branch == branch;
        if (counts) mask |= grant.roles;
    }
    return mask;
}

void GrantRoles::row_written(EntityId entity) {
    if (entity == fields_.grant || entity == fields_.user_entity) grants_.clear();
}

const std::vector<Grant>& GrantRoles::grants_of(const UserId& user) {
    auto at = grants_.find(user);
    if (at == grants_.end()) at = grants_.emplace(user, read(user)).first;
    return at->second;
}

std::vector<Grant> GrantRoles::read(const UserId& user) const {
    const auto person = rows_.get(fields_.user_entity, user);
    if (!person || person->deleted || person->values.integer(fields_.disabled) != 0) return {};
    std::map<RowId, schema::RoleMask> by_branch;
    for (const RowId& id : rows_.referring(fields_.grant, fields_.user, user)) {
        const auto row = rows_.get(fields_.grant, id);
        if (!row || row->deleted || row->values.integer(fields_.archived) != 0) continue;
        const auto role = static_cast<schema::Role>(row->values.integer(fields_.role));
        by_branch[row->values.id(fields_.branch)] |= schema::roles(role);
    }
    std::vector<Grant> grants;
    for (const auto& [branch, mask] : by_branch) grants.push_back({branch, mask});
    return grants;
}

}  // namespace branchline::sync
