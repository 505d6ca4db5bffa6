// The administrator's verbs: people, branches and devices, as groups of the hub itself. Every
// function is durable when it returns. On the thread of the database, between flushes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "hub/audit.h"
#include "hub/hub_clock.h"
#include "hub/hub_core.h"
#include "hub/hub_tables.h"
#include "schema/role.h"

namespace branchline::hub {

struct NewUser {
    std::string login;
    std::string name;
    std::string role;
    std::string branch;  // code; empty for a company-wide role
};

class Admin {
  public:
    Admin(HubCore& core, store::Database& database, const schema::Catalogue& catalogue,
          const Clock& clock, Random& random);

    Result<RowId> add_branch(std::string_view code, std::string_view name);
    Result<UserId> add_user(const NewUser& user);
    // One role a branch: the role there is changed, or given. A company-wide role replaces those in
    // branches, and a role in a branch replaces a company-wide one. Without a branch: the user's
    // only one.
    Status set_user(std::string_view login, std::string_view role, std::string_view branch);
    Status disable_user(std::string_view login);
    // A one-time code for a device of this user.
    Result<Id> enroll(std::string_view login, std::int64_t hours = 24);
    // By full id or unique prefix. A revoked device may connect once more to hand over its outbox.
    Status revoke_device(std::string_view id);
    Status wipe_device(std::string_view id);

  private:
    struct Place {
        RowId branch;  // null: company-wide
        schema::Role role = schema::Role::clerk;
    };

    [[nodiscard]] Result<store::StoredRow> find_user(std::string_view login) const;
    [[nodiscard]] Result<RowId> find_branch(std::string_view code) const;
    [[nodiscard]] Result<Place> place_of(std::string_view role, std::string_view branch) const;
    [[nodiscard]] std::vector<store::StoredRow> grants_of(const UserId& user) const;
    Status set_device_state(std::string_view id, std::int64_t state);
    sync::Change change_of(const store::StoredRow& row, schema::FieldId field, schema::Value value);
    RowId new_id();
    [[nodiscard]] RowId home_of(const UserId& user) const;
    Status write(std::vector<sync::Change> changes, std::string command, AuditNote note);

    HubCore& core_;
    Random& random_;
    HubTables tables_;
    HubClock clock_;
};

// The changes that make the first administrator, for hub_setup.
std::vector<sync::Change> first_admin(Random& random);

}  // namespace branchline::hub
