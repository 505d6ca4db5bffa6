#include "sync/sql_state.h"

#include <limits>
#include <map>

#include "sync/row_codec.h"

namespace branchline::sync {

namespace {

// Enough for the largest group and all it reads; what is asked for again soon stays warm.
constexpr std::size_t rows_kept = 4'096;
constexpr std::size_t origins_kept = 16'384;

constexpr std::size_t no_limit = std::numeric_limits<std::int32_t>::max();

}  // namespace

SqlState::SqlState(const schema::Catalogue& catalogue, const StateTables& tables,
                   GroupSource& groups, RoleSource& roles)
    : catalogue_(catalogue), tables_(tables), groups_(groups), roles_(roles) {}

RowPointer SqlState::row(const RowKey& key) {
    if (const auto at = kept_.find(key); at != kept_.end()) return at->second;
    RowPointer found;
    if (catalogue_.entity(key.entity) != nullptr) {
        if (const auto stored = tables_.rows.get(key.entity, key.row)) {
            found = std::make_shared<const RowState>(from_stored(tables_.origins, *stored));
        }
    }
    keep(key, found);
    return found;
}

std::vector<RowId> SqlState::referring(EntityId entity, FieldId field, const RowId& target) {
    return tables_.rows.referring(entity, field, target);
}

std::vector<RowKey> SqlState::deleted_by(const OriginId& origin) {
    std::vector<RowKey> keys;
    // Asking must not number an origin that nothing names.
    if (!tables_.origins.info(origin)) return keys;
    for (const store::TombstoneKey& key :
         tables_.tombstones.by_origin(tables_.origins.number_of(origin))) {
        keys.push_back({key.entity, key.row});
    }
    return keys;
}

std::vector<RowId> SqlState::with_key(EntityId entity, FieldId field, const std::string& key) {
    return tables_.rows.with_key(entity, field, key, no_limit);
}

std::shared_ptr<const Case> SqlState::open_case(const Id& id) {
    const auto stored = tables_.cases.get(id);
    return stored ? std::make_shared<const Case>(from_stored(*stored)) : nullptr;
}

std::vector<std::shared_ptr<const Case>> SqlState::open_cases_of(const RowKey& key) {
    std::vector<std::shared_ptr<const Case>> found;
    for (const store::StoredCase& stored : tables_.cases.of_row(key.entity, key.row)) {
        found.push_back(std::make_shared<const Case>(from_stored(stored)));
    }
    return found;
}

std::optional<store::OriginInfo> SqlState::origin(const OriginId& origin) {
    if (const auto at = origins_.find(origin); at != origins_.end()) return at->second;
    auto info = tables_.origins.info(origin);
    // Numbered because a version names it, but no group of it was ever taken here.
    if (info && info->user.is_null() && info->device.is_null()) info.reset();
    if (origins_.size() >= origins_kept) origins_.clear();
    origins_.emplace(origin, info);
    return info;
}

Fate SqlState::fate(const OpId& op) { return groups_.fate(op); }

std::optional<Lineage> SqlState::lineage(const OpId& op) { return groups_.lineage(op); }

schema::RoleMask SqlState::roles(const UserId& user, const RowId& branch) {
    return roles_.roles(user, branch);
}

void SqlState::keep(const RowKey& key, RowPointer row) {
    if (kept_.size() >= rows_kept) kept_.clear();
    kept_[key] = std::move(row);
}

RowChange SqlState::write(const RowState& row) {
    const RowKey key = row.key();
    RowChange written{this->row(key), std::make_shared<const RowState>(row)};
    tables_.rows.put(to_stored(catalogue_, tables_.origins, row));
    const OriginId was = written.before == nullptr ? OriginId{} : written.before->deleted_by;
    if (was != row.deleted_by) {
        const store::TombstoneKey place{key.entity, key.row};
        if (!was.is_null()) tables_.tombstones.erase(tables_.origins.number_of(was), place);
        if (row.deleted()) {
            tables_.tombstones.put(tables_.origins.number_of(row.deleted_by), place);
        }
    }
    keep(key, written.after);
    roles_.row_written(key.entity);
    return written;
}

void SqlState::put_row(const RowState& row) {
    const RowChange written = write(row);
    if (observer_ != nullptr) observer_->rows_written({written});
}

void SqlState::drop_row(const RowKey& key) {
    const RowPointer before = row(key);
    if (before == nullptr) return;
    if (before->deleted()) {
        tables_.tombstones.erase(tables_.origins.number_of(before->deleted_by),
                                 {key.entity, key.row});
    }
    tables_.rows.erase(key.entity, key.row);
    keep(key, nullptr);
    roles_.row_written(key.entity);
    if (observer_ != nullptr) observer_->rows_written({{before, nullptr}});
}

void SqlState::put_case(const Case& kase) {
    if (kase.proposals.empty()) return close_case(kase.id);
    tables_.cases.put(to_stored(kase));
}

void SqlState::close_case(const Id& id) { tables_.cases.erase(id); }

void SqlState::put_origin(const store::OriginInfo& info) {
    tables_.origins.put(info);
    origins_[info.origin] = info;
}

void SqlState::apply_case(const Effect& effect, std::int64_t now_ms) {
    const auto before = open_case(case_id(effect.key(), effect.unit));
    Case after = before == nullptr ? Case{} : *before;
    after.id = case_id(effect.key(), effect.unit);
    apply_to_case(effect, now_ms, after);
    put_case(after);
}

void SqlState::apply(const std::vector<Effect>& effects, const Author& author) {
    std::map<RowKey, RowState> changed;
    for (const Effect& effect : effects) {
        if (is_case_effect(effect.kind)) {
            apply_case(effect, author.corrected_ms);
            continue;
        }
        if (!is_row_effect(effect.kind)) continue;
        auto at = changed.find(effect.key());
        if (at == changed.end()) {
            const RowPointer before = row(effect.key());
            if (before == nullptr && effect.kind != EffectKind::insert) continue;
            at = changed.emplace(effect.key(), before == nullptr ? RowState{} : *before).first;
        }
        apply_to_row(catalogue_, effect, author, at->second);
    }
    std::vector<RowChange> written;
    written.reserve(changed.size());
    for (const auto& [key, row] : changed) written.push_back(write(row));
    if (observer_ != nullptr && !written.empty()) observer_->rows_written(written);
}

void SqlState::forget() {
    kept_.clear();
    origins_.clear();
    tables_.origins.forget_cache();
    roles_.forget();
}

void SqlState::forget(const RowKey& key) { kept_.erase(key); }

}  // namespace branchline::sync
