#include "hub/audit.h"

#include "base/ensure.h"
#include "domain/audit_entry.h"
#include "hub/heal.h"
#include "hub/ledger.h"
#include "hub/people.h"

namespace branchline::hub {

namespace fields = domain::audit_entry;

sync::Change audit_change(const AuditNote& note, Random& random) {
    sync::Change change;
    change.entity = fields::spec.spec.id;
    change.row = random_id(random);
    change.kind = sync::ChangeKind::insert;
    const auto refer = [&](schema::FieldId field, const Id& row) {
        if (!row.is_null()) change.values.set(field, row);
    };
    refer(fields::branch.spec.id, note.branch);
    refer(fields::user.spec.id, note.user);
    refer(fields::device.spec.id, note.device);
    change.values.set(fields::at.spec.id, note.at_ms);
    if (!note.about.row.is_null()) {
        change.values.set(fields::about.spec.id, schema::AnyRef{note.about.entity, note.about.row});
    }
    if (!note.detail.empty()) change.values.set(fields::detail.spec.id, note.detail);
    change.values.set(fields::event.spec.id, static_cast<std::int64_t>(note.event));
    return change;
}

RowId home_branch(const std::vector<sync::Grant>& grants) {
    RowId home;
    for (const sync::Grant& grant : grants) {
        if (grant.branch.is_null()) continue;
        if (!home.is_null()) return {};
        home = grant.branch;
    }
    return home;
}

// A restored hub may not know whom or what this is about; the entry is written all the same.
AuditNote Audit::note(Audited event, const UserId& user, const DeviceId& device) {
    AuditNote made;
    made.event = event;
    made.at_ms = clock_.now_ms();
    if (!user.is_null() && tables_.rows.get(user_entity, user)) {
        made.user = user;
        made.branch = home_branch(ledger_.roles().grants_of(user));
        if (!tables_.rows.get(branch_entity, made.branch)) made.branch = {};
    }
    if (!device.is_null() && tables_.rows.get(device_entity, device)) made.device = device;
    return made;
}

void Audit::write(std::vector<AuditNote> notes) {
    std::vector<sync::Change> changes;
    for (const AuditNote& note : notes) changes.push_back(audit_change(note, random_));
    // All it refers to was looked up.
    const auto written = ledger_.write_own(std::move(changes), "audit");
    ENSURE(written.has_value());
}

void Audit::backup_made(std::int64_t seq) {
    AuditNote made = note(Audited::backup_made, {}, {});
    made.detail = "sequence " + std::to_string(seq);
    write({std::move(made)});
}

void Audit::healed(std::int64_t begun_ms, bool by_tool) {
    std::vector<AuditNote> notes;
    if (by_tool) notes.push_back(note(Audited::restored, {}, {}));
    notes.push_back(note(Audited::heal_begun, {}, {}));
    for (AuditNote& begun : notes) begun.at_ms = begun_ms;
    const store::HealNotes::Counts counts = tables_.heal.counts();
    notes.push_back(note(Audited::heal_ended, {}, {}));
    notes.back().detail = "returned " + std::to_string(counts.returned) + ", devices " +
                          std::to_string(counts.devices) + ", receipt only " +
                          std::to_string(counts.claimed);
    write(std::move(notes));
}

void Audit::courier_taken(const UserId& user, const DeviceId& device, std::int64_t groups,
                          std::int64_t rejected) {
    AuditNote made = note(Audited::courier_taken, user, device);
    made.detail = "groups " + std::to_string(groups) + ", rejected " + std::to_string(rejected);
    write({std::move(made)});
}

void Audit::login_refused(const UserId& user, const DeviceId& device, Code why) {
    const std::int64_t now_ms = clock_.now_ms();
    const auto last = refused_ms_.find(user);
    if (last != refused_ms_.end() && now_ms - last->second < refusals_gap_ms) return;
    refused_ms_.insert_or_assign(user, now_ms);
    AuditNote made = note(Audited::login_refused, user, device);
    made.detail = std::string(code_name(why));
    write({std::move(made)});
}

void Audit::two_live_copies(const UserId& user, const DeviceId& device) {
    write({note(Audited::two_live_copies, user, device)});
}

}  // namespace branchline::hub
