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

RefusedItem item_of(Desk& desk, const store::LoggedGroup& logged, const sync::Group& group) {
    RefusedItem item;
    item.id = logged.op;
    item.command = logged.command;
    item.made_ms = logged.made_ms;
    item.error = error_of(desk.catalogue(), stored_receipt(logged));
    item.groups.push_back(logged.op);
    for (const sync::Change& change : group.changes) {
        RefusedChange each;
        each.entity = desk.catalogue().entity(change.entity);
        if (each.entity == nullptr) continue;
        each.row = change.row;
        each.field = each.entity->field(change.field);
        each.what = std::string(change_name(change.kind));
        each.values = change.values;
        if (!change.element.empty()) each.values.set(change.field, change.element);
        each.base = change.base;
        each.step = each.entity->transition(change.step);
        if (each.step != nullptr) each.what = std::string(each.step->name);
        if (item.entity == nullptr) {
            item.entity = each.entity;
            item.row = each.row;
        }
        item.changes.push_back(std::move(each));
    }
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

}  // namespace

std::vector<RefusedItem> refused_items(Desk& desk) {
    std::vector<RefusedItem> items;
    std::map<OpId, std::size_t> item_of_group;
    for (const store::LoggedGroup& logged : desk.replica().refused()) {
        const auto group = sync::decode_group(logged.payload);
        if (!group) throw store::Failure(Code::damaged, "change log");
        const auto root = std::ranges::find_if(
            group->depends_on, [&](const OpId& op) { return item_of_group.contains(op); });
        if (root != group->depends_on.end()) {
            const std::size_t at = item_of_group.at(*root);
            items[at].groups.push_back(logged.op);
            item_of_group.emplace(logged.op, at);
            continue;
        }
        item_of_group.emplace(logged.op, items.size());
        items.push_back(item_of(desk, logged, *group));
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
    Status gone = desk.replica().in_one_transaction([&]() -> Status {
        for (const OpId& op : item.groups) {
            if (Status one = desk.replica().discard(op); !one) return one;
        }
        return {};
    });
    if (!gone) return refuse(gone.error());
    return Done{item.row, item.id};
}

}  // namespace branchline::desk
