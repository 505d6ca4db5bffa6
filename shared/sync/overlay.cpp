#include "sync/overlay.h"

#include <algorithm>

#include "schema/validate.h"

namespace branchline::sync {

schema::RoleMask EmptyState::roles(const UserId& user, const RowId& branch) {
    schema::RoleMask mask = 0;
    for (const auto& [where, roles] : grants_) {
        if (where.first != user) continue;
        if (branch.is_null() || where.second.is_null() || where.second == branch) mask |= roles;
    }
    return mask;
}

void EmptyState::grant(const UserId& user, const RowId& branch, schema::RoleMask roles) {
    grants_[{user, branch}] |= roles;
}

RowPointer Overlay::row(const RowKey& key) {
    auto at = rows_.find(key);
    return at != rows_.end() ? at->second : base_.row(key);
}

std::vector<RowId> Overlay::referring(EntityId entity, FieldId field, const RowId& target) {
    std::vector<RowId> ids = base_.referring(entity, field, target);
    std::erase_if(ids, [&](const RowId& id) { return rows_.contains({entity, id}); });
    for (auto at = rows_.lower_bound({entity, RowId{}});
         at != rows_.end() && at->first.entity == entity; ++at) {
        if (at->second != nullptr && at->second->values.id(field) == target) {
            ids.push_back(at->first.row);
        }
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<RowKey> Overlay::deleted_by(const OriginId& origin) {
    std::vector<RowKey> keys = base_.deleted_by(origin);
    std::erase_if(keys, [&](const RowKey& key) { return rows_.contains(key); });
    for (const auto& [key, row] : rows_) {
        if (row != nullptr && row->deleted_by == origin) keys.push_back(key);
    }
    std::sort(keys.begin(), keys.end());
    return keys;
}

std::vector<RowId> Overlay::with_key(EntityId entity, FieldId field, const std::string& key) {
    std::vector<RowId> ids = base_.with_key(entity, field, key);
    std::erase_if(ids, [&](const RowId& id) { return rows_.contains({entity, id}); });
    const schema::FieldSpec* spec = catalogue_.at(entity).field(field);
    for (auto at = rows_.lower_bound({entity, RowId{}});
         at != rows_.end() && at->first.entity == entity; ++at) {
        const RowPointer& row = at->second;
        if (row == nullptr || row->deleted() || schema::is_null(row->values.get(field))) continue;
        if (schema::comparison_key(*spec, row->values.get(field)) == key) {
            ids.push_back(at->first.row);
        }
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::shared_ptr<const Case> Overlay::open_case(const Id& id) {
    auto at = cases_.find(id);
    return at != cases_.end() ? at->second : base_.open_case(id);
}

std::vector<std::shared_ptr<const Case>> Overlay::open_cases_of(const RowKey& key) {
    auto found = base_.open_cases_of(key);
    std::erase_if(found, [&](const auto& kase) { return cases_.contains(kase->id); });
    for (const auto& [id, kase] : cases_) {
        if (kase != nullptr && RowKey{kase->entity, kase->row} == key) found.push_back(kase);
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a->id < b->id; });
    return found;
}

std::optional<store::OriginInfo> Overlay::origin(const OriginId& origin) {
    auto at = origins_.find(origin);
    return at != origins_.end() ? at->second : base_.origin(origin);
}

Fate Overlay::fate(const OpId& op) {
    auto at = fates_.find(op);
    return at != fates_.end() ? at->second : base_.fate(op);
}

std::optional<Lineage> Overlay::lineage(const OpId& op) {
    auto at = lineages_.find(op);
    return at != lineages_.end() ? at->second : base_.lineage(op);
}

void Overlay::put_row(const RowKey& key, RowPointer row) { rows_[key] = std::move(row); }

void Overlay::put_case(const Id& id, std::shared_ptr<const Case> kase) {
    cases_[id] = std::move(kase);
}

void Overlay::put_origin(const store::OriginInfo& info) { origins_[info.origin] = info; }

void Overlay::put_fate(const OpId& op, Fate fate) { fates_[op] = fate; }

void Overlay::apply(const Effect& effect, const Author& author) {
    if (is_row_effect(effect.kind)) {
        RowPointer before = row(effect.key());
        if (before == nullptr && effect.kind != EffectKind::insert) return;
        RowState after = before == nullptr ? RowState{} : *before;
        apply_to_row(catalogue_, effect, author, after);
        put_row(effect.key(), std::make_shared<const RowState>(std::move(after)));
    } else if (is_case_effect(effect.kind)) {
        const Id id = case_id(effect.key(), effect.unit);
        auto before = open_case(id);
        Case after = before == nullptr ? Case{} : *before;
        apply_to_case(effect, author.corrected_ms, after);
        put_case(
            id, after.proposals.empty() ? nullptr : std::make_shared<const Case>(std::move(after)));
    }
}

void Overlay::take(const Group& group, const Outcome& outcome, const Author& author,
                   std::int64_t seq) {
    for (const Effect& effect : outcome.effects) apply(effect, author);
    lineages_[group.op] = {group.origin, group.depends_on};
    if (outcome.taken()) {
        put_origin({group.origin, author.corrected_ms, seq, group.user, group.device});
        put_fate(group.op, Fate::taken);
    } else {
        put_fate(group.op, outcome.verdict == Verdict::rejected ? Fate::rejected : Fate::deferred);
    }
}

}  // namespace branchline::sync
