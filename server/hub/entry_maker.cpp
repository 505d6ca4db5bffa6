#include "hub/entry_maker.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/planted.h"
#include "hub/ledger.h"
#include "hub/page_reader.h"
#include "store/failure.h"
#include "sync/strip.h"
#include "sync/wire.h"

namespace branchline::hub {

namespace {

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

// What stood before the entry counts as much as what stands after it, and now: a row is told as a
// change only to who held it in the same way all the time. An insert has no before.
EntryMaker::Means EntryMaker::meaning(const sync::RowKey& key, const store::LogRow& row,
                                      bool inserted, bool undeleted) {
    const schema::EntitySpec* entity = tables_.catalogue.entity(key.entity);
    if (entity == nullptr) return Means::nothing;
    const auto class_of = [&](schema::RoleMask roles) {
        return sync::reading_class(tables_.catalogue, *entity, roles);
    };
    const auto before = inserted ? schema::RightsClass{0} : class_of(view_.before(key, row.seq));
    const auto after = class_of(view_.before(key, row.seq + 1));
    const bool own = row.device == request_.device;
    if (view_.now(key) == 0 || after == 0) {
        const bool seen = (before != 0 || own) && !planted(Planted::leave_not_told);
        return seen ? Means::leave : Means::nothing;
    }
    if (inserted || planted(Planted::enter_not_told)) return Means::change;
    return before == after && !undeleted ? Means::change : Means::enter;
}

std::optional<sync::Entry> EntryMaker::changes_of(const store::LogRow& row, sync::Entry entry) {
    std::vector<sync::Effect> effects = effects_of(row);
    std::set<sync::RowKey> inserted;
    std::set<sync::RowKey> undeleted;
    std::set<sync::RowKey> keys;
    for (const sync::Effect& effect : effects) {
        keys.insert(effect.key());
        if (effect.kind == sync::EffectKind::insert) inserted.insert(effect.key());
        if (effect.kind == sync::EffectKind::undelete) undeleted.insert(effect.key());
    }
    std::set<sync::RowKey> moved;
    for (const store::BucketRow& each : tables_.buckets.moved_by(row.seq)) {
        moved.insert({each.entity, each.row});
    }
    keys.insert(moved.begin(), moved.end());
    std::map<sync::RowKey, Means> means;
    bool all_changes = true;
    for (const sync::RowKey& key : keys) {
        const Means it = meaning(key, row, inserted.contains(key), undeleted.contains(key));
        means.emplace(key, it);
        all_changes = all_changes && it == Means::change;
        if (it == Means::change && moved.contains(key)) {
            moved_.push_back(key);
            entry.effects.push_back(sync::effect_on(sync::EffectKind::move, key.entity, key.row));
        }
        if (it != Means::enter && it != Means::leave) continue;
        const bool enters = it == Means::enter;
        entry.effects.push_back(sync::effect_on(
            enters ? sync::EffectKind::enter : sync::EffectKind::leave, key.entity, key.row));
    }
    const std::vector<sync::Effect> whole = effects;
    for (sync::Effect& effect : effects) {
        const sync::RowKey key = effect.key();
        const Means it = means.at(key);
        if (it != Means::change && it != Means::enter) continue;
        // A row that comes whole brings its values and its cases itself; the history is told.
        const bool in_the_row =
            sync::is_row_effect(effect.kind) || sync::is_case_effect(effect.kind);
        if (it == Means::enter && in_the_row) continue;
        const sync::Strip strip(tables_.catalogue, view_.now(key));
        if (auto shown = strip.effect(std::move(effect))) {
            entry.effects.push_back(std::move(*shown));
        }
    }
    if (all_changes && may_be_header(row, whole, entry)) {
        entry.kind = sync::EntryKind::own;
        entry.effects.clear();
        return entry;
    }
    const bool own = row.device == request_.device;
    if (entry.effects.empty() && !own) return std::nullopt;
    return entry;
}

bool EntryMaker::may_be_header(const store::LogRow& row, const std::vector<sync::Effect>& effects,
                               const sync::Entry& entry) const {
    const bool held = request_.held != nullptr && request_.held->contains(row.op);
    if (row.device != request_.device || !held || request_.pull.own_in_full) return false;
    if (entry.verdict != sync::Verdict::accepted || entry.effects != effects) return false;
    const auto group = sync::decode_group(row.payload);
    return group && taken_as_sent(tables_.catalogue, *group, effects);
}

std::optional<sync::Entry> EntryMaker::entry_for(const store::LogRow& row) {
    sync::Entry entry = header_of(row);
    if (row.kind == store::LogKind::epoch) {
        entry.kind = sync::EntryKind::epoch;
        entry.epoch = row.op;
        return entry;
    }
    if (entry.verdict == sync::Verdict::rejected) {
        if (row.device != request_.device) return std::nullopt;
        sync::Outcome outcome;
        decode_details(row.details, outcome);
        entry.rule = outcome.rule;
        entry.fields = outcome.fields;
        entry.cause = outcome.cause;
        return entry;
    }
    return changes_of(row, std::move(entry));
}

}  // namespace branchline::hub
