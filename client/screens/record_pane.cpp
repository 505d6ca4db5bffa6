#include "screens/record_pane.h"

#include <imgui.h>

#include <algorithm>
#include <array>

#include "base/civil.h"
#include "schema/validate.h"
#include "screens/form.h"
#include "screens/notices.h"
#include "ui/controls.h"
#include "ui/overlay.h"
#include "ui/text.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using schema::Kind;

constexpr std::size_t latest_shown = 6;
constexpr std::size_t lines_shown = 5;
constexpr float title_least = 120;
constexpr float aside_least = 48;

// What a line about a row says after its title: a few telling values.
std::string remark(const Context& context, const schema::EntitySpec& entity, const live::Row& row,
                   const live::Titles& titles) {
    std::string text;
    int shown = 0;
    for (const FieldSpec* field : entity.fields) {
        const bool telling = field->id >= 16 && field != entity.title && field != entity.machine &&
                             field != entity.parent && field != entity.follows &&
                             !field->is_number && field->kind != Kind::long_text &&
                             field->kind != Kind::boolean;
        const schema::Value& value = row.values.get(field->id);
        if (!telling || schema::is_null(value)) continue;
        if (!text.empty()) text += " · ";
        text += show(context.manner, *field, value, titles);
        if (++shown == 3) break;
    }
    return text;
}

ui::Icon icon_of_line(const desk::HistoryLine& line) {
    using Line = desk::HistoryLine::Kind;
    if (line.kind == Line::lost) return ui::Icon::arrow_left_right;
    if (line.kind == Line::deleted) return ui::Icon::trash3;
    if (line.kind == Line::restored) return ui::Icon::arrow_counterclockwise;
    if (line.field != nullptr && line.field->kind == Kind::status) return ui::Icon::check_circle;
    return ui::Icon::pencil;
}

std::string what_happened(const Context& context, const desk::HistoryLine& line,
                          const live::Titles& titles) {
    using Line = desk::HistoryLine::Kind;
    if (line.kind == Line::deleted) return std::string(context.say({"已删除", "Deleted"}));
    if (line.kind == Line::restored) return std::string(context.say({"已恢复", "Restored"}));
    if (line.field == nullptr) return line.command;
    const auto value = [&](const schema::Value& each) {
        std::string text = show(context.manner, *line.field, each, titles);
        if (line.field->kind == Kind::status) {
            text = schema::display_value(*line.field, each, context.canvas.lang());
        }
        return text.empty() ? std::string("–") : text;
    };
    const std::string label(line.field->label.in(context.canvas.lang()));
    if (line.kind == Line::lost) {
        return label + std::string(context.say({"：未采用 ", ": not taken, "})) + value(line.after);
    }
    if (schema::is_null(line.before)) return label + ": " + value(line.after);
    return label + ": " + value(line.before) + " → " + value(line.after);
}

void draw_actions(Context& context, ui::Rect row, const live::RecordAnswer& record) {
    ui::Canvas& canvas = context.canvas;
    const std::string name(record.entity->name);
    if (ui::button_left(
            canvas, "open", row,
            {context.say({"打开", "Open"}), ui::Icon::box_arrow_up_right, shown_keys("Enter")})) {
        context.go({Place::Kind::record, record.entity->id, record.row.id, {}});
    }
    int shown = 0;
    for (const live::StepOffer& step : record.steps) {
        if (step.objection || row.width() < canvas.px(120) || ++shown > 2) continue;
        if (ui::button_left(canvas, "step " + step.name, row, {context.say(step.label)})) {
            context.run(name + "." + step.name);
        }
    }
}

}  // namespace

std::string identity_of(const Context& context, const live::RecordAnswer& record) {
    const schema::EntitySpec& entity = *record.entity;
    std::string text;
    const auto add = [&](const FieldSpec* field) {
        if (field == nullptr || field == entity.title) return;
        const std::string shown =
            show(context.manner, *field, record.row.values.get(field->id), record.titles);
        if (shown.empty()) return;
        if (!text.empty()) text += " · ";
        text += shown;
    };
    add(entity.number);
    add(entity.parent);
    add(entity.follows);
    for (std::string_view name : {"industry", "kind", "code", "login", "branch"})
        add(entity.field(name));
    return text;
}

