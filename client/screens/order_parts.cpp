#include "screens/order_parts.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "ui/controls.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;

struct Placed {
    std::string_view field;
    std::size_t span;
};

constexpr std::array form_places{
    Placed{"customer", 2},      Placed{"contract", 1},      Placed{"salesperson", 1},
    Placed{"lane_from", 1},     Placed{"lane_to", 1},       Placed{"pickup_from", 1},
    Placed{"pickup_to", 1},     Placed{"delivery_from", 1}, Placed{"delivery_to", 1},
    Placed{"payment_terms", 1}, Placed{"agreed_price", 1},  Placed{"special_requirements", 4}};

constexpr float column_least = 184;
constexpr float column_gap = 16;
constexpr float row_gap = 12;
constexpr std::int64_t rows_least = 3;
constexpr std::int64_t rows_in_view = 6;  // where there are so many: else the page scrolls

constexpr std::array cargo_columns{
    SheetColumn{"cargo",
                {"货物", "Cargo"},
                170,
                1,
                {"输入货名，或 Alt+↓ 选择", "Type a name, or Alt+↓ to pick"}},
    SheetColumn{"packaging", {"包装", "Packing"}, 84},
    SheetColumn{"pieces", {"件数", "Pieces"}, 68},
    SheetColumn{"weight_g", {"重量 kg", "Weight kg"}, 100},
    SheetColumn{"volume_cm3", {"体积 m³", "Volume m³"}, 92},
    SheetColumn{"declared_value", {"声明价值 ¥", "Value ¥"}, 116},
    SheetColumn{"temperature", {"温度", "Temp."}, 92},
    SheetColumn{"dangerous_class", {"危险品", "DG"}, 92},
};

std::size_t columns_for(const ui::Canvas& canvas, float width) {
    const float each = canvas.px(column_least) + canvas.px(column_gap);
    const auto fitting = static_cast<std::size_t>((width + canvas.px(column_gap)) / each);
    return fitting >= 4 ? 4 : fitting >= 2 ? 2 : 1;
}

void adorn(const Context& context, const FieldSpec& field, ui::GridCell& cell) {
    if (field.name != "dangerous_class" || cell.text.empty() || !cell.fault.empty()) return;
    const std::string name = cell.text.substr(0, cell.text.find(' '));
    cell.remark = cell.text;
    cell.text = context.canvas.lang() == Lang::zh ? name + " 类" : "class " + name;
}

// Texts of the same column in this order, each once.
std::vector<std::string> used_before(const ChildSheet& sheet, const FieldSpec& field) {
    std::vector<std::string> texts;
    for (const schema::Record& row : sheet.values()) {
        const std::string& text = row.text(field.id);
        if (!text.empty() && std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
    }
    return texts;
}

void draw_key_hints(Context& context, ui::Rect row) {
    struct Hint {
        Label what;
        std::string_view keys;
    };

    static constexpr std::array hints{Hint{{"新行", "New line"}, "Enter"},
                                      Hint{{"向下填充", "Fill down"}, "Ctrl D"},
                                      Hint{{"粘贴 Excel", "Paste from Excel"}, "Ctrl V"}};
    ui::Canvas& canvas = context.canvas;
    for (const Hint& hint : hints) {
        const std::string text =
            std::string(context.say(hint.what)) + "  " + std::string(hint.keys);
        const float width = canvas.width(ui::style::label, text);
        if (width > row.width()) return;
        canvas.text_left_of(row.right, row.mid_y(), ui::style::label, text);
        row.right -= width + canvas.px(16);
    }
}

void total_line(Context& context, ui::Rect& rest, std::string_view label,
                const std::string& value) {
    const ui::Rect line = rest.cut_top(context.canvas.px(26));
    context.canvas.text_in(line, ui::style::body.in(ui::Color::muted), label);
    context.canvas.text_left_of(line.right, line.mid_y(), ui::style::body.figures(),
                                value.empty() ? "–" : value);
}

}  // namespace

float draw_order_form(Context& context, const ui::Rect& area, OrderWork& work) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(work.key().entity);
    const std::size_t columns = columns_for(canvas, area.width());
    const float gap = canvas.px(column_gap);
    const float width = std::floor((area.width() - gap * static_cast<float>(columns - 1)) /
                                   static_cast<float>(columns));
    FormView view;
    view.stored = work.record();
    view.arrivals = &work.arrivals();
    view.compact = true;
    float y = area.top;
    float tallest = 0;
    std::size_t column = 0;
    for (const Placed& each : form_places) {
        const FieldSpec& field = *entity.field(each.field);
        const bool hidden =
            view.stored != nullptr &&
            std::ranges::find(view.stored->hidden, &field) != view.stored->hidden.end();
        if (hidden) continue;
        const std::size_t span = std::min(each.span, columns);
        if (column + span > columns) {
            y += tallest + canvas.px(row_gap);
            column = 0;
            tallest = 0;
        }
        const float left = area.left + static_cast<float>(column) * (width + gap);
        const float right =
            left + width * static_cast<float>(span) + gap * static_cast<float>(span - 1);
        tallest = std::max(tallest, draw_field(context, {left, y, right, y}, work.draft(),
                                               work.draft().record, field, work.form(), view));
        column += span;
    }
    return y + tallest + canvas.px(row_gap);
}

std::vector<const FieldSpec*> further_fields(const schema::EntitySpec& order) {
    std::vector<const FieldSpec*> fields;
    for (const FieldSpec* field : form_fields(order)) {
        const bool placed =
            std::ranges::find(form_places, field->name, &Placed::field) != form_places.end();
        const bool of_step = field->name == "cancel_reason" || field->name == "return_reason";
        if (!placed && !of_step) fields.push_back(field);
    }
    return fields;
}

