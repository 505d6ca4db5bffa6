#include "hub/admin.h"

#include <utility>

#include "hub/people.h"
#include "schema/validate.h"
#include "sync/row_codec.h"

namespace branchline::hub {

namespace {

constexpr std::int64_t hours_most = 24 * 30;

using schema::Value;

sync::Change insert_of(schema::EntityId entity, const RowId& row, schema::Record values) {
    sync::Change change;
    change.entity = entity;
    change.row = row;
    change.kind = sync::ChangeKind::insert;
    change.values = std::move(values);
    return change;
}

sync::Change user_row(const UserId& id, std::string_view login, std::string_view name) {
    schema::Record values;
    values.set(domain::user::login.spec.id, std::string(login));
    values.set(domain::user::name.spec.id, std::string(name));
    return insert_of(user_entity, id, std::move(values));
}

sync::Change grant_row(const RowId& id, const UserId& user, const RowId& branch,
                       schema::Role role) {
    schema::Record values;
    if (!branch.is_null()) values.set(domain::role_grant::branch.spec.id, branch);
    values.set(domain::role_grant::user.spec.id, user);
    values.set(domain::role_grant::role.spec.id, static_cast<std::int64_t>(role));
    return insert_of(grant_entity, id, std::move(values));
}

bool is_archived(const store::StoredRow& grant) {
    return grant.values.integer(domain::role_grant::archived.spec.id) != 0;
}

std::string in_words(std::string_view login, std::string_view role, std::string_view branch) {
    std::string words = std::string(login) + ' ' + std::string(role);
    if (!branch.empty()) words += ' ' + std::string(branch);
    return words;
}

RowId branch_of_grant(const store::StoredRow& grant) {
    return grant.values.id(domain::role_grant::branch.spec.id);
}

}  // namespace

std::vector<sync::Change> first_admin(Random& random) {
    const UserId user = random_id(random);
    return {user_row(user, "admin", "Administrator"),
            grant_row(random_id(random), user, {}, schema::Role::admin)};
}

Admin::Admin(HubCore& core, store::Database& database, const schema::Catalogue& catalogue,
             const Clock& clock, Random& random)
    : core_(core), random_(random), tables_(database, catalogue), clock_(clock, tables_.facts) {}

RowId Admin::new_id() { return random_id(random_); }

Status Admin::write(std::vector<sync::Change> changes, std::string command, AuditNote note) {
    if (changes.empty()) return {};
    clock_.forget();
    note.at_ms = clock_.now_ms();
    changes.push_back(audit_change(note, random_));
    auto written = core_.commit_own(std::move(changes), std::move(command));
    if (!written) return refuse(written.error());
    return {};
}

RowId Admin::home_of(const UserId& user) const {
    return home_branch(sync::GrantRoles(tables_.rows, grant_fields).grants_of(user));
}

// What changes a row of the directory has just read it: nobody comes between.
sync::Change Admin::change_of(const store::StoredRow& row, schema::FieldId field, Value value) {
    sync::Change change;
    change.entity = row.entity;
    change.row = row.id;
    change.field = field;
    change.base = sync::from_stored(tables_.origins, row).version_of({field, {}});
    change.values.set(field, std::move(value));
    return change;
}

Result<store::StoredRow> Admin::find_user(std::string_view login) const {
    const schema::FieldSpec& field = domain::user::login.spec;
    const auto ids = tables_.rows.with_key(
        user_entity, field.id, schema::comparison_key(field, Value{std::string(login)}), 1);
    if (ids.empty()) return refuse(Code::not_found, "user", std::string(login));
    return *tables_.rows.get(user_entity, ids.front());
}

Result<RowId> Admin::find_branch(std::string_view code) const {
    const schema::FieldSpec& field = domain::branch::code.spec;
    const auto ids = tables_.rows.with_key(
        branch_entity, field.id, schema::comparison_key(field, Value{std::string(code)}), 1);
    if (ids.empty()) return refuse(Code::not_found, "branch", std::string(code));
    return ids.front();
}

Result<Admin::Place> Admin::place_of(std::string_view role_name, std::string_view branch) const {
    const auto role = schema::parse_role(role_name);
    if (!role || *role == schema::Role::hub) {
        return refuse(Code::bad_value, "role", std::string(role_name));
    }
    if ((schema::roles(*role) & schema::company_wide) != 0) {
        if (!branch.empty()) return refuse(Code::bad_value, "branch", std::string(branch));
        return Place{{}, *role};
    }
    if (branch.empty()) return refuse(Code::required, "branch");
    const auto id = find_branch(branch);
    if (!id) return refuse(id.error());
    return Place{*id, *role};
}

Result<RowId> Admin::add_branch(std::string_view code, std::string_view name) {
    if (find_branch(code)) return refuse(Code::exists, "branch", std::string(code));
    const RowId id = new_id();
    schema::Record values;
    values.set(domain::branch::code.spec.id, std::string(code));
    values.set(domain::branch::name.spec.id, std::string(name));
    const AuditNote note{.event = Audited::branch_added,
                         .about = {branch_entity, id},
                         .branch = id,
                         .detail = std::string(code)};
    const Status written =
        write({insert_of(branch_entity, id, std::move(values))}, "branch_add", note);
    if (!written) return refuse(written.error());
    return id;
}

Result<UserId> Admin::add_user(const NewUser& user) {
    if (find_user(user.login)) return refuse(Code::exists, "user", user.login);
    const auto place = place_of(user.role, user.branch);
    if (!place) return refuse(place.error());
    const UserId id = new_id();
    const AuditNote note{.event = Audited::user_added,
                         .about = {user_entity, id},
                         .branch = place->branch,
                         .detail = in_words(user.login, user.role, user.branch)};
    const Status written = write(
        {user_row(id, user.login, user.name), grant_row(new_id(), id, place->branch, place->role)},
        "user_add", note);
    if (!written) return refuse(written.error());
    return id;
}

std::vector<store::StoredRow> Admin::grants_of(const UserId& user) const {
    std::vector<store::StoredRow> grants;
    for (const RowId& id :
         tables_.rows.referring(grant_entity, domain::role_grant::user.spec.id, user)) {
        auto row = tables_.rows.get(grant_entity, id);
        if (row && !row->deleted) grants.push_back(std::move(*row));
    }
    return grants;
}

Status Admin::set_user(std::string_view login, std::string_view role, std::string_view branch) {
    const auto user = find_user(login);
    if (!user) return refuse(user.error());
    const std::vector<store::StoredRow> grants = grants_of(user->id);
    std::string code(branch);
    const auto parsed = schema::parse_role(role);
    const bool in_branch = parsed && (schema::roles(*parsed) & schema::company_wide) == 0;
    if (code.empty() && in_branch) {
        std::vector<RowId> held;
        for (const store::StoredRow& grant : grants) {
            if (!is_archived(grant) && !branch_of_grant(grant).is_null()) {
                held.push_back(branch_of_grant(grant));
            }
        }
        if (held.size() != 1) return refuse(Code::required, "branch");
        code = tables_.rows.get(branch_entity, held.front())
                   ->values.text(domain::branch::code.spec.id);
    }
    const auto place = place_of(role, code);
    if (!place) return refuse(place.error());
    std::vector<sync::Change> changes;
    bool given = false;
    for (const store::StoredRow& grant : grants) {
        const bool here = branch_of_grant(grant) == place->branch;
        const bool replaced = branch_of_grant(grant).is_null() != place->branch.is_null();
        const auto archived = domain::role_grant::archived.spec.id;
        const auto field = domain::role_grant::role.spec.id;
        if (here && !given) {
            given = true;
            const Value wanted{static_cast<std::int64_t>(place->role)};
            if (is_archived(grant)) changes.push_back(change_of(grant, archived, Value{}));
            if (grant.values.get(field) != wanted) {
                changes.push_back(change_of(grant, field, wanted));
            }
        } else if (replaced && !is_archived(grant)) {
            changes.push_back(change_of(grant, archived, Value{std::int64_t{1}}));
        }
    }
    if (!given) changes.push_back(grant_row(new_id(), user->id, place->branch, place->role));
    return write(std::move(changes), "user_set",
                 {.event = Audited::role_changed,
                  .about = {user_entity, user->id},
                  .branch = place->branch,
                  .detail = in_words(login, role, code)});
}

Status Admin::disable_user(std::string_view login) {
    const auto user = find_user(login);
    if (!user) return refuse(user.error());
    const auto field = domain::user::disabled.spec.id;
    if (user->values.integer(field) != 0) return {};
    return write({change_of(*user, field, Value{std::int64_t{1}})}, "user_disable",
                 {.event = Audited::user_disabled,
                  .about = {user_entity, user->id},
                  .branch = home_of(user->id),
                  .detail = std::string(login)});
}

Result<Id> Admin::enroll(std::string_view login, std::int64_t hours) {
    if (hours < 1 || hours > hours_most) {
        return refuse(Code::bad_value, "hours", std::to_string(hours));
    }
    const auto user = find_user(login);
    if (!user) return refuse(user.error());
    if (user->values.integer(domain::user::disabled.spec.id) != 0) {
        return refuse(Code::refused, "user", std::string(login));
    }
    const Id code = random_id(random_);
    clock_.forget();
    store::EnrolmentCode stored;
    stored.digest = Bytes(view_of(digest_of(to_bytes(code))));
    stored.user = user->id;
    stored.expires_ms = clock_.now_ms() + hours * 3600 * 1000;
    store::Transaction transaction(tables_.database);
    tables_.codes.put(stored);
    transaction.commit();
    return code;
}

Status Admin::set_device_state(std::string_view text, std::int64_t state) {
    const auto ids = tables_.rows.with_id_prefix(device_entity, text, 2);
    if (ids.empty() || text.empty()) {
        return refuse(Code::not_found, "device", std::string(text));
    }
    if (ids.size() > 1) return refuse(Code::ambiguous, "device", std::string(text));
    const auto row = tables_.rows.get(device_entity, ids.front());
    const auto field = domain::device::state.spec.id;
    if (row->values.integer(field) >= state) return {};
    const bool wipes = state == static_cast<std::int64_t>(DeviceState::wiped);
    const UserId user = row->values.id(domain::device::user.spec.id);
    return write({change_of(*row, field, Value{state})}, wipes ? "device_wipe" : "device_revoke",
                 {.event = wipes ? Audited::device_wiped : Audited::device_revoked,
                  .about = {device_entity, row->id},
                  .branch = home_of(user)});
}

Status Admin::revoke_device(std::string_view id) {
    return set_device_state(id, static_cast<std::int64_t>(DeviceState::revoked));
}

Status Admin::wipe_device(std::string_view id) {
    return set_device_state(id, static_cast<std::int64_t>(DeviceState::wiped));
}

}  // namespace branchline::hub