namespace {

struct Mark {
    ui::Icon icon;
    std::string_view word;
    ui::Color color;
};

std::vector<Mark> marks_of(const Context& context, const live::RecordAnswer& record) {
    std::vector<Mark> marks;
    if (const schema::Choice* state = state_of(*record.entity, record.row.values)) {
        const StateLook look = look_of_state(state->name);
        marks.push_back({look.icon, state->label.in(context.canvas.lang()), look.color});
    }
    if (record.row.waiting) {
        marks.push_back(
            {ui::Icon::arrow_up_circle, context.say({"待发送", "To send"}), ui::Color::pending});
    }
    if (!record.cases.empty()) {
        marks.push_back(
            {ui::Icon::arrow_left_right, context.say({"有冲突", "Conflict"}), ui::Color::conflict});
    }
    if (record.row.refused) {
        marks.push_back(
            {ui::Icon::exclamation_circle, context.say({"被拒绝", "Refused"}), ui::Color::danger});
    }
    return marks;
}

float width_of(const ui::Canvas& canvas, const Mark& mark) {
    return ui::state_chip_width(canvas, mark.word) + canvas.px(6);
}

float draw_marks(ui::Canvas& canvas, float left, float mid_y, const std::vector<Mark>& marks) {
    for (const Mark& mark : marks) {
        ui::state_chip(canvas, left, mid_y, mark.icon, mark.word, mark.color);
        left += width_of(canvas, mark);
    }
    return left;
}

// In two lines, `apart` from each other; what is longer still ends in an ellipsis. Gives its right
// edge.
float draw_two_lines(ui::Canvas& canvas, const ui::Rect& place, const ui::TextStyle& style,
                     float apart, std::string_view text) {
    const auto measure = [&](std::string_view piece) { return canvas.width(style, piece); };
    const std::vector<std::string_view> lines = ui::wrap(text, place.width(), measure);
    const std::string_view first = lines.front();
    const std::string_view rest =
        lines.size() < 2 ? std::string_view{}
                         : text.substr(static_cast<std::size_t>(lines[1].data() - text.data()));
    const float half = lines.size() < 2 ? 0 : apart / 2;
    const float middle = place.mid_y();
    canvas.text(place.left, middle - half, style, first);
    canvas.text_in({place.left, middle, place.right, middle + 2 * half}, style, rest);
    const float widest = std::max(measure(first), measure(rest));
    return place.left + std::min(widest, place.width());
}

}  // namespace

float draw_title(Context& context, const ui::Rect& row, std::string_view title,
                 const live::RecordAnswer* record) {
    ui::Canvas& canvas = context.canvas;
    std::vector<Mark> marks;
    if (record != nullptr) marks = marks_of(context, *record);
    ui::Rect place = row;
    for (const Mark& mark : marks) place.right -= width_of(canvas, mark);
    place.right -= canvas.px(12);
    if (place.width() < canvas.px(title_least)) {
        marks.clear();  // the list has them, too
        place.right = row.right;
    }
    float end = place.left + canvas.width(ui::style::page, title);
    if (end <= place.right) {
        canvas.text(place.left, place.mid_y(), ui::style::page, title);
    } else {
        end = draw_two_lines(canvas, place, ui::style::title, canvas.px(22), title);
    }
    return draw_marks(canvas, end + canvas.px(12), row.mid_y(), marks);
}

void draw_aside(ui::Canvas& canvas, const ui::Rect& head, const ui::Rect& place,
                std::string_view text) {
    if (text.empty()) return;
    if (canvas.width(ui::style::label, text) <= place.width()) {
        return canvas.text_in(place, ui::style::label, text);
    }
    if (place.width() >= canvas.px(aside_least)) {
        draw_two_lines(canvas, place, ui::style::label, canvas.px(16), text);
    }
    if (ImGui::IsWindowHovered() &&
        ImGui::IsMouseHoveringRect({head.left, head.top}, {head.right, head.bottom})) {
        ImGui::SetTooltip("%.*s", static_cast<int>(text.size()), text.data());
    }
}

void offer_record_commands(Context& context, const live::RecordAnswer& record) {
    const schema::EntitySpec& entity = *record.entity;
    const std::string name(entity.name);
    const sync::RowKey key{entity.id, record.row.id};
    context.offer(
        {name + ".open",
         {"打开", "Open"},
         {},
         ui::Icon::box_arrow_up_right,
         {},
         {},
         [&context, key] { context.go({Place::Kind::record, key.entity, key.row, {}}); }});
    if (!entity.server_only && !entity.append_only) {
        context.offer(
            {name + ".edit", {"修改", "Edit"}, "F2", ui::Icon::pencil, {}, {}, [&context, key] {
                 context.go({Place::Kind::record, key.entity, key.row, "edit"});
             }});
    }
    if (name == "customer") {
        context.offer({"order.copy_last",
                       {"新订单，复制上一单", "New order like the last one"},
                       "Ctrl+D",
                       ui::Icon::files,
                       {},
                       {},
                       [&context, key] {
                           context.go({Place::Kind::create, context.entity("order").id, key.row,
                                       "copy_last"});
                       }});
    }
    for (const live::StepOffer& step : record.steps) {
        Command command{name + "." + step.name, step.label, {}, ui::Icon::arrow_right};
        if (step.objection) command.objection = words_of(context, *step.objection);
        const std::string what = step.name;
        const bool reason = step.reason != 0;
        command.run = [&context, key, what, reason] {
            if (reason) {
                context.go({Place::Kind::record, key.entity, key.row, "step " + what});
            } else {
                context.model.perform(live::TakeStep{{key}, what, {}});
            }
        };
        context.offer(std::move(command));
    }
    if (entity.deletable) {
        Command command{name + ".delete", {"删除", "Delete"}, {}, ui::Icon::trash3};
        if (record.delete_objection) {
            command.objection = words_of(context, *record.delete_objection);
        }
        command.run = [&context, key] { context.model.perform(live::EraseRows{{key}}); };
        context.offer(std::move(command));
    }
}

