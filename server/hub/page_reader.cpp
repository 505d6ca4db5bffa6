#include "hub/page_reader.h"

#include <algorithm>

#include "hub/ledger.h"
#include "hub/people.h"
#include "store/failure.h"
#include "sync/wire.h"

namespace branchline::hub {

namespace {

// What an entry takes in a frame is estimated from what the log holds: packing it just to measure
// it would double the work. An entry is never much larger than its effects.
constexpr std::size_t header_bytes = 80;
constexpr std::size_t page_bytes_max = 640 * 1024;
constexpr std::size_t page_memory_max = sync::decoded_bytes_max(sync::frame_bytes_max) - 256 * 1024;

std::vector<sync::Effect> effects_of(const store::LogRow& row) {
    if (row.effects.empty()) return {};
    auto effects = sync::decode_effects(row.effects);
    if (!effects) throw store::Failure(Code::damaged, "effects of " + to_text(row.op));
    return std::move(*effects);
}

sync::Entry header_of(const store::LogRow& row) {
    sync::Entry entry;
    entry.seq = row.seq;
    entry.op = row.op;
    entry.origin = row.origin;
    entry.supersedes = row.supersedes;
    entry.batch = row.batch;
    entry.device = row.device;
    entry.user = row.user;
    entry.corrected_ms = row.corrected_ms;
    entry.received_ms = row.received_ms;
    entry.command = row.command;
    entry.verdict = static_cast<sync::Verdict>(row.verdict);
    entry.code = static_cast<Code>(row.code);
    return entry;
}

bool is_told(const schema::Catalogue& catalogue, const sync::Group& group,
             const sync::Effect& effect) {
    return std::any_of(group.changes.begin(), group.changes.end(), [&](const sync::Change& change) {
        if (change.key() != effect.key()) return false;
        switch (effect.kind) {
            case sync::EffectKind::insert: {
                if (change.kind != sync::ChangeKind::insert) return false;
                schema::Record values = change.values;
                const schema::EntitySpec& entity = catalogue.at(change.entity);
                if (entity.machine != nullptr) {
                    values.set(entity.machine->id, effect.values.get(entity.machine->id));
                }
                return values == effect.values;
            }
            case sync::EffectKind::set:
                return change.kind == sync::ChangeKind::step ||
                       (change.field == effect.unit.field && change.values == effect.values);
            case sync::EffectKind::element:
                return change.element == effect.text;
            default:
                return true;
        }
    });
}

}  // namespace

bool taken_as_sent(const schema::Catalogue& catalogue, const sync::Group& group,
                   const std::vector<sync::Effect>& effects) {
    return std::all_of(effects.begin(), effects.end(), [&](const sync::Effect& effect) {
        switch (effect.kind) {
            case sync::EffectKind::insert:
            case sync::EffectKind::set:
            case sync::EffectKind::element:
                return effect.version == sync::Version{group.origin, OriginId{}} &&
                       is_told(catalogue, group, effect);
            case sync::EffectKind::settle:
            case sync::EffectKind::writers:
            case sync::EffectKind::covers:
                return true;
            case sync::EffectKind::tombstone:
                // Its children go with a row; he has seen all of them (the digest said so).
                return std::any_of(group.changes.begin(), group.changes.end(),
                                   [](const auto& c) { return c.kind == sync::ChangeKind::erase; });
            default:
                return false;
        }
    });
}

sync::Point point_of(const store::LogPoint& at) { return {at.epoch, at.seq, at.chain, at.mac}; }

PageReader::PageReader(store::Database& database, const schema::Catalogue& catalogue)
    : tables_(database, catalogue), roles_(tables_.rows, grant_fields) {}

std::optional<sync::Point> PageReader::point_at(std::int64_t seq) {
    if (seq == 0) return sync::Point{};
    const auto at = tables_.log.point_at(seq);
    if (!at) return std::nullopt;
    return point_of(*at);
}

bool PageReader::has(const sync::Point& point) {
    const auto at = point_at(point.seq);
    return at.has_value() && at->chain == point.chain;
}

std::optional<sync::Entry> PageReader::entry_for(const PageRequest& request,
                                                 const store::LogRow& row, const Strip& strip) {
    sync::Entry entry = header_of(row);
    if (row.kind == store::LogKind::epoch) {
        entry.kind = sync::EntryKind::epoch;
        entry.epoch = row.op;
        return entry;
    }
    const bool own = row.device == request.device;
    if (entry.verdict == sync::Verdict::rejected) {
        if (!own) return std::nullopt;
        sync::Outcome outcome;
        decode_details(row.details, outcome);
        entry.rule = outcome.rule;
        entry.fields = outcome.fields;
        entry.cause = outcome.cause;
        return entry;
    }
    std::vector<sync::Effect> effects = effects_of(row);
    if (own && entry.verdict == sync::Verdict::accepted && request.held != nullptr &&
        request.held->contains(row.op)) {
        const auto group = sync::decode_group(row.payload);
        if (group && taken_as_sent(tables_.catalogue, *group, effects)) {
            entry.kind = sync::EntryKind::own;
            return entry;
        }
    }
    for (sync::Effect& effect : effects) {
        if (auto shown = strip.effect(std::move(effect))) entry.effects.push_back(*shown);
    }
    return entry;
}

std::optional<sync::Page> PageReader::tail(const PageRequest& request) {
    const store::Snapshot snapshot(tables_.database);
    if (!has(request.cursor)) return std::nullopt;
    roles_.forget();
    const Strip strip(tables_.catalogue, roles_.roles(request.user, RowId{}));
    sync::Page page;
    page.page_class = sync::PageClass::tail;
    page.start = *point_at(request.cursor.seq);
    page.end = page.start;
    page.head_seq = tables_.log.head().seq;
    if (const auto registration = tables_.registrations.get(request.device)) {
        page.scope_version = static_cast<std::uint64_t>(registration->scope_version);
    }
    const std::size_t budget = std::min(request.budget_bytes, page_bytes_max);
    std::size_t bytes = 0;
    std::size_t memory = 0;
    tables_.log.scan(request.cursor.seq, [&](const store::LogRow& row) {
        std::optional<sync::Entry> entry = entry_for(request, row, strip);
        if (entry) {
            const bool is_header = entry->kind != sync::EntryKind::change;
            const std::size_t size = header_bytes + (is_header ? 0 : row.effects.size());
            const std::size_t cost = sync::memory_cost(*entry);
            const bool full = bytes + size > budget || memory + cost > page_memory_max;
            if (full && !page.entries.empty()) return false;
            bytes += size;
            memory += cost;
            page.entries.push_back(std::move(*entry));
        }
        page.end = {row.epoch, row.seq, row.chain, row.mac};
        return bytes < budget;
    });
    return page;
}

std::vector<sync::ClassHash> PageReader::hashes_for(const DeviceId& device) {
    std::vector<sync::ClassHash> out;
    for (const store::HeldBucket& held : tables_.scopes.of(device)) {
        const auto roles = static_cast<schema::RoleMask>(held.roles);
        const auto number = tables_.buckets.find(held.bucket);
        if (!number) continue;  // nothing was ever in it
        for (const store::BucketHash& sum : tables_.hashes.of_bucket(*number)) {
            if (sum.rights_class != tables_.catalogue.rights_class_of_mask(sum.entity, roles)) {
                continue;
            }
            out.push_back({held.bucket, sum.entity, sum.rights_class, sum.hash, sum.rows});
        }
    }
    return out;
}

}  // namespace branchline::hub
