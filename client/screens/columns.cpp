#include "screens/columns.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using schema::Kind;

constexpr std::size_t first_choice = 8;

float width_of(const FieldSpec& field) {
    switch (field.kind) {
        case Kind::status:
            return 112;
        case Kind::choice:
            return 96;
        case Kind::boolean:
            return 64;
        case Kind::date:
            return 88;
        case Kind::instant:
            return 120;
        case Kind::money:
            return 128;
        case Kind::integer:
        case Kind::quantity:
            return 96;
        case Kind::ref:
        case Kind::any_ref:
            return 160;
        default:
            return field.is_number ? 168 : 140;
    }
}

// Half a figure is another figure, and half a number another record.
bool is_read_whole(const FieldSpec& field) {
    return is_figure(field) || field.is_number || field.kind == Kind::date ||
           field.kind == Kind::instant;
}

bool is_reason(const schema::EntitySpec& entity, const FieldSpec& field) {
    return std::ranges::any_of(entity.transitions, [&](const schema::Transition& step) {
        return step.reason == field.id;
    });
}

// What one looks for first: what it is called, its number, how it stands, then what is declared.
int rank_of(const schema::EntitySpec& entity, const FieldSpec& field) {
    if (&field == entity.title && !field.is_number) return 0;
    if (field.is_number) return 1;
    if (&field == entity.follows || &field == entity.parent) return 2;
    if (field.kind == Kind::status) return 3;
    if (field.required) return 4;
    if (field.kind == Kind::long_text || field.kind == Kind::set) return 10;
    if (field.kind == Kind::boolean || is_reason(entity, field)) return 9;
    if (field.rule == schema::Rule::derived) return 8;
    if (field.id < 16) return field.name == "owner" ? 5 : 9;
    // What can be compared down the column before what can only be read.
    return field.kind == Kind::text ? 7 : 6;
}

// Lists that are looked at all day begin with what they are looked at for.
struct FirstChoice {
    std::string_view entity;
    std::string_view columns;
};

constexpr std::array first_choices{
    FirstChoice{"customer", "name:150,number:160,grade:76,status:104,payment_terms:88,owner:72"},
    FirstChoice{
        "order",
        "number:160,customer:150,status:96,lane_from:64,lane_to:64,delivery_to:96,agreed_price:96"},
    FirstChoice{"contract", "title:150,number:160,customer:120,status:88,ends_on:72,value:112"},
    FirstChoice{"task", "what:200,customer:120,due_at:96,priority:64,status:80,owner:72"},
    FirstChoice{"interaction", "customer:140,kind:72,at:96,summary:200,owner:72"},
};

std::vector<ListColumn> by_declaration(const schema::EntitySpec& entity) {
    std::vector<const FieldSpec*> fields(entity.fields.begin(), entity.fields.end());
    std::ranges::stable_sort(fields, [&](const FieldSpec* a, const FieldSpec* b) {
        return rank_of(entity, *a) < rank_of(entity, *b);
    });
    std::vector<ListColumn> columns;
    for (const FieldSpec* field : fields) {
        const bool shown = columns.size() < first_choice && rank_of(entity, *field) < 9;
        columns.push_back({field, width_of(*field), shown});
    }
    return columns;
}

// As `kept` says; what it does not name comes behind, hidden.
std::vector<ListColumn> arranged(std::vector<ListColumn> all, const schema::EntitySpec& entity,
                                 std::string_view kept) {
    std::vector<ListColumn> columns;
    for (std::string_view part : split(kept, ',')) {
        const bool hidden = part.starts_with('-');
        if (hidden) part.remove_prefix(1);
        const std::size_t colon = part.find(':');
        const FieldSpec* field = entity.field(part.substr(0, colon));
        if (field == nullptr) continue;
        ListColumn column{field, width_of(*field), !hidden};
        if (colon != std::string_view::npos) {
            const int width = std::atoi(std::string(part.substr(colon + 1)).c_str());
            if (width >= 40 && width <= 2'000) column.width = static_cast<float>(width);
        }
        columns.push_back(column);
    }
    for (ListColumn& column : all) {
        const bool known =
            std::ranges::find(columns, column.field, &ListColumn::field) != columns.end();
        if (known) continue;
        column.shown = false;
        columns.push_back(column);
    }
    return columns;
}

}  // namespace

std::vector<ListColumn> list_columns(const schema::EntitySpec& entity, std::string_view kept) {
    const auto first = std::ranges::find(first_choices, entity.name, &FirstChoice::entity);
    if (kept.empty() && first != first_choices.end()) kept = first->columns;
    std::vector<ListColumn> all = by_declaration(entity);
    return kept.empty() ? all : arranged(std::move(all), entity, kept);
}

std::string kept_columns(const std::vector<ListColumn>& columns) {
    std::string text;
    for (const ListColumn& column : columns) {
        if (!text.empty()) text += ',';
        if (!column.shown) text += '-';
        text +=
            std::string(column.field->name) + ":" + std::to_string(static_cast<int>(column.width));
    }
    return text;
}

std::vector<ui::Column> drawn_columns(const std::vector<ListColumn>& columns,
                                      const schema::EntitySpec& entity, Lang lang) {
    std::vector<ui::Column> drawn;
    for (const ListColumn& column : columns) {
        if (!column.shown) continue;
        const FieldSpec& field = *column.field;
        std::string label(field.label.in(lang));
        const std::string_view unit = unit_of(field);
        if (!unit.empty()) label += " " + std::string(unit);
        const bool leads = &field == entity.title || &field == entity.follows;
        drawn.push_back({std::string(field.name), std::move(label), column.width, 48,
                         leads                      ? 2.0F
                         : field.kind == Kind::text ? 1.0F
                                                    : 0.0F,
                         is_figure(field) ? ui::Align::right : ui::Align::left,
                         field.rule != schema::Rule::derived && field.kind != Kind::set,
                         is_read_whole(field)});
    }
    return drawn;
}

}  // namespace branchline::screens
