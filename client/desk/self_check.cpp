// Comparing with head office (SYNC 5.8): both add up digests of their rows, per bucket, entity and
// rights class. The desk reads its cells from the disk for it, so that what went wrong there is
// found. What differs is read again, once; what differs even then a person is told.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/digest.h"
#include "desk/replica.h"
#include "sync/row_hash.h"

namespace branchline::desk {

namespace {

constexpr std::int64_t check_every_ms = std::int64_t{24} * 3600 * 1000;
constexpr std::int64_t due_now = 1;
constexpr std::int64_t due_after_reading = 2;

using Key = std::tuple<Id, schema::EntityId, schema::RightsClass>;

struct Sum {
    Id hash;
    std::int64_t rows = 0;

    friend bool operator==(const Sum&, const Sum&) = default;
};

std::map<Key, Sum> by_key(const std::vector<sync::ClassHash>& hashes) {
    std::map<Key, Sum> sums;
    for (const sync::ClassHash& each : hashes) {
        sums[{each.bucket, each.entity, each.rights_class}] = {each.hash, each.rows};
    }
    return sums;
}

// Bucket and entity of everything in which the two differ.
std::set<std::pair<Id, schema::EntityId>> differences(const std::map<Key, Sum>& one,
                                                      const std::map<Key, Sum>& other) {
    std::set<std::pair<Id, schema::EntityId>> places;
    for (const auto& [key, sum] : one) {
        const auto at = other.find(key);
        if (at == other.end() || at->second != sum) {
            places.emplace(std::get<0>(key), std::get<1>(key));
        }
    }
    return places;
}

}  // namespace

std::vector<sync::ClassHash> Replica::class_hashes() {
    std::map<Key, Sum> sums;
    const sync::BucketRules rules(catalogue_, canonical_);
    screen_.forget();
    for (const sync::RowKey& key : all_rows()) {
        const sync::RowPointer row = canonical_.row(key);
        const schema::EntitySpec* entity = catalogue_.entity(key.entity);
        const bool counts = row != nullptr && !row->card && !row->deleted() && entity != nullptr;
        if (!counts) continue;
        for (const Id& bucket : rules.of_row(*row)) {
            const auto rights =
                sync::reading_class(catalogue_, *entity, holdings_.reading(*entity, bucket));
            if (rights == 0) continue;
            Sum& sum = sums[{bucket, key.entity, rights}];
            sum.hash = hash_add(sum.hash, sync::row_hash(catalogue_, *row, rights));
            ++sum.rows;
        }
    }
    std::vector<sync::ClassHash> hashes;
    for (const auto& [key, sum] : sums) {
        const auto& [bucket, entity, rights] = key;
        hashes.push_back({bucket, entity, rights, sum.hash, sum.rows});
    }
    return hashes;
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

void Replica::compare_hashes(const sync::Page& page) {
    if (!page.with_hashes || is_loading()) return;
    const auto mine = by_key(class_hashes());
    const auto theirs = by_key(page.hashes);
    auto places = differences(mine, theirs);
    places.merge(differences(theirs, mine));
    const bool again = settings_.integer(setting::self_check_due) == due_after_reading;
    if (!places.empty() && !again) {
        settings_.put(setting::self_check, "mismatch");
        settings_.put_integer(setting::self_check_due, due_after_reading);
        return read_again(places);
    }
    settings_.put(setting::self_check, places.empty() ? "ok" : "mismatch");
    settings_.put_integer(setting::self_check_ms, fold_time().now_ms);
    settings_.erase(setting::self_check_due);
}

void Replica::read_again(const std::set<std::pair<Id, schema::EntityId>>& places) {
    const std::vector<schema::EntityId> order = sync::loading_order(catalogue_);
    for (const auto& [bucket, entity] : places) {
        const auto at = std::ranges::find(order, entity);
        loads_.put({at - order.begin() + 1, bucket, entity, {}});
    }
}

}  // namespace branchline::desk
