// What must hold when everything is at rest (the numbers are those of the test plan): O1 desks
// equal the hub in all they may read, O2 what was reported saved is in the hub's log or refused in
// its author's attention, O3 nothing was taken twice, O7 what a desk shows is the fold of what it
// holds, O8 groups are whole (with O14, log_check.h). O7 holds at every moment.
#include "support/oracles.h"

#include <algorithm>

#include "hub/hub_tables.h"
#include "hub/ledger.h"
#include "hub/overview.h"
#include "hub/page_reader.h"
#include "hub/people.h"
#include "support/expected_scope.h"
#include "support/world.h"
#include "sync/row_codec.h"
#include "sync/wire.h"

namespace branchline::test {

namespace {

std::string name_of(World& world, const sync::RowKey& key) {
    return std::string(world.catalogue().at(key.entity).name) + " " + to_text(key.row).substr(20);
}

// Compares two rows in the fields that these roles read, and in all versions.
std::string difference(const schema::EntitySpec& entity, const sync::RowState& hub,
                       const sync::RowState& desk, schema::RoleMask roles) {
    if (hub.deleted_by != desk.deleted_by) return "deleted";
    if (hub.deleted()) return {};  // it comes whole if it ever comes back
    for (const schema::FieldSpec* field : entity.fields) {
        if (!field->is_synced() || (field->readers & roles) == 0) continue;
        if (hub.values.get(field->id) != desk.values.get(field->id)) {
            return "field " + std::string(field->name);
        }
    }
    if (hub.inserted != desk.inserted || hub.versions != desk.versions) return "versions";
    if (hub.writers != desk.writers) return "writers";
    if (hub.covers != desk.covers) return "covers";
    if (hub.created_at != desk.created_at || hub.changed_at != desk.changed_at) return "times";
    return {};
}

// O5: what somebody may not see is not on his disk, not even beside what he sees.
void check_confidential(const schema::EntitySpec& entity, const sync::RowState& row,
                        schema::RoleMask roles, const std::string& place,
                        std::vector<std::string>& findings) {
    for (const schema::FieldSpec* field : entity.fields) {
        const bool own = reads_field(*field, roles) || (row.card && is_on_card(entity, *field));
        if (own || !field->is_synced() || schema::is_null(row.values.get(field->id))) continue;
        findings.push_back(place + " holds " + std::string(field->name) + ", which is not his");
    }
}

// One row of the hub on one desk: there in full, or not there but for a card.
void compare_row(World& world, const schema::EntitySpec& entity, const sync::RowState& theirs,
                 const sync::RowPointer& mine, schema::RoleMask roles, const std::string& desk,
                 std::vector<std::string>& findings) {
    const std::string place = desk + name_of(world, theirs.key());
    if (mine != nullptr) check_confidential(entity, *mine, roles, place, findings);
    if (roles == 0) {
        if (mine != nullptr && !mine->card) findings.push_back(place + " is not his to hold");
        return;
    }
    const bool held = mine != nullptr && !mine->card;
    // Who had never seen it needs no tombstone.
    if (!held && theirs.deleted()) return;
    if (!held) {
        findings.push_back(desk + "lacks " + name_of(world, theirs.key()));
        return;
    }
    const std::string what = difference(entity, theirs, *mine, roles);
    if (!what.empty()) findings.push_back(place + " differs in " + what);
}

// An older program holds nothing of entities that are news to it.
bool knows(const desk::Replica& replica, schema::EntityId entity) {
    return replica.catalogue().entity(entity) != nullptr;
}

void compare_rows(World& world, sync::State& hub, store::Rows& hub_rows, std::size_t index,
                  std::vector<std::string>& findings) {
    desk::Replica& replica = world.replica(index);
    const UserId user = replica.identity().user;
    const std::string desk = "desk " + std::to_string(index) + ": ";
    for (const schema::EntitySpec* entity : world.catalogue().entities()) {
        if (!knows(replica, entity->id)) continue;
        std::int64_t due = 0;
        for (RowId after;;) {
            const auto rows = hub_rows.scan(entity->id, after, 500);
            if (rows.empty()) break;
            for (const store::StoredRow& stored : rows) {
                after = stored.id;
                const auto theirs = hub.row({entity->id, stored.id});
                const auto roles = readers_of(world.catalogue(), hub, *theirs, user);
                compare_row(world, *entity, *theirs, replica.canonical().row(theirs->key()), roles,
                            desk, findings);
                if (roles != 0 && !theirs->deleted()) ++due;
            }
        }
        if (replica.rows().count(entity->id) != due && replica.pending().all().empty()) {
            findings.push_back(desk + "counts of " + std::string(entity->name) + " differ");
        }
    }
}

// Cases of the rows that he sees.
void compare_cases(World& world, sync::State& hub, store::Cases& hub_cases, std::size_t index,
                   std::vector<std::string>& findings) {
    const UserId user = world.replica(index).identity().user;
    const auto counts = [&](const store::StoredCase& kase) {
        if (!knows(world.replica(index), kase.entity)) return false;
        const auto row = hub.row({kase.entity, kase.row});
        return row != nullptr && !row->deleted() &&
               readers_of(world.catalogue(), hub, *row, user) != 0;
    };
    std::vector<Id> theirs;
    std::vector<Id> mine;
    for (const auto& kase : hub_cases.after({}, 100'000)) {
        if (counts(kase)) theirs.push_back(kase.id);
    }
    for (const auto& kase : world.replica(index).cases().after({}, 100'000)) {
        const auto row = hub.row({kase.entity, kase.row});
        const auto here = world.replica(index).canonical().row({kase.entity, kase.row});
        const bool deleted =
            (row != nullptr && row->deleted()) || (here != nullptr && here->deleted());
        if (!deleted) mine.push_back(kase.id);
    }
    if (theirs != mine) {
        findings.push_back("desk " + std::to_string(index) + ": " + std::to_string(mine.size()) +
                           " cases, the hub has " + std::to_string(theirs.size()));
    }
}

// The sums that hub and desk compare are the same for the same rows (CATCHUP A16).
void check_sums(World& world, hub::HubTables& tables, std::size_t index,
                std::vector<std::string>& findings) {
    desk::Replica& replica = world.replica(index);
    const sync::Holdings held(replica.identity().user, tables.scopes.of(replica.identity().device));
    using Sums = std::map<std::pair<Id, schema::EntityId>, std::pair<Id, std::int64_t>>;
    const auto sums_of = [&](const std::vector<sync::ClassHash>& hashes) {
        Sums sums;
        for (const sync::ClassHash& each : hashes) {
            if (!knows(replica, each.entity)) continue;
            auto& [hash, rows] = sums[{each.bucket, each.entity}];
            hash = hash_add(hash, each.hash);
            rows += each.rows;
        }
        return sums;
    };
    hub::PageReader reader(world.hub_database(), world.catalogue());
    if (sums_of(replica.class_hashes()) == sums_of(reader.hashes_for(held))) return;
    findings.push_back("desk " + std::to_string(index) + ": its sums are not those of the hub");
}

// O9: nothing of a row that he may not see is left in what was read of the log.
void check_kept_log(World& world, sync::State& hub, std::size_t index,
                    std::vector<std::string>& findings) {
    desk::Replica& replica = world.replica(index);
    const UserId user = replica.identity().user;
    replica.tail().scan(0, [&](BytesView bytes) {
        const auto entry = sync::decode_entry(bytes).value();
        for (const sync::Effect& effect : entry.effects) {
            if (sync::is_about_sight(effect.kind)) continue;
            const auto row = hub.row(effect.key());
            // After the hub went back it may never have heard of it.
            if (row == nullptr) continue;
            const auto roles = readers_of(world.catalogue(), hub, *row, user);
            const schema::EntitySpec& entity = world.catalogue().at(effect.entity);
            bool seen = roles != 0;
            for (const auto& [id, value] : effect.values) {
                const schema::FieldSpec* field = entity.field(id);
                const bool his =
                    field == nullptr || schema::is_null(value) || reads_field(*field, roles);
                seen = seen && his;
            }
            if (seen) continue;
            findings.push_back("desk " + std::to_string(index) + " keeps of " +
                               name_of(world, effect.key()) + " in its log what is not his");
            return false;
        }
        return true;
    });
}

}  // namespace

namespace {

using Stage = store::LoggedGroup::Stage;

// What a user was shown as his own work is there until its entry has come or he was told of a
// refusal: in the fold, or in what was read of the log.
void check_own_work(desk::Replica& replica, const std::string& desk,
                    std::vector<std::string>& findings) {
    constexpr std::size_t newest = 40;
    const std::int64_t read = replica.cursor().seq;
    for (const store::LoggedGroup& group : replica.log().newest(newest)) {
        const bool waits = group.stage == Stage::waiting || group.stage == Stage::judged;
        const bool in_fold = replica.pending().by_op(group.op).has_value();
        if (waits && !in_fold) findings.push_back(desk + "not in the fold: " + group.command);
        if (!waits && in_fold) findings.push_back(desk + "still in the fold: " + group.command);
        if (group.stage == Stage::settled && group.epoch_seq > read) {
            findings.push_back(desk + "left the fold before its entry came: " + group.command);
        }
    }
}

// What its author is told of a group is what the hub's log says of it.
void check_told(World& world, sync::State& hub, std::size_t index,
                std::vector<std::string>& findings) {
    const std::string desk = "desk " + std::to_string(index) + ": ";
    const auto expect = [&](Stage stage, sync::Fate fate, const std::string& told) {
        for (const auto& group : world.replica(index).log().in_stage(stage)) {
            if (hub.fate(group.op) == fate) continue;
            findings.push_back(desk + group.command + " counts as " + told + ", not so at the hub");
        }
    };
    expect(Stage::settled, sync::Fate::taken, "taken");
    expect(Stage::refused, sync::Fate::rejected, "refused");
    expect(Stage::closed, sync::Fate::rejected, "refused");
}

// A group that was taken back without a trace must never have reached the hub.
void check_withdrawn(World& world, sync::State& hub, const Witness& witness,
                     std::vector<std::string>& findings) {
    for (std::size_t i = 0; i < world.desk_count(); ++i) {
        if (witness.restored.contains(i) || world.is_lost(i)) continue;
        for (const auto& group : world.replica(i).log().in_stage(Stage::withdrawn)) {
            if (hub.fate(group.op) == sync::Fate::unknown) continue;
            findings.push_back("withdrawn and known to the hub: " + group.command);
        }
    }
}

}  // namespace

// After the hub went back: its store is sound, nothing is in it twice, and whatever anybody still
// holds, of himself or as a witness, is in it.
void check_returned(World& world, sync::State& hub, std::vector<std::string>& findings) {
    hub::HubTables tables(world.hub_database(), world.catalogue());
    const auto verified = hub::verify(world.hub_database(), world.catalogue());
    for (const std::string& each : verified.findings) findings.push_back("the hub: " + each);
    std::set<OpId> taken;
    tables.log.scan(0, [&](const store::LogRow& row) {
        const bool completes =
            !row.supersedes.is_null() && row.op == sync::completed_op(row.supersedes);
        const bool stands = hub::is_taken(row.verdict) && row.kind == store::LogKind::group;
        if (stands && !completes && !taken.insert(row.origin).second) {
            findings.push_back("taken twice: " + row.command);
        }
        return true;
    });
    for (std::size_t i = 0; i < world.desk_count(); ++i) {
        if (world.is_lost(i)) continue;
        for (const auto& item : world.replica(i).retained().missing_from_tail()) {
            if (hub.fate(item.op) != sync::Fate::unknown) continue;
            findings.push_back("desk " + std::to_string(i) +
                               " has seen what the hub lacks: " + to_text(item.op));
        }
    }
}

std::vector<std::string> check_now(World& world) {
    std::vector<std::string> findings;
    for (std::size_t i = 0; i < world.desk_count(); ++i) {
        if (!world.desk_is_up(i)) continue;
        const std::string desk = "desk " + std::to_string(i) + ": ";
        check_own_work(world.replica(i), desk, findings);
        for (const std::string& each : world.replica(i).check_fold()) {
            findings.push_back(desk + "shows another than the fold of " + each);
        }
    }
    return findings;
}

std::vector<std::string> check_rest(World& world, const Witness& witness) {
    std::vector<std::string> findings;
    hub::HubTables tables(world.hub_database(), world.catalogue());
    hub::LogGroups groups(tables.log, tables.deferred);
    sync::GrantRoles roles(tables.rows, hub::grant_fields);
    sync::SqlState state(world.catalogue(),
                         {tables.rows, tables.origins, tables.cases, tables.tombstones}, groups,
                         roles);
    for (std::size_t i = 0; i < world.desk_count(); ++i) {
        if (world.is_lost(i)) continue;
        compare_rows(world, state, tables.rows, i, findings);
        compare_cases(world, state, tables.cases, i, findings);
        check_kept_log(world, state, i, findings);
        check_sums(world, tables, i, findings);
        check_told(world, state, i, findings);
        const auto left = witness.left_behind.find(i);
        if (left != witness.left_behind.end() &&
            left->second == world.replica(i).identity().incarnation) {
            findings.push_back("desk " + std::to_string(i) +
                               ": was restored and goes on as the same incarnation");
        }
    }
    for (std::string& each : check_now(world)) findings.push_back(std::move(each));
    check_withdrawn(world, state, witness, findings);
    std::set<OpId> answered;
    for (std::size_t i = 0; i < world.desk_count(); ++i) {
        if (world.is_lost(i)) continue;
        for (auto stage : {Stage::settled, Stage::refused, Stage::closed, Stage::withdrawn}) {
            for (const auto& group : world.replica(i).log().in_stage(stage)) {
                answered.insert(group.op);
            }
        }
    }
    for (const auto& [op, at_ms] : witness.saved) {
        if (!answered.contains(op))
            findings.push_back("saved and lost: " + to_text(op));
        else if (state.fate(op) == sync::Fate::unknown) {
            // Only what was taken back before it was sent may be unknown to the hub.
            bool withdrawn = false;
            for (std::size_t i = 0; i < world.desk_count() && !withdrawn; ++i) {
                if (world.is_lost(i)) continue;
                const auto group = world.replica(i).log().by_op(op);
                withdrawn = group && group->stage == store::LoggedGroup::Stage::withdrawn;
            }
            if (!withdrawn) findings.push_back("unknown to the hub: " + to_text(op));
        }
    }
    if (witness.hub_went_back) {
        check_returned(world, state, findings);
        return findings;
    }
    for (std::string& each : hub::verify(world.hub_database(), world.catalogue()).findings) {
        findings.push_back("the hub finds " + std::move(each));
    }
    for (std::string& each : check_log(world, witness)) findings.push_back(std::move(each));
    return findings;
}

}  // namespace branchline::test
