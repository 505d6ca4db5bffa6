#include "desk/attention.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>

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

RefusedItem item_of(Desk& desk, const store::LoggedGroup& logged, const sync::Group& group) {
    RefusedItem item;
    item.id = logged.op;
    item.command = logged.command;
    item.made_ms = logged.made_ms;
    item.error = error_of(desk.catalogue(), stored_receipt(logged));
    for (const sync::Change& change : group.changes) {
        item.entity = desk.catalogue().entity(change.entity);
        item.row = change.row;
        if (item.entity != nullptr) break;
    }
    return item;
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

bool is_own(Desk& desk, const RefusedItem& item, const sync::Change& change) {
    const schema::EntitySpec* entity = desk.catalogue().entity(change.entity);
    if (entity == nullptr || item.entity == nullptr) return false;
    if (entity == item.entity && change.row == item.row) return true;
    return entity->parent != nullptr && entity->parent->target == item.entity->name &&
           parent_of(desk, item, *entity, change) == item.row;
}

void add_group(Desk& desk, RefusedItem& item, const OpId& op, const sync::Group& group) {
    item.groups.push_back(op);
    const bool own =
        op == item.id || std::ranges::all_of(group.changes, [&](const sync::Change& change) {
            return is_own(desk, item, change);
        });
    if (!own) return;
    item.own.push_back(op);
    for (const sync::Change& change : group.changes) {
        const schema::EntitySpec* entity = desk.catalogue().entity(change.entity);
        if (entity != nullptr) item.changes.push_back(refused_change(*entity, change));
    }
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

Result<Done> close_groups(Desk& desk, const RefusedItem& item, std::span<const OpId> groups) {
    Status gone = desk.replica().in_one_transaction([&]() -> Status {
        for (const OpId& op : groups) {
            if (Status one = desk.replica().discard(op); !one) return one;
        }
        return {};
    });
    if (!gone) return refuse(gone.error());
    return Done{item.row, item.id};
}

}  // namespace

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
        add_group(desk, items.back(), logged.op, group);
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
    Status sent = desk.replica().in_one_transaction([&]() -> Status {
        for (const OpId& op : item.groups) {
            auto again = desk.replica().resend(op);
            if (!again) return refuse(again.error());
            if (done.group.is_null()) done.group = again->op;
        }
        return {};
    });
    if (!sent) return refuse(sent.error());
    return done;
}

Result<Done> discard(Desk& desk, const RefusedItem& item) {
    return close_groups(desk, item, item.groups);
}

Result<Done> replace(Desk& desk, const RefusedItem& item) {
    return close_groups(desk, item, item.own);
}

}  // namespace branchline::desk
