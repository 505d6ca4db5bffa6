#include "screens/home_screen.h"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/civil.h"
#include "schema/validate.h"
#include "store/filter.h"
#include "ui/chart.h"
#include "ui/controls.h"

namespace branchline::screens {

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t soon_ms = 2 * hour_ms;
constexpr float side_width = 376;
constexpr float side_needs = 900;
constexpr std::int64_t most_items = 200;

std::int64_t start_of(const Context& context, std::int64_t date) {
    return date * day_ms - context.manner.offset_minutes * 60'000;
}

// Monday of the week that holds the date.
std::int64_t week_of(std::int64_t date) { return date - (date + 3) % 7; }

std::string mine(const Context& context) {
    return "\"" + to_text(context.model.status().user) + "\"";
}

std::string thousands(std::int64_t fen) { return grouped(fen / 100'000); }

schema::FieldId field_id(const schema::EntitySpec& entity, std::string_view name) {
    return entity.field(name)->id;
}

std::string shown(const Context& context, const schema::EntitySpec& entity, const live::Row& row,
                  std::string_view field, const live::Titles& titles) {
    const schema::FieldSpec* spec = entity.field(field);
    return show_short(context.manner, *spec, row.values.get(spec->id), titles);
}

}  // namespace

void HomeScreen::arrive(const Place& place) {
    static_cast<void>(place);
    list_.wants_focus = true;
}

void HomeScreen::draw(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "home");
    ui::Rect page = area;
    draw_head(context, page.cut_top(canvas.px(60)));
    canvas.horizontal(page.left, page.right, page.top, ui::Color::line);
    draw_figures(context, page.cut_top(canvas.px(88)));
    canvas.horizontal(page.left, page.right, page.top, ui::Color::line);
    if (page.width() >= canvas.px(side_needs)) {
        const ui::Rect side = page.cut_right(canvas.px(side_width));
        canvas.vertical(side.left, side.top, side.bottom, ui::Color::line);
        draw_side(context, side.inset(canvas.px(20), canvas.px(12)));
    }
    draw_work(context, page);
    context.offer({"interaction.create",
                   {"记录沟通", "Log a call"},
                   "Ctrl+L",
                   ui::Icon::telephone,
                   {},
                   {},
                   [&context] {
                       context.go({Place::Kind::create, context.entity("interaction").id, {}, {}});
                   }});
    context.offer(
        {"order.create", {"新订单", "New order"}, "Ctrl+N", ui::Icon::plus_lg, {}, {}, [&context] {
             context.go({Place::Kind::create, context.entity("order").id, {}, {}});
         }});
}

void HomeScreen::draw_head(Context& context, ui::Rect row) {
    ui::Canvas& canvas = context.canvas;
    row = row.inset(canvas.px(20), 0);
    const float after =
        canvas.text(row.left, row.mid_y(), ui::style::page, context.say({"我的一天", "My day"}));
    canvas.text(after + canvas.px(12), row.mid_y(), ui::style::body.in(ui::Color::muted),
                long_day(context.manner, context.manner.today));
    if (ui::button_right(canvas, "new order", row,
                         {context.say({"新订单", "New order"}), ui::Icon::plus_lg,
                          shown_keys("Ctrl+N"), ui::ButtonKind::primary})) {
        context.run("order.create");
    }
    if (ui::button_right(
            canvas, "log call", row,
            {context.say({"记录沟通", "Log a call"}), ui::Icon::telephone, shown_keys("Ctrl+L")})) {
        context.run("interaction.create");
    }
}

void HomeScreen::draw_figure(Context& context, const ui::Rect& place, const Label& label,
                             const std::string& value, const std::string& below, ui::Icon icon,
                             ui::Color color, const std::vector<std::int64_t>& trend, bool line) {
    ui::Canvas& canvas = context.canvas;
    canvas.text_in({place.left, place.top + canvas.px(10), place.right, place.top + canvas.px(28)},
                   ui::style::label, context.say(label));
    const float mid = place.top + canvas.px(44);
    const bool fits = canvas.width(ui::style::figure, value) <= place.width();
    canvas.text_in({place.left, mid - canvas.px(14), place.right, mid + canvas.px(14)},
                   fits ? ui::style::figure : ui::style::title, value);
    const float low = place.top + canvas.px(68);
    canvas.icon(place.left + canvas.px(6), low, icon, 12, color);
    canvas.text_in(
        {place.left + canvas.px(18), low - canvas.px(8), place.right, low + canvas.px(8)},
        ui::style::label, below);
    const float used = canvas.width(ui::style::figure, value);
    if (trend.empty() || place.width() < used + canvas.px(76)) return;
    const ui::Rect spark{place.right - canvas.px(58), place.top + canvas.px(30), place.right,
                         place.top + canvas.px(54)};
    if (line) {
        ui::spark_line(canvas, spark, trend);
    } else {
        ui::spark_bars(canvas, spark, trend);
    }
}

void HomeScreen::draw_figures(Context& context, ui::Rect strip) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& order = context.entity("order");
    const std::int64_t today = context.manner.today;
    live::FiguresQuestion days;
    days.entity = order.id;
    days.where = "created_at >= \"" + format_instant(start_of(context, today - 6)) + "\"";
    days.groups = {{store::created_at_field, live::FiguresQuestion::By::day}};
    days.sums = {field_id(order, "agreed_price")};
    const auto answer = context.model.see("home/days", days);
    std::vector<std::int64_t> counts(7, 0);
    std::vector<std::int64_t> amounts(7, 0);
    if (answer != nullptr && !answer->error) {
        for (const live::FiguresAnswer::Line& line : answer->value.lines) {
            const auto* date =
                line.keys.empty() ? nullptr : std::get_if<std::int64_t>(&line.keys[0]);
            if (date == nullptr || *date < today - 6 || *date > today) continue;
            counts[static_cast<std::size_t>(*date - today + 6)] = line.rows;
            if (!line.sums.empty())
                amounts[static_cast<std::size_t>(*date - today + 6)] = line.sums[0];
        }
    }
    const auto count = [&](std::string_view slot, std::string_view entity, std::string where) {
        live::FiguresQuestion question;
        question.entity = context.entity(entity).id;
        question.where = std::move(where);
        const auto figures = context.model.see(slot, question);
        return figures == nullptr || figures->error || figures->value.lines.empty()
                   ? std::int64_t{0}
                   : figures->value.lines[0].rows;
    };
    const std::int64_t review = count("home/review", "order", "status = submitted");
    const std::string now = format_instant(context.manner.now_ms / 60'000 * 60'000);
    const std::int64_t overdue =
        count("home/overdue", "task", "status in (open, in_progress) and due_at < \"" + now + "\"");
    const std::int64_t moving =
        count("home/moving", "order", "status in (reviewed, scheduled, in_transit)");
    const bool zh = canvas.lang() == Lang::zh;
    const std::int64_t change = counts[6] - counts[5];
    strip = strip.inset(canvas.px(20), 0);
    const float width = strip.width() / 5;
    const auto place = [&](int at) {
        const float left = strip.left + width * static_cast<float>(at);
        if (at > 0)
            canvas.vertical(left - canvas.px(10), strip.top + canvas.px(16),
                            strip.bottom - canvas.px(14), ui::Color::line);
        return ui::Rect{left + (at > 0 ? canvas.px(8) : 0), strip.top, left + width - canvas.px(24),
                        strip.bottom};
    };
    draw_figure(context, place(0), {"今日订单", "Orders today"}, grouped(counts[6]),
                (zh ? "较昨日 " : "since yesterday ") + std::string(change >= 0 ? "+" : "") +
                    std::to_string(change),
                change >= 0 ? ui::Icon::arrow_up : ui::Icon::arrow_down,
                change >= 0 ? ui::Color::ok : ui::Color::muted, counts, false);
    draw_figure(context, place(1), {"今日金额", "Amount today"}, money_short(amounts[6]),
                zh ? "近 7 天" : "last 7 days", ui::Icon::flag, ui::Color::muted, amounts, true);
    draw_figure(context, place(2), {"待审核", "To review"}, grouped(review),
                zh ? "已提交的订单" : "submitted orders", ui::Icon::clock,
                review > 0 ? ui::Color::warn : ui::Color::muted, {}, false);
    draw_figure(context, place(3), {"在途与待发", "Under way"}, grouped(moving),
                zh ? "已审核、已调度、运输中" : "reviewed to in transit", ui::Icon::truck,
                ui::Color::muted, {}, false);
    draw_figure(context, place(4), {"任务逾期", "Overdue tasks"}, grouped(overdue),
                zh ? "已过截止时间" : "past their due time", ui::Icon::exclamation_circle,
                overdue > 0 ? ui::Color::danger : ui::Color::muted, {}, false);
}

