#include "hub/bucket_rules.h"

#include <algorithm>
#include <map>

namespace branchline::hub {

using schema::Role;
using schema::RoleMask;

namespace {

constexpr RoleMask holders_of_every_branch = schema::roles(Role::headquarters, Role::auditor);
// Sales people hold what is assigned to them, wherever it is.
constexpr RoleMask holders_of_their_branch =
    schema::everyone & ~schema::company_wide & ~schema::roles(Role::sales);

}  // namespace

Id share_bucket(const RowId& customer) { return derived_id("share", to_bytes(customer)); }

void BucketRules::collect_of(const schema::FieldSpec* reference, const sync::RowState& row,
                             std::vector<Id>& out) const {
    if (reference == nullptr) return;
    const schema::EntitySpec* target = catalogue_.entity(reference->target);
    const sync::RowPointer other = state_.row({target->id, row.values.id(reference->id)});
    if (other != nullptr) collect(*other, out);
}

void BucketRules::collect(const sync::RowState& row, std::vector<Id>& out) const {
    const schema::EntitySpec& entity = catalogue_.at(row.entity);
    if (entity.scope == schema::Scope::all) {
        out.push_back(bucket_all);
        return;
    }
    if (entity.scope == schema::Scope::parent) return collect_of(entity.parent, row, out);
    if (entity.scope == schema::Scope::follower) collect_of(entity.follows, row, out);
    if (const schema::FieldSpec* branch = entity.field("branch")) {
        out.push_back(row.values.id(branch->id));
    }
    for (const schema::FieldSpec* assigned : entity.assigned) {
        out.push_back(row.values.id(assigned->id));
    }
    const bool shareable = entity.scope == schema::Scope::branch;
    if (shareable && shares_.is_shared(row.id)) out.push_back(share_bucket(row.id));
}

std::vector<Id> BucketRules::of_row(const sync::RowState& row) const {
    std::vector<Id> buckets;
    collect(row, buckets);
    std::erase_if(buckets, [](const Id& id) { return id.is_null(); });
    if (buckets.empty()) buckets.push_back(bucket_unplaced);
    std::sort(buckets.begin(), buckets.end());
    buckets.erase(std::unique(buckets.begin(), buckets.end()), buckets.end());
    return buckets;
}

std::vector<store::HeldBucket> BucketRules::held(const UserId& user,
                                                 const std::vector<sync::Grant>& grants,
                                                 const std::vector<RowId>& branches) const {
    RoleMask everywhere = 0;
    RoleMask anywhere = 0;
    for (const sync::Grant& grant : grants) {
        anywhere |= grant.roles;
        if (grant.branch.is_null()) everywhere |= grant.roles;
    }
    std::map<Id, RoleMask> held;
    if (anywhere == 0) return {};
    held[bucket_all] = anywhere;
    held[user] = anywhere;
    if ((everywhere & holders_of_every_branch) != 0) {
        for (const RowId& branch : branches) held[branch] |= everywhere;
    }
    for (const sync::Grant& grant : grants) {
        if (grant.branch.is_null() || (grant.roles & holders_of_their_branch) == 0) continue;
        held[grant.branch] |= grant.roles | everywhere;
        for (const RowId& customer : shares_.shared_with(grant.branch)) {
            held[share_bucket(customer)] |= grant.roles | everywhere;
        }
    }
    std::vector<store::HeldBucket> out;
    for (const auto& [bucket, roles] : held) out.push_back({bucket, roles});
    return out;
}

}  // namespace branchline::hub
