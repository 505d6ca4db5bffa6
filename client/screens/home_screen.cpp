#include "screens/home_screen.h"

#include <imgui.h>

#include <algorithm>
#include <array>

#include "base/civil.h"
#include "screens/home_words.h"
#include "store/filter.h"
#include "ui/chart.h"
#include "ui/controls.h"

namespace branchline::screens {

namespace {

constexpr std::int64_t soon_ms = std::int64_t{2} * 3'600'000;
constexpr float side_width = 376;
constexpr float side_needs = 900;
constexpr std::size_t glance_tab = 4;  // where there is no room for a side

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
    beside_ = page.width() >= canvas.px(side_needs);
    if (beside_) {
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

HomeScreen::Days HomeScreen::last_days(Context& context) const {
    const schema::EntitySpec& order = context.entity("order");
    const std::int64_t today = context.manner.today;
    live::FiguresQuestion days;
    days.entity = order.id;
    days.where = "created_at >= \"" + format_instant(start_of(context, today - 6)) + "\"";
    days.groups = {{store::created_at_field, live::FiguresQuestion::By::day}};
    days.sums = {field_id(order, "agreed_price")};
    const auto answer = context.model.see("home/days", days);
    Days made;
    if (answer != nullptr && !answer->error) {
        for (const live::FiguresAnswer::Line& line : answer->value.lines) {
            const auto* date =
                line.keys.empty() ? nullptr : std::get_if<std::int64_t>(&line.keys[0]);
            if (date == nullptr || *date < today - 6 || *date > today) continue;
            made.counts[static_cast<std::size_t>(*date - today + 6)] = line.rows;
            if (!line.sums.empty())
                made.amounts[static_cast<std::size_t>(*date - today + 6)] = line.sums[0];
        }
    }
    return made;
}

void HomeScreen::draw_figures(Context& context, ui::Rect strip) {
    ui::Canvas& canvas = context.canvas;
    const auto [counts, amounts] = last_days(context);
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
    std::vector tabs{
        ui::Tab{"all", context.say({"全部", "All"}), static_cast<std::int64_t>(all.size())},
        ui::Tab{"tasks", context.say({"任务", "Tasks"}), tasks},
        ui::Tab{"review", context.say({"待审核", "To review"}), reviews},
        ui::Tab{"obligations", context.say({"合同义务", "Obligations"}), obligations}};
    if (!beside_) tabs.push_back({"glance", context.say({"概览", "At a glance"})});
    tab_ = ui::segments(canvas, "tabs", head, tabs, std::min(tab_, tabs.size() - 1));
    if (tab_ == glance_tab) return draw_side(context, area.inset(canvas.px(20), 0));
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
    draw_items(context, area);
}

void HomeScreen::draw_items(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
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

}  // namespace branchline::screens
