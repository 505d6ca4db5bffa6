#include "screens/contracts_screen.h"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/civil.h"
#include "store/filter.h"
#include "ui/chart.h"
#include "ui/controls.h"

namespace branchline::screens {

namespace {

constexpr std::int64_t near_days = 30;
constexpr std::int64_t soon_days = 90;
constexpr std::array<std::int64_t, 3> range_days{62, 184, 365};
constexpr std::array<std::int64_t, 4> reminder_days{90, 60, 30, 7};
constexpr float contract_detail_height = 204;
constexpr std::int64_t most_contracts = 500;
constexpr std::int64_t most_obligations = 2'000;

std::int64_t number(const schema::EntitySpec& entity, const live::Row& row,
                    std::string_view field) {
    return row.values.integer(entity.field(field)->id);
}

std::string text(const Context& context, const schema::EntitySpec& entity, const live::Row& row,
                 std::string_view field, const live::Titles& titles) {
    const schema::FieldSpec* spec = entity.field(field);
    return show_short(context.manner, *spec, row.values.get(spec->id), titles);
}

// The first of the month that holds the date, and of the one after.
std::int64_t month_of(std::int64_t date) {
    return *parse_date(format_date(date).substr(0, 8) + "01");
}

std::int64_t next_month(std::int64_t first) { return month_of(first + 31); }

std::string month_name(Lang lang, std::int64_t first) {
    static constexpr std::array<std::string_view, 12> names{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::string date = format_date(first);
    const int month = (date[5] - '0') * 10 + date[6] - '0';
    if (lang == Lang::zh) return std::to_string(month) + "月";
    return std::string(names[static_cast<std::size_t>(month - 1)]);
}

void diamond(ui::Canvas& canvas, float x, float y, ui::Color color, bool filled) {
    const float r = canvas.px(4.5F);
    if (filled) {
        canvas.list()->AddQuadFilled({x, y - r}, {x + r, y}, {x, y + r}, {x - r, y},
                                     canvas.color(color));
    } else {
        canvas.list()->AddQuadFilled({x, y - r}, {x + r, y}, {x, y + r}, {x - r, y},
                                     canvas.color(ui::Color::panel));
        canvas.list()->AddQuad({x, y - r}, {x + r, y}, {x, y + r}, {x - r, y}, canvas.color(color),
                               1.5F * canvas.scale());
    }
}

}  // namespace

void ContractsScreen::arrive(const Place& place) {
    if (!place.row.is_null()) selected_ = place.row;
    list_.wants_focus = true;
}

ContractsScreen::Span ContractsScreen::span_of(const Context& context,
                                               const ui::Rect& place) const {
    const std::int64_t days = range_days[range_];
    const std::int64_t first = month_of(context.manner.today - days / 5);
    return {first, first + days, place};
}

std::vector<ContractsScreen::Line> ContractsScreen::lines(const Context& context) const {
    std::vector<Line> made;
    if (contracts_ == nullptr) return made;
    const schema::EntitySpec& entity = context.entity("contract");
    const std::int64_t today = context.manner.today;
    const auto group = [&](const Label& label, auto belongs) {
        std::vector<Line> members;
        for (const live::Row& row : contracts_->value.rows) {
            if (belongs(number(entity, row, "ends_on"))) members.push_back({&row, {}, 0});
        }
        if (members.empty()) return;
        made.push_back({nullptr, label, static_cast<std::int64_t>(members.size())});
        made.insert(made.end(), members.begin(), members.end());
    };
    group({"已过期", "Past their end"}, [&](std::int64_t end) { return end != 0 && end < today; });
    group({"30 天内到期", "Ends within 30 days"},
          [&](std::int64_t end) { return end >= today && end <= today + near_days; });
    group({"90 天内到期", "Ends within 90 days"},
          [&](std::int64_t end) { return end > today + near_days && end <= today + soon_days; });
    group({"以后", "Later"}, [&](std::int64_t end) { return end == 0 || end > today + soon_days; });
    return made;
}

void ContractsScreen::draw(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "contracts");
    live::RowsQuestion question;
    question.entity = context.entity("contract").id;
    question.where = "status in (in_review, signed, in_force)";
    question.sort = "ends_on";
    question.count = most_contracts;
    contracts_ = context.model.see("contracts", question);
    live::RowsQuestion due;
    due.entity = context.entity("obligation").id;
    due.where = "contract.status in (in_review, signed, in_force)";
    due.sort = "due_on";
    due.count = most_obligations;
    obligations_ = context.model.see("contracts/obligations", due);
    shown_ = lines(context);
    ui::Rect page = area;
    draw_head(context, page.cut_top(canvas.px(60)));
    canvas.horizontal(page.left, page.right, page.top, ui::Color::line);
    if (!selected_.is_null() && page.height() > canvas.px(420))
        draw_detail(context, page.cut_bottom(canvas.px(contract_detail_height)));
    ui::Rect legend = page.cut_bottom(canvas.px(32)).inset(canvas.px(20), 0);
    const auto word = [&](bool filled, const Label& label) {
        diamond(canvas, legend.left + canvas.px(6), legend.mid_y(),
                filled ? ui::Color::muted : ui::Color::accent, filled);
        legend.left = canvas.text(legend.left + canvas.px(16), legend.mid_y(), ui::style::label,
                                  context.say(label)) +
                      canvas.px(20);
    };
    word(true, {"义务已履行", "obligation met"});
    word(false, {"未履行", "open"});
    canvas.text(legend.left, legend.mid_y(), ui::style::label,
                context.say({"短线为到期前 90/60/30/7 天的提醒",
                             "small ticks: reminders 90/60/30/7 days before the end"}));
    if (contracts_ != nullptr && shown_.empty()) {
        if (ui::empty_state(canvas, "empty", page, ui::Icon::file_earmark_text,
                            context.say({"没有生效的合同", "No running contracts"}),
                            context.say({"签订的合同会出现在这里", "Signed contracts appear here"}),
                            context.say({"新建合同", "New contract"}))) {
            context.run("contract.create");
        }
        return;
    }
    draw_list(context, page);
    context.offer(
        {"contract.create",
         {"新合同", "New contract"},
         "Ctrl+N",
         ui::Icon::plus_lg,
         {},
         {},
         [&context] { context.go({Place::Kind::create, context.entity("contract").id, {}, {}}); }});
}

void ContractsScreen::draw_head(Context& context, ui::Rect row) {
    ui::Canvas& canvas = context.canvas;
    row = row.inset(canvas.px(20), 0);
    row.left = canvas.text(row.left, row.mid_y(), ui::style::page,
                           context.say({"合同日历", "Contract calendar"}));
    if (ui::button_right(canvas, "new", row,
                         {context.say({"新合同", "New contract"}), ui::Icon::plus_lg,
                          shown_keys("Ctrl+N"), ui::ButtonKind::primary})) {
        context.run("contract.create");
    }
    const std::array ranges{ui::Tab{"month", context.say({"两月", "2 months"})},
                            ui::Tab{"quarter", context.say({"半年", "Half year"})},
                            ui::Tab{"year", context.say({"一年", "Year"})}};
    // What the calendar is read by goes before what it can do without.
    float spare = row.width() - canvas.px(24);
    for (const ui::Tab& range : ranges) {
        spare -= canvas.width(ui::style::strong, range.label) + canvas.px(20);
    }
    const ui::ButtonLook list{context.say({"列表", "List"}), ui::Icon::list_ul};
    const float list_needs = ui::button_width(canvas, list) + canvas.px(8);
    if (spare >= list_needs) {
        spare -= list_needs;
        if (ui::button_right(canvas, "list", row, list)) {
            context.go({Place::Kind::list, context.entity("contract").id, {}, {}});
        }
    }
    const std::size_t count = contracts_ == nullptr ? 0 : contracts_->value.rows.size();
    const std::string running =
        std::to_string(count) + std::string(context.say({" 份", " running"}));
    if (spare >= canvas.width(ui::style::body, running) + canvas.px(10)) {
        row.left = canvas.text(row.left + canvas.px(10), row.mid_y(),
                               ui::style::body.in(ui::Color::muted), running);
    }
    row.left += canvas.px(24);
    range_ = ui::segments(canvas, "range", row, ranges, range_);
}

void ContractsScreen::draw_list(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const std::array columns{
        ui::Column{"contract", std::string(context.say({"合同", "Contract"})), 220, 120, 0,
                   ui::Align::left, false},
        ui::Column{"commitment", std::string(context.say({"承诺与实际", "Commitment, actual"})),
                   148, 90, 0, ui::Align::left, false},
        ui::Column{"ends", std::string(context.say({"到期", "Ends"})), 112, 60, 0, ui::Align::right,
                   false},
        ui::Column{"time", "", 200, 100, 1, ui::Align::left, false}};
    ui::ListLook look;
    look.count = static_cast<std::int64_t>(shown_.size());
    look.columns = columns;
    look.cell = [&](std::int64_t row, std::size_t column, const ui::Rect& cell) {
        draw_cell(context, shown_[static_cast<std::size_t>(row)], column, cell);
    };
    look.is_heading = [&](std::int64_t row) {
        return shown_[static_cast<std::size_t>(row)].contract == nullptr;
    };
    look.name = [&](std::int64_t row) {
        const Line& line = shown_[static_cast<std::size_t>(row)];
        if (line.contract == nullptr) return std::string(context.say(line.heading));
        return text(context, context.entity("contract"), *line.contract, "title",
                    contracts_->value.titles);
    };
    const ui::ListTouch touch = ui::list(canvas, "rows", area, list_, look);
    const auto at = static_cast<std::size_t>(std::max<std::int64_t>(list_.cursor, 0));
    if (touch.moved && at < shown_.size() && shown_[at].contract != nullptr)
        selected_ = shown_[at].contract->id;
    if (touch.opened && shown_[static_cast<std::size_t>(*touch.opened)].contract != nullptr) {
        context.go({Place::Kind::record,
                    context.entity("contract").id,
                    shown_[static_cast<std::size_t>(*touch.opened)].contract->id,
                    {}});
    }
    ui::Rect header = area;
    header.bottom = header.top + canvas.px(28);
    const std::vector<ui::Rect> places = ui::column_places(canvas, header, look);
    if (places.size() == 4)
        draw_months(context, places[3],
                    {places[3].left, header.bottom, places[3].right, area.bottom});
}

void ContractsScreen::draw_months(Context& context, const ui::Rect& header,
                                  const ui::Rect& body) const {
    ui::Canvas& canvas = context.canvas;
    const Span span = span_of(context, header);
    const ui::Canvas::Clip clip(canvas, {header.left, header.top, header.right, body.bottom});
    const float today = span.x(context.manner.today);
    const std::string_view word = context.say({"今天", "Today"});
    const float width = canvas.width(ui::style::chip, word) + canvas.px(12);
    const ui::Rect flag{today - width / 2, header.top + canvas.px(4), today + width / 2,
                        header.bottom - canvas.px(4)};
    float free_from = header.left;
    for (std::int64_t month = span.first; month < span.last; month = next_month(month)) {
        const float x = span.x(month);
        canvas.vertical(x, header.top, body.bottom, ui::Color::line, 0.7F);
        // Whole or not at all: without its year where that is too long, beside the flag, and not
        // every month.
        float left = x + canvas.px(6);
        const float until = std::min(span.x(next_month(month)), header.right);
        std::string name = month_name(canvas.lang(), month);
        const std::string with_year = name + " " + format_date(month).substr(0, 4);
        const bool begins = format_date(month).substr(5, 2) == "01" || month == span.first;
        if (begins && left + canvas.width(ui::style::label, with_year) <= until) name = with_year;
        const float length = canvas.width(ui::style::label, name);
        const bool covered = left < flag.right && left + length > flag.left;
        if (covered) left = flag.right + canvas.px(4);
        const float end = left + length;
        if (left < free_from || end > (covered ? until : header.right)) continue;
        canvas.text(left, header.mid_y(), ui::style::label, name);
        free_from = end + canvas.px(4);
    }
    canvas.vertical(today, header.bottom, body.bottom, ui::Color::accent);
    canvas.fill(flag, ui::Color::accent_fill, 4);
    canvas.text_in(flag, ui::style::chip.in(ui::Color::on_accent), word, ui::Align::middle);
}

std::int64_t ContractsScreen::carried_g(Context& context, const live::Row& contract) const {
    const schema::EntitySpec& line = context.entity("order_line");
    live::FiguresQuestion question;
    question.entity = line.id;
    question.where = "order.contract = \"" + to_text(contract.id) + "\"";
    question.sums = {line.field("weight_g")->id};
    const auto answer = context.model.see("contracts/" + to_text(contract.id), question);
    if (answer == nullptr || answer->error || answer->value.lines.empty() ||
        answer->value.lines[0].sums.empty())
        return 0;
    return answer->value.lines[0].sums[0];
}

void ContractsScreen::draw_commitment(Context& context, const live::Row& contract,
                                      const ui::Rect& cell) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.entity("contract");
    const std::int64_t promised = number(entity, contract, "volume_commitment");
    if (promised <= 0) {
        canvas.text_in(cell, ui::style::secondary, "–");
        return;
    }
    const double part =
        static_cast<double>(carried_g(context, contract)) / static_cast<double>(promised);
    const std::int64_t start = number(entity, contract, "starts_on");
    const std::int64_t end = number(entity, contract, "ends_on");
    const double passed = end > start ? static_cast<double>(context.manner.today - start) /
                                            static_cast<double>(end - start)
                                      : 0;
    const bool behind = part + 0.1 < passed;
    ui::Rect place = cell;
    const std::string percent = std::to_string(static_cast<int>(std::lround(part * 100))) + " %";
    canvas.text_left_of(place.right, place.mid_y(),
                        (behind ? ui::style::body.in(ui::Color::warn) : ui::style::body).figures(),
                        percent);
    place.right -= canvas.px(52);
    ui::meter(canvas, place, static_cast<float>(part),
              static_cast<float>(std::clamp(passed, 0.0, 1.0)),
              behind ? ui::Color::warn : ui::Color::accent);
}

