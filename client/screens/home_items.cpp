// What stands on the work list, and in which order.
#include <algorithm>

#include "base/civil.h"
#include "screens/home_screen.h"
#include "screens/home_words.h"

namespace branchline::screens {

namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t end_of_work_hour = 18;
constexpr std::int64_t most_items = 200;

std::string mine(const Context& context) {
    return "\"" + to_text(context.model.status().user) + "\"";
}

auto rows(Context& context, std::string_view slot, std::string_view entity, std::string where,
          std::string sort) {
    live::RowsQuestion question;
    question.entity = context.entity(entity).id;
    question.where = std::move(where);
    question.sort = std::move(sort);
    question.count = most_items;
    return context.model.see(slot, question);
}

}  // namespace

void HomeScreen::add_tasks(Context& context, std::vector<Item>& all) const {
    const schema::EntitySpec& task = context.entity("task");
    if (const auto tasks = rows(context, "home/tasks", "task",
                                "status in (open, in_progress) and owner = " + mine(context),
                                "due_at,priority:desc");
        tasks != nullptr) {
        for (const live::Row& row : tasks->value.rows) {
            all.push_back({{task.id, row.id},
                           ui::Icon::list_check,
                           shown(context, task, row, "what", {}),
                           shown(context, task, row, "customer", tasks->value.titles),
                           shown(context, task, row, "owner", tasks->value.titles),
                           row.values.integer(field_id(task, "due_at")),
                           true,
                           {}});
        }
    }
}

void HomeScreen::add_obligations(Context& context, std::vector<Item>& all) const {
    const schema::EntitySpec& obligation = context.entity("obligation");
    const std::string horizon = format_date(context.manner.today + 7);
    if (const auto due = rows(context, "home/obligations", "obligation",
                              "fulfilled_on is null and due_on <= \"" + horizon + "\"", "due_on");
        due != nullptr) {
        for (const live::Row& row : due->value.rows) {
            const std::int64_t date = row.values.integer(field_id(obligation, "due_on"));
            all.push_back({{obligation.id, row.id},
                           ui::Icon::flag,
                           std::string(context.say({"合同义务：", "Obligation: "})) +
                               shown(context, obligation, row, "what", {}),
                           shown(context, obligation, row, "contract", due->value.titles),
                           shown(context, obligation, row, "owner", due->value.titles),
                           start_of(context, date) + end_of_work_hour * hour_ms,
                           false,
                           {}});
        }
    }
}

// For those who may review.
void HomeScreen::add_reviews(Context& context, std::vector<Item>& all) const {
    const schema::EntitySpec& order = context.entity("order");
    const schema::RoleMask may_review =
        schema::roles(schema::Role::reviewer, schema::Role::manager);
    if ((context.model.status().roles & may_review) == 0) return;
    if (const auto submitted =
            rows(context, "home/submitted", "order", "status = submitted", "pickup_from");
        submitted != nullptr) {
        for (const live::Row& row : submitted->value.rows) {
            all.push_back({{order.id, row.id},
                           ui::Icon::clipboard_check,
                           std::string(context.say({"审核订单 ", "Review "})) +
                               shown(context, order, row, "number", {}),
                           shown(context, order, row, "customer", submitted->value.titles),
                           shown(context, order, row, "owner", submitted->value.titles),
                           row.values.integer(field_id(order, "pickup_from")),
                           false,
                           {}});
        }
    }
}

std::vector<HomeScreen::Item> HomeScreen::items(Context& context) const {
    std::vector<Item> all;
    add_tasks(context, all);
    add_obligations(context, all);
    add_reviews(context, all);
    return all;
}

std::vector<HomeScreen::Item> HomeScreen::grouped_items(Context& context,
                                                        std::vector<Item> all) const {
    std::ranges::stable_sort(all, [](const Item& a, const Item& b) {
        return std::pair(a.due_ms == 0, a.due_ms) < std::pair(b.due_ms == 0, b.due_ms);
    });
    const std::int64_t tomorrow = start_of(context, context.manner.today + 1);
    const std::int64_t next_week = start_of(context, week_of(context.manner.today) + 7);
    std::vector<Item> made;
    const auto group = [&](const Label& label, ui::Color color, auto belongs) {
        Item heading;
        heading.heading = context.say(label);
        heading.color = color;
        heading.count = std::ranges::count_if(all, belongs);
        if (heading.count == 0) return;
        made.push_back(std::move(heading));
        std::ranges::copy_if(all, std::back_inserter(made), belongs);
    };
    const std::int64_t now = context.manner.now_ms;
    group({"已逾期", "Overdue"}, ui::Color::danger,
          [&](const Item& each) { return each.due_ms != 0 && each.due_ms < now; });
    group({"今天", "Today"}, ui::Color::muted,
          [&](const Item& each) { return each.due_ms >= now && each.due_ms < tomorrow; });
    group({"本周", "This week"}, ui::Color::muted, [&](const Item& each) {
        return each.due_ms >= tomorrow && each.due_ms >= now && each.due_ms < next_week;
    });
    group({"以后", "Later"}, ui::Color::muted,
          [&](const Item& each) { return each.due_ms >= next_week && each.due_ms >= tomorrow; });
    group({"没有期限", "Without a date"}, ui::Color::muted,
          [](const Item& each) { return each.due_ms == 0; });
    return made;
}

}  // namespace branchline::screens