std::vector<HomeScreen::Item> HomeScreen::items(Context& context) const {
    std::vector<Item> all;
    const std::int64_t today = context.manner.today;
    const auto rows = [&](std::string_view slot, std::string_view entity, std::string where,
                          std::string sort) {
        live::RowsQuestion question;
        question.entity = context.entity(entity).id;
        question.where = std::move(where);
        question.sort = std::move(sort);
        question.count = most_items;
        return context.model.see(slot, question);
    };
    const schema::EntitySpec& task = context.entity("task");
    if (const auto tasks =
            rows("home/tasks", "task", "status in (open, in_progress) and owner = " + mine(context),
                 "due_at");
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
    const schema::EntitySpec& obligation = context.entity("obligation");
    const std::string horizon = format_date(today + 7);
    if (const auto due = rows("home/obligations", "obligation",
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
                           start_of(context, date) + 18 * hour_ms,
                           false,
                           {}});
        }
    }
    const schema::EntitySpec& order = context.entity("order");
    const schema::RoleMask may_review =
        schema::roles(schema::Role::reviewer, schema::Role::manager);
    if ((context.model.status().roles & may_review) != 0) {
        if (const auto submitted =
                rows("home/submitted", "order", "status = submitted", "pickup_from");
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

void HomeScreen::draw_work(Context& context, ui::Rect area) {
    ui::Canvas& canvas = context.canvas;
    std::vector<Item> all = items(context);
    const auto tasks = std::ranges::count_if(all, [](const Item& each) { return each.task; });
    const auto reviews = std::ranges::count_if(
        all, [](const Item& each) { return each.icon == ui::Icon::clipboard_check; });
    const auto obligations =
        std::ranges::count_if(all, [](const Item& each) { return each.icon == ui::Icon::flag; });
    ui::Rect head = area.cut_top(canvas.px(44)).inset(canvas.px(20), 0);
    head.left =
        canvas.text(head.left, head.mid_y(), ui::style::title, context.say({"要做的事", "To do"})) +
        canvas.px(16);
    const std::array tabs{
        ui::Tab{"all", context.say({"全部", "All"}), static_cast<std::int64_t>(all.size())},
        ui::Tab{"tasks", context.say({"任务", "Tasks"}), tasks},
        ui::Tab{"review", context.say({"待审核", "To review"}), reviews},
        ui::Tab{"obligations", context.say({"合同义务", "Obligations"}), obligations}};
    tab_ = ui::segments(canvas, "tabs", head, tabs, tab_);
    if (tab_ == 1) std::erase_if(all, [](const Item& each) { return !each.task; });
    if (tab_ == 2)
        std::erase_if(all, [](const Item& each) { return each.icon != ui::Icon::clipboard_check; });
    if (tab_ == 3) std::erase_if(all, [](const Item& each) { return each.icon != ui::Icon::flag; });
    shown_ = grouped_items(context, std::move(all));
    const ui::Rect foot = area.cut_bottom(canvas.px(36));
    canvas.text_in(foot.inset(canvas.px(20), 0), ui::style::label,
                   context.say({"空格 完成 · Enter 打开 · F1 全部按键",
                                "Space done · Enter open · F1 all keys"}));
    if (shown_.empty()) {
        ui::empty_state(canvas, "empty", area, ui::Icon::check_circle,
                        context.say({"没有到期的事", "Nothing is due"}),
                        context.say({"任务、审核和合同义务会自动出现在这里",
                                     "Tasks, reviews and obligations appear here by themselves"}),
                        {});
        return;
    }
    const std::array columns{
        ui::Column{"what", "", 260, 120, 3}, ui::Column{"whom", "", 120, 60, 1.4F},
        ui::Column{"owner", "", 84, 48, 0}, ui::Column{"when", "", 92, 60, 0, ui::Align::right}};
    ui::ListLook look;
    look.count = static_cast<std::int64_t>(shown_.size());
    look.columns = columns;
    look.row_height = 30;
    look.header = false;
    look.mark = [&](std::int64_t row, const ui::Rect& cell) {
        const Item& item = shown_[static_cast<std::size_t>(row)];
        if (!item.task) return;
        const std::string id = "done " + std::to_string(row);
        if (ui::check(canvas, id, cell.left + canvas.px(7), cell.mid_y(), ui::Checked::no,
                      context.say({"完成", "Done"})))
            finish(context, item);
    };
    look.cell = [&](std::int64_t row, std::size_t column, const ui::Rect& cell) {
        draw_item(context, shown_[static_cast<std::size_t>(row)], column, cell);
    };
    look.is_heading = [&](std::int64_t row) {
        return !shown_[static_cast<std::size_t>(row)].heading.empty();
    };
    look.name = [&](std::int64_t row) {
        const Item& item = shown_[static_cast<std::size_t>(row)];
        return item.heading.empty() ? item.what : item.heading;
    };
    const ui::ListTouch touch = ui::list(canvas, "work", area, list_, look);
    if (touch.opened && shown_[static_cast<std::size_t>(*touch.opened)].heading.empty()) {
        const Item& item = shown_[static_cast<std::size_t>(*touch.opened)];
        if (item.icon == ui::Icon::clipboard_check) {
            context.go({Place::Kind::review, 0, item.key.row, {}});
        } else {
            context.go({Place::Kind::record, item.key.entity, item.key.row, {}});
        }
    }
    const bool valid = list_.cursor >= 0 && list_.cursor < look.count;
    if (touch.focused && valid && ImGui::IsKeyPressed(ImGuiKey_Space, false) &&
        !ImGui::IsAnyItemActive()) {
        finish(context, shown_[static_cast<std::size_t>(list_.cursor)]);
    }
}

void HomeScreen::finish(Context& context, const Item& item) {
    if (!item.task) return;
    const schema::EntitySpec& task = context.entity("task");
    const schema::FieldSpec* status = task.field("status");
    const auto done = std::ranges::find(status->choices, "done", &schema::Choice::name);
    desk::Edit edit;
    edit.values.set(status->id, std::int64_t{done->id});
    context.model.perform(live::ChangeRows{{item.key}, edit});
}

void HomeScreen::draw_item(Context& context, const Item& item, std::size_t column,
                           const ui::Rect& cell) {
    ui::Canvas& canvas = context.canvas;
    if (!item.heading.empty()) {
        if (column != 0) return;
        const float end = canvas.text(cell.left - canvas.px(20), cell.mid_y() + canvas.px(2),
                                      ui::style::header.in(item.color), item.heading);
        canvas.text(end + canvas.px(6), cell.mid_y() + canvas.px(2), ui::style::label,
                    std::to_string(item.count));
        return;
    }
    if (column == 0) {
        canvas.icon(cell.left + canvas.px(7), cell.mid_y(), item.icon, 14, ui::Color::muted);
        canvas.text_in({cell.left + canvas.px(22), cell.top, cell.right, cell.bottom},
                       ui::style::body, item.what);
    } else if (column == 1) {
        canvas.text_in(cell, ui::style::secondary, item.whom);
    } else if (column == 2) {
        const bool me = item.owner == context.model.status().user_name;
        canvas.text_in(cell, ui::style::secondary,
                       me ? context.say({"我", "me"}) : std::string_view(item.owner));
    } else if (item.due_ms != 0) {
        const std::int64_t now = context.manner.now_ms;
        const bool today = item.due_ms >= start_of(context, context.manner.today) &&
                           item.due_ms < start_of(context, context.manner.today + 1);
        const std::string when =
            today ? time_of_day(context.manner, item.due_ms)
                  : day(context.manner, date_of(item.due_ms, context.manner.offset_minutes));
        const bool late = item.due_ms < now;
        const bool soon = !late && item.due_ms < now + soon_ms;
        const ui::Color color = late   ? ui::Color::danger
                                : soon ? ui::Color::warn
                                       : ui::Color::muted;
        const ui::TextStyle style =
            (late || soon ? ui::style::strong : ui::style::body).in(color).figures();
        canvas.text_in(cell, style, when, ui::Align::right);
        if (late || soon) {
            canvas.icon(cell.right - canvas.width(style, when) - canvas.px(12), cell.mid_y(),
                        late ? ui::Icon::exclamation_circle : ui::Icon::clock, 13, color);
        }
    }
}

namespace {

// Heading of a block at the side, with a link at the right. Gives where its content begins.
float block_head(Context& context, const ui::Rect& area, float y, const Label& label,
                 std::int64_t count, std::string_view link_id, const Label& link, Place where) {
    ui::Canvas& canvas = context.canvas;
    const float mid = y + canvas.px(12);
    const float end = canvas.text(area.left, mid, ui::style::heading, context.say(label));
    if (count >= 0) canvas.text(end + canvas.px(8), mid, ui::style::label, std::to_string(count));
    const std::string_view words = context.say(link);
    if (!words.empty() &&
        ui::link(canvas, link_id, area.right - canvas.width(ui::style::label, words), mid, words))
        context.go(std::move(where));
    return y + canvas.px(30);
}

}  // namespace

float HomeScreen::draw_risks(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& order = context.entity("order");
    live::RowsQuestion question;
    question.entity = order.id;
    const std::string limit = format_instant((context.manner.now_ms + day_ms) / 60'000 * 60'000);
    question.where =
        "status in (reviewed, scheduled, in_transit) and delivery_to < \"" + limit + "\"";
    question.sort = "delivery_to";
    question.count = 3;
    const auto rows = context.model.see("home/risks", question);
    const std::int64_t count = rows == nullptr ? 0 : rows->value.count;
    float y =
        block_head(context, area, area.top, {"有风险的订单", "Orders at risk"}, count, "all risks",
                   {"全部", "All"}, {Place::Kind::list, order.id, {}, question.where});
    if (rows == nullptr || rows->value.rows.empty()) {
        canvas.text(
            area.left, y + canvas.px(10), ui::style::secondary,
            context.say({"没有快到期而未送达的订单", "No order is close to its delivery time"}));
        return y + canvas.px(36);
    }
    for (const live::Row& row : rows->value.rows) {
        const ui::Rect line{area.left, y, area.right, y + canvas.px(46)};
        const std::int64_t due = row.values.integer(field_id(order, "delivery_to"));
        const bool late = due < context.manner.now_ms;
        const ui::Touch touch = ui::touch(canvas, "risk " + to_text(row.id).substr(24), line);
        if (touch.hovered) canvas.fill(line, ui::Color::hover, 4);
        canvas.icon(line.left + canvas.px(8), line.top + canvas.px(14),
                    late ? ui::Icon::exclamation_circle : ui::Icon::exclamation_triangle, 14,
                    late ? ui::Color::danger : ui::Color::warn);
        const std::string lane = shown(context, order, row, "lane_from", {}) + " → " +
                                 shown(context, order, row, "lane_to", {});
        const float width = canvas.width(ui::style::label, lane);
        canvas.text_left_of(line.right - canvas.px(4), line.top + canvas.px(14), ui::style::label,
                            lane);
        canvas.text_in({line.left + canvas.px(24), line.top, line.right - width - canvas.px(12),
                        line.top + canvas.px(28)},
                       ui::style::body, shown(context, order, row, "number", {}));
        const std::string when = (late ? std::string(context.say({"应于 ", "was due "}))
                                       : std::string(context.say({"须在 ", "due "}))) +
                                 moment(context.manner, due);
        canvas.text_in(
            {line.left + canvas.px(24), line.top + canvas.px(24), line.right, line.bottom},
            ui::style::label.in(late ? ui::Color::danger : ui::Color::warn), when);
        if (touch.pressed) context.go({Place::Kind::record, order.id, row.id, {}});
        y = line.bottom;
    }
    return y + canvas.px(10);
}

float HomeScreen::draw_conflicts(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const auto inbox = context.model.see("inbox", live::InboxQuestion{});
    const std::size_t count = inbox == nullptr ? 0 : inbox->value.cases.size();
    float y = block_head(context, area, area.top, {"未解决的冲突", "Unresolved conflicts"},
                         static_cast<std::int64_t>(count), "inbox",
                         {"打开收件箱", "Open the inbox"}, {Place::Kind::inbox, 0, {}, {}});
    if (count == 0) {
        canvas.text(area.left, y + canvas.px(10), ui::style::secondary,
                    context.say({"没有需要你决定的冲突", "Nothing needs your decision"}));
        return y + canvas.px(36);
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(count, 2); ++i) {
        const desk::CaseView& kase = inbox->value.cases[i];
        const ui::Rect line{area.left, y, area.right, y + canvas.px(46)};
        const ui::Touch touch = ui::touch(canvas, "case " + std::to_string(i), line);
        if (touch.hovered) canvas.fill(line, ui::Color::hover, 4);
        canvas.icon(line.left + canvas.px(8), line.top + canvas.px(14), ui::Icon::arrow_left_right,
                    14, ui::Color::conflict);
        canvas.text_in({line.left + canvas.px(24), line.top, line.right - canvas.px(90),
                        line.top + canvas.px(28)},
                       ui::style::body, name_in(inbox->value.titles, kase.row));
        canvas.text_left_of(line.right - canvas.px(4), line.top + canvas.px(14), ui::style::label,
                            ago(context.manner, kase.at_ms));
        const std::string_view what = kase.field == nullptr
                                          ? context.say({"删除还是保留", "delete or keep"})
                                          : kase.field->label.in(canvas.lang());
        canvas.text_in(
            {line.left + canvas.px(24), line.top + canvas.px(24), line.right, line.bottom},
            ui::style::label, what);
        if (touch.pressed) context.go({Place::Kind::inbox, 0, kase.id, {}});
        y = line.bottom;
    }
    return y + canvas.px(10);
}

float HomeScreen::draw_week(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& order = context.entity("order");
    const std::int64_t monday = week_of(context.manner.today);
    live::FiguresQuestion question;
    question.entity = order.id;
    question.where = "created_at >= \"" + format_instant(start_of(context, monday - 7)) + "\"";
    question.groups = {{store::created_at_field, live::FiguresQuestion::By::day}};
    question.sums = {field_id(order, "agreed_price")};
    const auto answer = context.model.see("home/weeks", question);
    std::array<ui::Series, 2> series{ui::Series{std::string(context.say({"本周", "This week"})),
                                                std::vector<std::int64_t>(7, 0)},
                                     ui::Series{std::string(context.say({"上周", "Last week"})),
                                                std::vector<std::int64_t>(7, 0)}};
    if (answer != nullptr && !answer->error) {
        for (const live::FiguresAnswer::Line& line : answer->value.lines) {
            const auto* date =
                line.keys.empty() ? nullptr : std::get_if<std::int64_t>(&line.keys[0]);
            if (date == nullptr || *date < monday - 7 || *date >= monday + 7 || line.sums.empty())
                continue;
            const bool last = *date < monday;
            series[last ? 1 : 0].values[static_cast<std::size_t>(*date - monday + (last ? 7 : 0))] =
                line.sums[0];
        }
    }
    float y = block_head(context, area, area.top,
                         {"本周订单金额（千元）", "Order amount this week (¥ 1,000)"}, -1, "week",
                         {"", ""}, {});
    ui::ChartLook look;
    for (const Label& each :
         {Label{"一", "Mo"}, Label{"二", "Tu"}, Label{"三", "We"}, Label{"四", "Th"},
          Label{"五", "Fr"}, Label{"六", "Sa"}, Label{"日", "Su"}}) {
        look.labels.emplace_back(context.say(each));
    }
    look.current = static_cast<std::size_t>(context.manner.today - monday);
    look.write = thousands;
    ui::bars(canvas, "week chart", {area.left, y, area.right, y + canvas.px(150)}, series, look);
    return y + canvas.px(162);
}

float HomeScreen::draw_endings(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& contract = context.entity("contract");
    live::RowsQuestion question;
    question.entity = contract.id;
    question.where = "status in (signed, in_force) and ends_on <= \"" +
                     format_date(context.manner.today + 30) + "\"";
    question.sort = "ends_on";
    question.count = 3;
    const auto rows = context.model.see("home/endings", question);
    float y = block_head(context, area, area.top,
                         {"30 天内到期的合同", "Contracts ending within 30 days"},
                         rows == nullptr ? 0 : rows->value.count, "contracts",
                         {"合同日历", "Calendar"}, {Place::Kind::contracts, 0, {}, {}});
    if (rows == nullptr) return y;
    for (const live::Row& row : rows->value.rows) {
        const ui::Rect line{area.left, y, area.right, y + canvas.px(26)};
        const ui::Touch touch = ui::touch(canvas, "ending " + to_text(row.id).substr(24), line);
        if (touch.hovered) canvas.fill(line, ui::Color::hover, 4);
        canvas.icon(line.left + canvas.px(8), line.mid_y(), ui::Icon::file_earmark_text, 14,
                    ui::Color::muted);
        canvas.text_in(
            {line.left + canvas.px(24), line.top, line.right - canvas.px(70), line.bottom},
            ui::style::body, shown(context, contract, row, "title", {}));
        canvas.text_left_of(line.right - canvas.px(4), line.mid_y(), ui::style::secondary.figures(),
                            shown(context, contract, row, "ends_on", {}));
        if (touch.pressed) context.go({Place::Kind::record, contract.id, row.id, {}});
        y = line.bottom;
    }
    return y;
}

void HomeScreen::draw_side(Context& context, ui::Rect area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "side");
    const ui::Canvas::Clip clip(canvas, area.inset(-canvas.px(4), 0));
    const auto rule = [&](float y) {
        canvas.horizontal(area.left - canvas.px(20), area.right + canvas.px(20), y,
                          ui::Color::line);
        area.top = y + canvas.px(10);
    };
    rule(draw_risks(context, area));
    rule(draw_conflicts(context, area));
    rule(draw_week(context, area));
    draw_endings(context, area);
}

}  // namespace branchline::screens