void ContractsScreen::draw_bar(Context& context, const live::Row& contract, const ui::Rect& cell) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.entity("contract");
    const ui::Rect wide = cell.inset(-canvas.px(8), 0);
    const Span span = span_of(context, wide);
    const ui::Canvas::Clip clip(canvas, wide);
    const std::int64_t start = number(entity, contract, "starts_on");
    const std::int64_t end = number(entity, contract, "ends_on");
    if (end == 0) return;
    const float top = std::round(cell.mid_y() - canvas.px(6));
    const float bottom = top + canvas.px(12);
    const std::int64_t left_days = end - context.manner.today;
    canvas.fill({span.x(start), top, span.x(end), bottom}, ui::Color::accent, 2,
                canvas.theme().dark ? 0.26F : 0.16F);
    const bool near = left_days <= near_days;
    if (left_days <= soon_days) {
        canvas.fill({span.x(std::max(start, end - soon_days)), top, span.x(end), bottom},
                    near ? ui::Color::band_danger : ui::Color::band_warn);
    }
    for (const std::int64_t days : reminder_days) {
        if (end - days > start)
            canvas.vertical(span.x(end - days), bottom - canvas.px(4), bottom,
                            near ? ui::Color::danger : ui::Color::muted);
    }
    const ui::Color cap = near                     ? ui::Color::danger
                          : left_days <= soon_days ? ui::Color::warn
                                                   : ui::Color::accent;
    canvas.fill({span.x(end) - canvas.px(3), top, span.x(end), bottom}, cap);
    if (obligations_ == nullptr) return;
    const schema::EntitySpec& obligation = context.entity("obligation");
    for (const live::Row& row : obligations_->value.rows) {
        if (row.values.id(obligation.field("contract")->id) != contract.id) continue;
        const std::int64_t due = number(obligation, row, "due_on");
        if (due == 0) continue;
        const bool met = number(obligation, row, "fulfilled_on") != 0;
        diamond(canvas, span.x(due), cell.mid_y(),
                met                          ? ui::Color::muted
                : due < context.manner.today ? ui::Color::danger
                                             : ui::Color::accent,
                met);
    }
}

