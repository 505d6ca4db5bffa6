#include "screens/line_table.h"

#include <algorithm>
#include <cmath>

namespace branchline::screens {

namespace {

using schema::FieldSpec;

constexpr float row_height = 28;
constexpr float figure_width = 100;
constexpr float text_least = 84;

std::vector<const FieldSpec*> columns_of(const schema::EntitySpec& entity,
                                         const std::vector<live::Row>& rows) {
    std::vector<const FieldSpec*> columns;
    for (const FieldSpec* field : entity.fields) {
        if (field->id < 16 || field == entity.parent) continue;
        const bool filled = std::ranges::any_of(rows, [&](const live::Row& row) {
            return !schema::is_null(row.values.get(field->id));
        });
        if (filled) columns.push_back(field);
    }
    return columns;
}

std::string label_of(const FieldSpec& field, Lang lang) {
    std::string label(field.label.in(lang));
    if (!unit_of(field).empty()) label += " " + std::string(unit_of(field));
    return label;
}

std::string sum_of(const Context& context, const FieldSpec& field,
                   const std::vector<live::Row>& rows) {
    std::int64_t sum = 0;
    for (const live::Row& row : rows) sum += row.values.integer(field.id);
    return show_short(context.manner, field, schema::Value{sum}, {});
}

}  // namespace

float draw_line_table(Context& context, const ui::Rect& area, const schema::EntitySpec& entity,
                      const std::vector<live::Row>& rows, const live::Titles& titles) {
    ui::Canvas& canvas = context.canvas;
    const std::vector<const FieldSpec*> columns = columns_of(entity, rows);
    float fixed = 0;
    std::size_t texts = 0;
    for (const FieldSpec* field : columns) {
        if (is_figure(*field)) fixed += canvas.px(figure_width);
        if (!is_figure(*field)) ++texts;
    }
    const float text_width =
        texts == 0 ? 0
                   : std::max(canvas.px(text_least),
                              std::floor((area.width() - fixed) / static_cast<float>(texts)));
    const auto draw_row = [&](float top, const auto& draw_cell) {
        float x = area.left;
        for (const FieldSpec* field : columns) {
            const float width = is_figure(*field) ? canvas.px(figure_width) : text_width;
            const ui::Rect cell{x, top, std::min(x + width - canvas.px(16), area.right),
                                top + canvas.px(row_height)};
            draw_cell(*field, cell, is_figure(*field) ? ui::Align::right : ui::Align::left);
            x += width;
        }
        canvas.horizontal(area.left, area.right, top + canvas.px(row_height - 1), ui::Color::line,
                          0.6F);
    };
    float y = area.top;
    draw_row(y, [&](const FieldSpec& field, const ui::Rect& cell, ui::Align align) {
        canvas.text_in(cell, ui::style::header, label_of(field, canvas.lang()), align);
    });
    for (const live::Row& row : rows) {
        y += canvas.px(row_height);
        draw_row(y, [&](const FieldSpec& field, const ui::Rect& cell, ui::Align align) {
            const ui::TextStyle style =
                is_figure(field) ? ui::style::body.figures() : ui::style::body;
            canvas.text_in(cell, style,
                           show_short(context.manner, field, row.values.get(field.id), titles),
                           align);
        });
    }
    y += canvas.px(row_height);
    canvas.fill({area.left, y, area.right, y + canvas.px(row_height)}, ui::Color::alt);
    draw_row(y, [&](const FieldSpec& field, const ui::Rect& cell, ui::Align align) {
        if (is_figure(field)) {
            canvas.text_in(cell, ui::style::strong.figures(), sum_of(context, field, rows), align);
        } else if (&field == columns.front()) {
            canvas.text_in(cell, ui::style::label, context.say({"合计", "Total"}));
        }
    });
    return y + canvas.px(row_height);
}

}  // namespace branchline::screens
