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

// Buckets and entities in them.
using Places = std::set<std::pair<Id, schema::EntityId>>;

Bytes encode(const Places& places) {
    ByteWriter out;
    for (const auto& [bucket, entity] : places) {
        write_id(out, bucket);
        out.varint(entity);
    }
    return out.take();
}

Places decode(const Bytes& bytes) {
    Places places;
    ByteReader in(bytes);
    while (in.left() > 0 && in.ok()) {
        const Id bucket = read_id(in);
        places.emplace(bucket, static_cast<schema::EntityId>(in.varint()));
    }
    return places;
}

// In which the two differ.
Places differences(const std::map<Key, Sum>& one, const std::map<Key, Sum>& other) {
    Places places;

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
        const auto* holder = sync::holder_entity(catalogue_, row->entity, row->values);
        for (const Id& bucket : rules.of_row(*row)) {
            const auto rights = sync::reading_class(catalogue_, *entity,
                                                    holdings_.reading(*entity, holder, bucket));
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
    // What this desk does not know yet it does not hold either.
    std::vector<sync::ClassHash> told = page.hashes;
    std::erase_if(told,
                  [&](const auto& each) { return catalogue_.entity(each.entity) == nullptr; });
    const auto theirs = by_key(told);
    auto places = differences(mine, theirs);
    places.merge(differences(theirs, mine));
    const bool again = settings_.integer(setting::self_check_due) == due_after_reading;
    settings_.put(setting::self_check, places.empty() ? "ok" : "mismatch");
    if (!places.empty() && !again) {
        settings_.put_integer(setting::self_check_due, due_after_reading);
        settings_.put(setting::self_check_places, encode(places));
        return;
    }
    settings_.put_integer(setting::self_check_ms, fold_time().now_ms);
    settings_.erase(setting::self_check_due);
}

// One place after the other, in parts: what differs in them is read again and nothing else.
void Replica::ask_for_parts(sync::Pull& pull) const {
    const Places places = decode(settings_.get(setting::self_check_places).value_or(Bytes()));
    if (places.empty()) return;
    const auto& [bucket, entity] = *places.begin();
    pull.compare = sync::Stretch{bucket, entity, {}, {}, false, {}};
}

void Replica::compare_parts(const sync::Page& page) {
    const sync::Stretch& about = *page.compared;
    Places places = decode(settings_.get(setting::self_check_places).value_or(Bytes()));
    if (places.erase({about.bucket, about.entity}) == 0) return;
    settings_.put(setting::self_check_places, encode(places));
    if (catalogue_.entity(about.entity) == nullptr) return;
    const std::vector<schema::EntityId> order = sync::loading_order(catalogue_);
    const auto place = std::ranges::find(order, about.entity) - order.begin() + 1;
    const std::vector<sync::PartHash> mine = parts_like(about, page.parts);
    RowId after;
    for (std::size_t i = 0; i < mine.size(); ++i) {
        const bool behind = i == page.parts.size();  // all that head office has
        const RowId until = behind ? RowId{} : page.parts[i].last;
        const bool equal = behind ? mine[i].rows == 0 : mine[i] == page.parts[i];
        if (!equal) loads_.put({place, about.bucket, about.entity, after, until});
        after = until;
    }
}

// What is here, divided where head office has divided; one more for what lies behind its last row.
std::vector<sync::PartHash> Replica::parts_like(const sync::Stretch& about,
                                                const std::vector<sync::PartHash>& theirs) {
    const schema::EntitySpec& entity = catalogue_.at(about.entity);
    const auto rights =
        sync::reading_class(catalogue_, entity, holdings_.reading(entity, nullptr, about.bucket));
    std::vector<sync::PartHash> mine(theirs.size() + 1);
    for (std::size_t i = 0; i < theirs.size(); ++i) mine[i].last = theirs[i].last;
    const sync::BucketRules rules(catalogue_, canonical_);
    for (const sync::RowKey& key : all_rows()) {
        const sync::RowPointer row =
            key.entity == about.entity ? canonical_.row(key) : sync::RowPointer();
        if (row == nullptr || row->card || row->deleted()) continue;
        if (!std::ranges::binary_search(rules.of_row(*row), about.bucket)) continue;
        const auto* holder = sync::holder_entity(catalogue_, row->entity, row->values);
        if (holdings_.reading(entity, holder, about.bucket) == 0) continue;
        const auto at = std::ranges::lower_bound(theirs, key.row, {}, &sync::PartHash::last);
        sync::PartHash& part = mine[static_cast<std::size_t>(at - theirs.begin())];
        part.hash = hash_add(part.hash, sync::row_hash(catalogue_, *row, rights));
        ++part.rows;
    }
    return mine;
}

}  // namespace branchline::desk