void ContractsScreen::draw_cell(Context& context, const Line& line, std::size_t column,
                                const ui::Rect& cell) {
    ui::Canvas& canvas = context.canvas;
    if (line.contract == nullptr) {
        if (column != 0) return;
        const float end =
            canvas.text(cell.left, cell.mid_y(), ui::style::header.in(ui::Color::text),
                        context.say(line.heading));
        canvas.text(end + canvas.px(6), cell.mid_y(), ui::style::label, std::to_string(line.count));
        return;
    }
    const schema::EntitySpec& entity = context.entity("contract");
    if (column == 0) {
        std::string name =
            text(context, entity, *line.contract, "customer", contracts_->value.titles);
        if (name.empty() || name == "…") name = text(context, entity, *line.contract, "title", {});
        canvas.text_in(cell, ui::style::body, name);
    } else if (column == 1) {
        draw_commitment(context, *line.contract, cell);
    } else if (column == 2) {
        const std::int64_t end = number(entity, *line.contract, "ends_on");
        const std::int64_t left = end - context.manner.today;
        const ui::Color color = left <= near_days   ? ui::Color::danger
                                : left <= soon_days ? ui::Color::warn
                                                    : ui::Color::muted;
        canvas.text_in(cell, ui::style::body.in(color).figures(),
                       end == 0 ? "–" : day(context.manner, end), ui::Align::right);
        if (end != 0 && left <= near_days) {
            canvas.icon(cell.right -
                            canvas.width(ui::style::body.figures(), day(context.manner, end)) -
                            canvas.px(10),
                        cell.mid_y(), ui::Icon::clock, 13, color);
        }
    } else {
        draw_bar(context, *line.contract, cell);
    }
}

