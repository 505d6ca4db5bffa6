#include "hub/compaction.h"

#include <algorithm>
#include <limits>

#include "base/planted.h"
#include "hub/people.h"
#include "sync/cards.h"

namespace branchline::hub {

namespace {

constexpr std::int64_t one_day_ms = std::int64_t{24} * 3600 * 1000;
constexpr std::int64_t log_keep_days_most = 3'650;
constexpr std::size_t deletions_a_step = 50;
constexpr std::int64_t all_that_is_allowed = std::numeric_limits<std::int64_t>::max();

bool is_at_work(const HubTables& tables, const store::Registration& registration) {
    const auto row = tables.rows.get(device_entity, registration.device);
    const auto active = static_cast<std::int64_t>(DeviceState::active);
    return row && row->values.integer(domain::device::state.spec.id) == active;
}

}  // namespace

std::string_view limit_name(HorizonLimit::By by) {
    switch (by) {
        case HorizonLimit::By::age:
            return "age";
        case HorizonLimit::By::head:
            return "head";
        case HorizonLimit::By::backup:
            return "backup";
        case HorizonLimit::By::device:
            return "device";
        case HorizonLimit::By::offers:
            return "offers";
        case HorizonLimit::By::restore:
            return "restore";
    }
    return {};
}

// The head stays, so that the log has an end. An entry is as old as the oldest group that waits:
// what such a group builds on may be deleted in it.
HorizonLimit Compaction::limit() const {
    const std::int64_t horizon = tables_.log.horizon();
    if (ledger_.is_regressed()) return {horizon, HorizonLimit::By::restore};
    HorizonLimit limit{ledger_.head().seq - 1, HorizonLimit::By::head};
    const auto lower = [&](std::int64_t seq, HorizonLimit::By by) {
        if (seq < limit.seq) limit = {seq, by};
    };
    const std::int64_t now_ms = clock_.now_ms();
    const std::int64_t keep_days = log_keep_days(tables_.facts);
    const std::int64_t since_ms =
        std::min(now_ms - keep_days * one_day_ms + 1,
                 tables_.deferred.oldest_received_ms().value_or(all_that_is_allowed));
    const std::int64_t young = tables_.log.first_received_since(since_ms);
    if (young != 0) lower(young - 1, HorizonLimit::By::age);
    const std::int64_t backup = tables_.facts.integer(fact::oldest_restorable_seq);
    if (backup != 0) lower(backup, HorizonLimit::By::backup);
    if (const auto offer = tables_.offers.oldest_seq()) {
        lower(*offer - 1, HorizonLimit::By::offers);
    }
    const std::int64_t lease_ms = std::min(lease_days, keep_days) * one_day_ms;
    for (const store::Registration& each : tables_.registrations.all()) {
        const std::int64_t seq = tables_.points.of(each.device);
        // At the beginning it needs nothing of the log.
        const bool holds = seq != 0 && each.last_contact_ms > now_ms - lease_ms;
        if (holds && is_at_work(tables_, each)) lower(seq, HorizonLimit::By::device);
    }
    limit.seq = std::max(limit.seq, horizon);
    return limit;
}

void Compaction::tick() {
    if (!running_) {
        if (clock_.now_ms() - tables_.facts.integer(fact::compacted_ms) < one_day_ms) return;
        // Whole blocks only; the rest has time.
        const std::int64_t seq = limit().seq;
        begin(seq - seq % store::LogArchive::Block::entries_most);
    }
    step();
}

void Compaction::begin(std::int64_t most) {
    running_ = true;
    most_ = most;
    looked_at_ = dropped_in_pass_ = rows_dropped_ = 0;
}

bool Compaction::step() {
    if (!running_) return false;
    if (archive_next() || drop_next()) return true;
    running_ = false;
    tables_.facts.put_integer(fact::compacted_ms, clock_.now_ms());
    return false;
}

bool Compaction::archive_next() {
    const std::int64_t until = std::min(most_, limit().seq);
    const std::int64_t horizon = tables_.log.horizon();
    if (until <= horizon) return false;
    const store::LogArchive::Block block = tables_.log.next_block(until);
    tables_.buckets.forget_logs(block.last_seq());
    tables_.log.archive(block);
    return true;
}

// Families that nothing refers to; when some have gone, others may be free. What still holds a
// tombstone by the end of a pass without any holds it on.
bool Compaction::drop_next() {
    const std::int64_t horizon =
        planted(Planted::tombstones_dropped_early) ? ledger_.head().seq : tables_.log.horizon();
    const auto origins = tables_.tombstones.origins_until(horizon, looked_at_, deletions_a_step);
    for (const std::int64_t origin : origins) {
        dropped_in_pass_ += drop_deleted_by(origin);
        looked_at_ = origin;
    }
    if (!origins.empty()) return true;
    const bool again = dropped_in_pass_ > 0;
    looked_at_ = dropped_in_pass_ = 0;
    return again;
}

std::int64_t Compaction::drop_deleted_by(std::int64_t origin) {
    const std::vector<store::TombstoneKey> family = tables_.tombstones.by_origin(origin);
    if (is_needed(family)) return 0;
    for (const store::TombstoneKey& key : family) {
        for (const store::StoredCase& kase : tables_.cases.of_row(key.entity, key.row)) {
            tables_.cases.erase(kase.id);
        }
        tables_.tombstones.erase(origin, key);
        tables_.buckets.forget_row({key.entity, key.row});
        tables_.rows.erase(key.entity, key.row);
        ledger_.state().forget({key.entity, key.row});
    }
    const auto count = static_cast<std::int64_t>(family.size());
    rows_dropped_ += count;
    return count;
}

// What was deleted together comes back together, so it stays or goes together; and whatever comes
// back finds what it refers to.
bool Compaction::is_needed(const std::vector<store::TombstoneKey>& family) const {
    for (const store::TombstoneKey& key : family) {
        for (const auto& [entity, field] : sync::fields_naming(tables_.catalogue, key.entity)) {
            for (const RowId& row : tables_.rows.referring(entity->id, field->id, key.row)) {
                const store::TombstoneKey other{entity->id, row};
                if (!std::binary_search(family.begin(), family.end(), other)) return true;
            }
        }
    }
    return false;
}

std::int64_t log_keep_days(const store::HubFacts& facts) {
    return facts.integer(fact::log_keep_days, log_keep_days_default);
}

Status keep_log_for(store::Database& database, std::int64_t days) {
    if (days < 0 || days > log_keep_days_most) {
        return refuse(Code::bad_value, "--keep-days", std::to_string(days));
    }
    store::HubFacts facts(database);
    store::Transaction transaction(database);
    facts.put_integer(fact::log_keep_days, days);
    transaction.commit();
    return {};
}

}  // namespace branchline::hub
