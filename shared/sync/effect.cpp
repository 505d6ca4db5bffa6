#include "sync/effect.h"

#include <algorithm>

namespace branchline::sync {

std::string_view verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::accepted:
            return "accepted";
        case Verdict::merged:
            return "merged";
        case Verdict::rejected:
            return "rejected";
        case Verdict::deferred:
            return "deferred";
    }
    return "unknown";
}

bool is_row_effect(EffectKind kind) {
    switch (kind) {
        case EffectKind::insert:
        case EffectKind::set:
        case EffectKind::element:
        case EffectKind::tombstone:
        case EffectKind::undelete:
        case EffectKind::writers:
        case EffectKind::covers:
            return true;
        case EffectKind::propose:
        case EffectKind::settle:
        case EffectKind::mark:
        case EffectKind::alias:
        case EffectKind::leave:
        case EffectKind::enter:
        case EffectKind::move:
            return false;
    }
    return false;
}

bool is_case_effect(EffectKind kind) {
    return kind == EffectKind::propose || kind == EffectKind::settle;
}

namespace {

// No value is no entry, as it comes back from a table: two rows with the same content are equal.
void put_value(RowState& row, FieldId field, const Value& value) {
    if (schema::is_null(value)) {
        row.values.erase(field);
    } else {
        row.values.set(field, value);
    }
}

void apply_insert(const Effect& effect, const Author& author, RowState& row) {
    row = RowState{};
    row.entity = effect.entity;
    row.id = effect.row;
    for (const auto& [field, value] : effect.values) put_value(row, field, value);
    row.inserted = effect.version;
    row.created_at = author.corrected_ms;
    row.created_by = author.user;
}

void apply_element(const Effect& effect, RowState& row) {
    Set set = row.values.set_of(effect.unit.field);
    if (effect.present) {
        schema::set_insert(set, effect.text);
    } else {
        schema::set_erase(set, effect.text);
    }
    put_value(row, effect.unit.field, set.empty() ? Value{} : Value{std::move(set)});
    row.set_version(effect.unit, effect.version);
}

}  // namespace

void apply_to_row(const schema::Catalogue&, const Effect& effect, const Author& author,
                  RowState& row) {
    switch (effect.kind) {
        case EffectKind::insert:
            apply_insert(effect, author, row);
            break;
        case EffectKind::set:
            for (const auto& [field, value] : effect.values) put_value(row, field, value);
            row.set_version(effect.unit, effect.version);
            break;
        case EffectKind::element:
            apply_element(effect, row);
            break;
        case EffectKind::tombstone:
            row.deleted_by = author.origin;
            break;
        case EffectKind::undelete:
            row.deleted_by = OriginId{};
            break;
        case EffectKind::writers:
            row.writers = effect.writers;
            return;
        case EffectKind::covers:
            row.covers = effect.covers;
            return;
        default:
            return;
    }
    row.changed_at = author.corrected_ms;
    row.changed_by = author.user;
}

void apply_to_case(const Effect& effect, std::int64_t now_ms, Case& kase) {
    if (effect.kind == EffectKind::propose) {
        if (kase.proposals.empty()) {
            kase.id = case_id(effect.key(), effect.unit);
            kase.entity = effect.entity;
            kase.row = effect.row;
            kase.unit = effect.unit;
            kase.opened_ms = now_ms;
        }
        kase.kind = effect.case_kind;
        auto at = std::lower_bound(
            kase.proposals.begin(), kase.proposals.end(), effect.proposal.device,
            [](const Proposal& p, const DeviceId& device) { return p.device < device; });
        if (at != kase.proposals.end() && at->device == effect.proposal.device) {
            *at = effect.proposal;
        } else {
            kase.proposals.insert(at, effect.proposal);
        }
    } else if (effect.kind == EffectKind::settle) {
        std::erase_if(kase.proposals, [&](const Proposal& p) {
            return std::find(effect.origins.begin(), effect.origins.end(), p.origin) !=
                   effect.origins.end();
        });
    }
}

}  // namespace branchline::sync