void ContractsScreen::draw_detail(Context& context, ui::Rect area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "detail");
    canvas.horizontal(area.left, area.right, area.top, ui::Color::line);
    const auto at = contracts_ == nullptr ? nullptr : [&]() -> const live::Row* {
        const auto found = std::ranges::find(contracts_->value.rows, selected_, &live::Row::id);
        return found == contracts_->value.rows.end() ? nullptr : &*found;
    }();
    if (at == nullptr) return;
    ui::Rect page = area.inset(canvas.px(20), canvas.px(8));
    ui::Rect head = page.cut_top(canvas.px(36));
    draw_detail_head(context, head, *at);
    draw_tonnes(context, page.cut_right(std::min(canvas.px(340), page.width() * 0.4F)));
    page.right -= canvas.px(24);
    if (obligations_ != nullptr) draw_obligations(context, page);
}

void ContractsScreen::draw_detail_head(Context& context, ui::Rect head,
                                       const live::Row& contract) const {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.entity("contract");
    const std::string title = text(context, entity, contract, "number", {}) + " · " +
                              text(context, entity, contract, "customer", contracts_->value.titles);
    float x = canvas.text(head.left, head.mid_y(), ui::style::title, title) + canvas.px(12);
    if (const schema::Choice* state = state_of(entity, contract.values)) {
        const StateLook look = look_of_state(state->name);
        ui::state_chip(canvas, x, head.mid_y(), look.icon, state->label.in(canvas.lang()),
                       look.color);
        x += ui::state_chip_width(canvas, state->label.in(canvas.lang())) + canvas.px(6);
    }
    const std::int64_t left = number(entity, contract, "ends_on") - context.manner.today;
    if (left <= soon_days) {
        const std::string word = canvas.lang() == Lang::zh
                                     ? std::to_string(left) + " 天后到期"
                                     : "ends in " + std::to_string(left) + " days";
        ui::state_chip(canvas, x, head.mid_y(), ui::Icon::clock, word,
                       left <= near_days ? ui::Color::danger : ui::Color::warn);
    }
    if (ui::button_right(canvas, "open", head,
                         {context.say({"打开", "Open"}), ui::Icon::none, shown_keys("Enter")})) {
        context.go({Place::Kind::record, entity.id, selected_, {}});
    }
}

