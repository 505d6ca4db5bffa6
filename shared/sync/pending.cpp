#include "sync/pending.h"

#include "base/ensure.h"

namespace branchline::sync {

namespace {

using Index = std::map<RowKey, std::set<std::int64_t>>;

const std::set<std::int64_t> nobody;

const std::set<std::int64_t>& found_in(const Index& index, const RowKey& key) {
    auto found = index.find(key);
    return found == index.end() ? nobody : found->second;
}

void enter_at(Index& index, const std::set<RowKey>& keys, std::int64_t position) {
    for (const RowKey& key : keys) index[key].insert(position);
}

template <typename Key>
void drop(std::map<Key, std::set<std::int64_t>>& index, const Key& key, std::int64_t position) {
    auto at = index.find(key);
    if (at == index.end()) return;
    at->second.erase(position);
    if (at->second.empty()) index.erase(at);
}

void drop_at(Index& index, const std::set<RowKey>& keys, std::int64_t position) {
    for (const RowKey& key : keys) drop(index, key, position);
}

}  // namespace

std::set<RowKey> PendingGroups::rows_written(const PendingGroup& group) {
    std::set<RowKey> keys = group.reach.touched;
    for (const Change& change : group.group.changes) keys.insert(change.key());
    return keys;
}

void PendingGroups::enter(std::int64_t position, const PendingGroup& group) {
    enter_at(writing_, rows_written(group), position);
    enter_at(reading_, group.reach.read, position);
    enter_at(moving_, group.reach.moved, position);
    enter_at(asking_, group.reach.asked, position);
}

void PendingGroups::take_out(std::int64_t position, const PendingGroup& group) {
    drop_at(writing_, rows_written(group), position);
    drop_at(reading_, group.reach.read, position);
    drop_at(moving_, group.reach.moved, position);
    drop_at(asking_, group.reach.asked, position);
}

void PendingGroups::set_reach(std::int64_t position, Reach reach) {
    PendingGroup& group = groups_.at(position);
    if (group.reach == reach) return;
    take_out(position, group);
    group.reach = std::move(reach);
    enter(position, group);
}

void PendingGroups::add(std::int64_t position, PendingGroup group) {
    const Group& content = group.group;
    by_op_[content.op] = position;
    by_origin_[content.origin] = position;
    for (const OpId& op : content.depends_on) dependents_[op].insert(position);
    enter(position, group);
    groups_.insert_or_assign(position, std::move(group));
}

void PendingGroups::remove(std::int64_t position) {
    auto found = groups_.find(position);
    ENSURE(found != groups_.end());
    const Group& content = found->second.group;
    take_out(position, found->second);
    for (const OpId& op : content.depends_on) drop(dependents_, op, position);
    by_op_.erase(content.op);
    if (auto at = by_origin_.find(content.origin);
        at != by_origin_.end() && at->second == position) {
        by_origin_.erase(at);
    }
    groups_.erase(found);
}

void PendingGroups::clear() { *this = {}; }

PendingGroup* PendingGroups::at(std::int64_t position) {
    auto found = groups_.find(position);
    return found == groups_.end() ? nullptr : &found->second;
}

std::optional<std::int64_t> PendingGroups::by_op(const OpId& op) const {
    auto found = by_op_.find(op);
    return found == by_op_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> PendingGroups::by_origin(const OriginId& origin) const {
    auto found = by_origin_.find(origin);
    return found == by_origin_.end() ? std::nullopt : std::optional(found->second);
}

const std::set<std::int64_t>& PendingGroups::writing(const RowKey& key) const {
    return found_in(writing_, key);
}

const std::set<std::int64_t>& PendingGroups::reading(const RowKey& key) const {
    return found_in(reading_, key);
}

const std::set<std::int64_t>& PendingGroups::moving(const RowKey& key) const {
    return found_in(moving_, key);
}

const std::set<std::int64_t>& PendingGroups::asking(const RowKey& key) const {
    return found_in(asking_, key);
}

std::set<std::int64_t> PendingGroups::with_dependents(std::int64_t position) const {
    std::set<std::int64_t> all{position};
    const auto group = groups_.find(position);
    if (group != groups_.end()) all.merge(depending_on(group->second.group.op));
    return all;
}

std::set<std::int64_t> PendingGroups::depending_on(const OpId& op) const {
    std::set<std::int64_t> all;
    std::vector<OpId> open{op};
    while (!open.empty()) {
        const auto found = dependents_.find(open.back());
        open.pop_back();
        if (found == dependents_.end()) continue;
        for (std::int64_t next : found->second) {
            if (all.insert(next).second) open.push_back(groups_.at(next).group.op);
        }
    }
    return all;
}

}  // namespace branchline::sync
