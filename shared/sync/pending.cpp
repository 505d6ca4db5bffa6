#include "sync/pending.h"

#include "base/ensure.h"

namespace branchline::sync {

namespace {
const std::set<std::int64_t> nobody;
}

std::set<RowKey> PendingGroups::rows_written(const PendingGroup& group) {
    std::set<RowKey> keys = group.touched;
    for (const Change& change : group.group.changes) keys.insert(change.key());
    return keys;
}

void PendingGroups::set_touched(std::int64_t position, std::set<RowKey> rows) {
    PendingGroup& group = groups_.at(position);
    if (group.touched == rows) return;
    for (const RowKey& key : rows_written(group)) {
        auto at = writing_.find(key);
        at->second.erase(position);
        if (at->second.empty()) writing_.erase(at);
    }
    group.touched = std::move(rows);
    for (const RowKey& key : rows_written(group)) writing_[key].insert(position);
}

std::set<RowKey> PendingGroups::rows_read(const Group& group) const {
    std::set<RowKey> keys;
    for (const Change& change : group.changes) {
        const schema::EntitySpec* entity = catalogue_.entity(change.entity);
        if (entity == nullptr) continue;
        for (const auto& [id, value] : change.values) {
            const schema::FieldSpec* field = entity->field(id);
            if (field == nullptr) continue;
            if (const auto* row = std::get_if<Id>(&value)) {
                if (const auto* target = catalogue_.entity(field->target)) {
                    keys.insert({target->id, *row});
                }
            } else if (const auto* any = std::get_if<schema::AnyRef>(&value)) {
                keys.insert({any->entity, any->row});
            }
        }
    }
    return keys;
}

void PendingGroups::add(std::int64_t position, PendingGroup group) {
    const Group& content = group.group;
    by_op_[content.op] = position;
    by_origin_[content.origin] = position;
    for (const OpId& op : content.depends_on) dependents_[op].insert(position);
    for (const RowKey& key : rows_written(group)) writing_[key].insert(position);
    for (const RowKey& key : rows_read(content)) reading_[key].insert(position);
    groups_.insert_or_assign(position, std::move(group));
}

void PendingGroups::remove(std::int64_t position) {
    auto found = groups_.find(position);
    ENSURE(found != groups_.end());
    const Group& content = found->second.group;
    auto drop = [&](auto& index, const auto& key) {
        auto at = index.find(key);
        if (at == index.end()) return;
        at->second.erase(position);
        if (at->second.empty()) index.erase(at);
    };
    for (const RowKey& key : rows_written(found->second)) drop(writing_, key);
    for (const RowKey& key : rows_read(content)) drop(reading_, key);
    for (const OpId& op : content.depends_on) drop(dependents_, op);
    by_op_.erase(content.op);
    if (auto at = by_origin_.find(content.origin);
        at != by_origin_.end() && at->second == position) {
        by_origin_.erase(at);
    }
    groups_.erase(found);
}

void PendingGroups::clear() {
    groups_.clear();
    by_op_.clear();
    by_origin_.clear();
    dependents_.clear();
    writing_.clear();
    reading_.clear();
}

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
    auto found = writing_.find(key);
    return found == writing_.end() ? nobody : found->second;
}

const std::set<std::int64_t>& PendingGroups::reading(const RowKey& key) const {
    auto found = reading_.find(key);
    return found == reading_.end() ? nobody : found->second;
}

std::set<std::int64_t> PendingGroups::with_dependents(std::int64_t position) const {
    std::set<std::int64_t> all{position};
    std::vector<std::int64_t> open{position};
    while (!open.empty()) {
        auto group = groups_.find(open.back());
        open.pop_back();
        if (group == groups_.end()) continue;
        auto found = dependents_.find(group->second.group.op);
        if (found == dependents_.end()) continue;
        for (std::int64_t next : found->second) {
            if (all.insert(next).second) open.push_back(next);
        }
    }
    return all;
}

}  // namespace branchline::sync
