#include "hub/overview.h"

#include <algorithm>

#include "hub/compaction.h"
#include "hub/file_lanes.h"
#include "hub/file_upkeep.h"
#include "hub/people.h"

namespace branchline::hub {

namespace {

std::vector<store::StoredRow> live_rows(const HubTables& tables, schema::EntityId entity) {
    std::vector<store::StoredRow> rows;
    for (RowId after;;) {
        auto page = tables.rows.scan(entity, after, 1'000);
        if (page.empty()) return rows;
        after = page.back().id;
        for (store::StoredRow& row : page) {
            if (!row.deleted) rows.push_back(std::move(row));
        }
    }
}

std::string choice_name(const schema::FieldSpec& field, std::int64_t id) {
    for (const schema::Choice& choice : field.choices) {
        if (choice.id == id) return std::string(choice.name);
    }
    return std::to_string(id);
}

}  // namespace

std::string Overview::login_of(const UserId& user) {
    const auto row = tables_.rows.get(user_entity, user);
    return row ? row->values.text(domain::user::login.spec.id) : std::string();
}

std::string Overview::branch_code_of(const RowId& branch) {
    if (branch.is_null()) return {};
    const auto row = tables_.rows.get(branch_entity, branch);
    return row ? row->values.text(domain::branch::code.spec.id) : std::string();
}

std::vector<BranchLine> Overview::branches() {
    std::vector<BranchLine> lines;
    for (const store::StoredRow& row : live_rows(tables_, branch_entity)) {
        lines.push_back({row.id, row.values.text(domain::branch::code.spec.id),
                         row.values.text(domain::branch::name.spec.id)});
    }
    std::sort(lines.begin(), lines.end(),
              [](const auto& a, const auto& b) { return a.code < b.code; });
    return lines;
}

std::vector<UserLine> Overview::users() {
    std::vector<UserLine> lines;
    for (const store::StoredRow& row : live_rows(tables_, user_entity)) {
        UserLine line;
        line.id = row.id;
        line.login = row.values.text(domain::user::login.spec.id);
        line.name = row.values.text(domain::user::name.spec.id);
        line.disabled = row.values.integer(domain::user::disabled.spec.id) != 0;
        for (const RowId& id :
             tables_.rows.referring(grant_entity, domain::role_grant::user.spec.id, row.id)) {
            const auto grant = tables_.rows.get(grant_entity, id);
            const bool counts = grant && !grant->deleted &&
                                grant->values.integer(domain::role_grant::archived.spec.id) == 0;
            if (!counts) continue;
            const schema::FieldSpec& role = domain::role_grant::role.spec;
            line.roles.emplace_back(
                choice_name(role, grant->values.integer(role.id)),
                branch_code_of(grant->values.id(domain::role_grant::branch.spec.id)));
        }
        std::sort(line.roles.begin(), line.roles.end());
        lines.push_back(std::move(line));
    }
    std::sort(lines.begin(), lines.end(),
              [](const auto& a, const auto& b) { return a.login < b.login; });
    return lines;
}

std::vector<DeviceLine> Overview::devices() {
    std::vector<DeviceLine> lines;
    for (const store::Registration& registration : tables_.registrations.all()) {
        DeviceLine line;
        line.id = registration.device;
        line.user = login_of(registration.user);
        line.enrolled_ms = registration.enrolled_ms;
        line.last_contact_ms = registration.last_contact_ms;
        line.alert = registration.alert;
        line.quarantined =
            static_cast<std::int64_t>(tables_.quarantine.of_device(registration.device).size());
        if (const auto row = tables_.rows.get(device_entity, registration.device)) {
            const schema::FieldSpec& state = domain::device::state.spec;
            line.name = row->values.text(domain::device::name.spec.id);
            line.code = row->values.text(domain::device::code.spec.id);
            line.state = choice_name(state, row->values.integer(state.id));
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

void Overview::count_files(Stats& stats) {
    constexpr std::int64_t files_at_once = 1'000;
    stats.file_bytes = tables_.depot.bytes();
    stats.file_keep_days = file_keep_days(tables_.facts);
    for (std::int64_t after = 0;;) {
        const auto files = tables_.depot.after(after, files_at_once);
        if (files.empty()) return;
        after = files.back().number;
        for (const store::DepotFile& file : files) {
            ++stats.files;
            if (!is_named(tables_, file.digest)) ++stats.files_unnamed;
        }
    }
}

Stats Overview::stats() {
    const store::Snapshot snapshot(tables_.database);
    Stats stats;
    stats.company = tables_.facts.get(fact::company).value_or(Bytes());
    stats.installation = tables_.facts.id(fact::installation);
    const store::LogPoint head = tables_.log.head();
    stats.epoch = head.epoch;
    stats.epochs = static_cast<std::int64_t>(tables_.epochs.all().size());
    stats.head_seq = head.seq;
    stats.regressed = tables_.facts.integer(fact::regressed) != 0;
    stats.regressed_until_ms = tables_.facts.integer(fact::regressed_until_ms);
    stats.deferred = tables_.deferred.count();
    const auto verdicts = tables_.log.verdicts();
    const auto groups = [&](sync::Verdict verdict) {
        const auto at = verdicts.find(static_cast<std::int64_t>(verdict));
        return at == verdicts.end() ? 0 : at->second;
    };
    stats.accepted = groups(sync::Verdict::accepted);
    stats.merged = groups(sync::Verdict::merged);
    stats.rejected = groups(sync::Verdict::rejected);
    stats.offers = tables_.offers.count();
    stats.quarantined = tables_.quarantine.count();
    stats.open_cases = tables_.cases.count();
    stats.devices = static_cast<std::int64_t>(tables_.registrations.all().size());
    count_files(stats);
    stats.horizon = tables_.log.horizon();
    stats.log_keep_days = log_keep_days(tables_.facts);
    stats.size = store::size_report(tables_.database);
    for (const schema::EntitySpec* entity : tables_.catalogue.entities()) {
        stats.rows.emplace_back(entity->name, tables_.rows.count(entity->id));
    }
    return stats;
}

}  // namespace branchline::hub