float draw_order_lines(Context& context, const ui::Rect& area, OrderWork& work, float room) {
    ui::Canvas& canvas = context.canvas;
    ChildSheet sheet = work.sheet(context);
    const ui::Canvas::Scope scope(canvas, "cargo");
    ui::Rect head = area;
    head.bottom = head.top + canvas.px(28);
    const float after = canvas.text(head.left, head.mid_y(), ui::style::heading,
                                    context.say({"货物明细", "Cargo"}));
    const std::string count =
        canvas.lang() == Lang::zh
            ? std::to_string(sheet.rows()) + " 行"
            : std::to_string(sheet.rows()) + (sheet.rows() == 1 ? " line" : " lines");
    const float end = canvas.text(after + canvas.px(8), head.mid_y(), ui::style::label, count);
    if (sheet.open()) {
        draw_key_hints(context, {end + canvas.px(16), head.top, head.right, head.bottom});
    }
    const std::int64_t needed =
        std::max<std::int64_t>(sheet.rows() + (sheet.open() ? 1 : 0), rows_least);
    const float least = child_grid_height(canvas, rows_in_view);
    const float height = std::min(child_grid_height(canvas, needed),
                                  std::max(least, std::floor(room - head.height())));
    const ui::Rect place{area.left, head.bottom, area.right, head.bottom + height};
    ChildGridLook look;
    look.columns = cargo_columns;
    look.totals = {"合计", "Total"};
    look.stored = work.record();
    look.arrivals = &work.arrivals();
    look.adorn = [&](const FieldSpec& field, ui::GridCell& cell) { adorn(context, field, cell); };
    look.suggestions = [&](const FieldSpec& field) { return used_before(sheet, field); };
    const ChildGridTouch touch = draw_child_grid(context, place, sheet, work.lines(), look);
    if (touch.changed) work.settle();
    if (touch.undo) work.undo();
    if (touch.redo) work.redo();
    if (touch.submitted) context.run("order.submit");
    if (touch.refused) {
        context.tell(std::string(context.say({"这一格已锁定", "This cell is locked"})),
                     std::string(context.say({"订单到了这个状态，它不能再改",
                                              "In this state of the order it is frozen"})),
                     true);
    }
    const schema::EntitySpec& entity = context.catalogue().at(work.key().entity);
    if (touch.left == ui::GridTouch::Left::before) {
        work.form().focus = entity.field("special_requirements")->id;
    } else if (touch.left == ui::GridTouch::Left::behind) {
        work.form().focus = entity.field("customer")->id;
    }
    return place.bottom;
}

float draw_order_totals(Context& context, const ui::Rect& area, OrderWork& work) {
    ui::Canvas& canvas = context.canvas;
    const ChildSheet sheet = work.sheet(context);
    const std::vector<schema::Record> values = sheet.values();
    ui::Rect rest = area;
    canvas.text(rest.left, rest.top + canvas.px(10), ui::style::heading,
                context.say({"合计", "Totals"}));
    rest.top += canvas.px(28);
    for (std::size_t i = 0; i < sheet.fields().size(); ++i) {
        const FieldSpec& field = *sheet.fields()[i];
        if (!is_figure(field)) continue;
        total_line(context, rest, field.label.in(canvas.lang()),
                   show(context.manner, field, sheet.total(i, values), {}));
    }
    return rest.top;
}

float draw_order_price(Context& context, const ui::Rect& area, OrderWork& work) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(work.key().entity);
    const FieldSpec& field = *entity.field("agreed_price");
    const live::RecordAnswer* record = work.record();
    const bool hidden =
        record != nullptr && std::ranges::find(record->hidden, &field) != record->hidden.end();
    ui::Rect rest = area;
    const ui::Rect line = rest.cut_top(canvas.px(32));
    canvas.text_in(line, ui::style::body, field.label.in(canvas.lang()));
    if (hidden) {
        canvas.icon(line.right - canvas.px(40), line.mid_y(), ui::Icon::lock, 12, ui::Color::hint);
        canvas.text_left_of(line.right, line.mid_y(), ui::style::secondary, "••••");
    } else {
        const schema::Record values = Draft::values(context.manner, entity, work.draft().record);
        const auto* price = std::get_if<std::int64_t>(&values.get(field.id));
        canvas.text_left_of(line.right, line.mid_y(), ui::style::title.figures(),
                            price == nullptr ? std::string("–") : money(*price));
    }
    const float words =
        canvas.paragraph(rest, ui::style::label,
                         context.say({"价目查询、费用明细和毛利还没有：协议价请手工填写。",
                                      "Rate lookup, charges and margin are not available yet: "
                                      "type the agreed price."}));
    return rest.top + words;
}

void complete_windows(const Manner& manner, const schema::EntitySpec& order, DraftRow& row) {
    for (const auto& [from_name, to_name] :
         {std::pair{"pickup_from", "pickup_to"}, std::pair{"delivery_from", "delivery_to"}}) {
        const FieldSpec& from = *order.field(from_name);
        const FieldSpec& to = *order.field(to_name);
        const auto typed = row.typed.find(to.id);
        if (typed == row.typed.end() || typed->second.value) continue;
        const std::string text(trim(typed->second.text));
        const bool only_time =
            text.find(':') != std::string::npos && text.find_first_of(" -/") == std::string::npos;
        const schema::Record values = Draft::values(manner, order, row);
        const schema::Value& begins = values.get(from.id);
        if (!only_time || schema::is_null(begins)) continue;
        typed->second.text = show_to_edit(manner, from, begins).substr(0, 11) + text;
    }
}

}  // namespace branchline::screens