float draw_lines(Context& context, const ui::Rect& area, const schema::EntitySpec& entity,
                 const std::vector<live::Row>& rows, const live::Titles& titles) {
    ui::Canvas& canvas = context.canvas;
    ui::Rect rest = area;
    rest.bottom = rest.top + canvas.px(4'000);
    for (const live::Row& row : rows) {
        const ui::Rect line = rest.cut_top(canvas.px(28));
        const std::string id = "row " + to_text(row.id).substr(24);
        const ui::Touch touch = ui::touch(canvas, id, line, false);
        if (touch.hovered) canvas.fill(line, ui::Color::hover, 4);
        std::string title = title_of(entity, row.values, context.manner, titles);
        if (title.empty()) title = std::string(entity.label.in(canvas.lang()));
        const float half = line.left + line.width() * 0.42F;
        canvas.text_in({line.left, line.top, half - canvas.px(8), line.bottom}, ui::style::body,
                       title);
        ui::Rect right{half, line.top, line.right, line.bottom};
        if (const schema::Choice* state = state_of(entity, row.values)) {
            const StateLook look = look_of_state(state->name);
            const ui::Rect word = right.cut_right(canvas.px(104));
            ui::state_word(canvas, word, look.icon, state->label.in(canvas.lang()), look.color);
        }
        canvas.text_in(right, ui::style::secondary, remark(context, entity, row, titles));
        if (touch.pressed) context.go({Place::Kind::record, entity.id, row.id, {}});
    }
    return rest.top;
}

namespace {

// What one command did, as one entry: the making of a record is one thing, not twenty.
struct Entry {
    const desk::HistoryLine* first = nullptr;
    std::string what;
    std::size_t lines = 0;
};

std::vector<Entry> entries_of(const Context& context, const live::HistoryAnswer& history) {
    std::vector<Entry> entries;
    for (const desk::HistoryLine& line : history.lines) {
        const bool same = !entries.empty() && entries.back().first->group == line.group &&
                          !line.group.is_null() && line.kind != desk::HistoryLine::Kind::lost &&
                          entries.back().first->kind != desk::HistoryLine::Kind::lost;
        if (!same) entries.push_back({&line, {}, 0});
        Entry& entry = entries.back();
        ++entry.lines;
        if (entry.lines == 1) {
            entry.what = what_happened(context, line, history.titles);
        } else if (entry.lines == 2) {
            entry.what = command_words(context, line.command) + " · " + entry.what;
        }
        if (entry.lines > 1 && entry.lines < 5) {
            entry.what += std::string(context.say({"，", ", "})) +
                          what_happened(context, line, history.titles);
        }
    }
    return entries;
}

}  // namespace

float draw_timeline(Context& context, const ui::Rect& area, const live::HistoryAnswer& history,
                    std::size_t most) {
    ui::Canvas& canvas = context.canvas;
    const std::vector<Entry> entries = entries_of(context, history);
    float y = area.top;
    const std::size_t count = std::min(most, entries.size());
    for (std::size_t i = 0; i < count; ++i) {
        const desk::HistoryLine& line = *entries[i].first;
        const ui::Rect row{area.left, y, area.right, y + canvas.px(44)};
        const float x = row.left + canvas.px(8);
        const bool made = entries[i].lines > 1 && schema::is_null(line.before);
        canvas.icon(
            x, row.top + canvas.px(12), made ? ui::Icon::plus_lg : icon_of_line(line), 14,
            line.kind == desk::HistoryLine::Kind::lost ? ui::Color::conflict : ui::Color::muted);
        if (i + 1 < count) {
            canvas.vertical(x, row.top + canvas.px(22), row.bottom + canvas.px(2), ui::Color::line);
        }
        const std::string when = ago(context.manner, line.at_ms);
        const float width = canvas.width(ui::style::label, when);
        const ui::Rect first{row.left + canvas.px(28), row.top, row.right - width - canvas.px(12),
                             row.top + canvas.px(24)};
        canvas.text_in(first, ui::style::body, entries[i].what);
        canvas.text_left_of(row.right, first.mid_y(), ui::style::label, when);
        std::string by = name_in(history.titles, line.by);
        if (line.waiting) by += std::string(context.say({" · 待发送", " · to send"}));
        canvas.text_in({first.left, row.top + canvas.px(22), row.right, row.top + canvas.px(40)},
                       ui::style::label, by);
        y = row.bottom;
    }
    return y;
}

namespace {

void draw_overview(Context& context, const ui::Rect& page, const live::RecordAnswer& record,
                   const live::HistoryAnswer* history) {
    ui::Canvas& canvas = context.canvas;
    float y = draw_facts(context, page, record, form_fields(*record.entity));
    for (const live::Child& child : record.children) {
        if (child.rows.empty()) continue;
        y += canvas.px(12);
        canvas.text(page.left, y + canvas.px(14), ui::style::heading,
                    plural_of(*child.entity, canvas.lang()));
        std::vector<live::Row> first(
            child.rows.begin(), child.rows.begin() + static_cast<std::ptrdiff_t>(
                                                         std::min(child.rows.size(), lines_shown)));
        y = draw_lines(context, {page.left, y + canvas.px(28), page.right, page.bottom},
                       *child.entity, first, record.titles);
    }
    if (history != nullptr && !history->lines.empty()) {
        y += canvas.px(12);
        canvas.text(page.left, y + canvas.px(14), ui::style::heading,
                    context.say({"最近动态", "Latest activity"}));
        draw_timeline(context, {page.left, y + canvas.px(30), page.right, page.bottom}, *history,
                      latest_shown);
    }
}

}  // namespace

bool draw_record_pane(Context& context, const ui::Rect& area, const sync::RowKey& key,
                      PaneState& state) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "pane");
    const auto answer = context.model.see("pane", live::RecordQuestion{key});
    if (answer == nullptr || answer->question.key != key) return false;
    const live::RecordAnswer& record = answer->value;
    if (!record.exists) {
        ui::empty_state(canvas, "gone", area, ui::Icon::slash_circle,
                        context.say({"这条记录不在了", "This record is gone"}),
                        context.say({"它已被删除，或不再属于你能看到的范围",
                                     "It was deleted, or is no longer yours to see"}),
                        {});
        return false;
    }
    bool closed = false;
    ui::Rect page = area.inset(canvas.px(20), 0);
    page.top += canvas.px(16);
    ui::Rect head = page.cut_top(canvas.px(32));
    const ui::Rect cross = head.cut_right(canvas.px(28));
    closed =
        ui::icon_button(canvas, "close", cross, ui::Icon::x_lg, context.say({"关闭", "Close"}));
    std::string title = title_of(*record.entity, record.row.values, context.manner, record.titles);
    if (title.empty()) title = std::string(record.entity->label.in(canvas.lang()));
    canvas.text_in(head, ui::style::title, title);
    canvas.text_in(page.cut_top(canvas.px(20)), ui::style::label, identity_of(context, record));
    const ui::Rect chips = page.cut_top(canvas.px(34));
    draw_marks(canvas, chips.left, chips.mid_y(), marks_of(context, record));
    draw_actions(context, page.cut_top(canvas.px(40)), record);

    std::vector<ui::Tab> tabs{{"overview", context.say({"概览", "Overview"})}};
    for (const live::Child& child : record.children) {
        tabs.push_back({child.entity->name, plural_of(*child.entity, canvas.lang()),
                        static_cast<std::int64_t>(child.rows.size())});
    }
    tabs.push_back({"history", context.say({"历史", "History"})});
    state.tab = std::min(state.tab, tabs.size() - 1);
    const ui::Rect strip = page.cut_top(canvas.px(40));
    state.tab = ui::tabs(canvas, "tabs", strip, tabs, state.tab);
    canvas.horizontal(area.left, area.right, strip.bottom - canvas.px(1), ui::Color::line);
    page.top += canvas.px(8);
    const ui::Canvas::Clip clip(canvas, {area.left, page.top, area.right, area.bottom});
    const auto history = context.model.see("pane/history", live::HistoryQuestion{key});
    if (state.tab == 0) {
        draw_overview(context, page, record, history == nullptr ? nullptr : &history->value);
    } else if (state.tab + 1 == tabs.size()) {
        if (history != nullptr) draw_timeline(context, page, history->value, 100);
    } else {
        const live::Child& child = record.children[state.tab - 1];
        draw_lines(context, page, *child.entity, child.rows, record.titles);
    }
    return closed;
}

}  // namespace branchline::screens
