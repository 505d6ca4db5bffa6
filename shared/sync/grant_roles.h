// Roles from the rows that grant them: one row a user and branch, company-wide without a branch. A
// disabled user has none. Which entities and fields those are is said by the caller (the sync layer
// names no entity). Kept in memory until such a row is written. On the thread of the database.
#pragma once

#include <map>
#include <vector>

#include "sync/sql_state.h"

namespace branchline::sync {

struct GrantFields {
    EntityId grant = 0;
    FieldId user = 0;    // reference
    FieldId branch = 0;  // reference; null = everywhere
    FieldId role = 0;    // choice: number of the schema::Role
    FieldId archived = 0;
    EntityId user_entity = 0;
    FieldId disabled = 0;  // of user_entity
};

struct Grant {
    RowId branch;  // null = company-wide
    schema::RoleMask roles = 0;
};

class GrantRoles final : public RoleSource {
  public:
    GrantRoles(const store::Rows& rows, const GrantFields& fields) : rows_(rows), fields_(fields) {}

    schema::RoleMask roles(const UserId& user, const RowId& branch) override;
    void row_written(EntityId entity) override;

    void forget() override { grants_.clear(); }

    // All of them, ascending by branch.
    const std::vector<Grant>& grants_of(const UserId& user);

  private:
    std::vector<Grant> read(const UserId& user) const;

    const store::Rows& rows_;
    GrantFields fields_;
    std::map<UserId, std::vector<Grant>> grants_;
};

}  // namespace branchline::sync
