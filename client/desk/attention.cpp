#include "desk/attention.h"

#include <algorithm>
#include <map>
#include <set>

#include "desk/stored_sync.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

std::string_view change_name(sync::ChangeKind kind) {
    switch (kind) {
        case sync::ChangeKind::insert:
            return "create";
        case sync::ChangeKind::add:
            return "add";
        case sync::ChangeKind::remove:
            return "remove";
        case sync::ChangeKind::step:
            return "step";
        case sync::ChangeKind::erase:
            return "delete";
        case sync::ChangeKind::keep:
            return "keep";
        default:
            return "set";
    }
}

Error error_of(const schema::Catalogue& catalogue, const sync::Receipt& receipt) {
    sync::Outcome outcome;
    outcome.code = receipt.code;
    outcome.rule = receipt.rule;
    outcome.fields = receipt.fields;
    return sync::error_of(catalogue, outcome);
}

RefusedChange refused_change(const schema::EntitySpec& entity, const sync::Change& change) {
    RefusedChange made;
    made.entity = &entity;
    made.row = change.row;
    made.field = entity.field(change.field);
    made.what = std::string(change_name(change.kind));
    made.values = change.values;
    if (!change.element.empty()) made.values.set(change.field, change.element);
    made.base = change.base;
    made.step = entity.transition(change.step);
    if (made.step != nullptr) made.what = std::string(made.step->name);
    return made;
}

// The row it belongs to: as the change says it, as an earlier one of the bundle did, as it is
// stored.
RowId parent_of(Desk& desk, const RefusedItem& item, const schema::EntitySpec& entity,
                const sync::Change& change) {
    const auto parent_in = [&](const schema::Record& values) {
        const auto* id = std::get_if<Id>(&values.get(entity.parent->id));
        return id == nullptr ? RowId{} : *id;
    };
    if (RowId said = parent_in(change.values); !said.is_null()) return said;
    for (const RefusedChange& before : item.changes) {
        if (before.entity != &entity || before.row != change.row) continue;
        if (RowId said = parent_in(before.values); !said.is_null()) return said;
    }
    const auto row = desk.replica().rows().get(entity.id, change.row);
    return row ? parent_in(row->values) : RowId{};
}

// A line is part of the order that it stands in.
sync::RowKey record_of(Desk& desk, const RefusedItem& item, const schema::EntitySpec& entity,
                       const sync::Change& change) {
    if (entity.parent == nullptr) return change.key();
    const schema::EntitySpec* parent = desk.catalogue().entity(entity.parent->target);
    const RowId row = parent_of(desk, item, entity, change);
    return parent == nullptr || row.is_null() ? change.key() : sync::RowKey{parent->id, row};
}

void add_group(Desk& desk, RefusedItem& item, const OpId& op, const sync::Group& group) {
    item.groups.push_back(op);
    bool own = true;
    for (const sync::Change& change : group.changes) {
        const schema::EntitySpec* entity = desk.catalogue().entity(change.entity);
        if (entity == nullptr) continue;
        RefusedChange made = refused_change(*entity, change);
        made.record = record_of(desk, item, *entity, change);
        if (item.entity == nullptr) {
            item.entity = desk.catalogue().entity(made.record.entity);
            item.row = made.record.row;
        }
        own = own && item.is_about(made.record);
        item.changes.push_back(std::move(made));
    }
    if (own || op == item.id) item.own.push_back(op);
}

RefusedItem item_of(Desk& desk, const store::LoggedGroup& logged, const sync::Group& group) {
    RefusedItem item;
    item.id = logged.op;
    item.command = logged.command;
    item.made_ms = logged.made_ms;
    item.error = error_of(desk.catalogue(), stored_receipt(logged));
    add_group(desk, item, logged.op, group);
    return item;
}

// Sent again, the bundle must be whole: what builds on it and still waits would be refused anew.
bool has_waiting_dependents(Desk& desk, const RefusedItem& item) {
    const std::set<OpId> ours(item.groups.begin(), item.groups.end());
    const auto& all = desk.replica().pending().all();
    return std::any_of(all.begin(), all.end(), [&](const auto& each) {
        const auto& before = each.second.group.depends_on;
        return std::any_of(before.begin(), before.end(),
                           [&](const OpId& op) { return ours.contains(op); });
    });
}

