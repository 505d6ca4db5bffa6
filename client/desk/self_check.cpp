// Comparing with head office (SYNC 5.8): both add up digests of their rows, per bucket, entity and
// rights class. The desk reads its cells from the disk for it, so that what went wrong there is
// found. What differs is read again, once; what differs even then a person is told.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/digest.h"
#include "desk/replica.h"
#include "store/search.h"
#include "sync/cards.h"
#include "sync/row_codec.h"
#include "sync/row_hash.h"

namespace branchline::desk {

namespace {

constexpr std::int64_t check_every_ms = std::int64_t{24} * 3600 * 1000;
constexpr std::int64_t due_now = 1;
constexpr std::int64_t due_after_reading = 2;

using Key = std::tuple<Id, schema::EntityId>;

struct Sum {
    Id hash;
    std::int64_t rows = 0;

    friend bool operator==(const Sum&, const Sum&) = default;
};

// All classes of an entity together: another version of the catalogue may number them otherwise,
// but what a reader reads of a row is the same.
std::map<Key, Sum> by_key(const std::vector<sync::ClassHash>& hashes) {
    std::map<Key, Sum> sums;
    for (const sync::ClassHash& each : hashes) {
        Sum& sum = sums[{each.bucket, each.entity}];
        sum.hash = hash_add(sum.hash, each.hash);
        sum.rows += each.rows;
    }
    return sums;
}

// A bucket, an entity in it, and from behind which row to which (null: all there is).
using Place = std::tuple<Id, schema::EntityId, RowId, RowId>;
using Places = std::set<Place>;

// Where so many parts differ, another round would cost more than the rows.
constexpr std::size_t parts_looked_into = 16;
constexpr std::int64_t rows_worth_a_round = 4;

Bytes encode(const Places& places) {
    ByteWriter out;
    for (const auto& [bucket, entity, after, until] : places) {
        write_id(out, bucket);
        out.varint(entity);
        write_id(out, after);
        write_id(out, until);
    }
    return out.take();
}

Places decode(const Bytes& bytes) {
    Places places;
    ByteReader in(bytes);
    while (in.left() > 0 && in.ok()) {
        const Id bucket = read_id(in);
        const auto entity = static_cast<schema::EntityId>(in.varint());
        const RowId after = read_id(in);
        places.emplace(bucket, entity, after, read_id(in));
    }
    return in.ok() ? places : Places();
}

// In which the two differ.
Places differences(const std::map<Key, Sum>& one, const std::map<Key, Sum>& other) {
    Places places;

    for (const auto& [key, sum] : one) {
        const auto at = other.find(key);
        if (at == other.end() || at->second != sum) {
            places.emplace(std::get<0>(key), std::get<1>(key), RowId{}, RowId{});
        }
    }
    return places;
}

}  // namespace

std::vector<sync::ClassHash> Replica::class_hashes() {
    Surplus surplus;
    return class_hashes(surplus);
}

std::vector<sync::ClassHash> Replica::class_hashes(Surplus& surplus) {
    std::map<std::tuple<Id, schema::EntityId, schema::RightsClass>, Sum> sums;
    const sync::BucketRules rules(catalogue_, canonical_);
    screen_.forget();
    for (const sync::RowKey& key : all_rows()) {
        const sync::RowPointer row = canonical_.row(key);
        const schema::EntitySpec* entity = catalogue_.entity(key.entity);
        const bool counts = row != nullptr && !row->card && !row->deleted() && entity != nullptr;
        if (!counts) continue;
        const auto* holder = sync::holder_entity(catalogue_, row->entity, row->values);
        schema::RoleMask readers = 0;
        for (const Id& bucket : rules.of_row(*row)) {
            const schema::RoleMask roles = holdings_.reading(*entity, holder, bucket);
            readers |= roles;
            const auto rights = sync::reading_class(catalogue_, *entity, roles);
            if (rights == 0) continue;
            Sum& sum = sums[{bucket, key.entity, rights}];
            sum.hash = hash_add(sum.hash, sync::row_hash(catalogue_, *row, rights));
            ++sum.rows;
        }
        if (readers == 0) {
            surplus.rows.insert(key);
        } else if (holds_more(*row, readers)) {
            surplus.values.insert(key);
        }
    }
    std::vector<sync::ClassHash> hashes;
    for (const auto& [key, sum] : sums) {
        const auto& [bucket, entity, rights] = key;
        hashes.push_back({bucket, entity, rights, sum.hash, sum.rows});
    }
    return hashes;
}

// A value that its reader may not read.
bool Replica::holds_more(const sync::RowState& row, schema::RoleMask readers) const {
    const schema::EntitySpec& entity = catalogue_.at(row.entity);
    const auto rights = sync::reading_class(catalogue_, entity, readers);
    return std::ranges::any_of(row.values, [&](const auto& each) {
        const auto& [field, value] = each;
        return entity.field(field) != nullptr && !schema::is_null(value) &&
               !catalogue_.class_reads(row.entity, rights, field);
    });
}

bool Replica::check_is_due() const {
    if (is_asked_to_check()) return true;
    return fold_time().now_ms - settings_.integer(setting::self_check_ms) >= check_every_ms;
}

bool Replica::is_asked_to_check() const { return settings_.integer(setting::self_check_due) != 0; }

void Replica::ask_for_check() {
    static_cast<void>(in_one_transaction([&]() -> Status {
        settings_.put_integer(setting::self_check_due, due_now);
        return {};
    }));
}

void Replica::begin_salvaged() {
    static_cast<void>(arrive([&](Dirty& dirty) -> Status {
        show_folded(dirty);
        settings_.put_integer(setting::self_check_due, due_now);
        return {};
    }));
}

// What own groups make of rows is not in the sums: it is made anew.
void Replica::show_folded(Dirty& dirty) {
    dirty.rows.merge(all_pending_rows());
    for (const auto& [id, kase] : canonical_.cases()) dirty.cases.insert(id);
}

// What cannot be read has no sum, and would stop whoever meets it: it is asked for by its name.
bool Replica::drop_unreadable(Dirty& dirty) {
    screen_.forget();
    bool any = false;
    for (const schema::EntitySpec* entity : catalogue_.entities()) {
        const auto dropped = rows_.drop_unreadable(entity->id, [&](const store::StoredRow& row) {
            static_cast<void>(sync::from_stored(origins_, row));
        });
        for (const RowId& id : dropped) {
            any = true;
            if (id.is_null()) continue;
            whole_rows_.want({entity->id, id});
            dirty.rows.insert({entity->id, id});
        }
        rows_.mend_keys(entity->id);
    }
    if (!any) return false;
    store::forget_search(database_);
    settings_.put(setting::self_check, "mismatch");
    return true;
}

void Replica::compare_hashes(const sync::Page& page, Dirty& dirty) {
    if (!page.with_hashes || is_loading()) return;
    const bool dropped = drop_unreadable(dirty);
    if (dropped && is_loading()) return;
    Surplus surplus;
    const auto mine = by_key(class_hashes(surplus));
    // What this desk does not know yet it does not hold either.
    std::vector<sync::ClassHash> told = page.hashes;
    std::erase_if(told,
                  [&](const auto& each) { return catalogue_.entity(each.entity) == nullptr; });
    const auto theirs = by_key(told);
    auto places = differences(mine, theirs);
    places.merge(differences(theirs, mine));
    const bool again = settings_.integer(setting::self_check_due) == due_after_reading;
    const bool differed = settings_.get(setting::self_check) == "mismatch";
    settings_.put(setting::self_check, places.empty() ? "ok" : "mismatch");
    if (!places.empty() && !again) {
        store::forget_search(database_);
        settings_.put_integer(setting::self_check_due, due_after_reading);
        settings_.put(setting::self_check_places, encode(places));
        return;
    }
    settings_.put_integer(setting::self_check_ms, fold_time().now_ms);
    settings_.erase(setting::self_check_due);
    if (places.empty()) settle_check(surplus, differed, dirty);
    show_folded(dirty);
}

// Everything that head office counts is here: what is here besides is not to be here.
void Replica::settle_check(const Surplus& surplus, bool was_mended, Dirty& dirty) {
    if (!surplus.rows.empty()) leave_rows(surplus.rows, dirty);
    for (const sync::RowKey& key : surplus.values) whole_rows_.want({key.entity, key.row});
    if (was_mended) want_missing_cards();
}

// Cards are in no sum. They come with a row that refers to them.
void Replica::want_missing_cards() {
    std::set<sync::RowKey> missing;
    for (const sync::RowKey& key : all_rows()) {
        const sync::RowPointer row = canonical_.row(key);
        if (row == nullptr || row->deleted() || row->card) continue;
        for (const sync::RowKey& other :
             sync::referred_by(catalogue_, catalogue_.at(key.entity), row->values)) {
            if (other.row.is_null() || canonical_.row(other) != nullptr) continue;
            if (missing.insert(other).second) whole_rows_.want({key.entity, key.row});
        }
    }
}

// One place after the other, in parts: what differs in them is read again and nothing else. What
// others belong to first: it decides in which bucket these are.
void Replica::ask_for_parts(sync::Pull& pull) const {
    if (pull.load || !pull.wanted.empty()) return;
    const Places places = decode(settings_.get(setting::self_check_places).value_or(Bytes()));
    if (places.empty()) return;
    auto next = places.begin();
    for (const schema::EntityId id : sync::loading_order(catalogue_)) {
        const auto is_of = [&](const Place& place) { return std::get<1>(place) == id; };
        const auto place = std::ranges::find_if(places, is_of);
        if (place == places.end()) continue;
        next = place;
        break;
    }
    const auto& [bucket, entity, after, until] = *next;
    pull.compare = sync::Stretch{bucket, entity, after, {}, false, until};
}

// Where a part differs that has many rows it is asked for in parts in its turn; else its rows are.
void Replica::compare_parts(const sync::Page& page) {
    const sync::Stretch& about = *page.compared;
    Places places = decode(settings_.get(setting::self_check_places).value_or(Bytes()));
    if (places.erase({about.bucket, about.entity, about.after, about.until}) == 0) return;
    std::vector<sync::PartHash> theirs = page.parts;
    theirs.push_back({about.until, {}, 0});  // behind the last row of head office
    const std::vector<store::LoadTask> unequal = parts_unequal(about, theirs);
    const bool looks_into = unequal.size() <= parts_looked_into && page.parts.size() > 1;
    for (const store::LoadTask& task : unequal) {
        const auto part = std::ranges::find(theirs, task.until, &sync::PartHash::last);
        if (looks_into && part->rows > rows_worth_a_round) {
            places.emplace(task.bucket, task.entity, task.after, task.until);
        } else {
            loads_.put(task);
        }
    }
    settings_.put(setting::self_check_places, encode(places));
}

std::vector<store::LoadTask> Replica::parts_unequal(const sync::Stretch& about,
                                                    const std::vector<sync::PartHash>& theirs) {
    std::vector<store::LoadTask> unequal;
    if (catalogue_.entity(about.entity) == nullptr) return unequal;
    const std::vector<schema::EntityId> order = sync::loading_order(catalogue_);
    const auto place = std::ranges::find(order, about.entity) - order.begin() + 1;
    const std::vector<sync::PartHash> mine = parts_like(about, theirs);
    RowId after = about.after;
    for (std::size_t i = 0; i < mine.size(); ++i) {
        if (mine[i] != theirs[i]) {
            unequal.push_back({place, about.bucket, about.entity, after, theirs[i].last});
        }
        after = theirs[i].last;
    }
    return unequal;
}

// What is here, divided where head office has divided.
std::vector<sync::PartHash> Replica::parts_like(const sync::Stretch& about,
                                                const std::vector<sync::PartHash>& theirs) {
    const schema::EntitySpec& entity = catalogue_.at(about.entity);
    const auto rights =
        sync::reading_class(catalogue_, entity, holdings_.reading(entity, nullptr, about.bucket));
    std::vector<sync::PartHash> mine(theirs.size());
    for (std::size_t i = 0; i < theirs.size(); ++i) mine[i].last = theirs[i].last;
    const sync::BucketRules rules(catalogue_, canonical_);
    for (const RowId& id : rows_within(about)) {
        const sync::RowPointer row = canonical_.row({about.entity, id});
        if (row == nullptr || row->card || row->deleted()) continue;
        if (!std::ranges::binary_search(rules.of_row(*row), about.bucket)) continue;
        const auto* holder = sync::holder_entity(catalogue_, row->entity, row->values);
        if (holdings_.reading(entity, holder, about.bucket) == 0) continue;
        // The last part ends where what was asked for does.
        const auto at = std::ranges::lower_bound(theirs.begin(), theirs.end() - 1, id, {},
                                                 &sync::PartHash::last);
        sync::PartHash& part = mine[static_cast<std::size_t>(at - theirs.begin())];
        part.hash = hash_add(part.hash, sync::row_hash(catalogue_, *row, rights));
        ++part.rows;
    }
    return mine;
}

std::set<RowId> Replica::rows_within(const sync::Stretch& about) {
    std::set<RowId> within;
    const auto is_beyond = [&](const RowId& row) {
        return !about.until.is_null() && row > about.until;
    };
    for (const auto& [key, row] : canonical_.rows()) {
        const bool behind = key.entity == about.entity && key.row > about.after;
        if (behind && !is_beyond(key.row)) within.insert(key.row);
    }
    for (RowId after = about.after;;) {
        const auto rows = rows_.scan(about.entity, after, 1'000);
        for (const store::StoredRow& row : rows) {
            if (is_beyond(row.id)) return within;
            within.insert(row.id);
        }
        if (rows.empty()) break;
        after = rows.back().id;
    }
    return within;
}

}  // namespace branchline::desk
