// The right side of the home screen: what could go wrong, what needs a choice, the week, what ends.
#include <algorithm>
#include <array>

#include "base/civil.h"
#include "screens/home_screen.h"
#include "screens/home_words.h"
#include "store/filter.h"
#include "ui/chart.h"
#include "ui/controls.h"
#include "ui/scrolled.h"

namespace branchline::screens {

namespace {

std::string thousands(std::int64_t fen) { return grouped(fen / 100'000); }

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
    ui::Scrolled page(canvas, "side", area.inset(-canvas.px(4), 0), canvas.px(12));
    area.top = page.page().top;
    const auto rule = [&](float y) {
        canvas.horizontal(area.left - canvas.px(20), area.right + canvas.px(20), y,
                          ui::Color::line);
        area.top = y + canvas.px(10);
    };
    rule(draw_risks(context, area));
    rule(draw_conflicts(context, area));
    rule(draw_week(context, area));
    page.ends_at(draw_endings(context, area) + canvas.px(4));
}

}  // namespace branchline::screens