void ContractsScreen::draw_tonnes(Context& context, const ui::Rect& chart) const {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& line = context.entity("order_line");
    live::FiguresQuestion question;
    question.entity = line.id;
    question.where = "order.contract = \"" + to_text(selected_) + "\"";
    question.groups = {{store::created_at_field, live::FiguresQuestion::By::month}};
    question.sums = {line.field("weight_g")->id};
    const auto months = context.model.see("contracts/months", question);
    if (months != nullptr && !months->error && !months->value.lines.empty()) {
        std::array<ui::Series, 1> series{
            ui::Series{std::string(context.say({"每月吨数", "Tonnes per month"})), {}}};
        ui::ChartLook look;
        for (const live::FiguresAnswer::Line& each : months->value.lines) {
            const auto* date =
                each.keys.empty() ? nullptr : std::get_if<std::int64_t>(&each.keys[0]);
            if (date == nullptr || each.sums.empty()) continue;
            look.labels.push_back(month_name(canvas.lang(), *date));
            series[0].values.push_back(each.sums[0] / 1'000'000);
        }
        look.current = look.labels.size() - 1;
        canvas.text(chart.left, chart.top + canvas.px(8), ui::style::header, series[0].label);
        ui::bars(canvas, "tonnes",
                 {chart.left, chart.top + canvas.px(16), chart.right, chart.bottom}, series, look);
    }
}