// What a group of the item is about, for telling that it was left behind.
LeftBehind left_behind(Desk& desk, const OpId& op, Error error) {
    LeftBehind left{{}, {}, std::move(error)};
    const auto logged = desk.replica().log().by_op(op);
    if (!logged) return left;
    left.command = logged->command;
    const auto group = sync::decode_group(logged->payload);
    if (group && !group->changes.empty()) left.row = group->changes.front().key();
    return left;
}

}  // namespace

bool RefusedItem::is_about(const sync::RowKey& record) const {
    return entity != nullptr && record == sync::RowKey{entity->id, row};
}

bool RefusedItem::is_only_step(std::string_view name) const {
    bool taken = false;
    for (const RefusedChange& change : changes) {
        if (!is_about(change.record)) continue;
        if (change.step != nullptr && change.step->name != name) return false;
        if (change.step != nullptr) taken = true;
        const bool reason =
            change.field != nullptr &&
            std::ranges::any_of(change.entity->transitions, [&](const schema::Transition& step) {
                return step.name == name && step.reason == change.field->id;
            });
        if (change.step == nullptr && !reason) return false;
    }
    return taken;
}

std::vector<RefusedItem> refused_items(Desk& desk) {
    std::vector<RefusedItem> items;
    std::map<OpId, std::size_t> item_of_group;
    for (const store::LoggedGroup& logged : desk.replica().refused()) {
        const sync::Group group = stored_group(logged);
        const auto root = std::ranges::find_if(
            group.depends_on, [&](const OpId& op) { return item_of_group.contains(op); });
        if (root != group.depends_on.end()) {
            const std::size_t at = item_of_group.at(*root);
            add_group(desk, items[at], logged.op, group);
            item_of_group.emplace(logged.op, at);
            continue;
        }
        item_of_group.emplace(logged.op, items.size());
        items.push_back(item_of(desk, logged, group));
    }
    return items;
}

Result<RefusedItem> find_refused(Desk& desk, std::string_view text) {
    std::vector<RefusedItem> found;
    for (RefusedItem& each : refused_items(desk)) {
        const bool named = std::ranges::any_of(each.groups, [&](const OpId& op) {
            return !text.empty() && to_text(op).starts_with(text);
        });
        if (named) found.push_back(std::move(each));
    }
    if (found.empty()) return refuse(Code::not_found, "attention", std::string(text));
    if (found.size() > 1) return refuse(Code::ambiguous, "attention", std::string(text));
    return std::move(found.front());
}

Result<Done> resend(Desk& desk, const RefusedItem& item) {
    if (has_waiting_dependents(desk, item)) {
        return refuse(Code::cannot_resend, item.command, "verdicts are awaited: sync first");
    }
    Done done{item.row, {}};
    Rebased together;
    if (item.groups.size() > 1) together.batch = random_id(desk.replica().random());
    Status sent = desk.replica().in_one_transaction([&]() -> Status {
        for (const OpId& op : item.groups) {
            auto again = desk.replica().resend(op, together);
            if (!again) return refuse(again.error());
            ++together.batch_position;
            if (done.group.is_null()) done.group = again->op;
        }
        return {};
    });
    if (!sent) return refuse(sent.error());
    return done;
}

Result<Done> discard(Desk& desk, const RefusedItem& item) {
    Status gone = desk.replica().in_one_transaction([&]() -> Status {
        for (const OpId& op : item.groups) {
            if (Status one = desk.replica().discard(op); !one) return one;
        }
        return {};
    });
    if (!gone) return refuse(gone.error());
    return Done{item.row, item.id};
}

CommitOptions in_place_of(Desk& desk, const RefusedItem& item) {
    CommitOptions options;
    if (item.groups.size() > item.own.size()) options.batch = random_id(desk.replica().random());
    return options;
}

std::vector<LeftBehind> replace(Desk& desk, const RefusedItem& item, const OpId& by,
                                const Id& batch) {
    std::vector<LeftBehind> left;
    const Status done = desk.replica().in_one_transaction([&]() -> Status {
        for (const OpId& op : item.own) {
            if (Status one = desk.replica().discard(op); !one) return one;
        }
        Rebased before{{item.own.begin(), item.own.end()}, by, batch};
        for (const OpId& op : item.groups) {
            if (std::ranges::find(item.own, op) != item.own.end()) continue;
            ++before.batch_position;
            auto again = desk.replica().resend(op, before);
            if (!again) left.push_back(left_behind(desk, op, again.error()));
        }
        return {};
    });
    static_cast<void>(done);  // what somebody has dealt with meanwhile needs nothing
    return left;
}

}  // namespace branchline::desk
