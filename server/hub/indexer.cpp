#include "hub/indexer.h"

#include <algorithm>

#include "base/digest.h"
#include "base/planted.h"
#include "hub/people.h"
#include "sync/row_hash.h"

namespace branchline::hub {

namespace {

// Said of each: some twenty bytes in a frame, some hundred in memory.
constexpr std::size_t moves_in_one = 1'000;

}  // namespace

Indexer::Indexer(HubTables& tables, sync::State& state, sync::GrantRoles& roles)
    : tables_(tables),
      state_(state),
      roles_(roles),
      shares_(tables.catalogue, state),
      rules_(tables.catalogue, state, &shares_) {}

Indexer::Numbers Indexer::numbers_of(const sync::RowState& row) {
    Numbers numbers;
    for (const Id& bucket : rules_.of_row(row)) {
        numbers.push_back(tables_.buckets.number_of(bucket));
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

namespace {

// The branch whose roles counted for a row before these were written.
RowId branch_before(const schema::Catalogue& catalogue, sync::State& state,
                    const std::vector<sync::RowChange>& rows, const sync::RowState& row) {
    const schema::EntitySpec& entity = catalogue.at(row.entity);
    sync::RowKey above;
    if (entity.scope == schema::Scope::parent) {
        above = {catalogue.entity(entity.parent->target)->id, row.values.id(entity.parent->id)};
    } else if (const auto holder = sync::holder_of(catalogue, state, row)) {
        above = holder->key();
    }
    for (const sync::RowChange& change : rows) {
        if (change.before == nullptr || change.before->key() != above) continue;
        return branch_before(catalogue, state, rows, *change.before);
    }
    return sync::branch_of(catalogue, state, row);
}

}  // namespace

void Indexer::rows_written(const std::vector<sync::RowChange>& rows) {
    std::set<sync::RowKey> written;
    std::vector<std::pair<sync::RowPointer, RowId>> moved;
    for (const sync::RowChange& change : rows) {
        const sync::RowKey key = change.after->key();
        written.insert(key);
        Numbers from;
        if (change.before != nullptr) from = tables_.buckets.of_row(key.entity, key.row);
        const Numbers to = numbers_of(*change.after);
        if (change.before != nullptr) count(*change.before, from, false);
        count(*change.after, to, true);
        move(*change.after, from, to);
        if (change.before != nullptr && from != to) {
            const RowId branch = branch_before(tables_.catalogue, state_, rows, *change.before);
            note_move(key, from, branch);
            moved.emplace_back(change.after, branch);
        }
        people_changed_ = people_changed_ || key.entity == grant_entity ||
                          key.entity == user_entity || key.entity == branch_entity ||
                          key.entity == device_entity;
    }
    move_shared(rows, written);
    for (const auto& [row, branch] : moved) move_dependents(*row, branch, written);
}

// A row that shares another moves it without touching it, and changes what people hold.
void Indexer::move_shared(const std::vector<sync::RowChange>& rows,
                          const std::set<sync::RowKey>& written) {
    for (const sync::RowChange& change : rows) {
        const schema::EntitySpec& entity = tables_.catalogue.at(change.after->entity);
        if (entity.shares == nullptr) continue;
        people_changed_ = true;
        const sync::RowKey shared{tables_.catalogue.entity(entity.parent->target)->id,
                                  change.after->values.id(entity.parent->id)};
        const sync::RowPointer row = written.contains(shared) ? nullptr : state_.row(shared);
        if (row == nullptr) continue;
        const RowId branch = sync::branch_of(tables_.catalogue, state_, *row);
        if (move_along(*row, branch)) move_dependents(*row, branch, written);
    }
}

// A row that others have moved: false where it stays.
bool Indexer::move_along(const sync::RowState& row, const RowId& branch) {
    const Numbers from = tables_.buckets.of_row(row.entity, row.id);
    const Numbers to = numbers_of(row);
    if (from == to) return false;
    count(row, from, false);
    count(row, to, true);
    move(row, from, to);
    note_move(row.key(), from, branch);
    return true;
}

void Indexer::move(const sync::RowState& row, const Numbers& from, const Numbers& to) {
    touched_.insert(from.begin(), from.end());
    touched_.insert(to.begin(), to.end());
    for (const store::BucketNumber bucket : from) {
        if (std::binary_search(to.begin(), to.end(), bucket)) continue;
        tables_.buckets.erase_row(row.entity, row.id, bucket);
    }
    for (const store::BucketNumber bucket : to) {
        if (std::binary_search(from.begin(), from.end(), bucket)) continue;
        tables_.buckets.put_row(row.entity, row.id, bucket);
    }
}

// Tombstones are in no hash: desks drop them.
void Indexer::count(const sync::RowState& row, const Numbers& buckets, bool add) {
    if (row.deleted() && !planted(Planted::hashes_keep_deletes)) return;
    const auto* holder = sync::holder_entity(tables_.catalogue, row.entity, row.values);
    const schema::EntityId of_holder = holder == nullptr ? schema::EntityId{0} : holder->id;
    const std::size_t classes = tables_.catalogue.rights_class_count(row.entity);
    // Class 0 reads nothing.
    for (std::size_t i = 1; i < classes; ++i) {
        const auto rights = static_cast<schema::RightsClass>(i);
        const Id hash = sync::row_hash(tables_.catalogue, row, rights);
        for (const store::BucketNumber bucket : buckets) {
            Sum& sum = sums_[{bucket, row.entity, of_holder, rights}];
            sum.hash = add ? hash_add(sum.hash, hash) : hash_subtract(sum.hash, hash);
            sum.rows += add ? 1 : -1;
        }
    }
}

// What inherits its buckets from a row moves with it (SYNC 4.1). Rows of the same group were looked
// at on their own.
void Indexer::move_dependents(const sync::RowState& row, const RowId& branch,
                              const std::set<sync::RowKey>& written) {
    const std::string_view name = tables_.catalogue.at(row.entity).name;
    for (const schema::EntitySpec* entity : tables_.catalogue.entities()) {
        const schema::FieldSpec* up = nullptr;
        if (entity->scope == schema::Scope::parent) up = entity->parent;
        if (entity->scope == schema::Scope::follower) up = entity->follows;
        if (entity->scope == schema::Scope::holder) up = entity->holder;
        if (up == nullptr) continue;
        if (up->kind == schema::Kind::ref && up->target != name) continue;
        for (const RowId& id : state_.referring(entity->id, up->id, row.id)) {
            const sync::RowKey key{entity->id, id};
            if (written.contains(key)) continue;
            const sync::RowPointer below = state_.row(key);
            const bool inherits = entity->scope != schema::Scope::follower;
            const RowId counted =
                inherits ? branch : sync::branch_of(tables_.catalogue, state_, *below);
            if (move_along(*below, counted)) move_dependents(*below, counted, written);
        }
    }
}

// Where it was before all that this entry does.
void Indexer::note_move(const sync::RowKey& key, const Numbers& from, const RowId& branch) {
    const store::BucketRow row{key.entity, key.row};
    if (moved_rows_.insert(row).second) moved_.push_back({row, from, branch});
}

void Indexer::concerned(const sync::RowKey& key) {
    const Numbers numbers = tables_.buckets.of_row(key.entity, key.row);
    touched_.insert(numbers.begin(), numbers.end());
}

void Indexer::logged(std::int64_t seq, const DeviceId& device) {
    touched_.insert(tables_.buckets.number_of(device));
    for (const store::BucketNumber bucket : touched_) tables_.buckets.put_log(bucket, seq);
    touched_.clear();
    for (std::size_t i = 0; i < moves_in_one && !moved_.empty(); ++i) {
        const Moved& moved = moved_.front();
        tables_.buckets.put_move(moved.row, seq, moved.from, moved.branch);
        moved_.pop_front();
    }
    if (moved_.empty()) moved_rows_.clear();
    for (std::size_t i = 0; i < moves_in_one && i < moved_.size(); ++i) {
        const store::BucketRow& row = moved_[i].row;
        const Numbers to = tables_.buckets.of_row(row.entity, row.row);
        touched_.insert(moved_[i].from.begin(), moved_[i].from.end());
        touched_.insert(to.begin(), to.end());
    }
}

void Indexer::logged_for_all(std::int64_t seq) {
    tables_.buckets.put_log(tables_.buckets.number_of(sync::bucket_all), seq);
}

bool Indexer::finish() {
    for (const auto& [place, sum] : sums_) {
        if (sum.hash.is_null() && sum.rows == 0) continue;
        store::BucketHash total = tables_.hashes.get(place);
        total.hash = hash_add(total.hash, sum.hash);
        total.rows += sum.rows;
        tables_.hashes.put(total);
    }
    sums_.clear();
    const bool people_changed = people_changed_;
    if (people_changed) refresh_scopes();
    people_changed_ = false;
    return people_changed;
}

void Indexer::refresh_scopes() {
    sync::Holdings::Branches branches;
    for (RowId after;;) {
        const auto page = tables_.rows.scan(branch_entity, after, 1'000);
        if (page.empty()) break;
        for (const store::StoredRow& row : page) {
            if (!row.deleted) branches.emplace(row.id, shares_.shared_with(row.id));
        }
        after = page.back().id;
    }
    for (store::Registration& registration : tables_.registrations.all()) {
        const sync::Holdings held =
            sync::Holdings::of(registration.user, roles_.grants_of(registration.user), branches);
        if (held.list() == tables_.scopes.of(registration.device)) continue;
        tables_.scopes.replace(registration.device, held.list());
        registration.scope_version = static_cast<std::int64_t>(held.version());
        tables_.registrations.put(registration);
    }
}

void Indexer::forget() {
    sums_.clear();
    touched_.clear();
    moved_.clear();
    moved_rows_.clear();
    people_changed_ = false;
}

}  // namespace branchline::hub
