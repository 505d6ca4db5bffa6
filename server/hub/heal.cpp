#include "hub/heal.h"

#include <algorithm>
#include <vector>

#include "hub/people.h"
#include "store/failure.h"

namespace branchline::hub {

namespace {

constexpr std::int64_t backups_kept_ms = std::int64_t{30} * 24 * 3600 * 1000;

bool is_revoked(const HubTables& tables, const DeviceId& device) {
    const auto row = tables.rows.get(device_entity, device);
    const auto active = static_cast<std::int64_t>(DeviceState::active);
    return !row || row->values.integer(domain::device::state.spec.id) != active;
}

// Counted back from the last contact that the store knows of, not from now: a backup of last month
// still knows who was at work then.
std::int64_t since_of(const HubTables& tables) {
    std::int64_t last_ms = 0;
    for (const store::Registration& each : tables.registrations.all()) {
        last_ms = std::max(last_ms, each.last_contact_ms);
    }
    return last_ms - recent_devices_ms;
}

void open_window(HubTables& tables, std::int64_t until_ms) {
    tables.facts.put_integer(fact::regressed, 1);
    tables.facts.put_integer(fact::regressed_until_ms, until_ms);
    tables.facts.put_integer(fact::heal_since_ms, since_of(tables));
    tables.heal.clear();
}

struct Waited {
    std::int64_t expected = 0;
    std::int64_t reported = 0;
};

Waited waited_for(const HubTables& tables) {
    Waited waited;
    const std::int64_t since_ms = tables.facts.integer(fact::heal_since_ms);
    for (const store::Registration& each : tables.registrations.all()) {
        if (each.last_contact_ms < since_ms || is_revoked(tables, each.device)) continue;
        ++waited.expected;
        if (tables.heal.has_reported(each.device)) ++waited.reported;
    }
    return waited;
}

}  // namespace

bool Heal::is_open() const { return tables_.facts.integer(fact::regressed) != 0; }

void Heal::open() {
    if (!is_open()) open_window(tables_, clock_.now_ms() + regressed_window_ms);
}

void Heal::close() {
    tables_.facts.put_integer(fact::regressed, 0);
    tables_.facts.put_integer(fact::restored_by_tool, 0);
}

std::int64_t Heal::begun_ms() {
    const std::int64_t until_ms = tables_.facts.integer(fact::regressed_until_ms);
    return until_ms == 0 ? clock_.now_ms() : until_ms - regressed_window_ms;
}

bool Heal::is_by_tool() const { return tables_.facts.integer(fact::restored_by_tool) != 0; }

void Heal::serve() {
    if (!is_open() || tables_.facts.integer(fact::regressed_until_ms) != 0) return;
    tables_.facts.put_integer(fact::regressed_until_ms, clock_.now_ms() + regressed_window_ms);
}

bool Heal::is_over() {
    if (!is_open()) return false;
    const std::int64_t until_ms = tables_.facts.integer(fact::regressed_until_ms);
    if (until_ms != 0 && clock_.now_ms() >= until_ms) return true;
    const Waited waited = waited_for(tables_);
    return waited.expected > 0 && waited.reported == waited.expected;
}

HealReport heal_report(HubTables& tables) {
    HealReport report;
    report.collecting = tables.facts.integer(fact::regressed) != 0;
    if (report.collecting) {
        report.until_ms = tables.facts.integer(fact::regressed_until_ms);
        const Waited waited = waited_for(tables);
        report.expected = waited.expected;
        report.reported = waited.reported;
    }
    report.collected = static_cast<std::int64_t>(tables.offers.to_judge().size());
    report.unresolved = tables.offers.count() - report.collected;
    const store::HealNotes::Counts counts = tables.heal.counts();
    report.returned = counts.returned;
    report.devices = counts.devices;
    report.receipt_only = counts.claimed;
    return report;
}

void mark_restored(store::Database& database, const schema::Catalogue& catalogue) {
    HubTables tables(database, catalogue);
    store::Transaction transaction(database);
    open_window(tables, 0);
    tables.facts.put_integer(fact::restored_by_tool, 1);
    transaction.commit();
}

void note_backup(HubTables& tables, std::int64_t seq, std::int64_t now_ms) {
    struct Known {
        std::int64_t seq;
        std::int64_t at_ms;
    };

    std::vector<Known> known;
    const auto stored = tables.facts.get(fact::backups);
    const Bytes bytes = stored ? *stored : Bytes();
    ByteReader in(bytes);
    while (in.left() > 0 && in.ok()) {
        const std::int64_t at_seq = in.zigzag();
        known.push_back({at_seq, in.zigzag()});
    }
    if (!in.ok()) throw store::Failure(Code::damaged, "backups");
    std::erase_if(known, [&](const Known& each) { return each.at_ms < now_ms - backups_kept_ms; });
    known.push_back({seq, now_ms});
    ByteWriter out;
    std::int64_t oldest = seq;
    for (const Known& each : known) {
        oldest = std::min(oldest, each.seq);
        out.zigzag(each.seq);
        out.zigzag(each.at_ms);
    }
    tables.facts.put(fact::backups, out.bytes());
    tables.facts.put_integer(fact::oldest_restorable_seq, oldest);
}

}  // namespace branchline::hub