void ContractsScreen::draw_obligations(Context& context, ui::Rect page) const {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& obligation = context.entity("obligation");
    canvas.text_in(page.cut_top(canvas.px(24)), ui::style::header,
                   context.say({"合同义务", "Obligations"}));
    for (const live::Row& row : obligations_->value.rows) {
        if (row.values.id(obligation.field("contract")->id) != selected_ ||
            page.height() < canvas.px(26))
            continue;
        ui::Rect place = page.cut_top(canvas.px(26));
        canvas.horizontal(place.left, place.right, place.bottom - canvas.px(1), ui::Color::line,
                          0.6F);
        const std::int64_t due = number(obligation, row, "due_on");
        const bool met = number(obligation, row, "fulfilled_on") != 0;
        const bool late = !met && due != 0 && due < context.manner.today;
        const ui::Rect state = place.cut_right(canvas.px(104));
        ui::state_word(canvas, state,
                       met    ? ui::Icon::check_circle
                       : late ? ui::Icon::exclamation_circle
                              : ui::Icon::circle,
                       context.say(met    ? Label{"已履行", "Met"}
                                   : late ? Label{"逾期", "Overdue"}
                                          : Label{"未到期", "Open"}),
                       met    ? ui::Color::ok
                       : late ? ui::Color::danger
                              : ui::Color::muted);
        const ui::Rect date = place.cut_right(canvas.px(80));
        canvas.text_in(date, ui::style::secondary.figures(),
                       due == 0 ? "–" : day(context.manner, due));
        canvas.text_in(place.cut_right(canvas.px(96)), ui::style::secondary,
                       text(context, obligation, row, "owner", obligations_->value.titles));
        canvas.text_in(place, ui::style::body, text(context, obligation, row, "what", {}));
    }
}

}  // namespace branchline::screens
