#include "screens/form.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "schema/validate.h"
#include "screens/labelled.h"
#include "ui/controls.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using schema::Kind;

constexpr float column_least = 232;
constexpr std::size_t columns_most = 4;
constexpr float column_gap = 16;
constexpr float row_gap = 12;
constexpr int long_lines = 3;
constexpr float fact_label = 112;

bool is_wide(const FieldSpec& field) { return field.kind == Kind::long_text; }

bool reads(const FormView& view, const FieldSpec& field) {
    return std::ranges::find(view.read_only, &field) != view.read_only.end();
}

bool is_locked(const FormView& view, const DraftRow& row, const FieldSpec& field) {
    if (!field.is_written_by_desks() || field.is_number || field.kind == Kind::status) return true;
    if (view.stored == nullptr || !row.row) return false;
    if (field.writers != 0 && (field.writers & view.stored->roles) == 0) return true;
    return reads(view, field) ||
           std::ranges::find(view.stored->read_only, &field) != view.stored->read_only.end();
}

std::string arrived(const Context& context, const FormView& view, const DraftRow& row,
                    const FieldSpec& field) {
    if (view.stored == nullptr || view.arrivals == nullptr) return {};
    return view.arrivals->words(context, *view.stored, row, field);
}

// The words under the field are pressed; or the key, where the keyboard is.
void offer_theirs(Context& context, const FormView& view, const DraftRow& row,
                  const FieldSpec& field, const ui::Rect& under, bool active) {
    if (view.arrivals == nullptr || !view.arrivals->is_contested(row, field)) return;
    if (active) view.arrivals->offer_theirs(context, row, field);
    const std::string name = "theirs " + std::string(field.name);
    const ui::Touch touched = ui::touch(context.canvas, name, under, false);
    if (touched.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (touched.pressed) view.arrivals->ask_for_theirs(row, field);
    context.canvas.probe().add(
        {ui::Seen::Kind::button, name, {}, {}, under.left, under.top, under.right, under.bottom});
}

std::string fault_of(const Context& context, const FormState& state, const DraftRow& row,
                     const FieldSpec& field) {
    const auto told = state.faults.find(field.id);
    if (told != state.faults.end()) return told->second;
    const auto typed = row.typed.find(field.id);
    if (typed == row.typed.end() || typed->second.value || !state.looked_at.contains(field.id)) {
        return {};
    }
    auto value = read(context.manner, field, typed->second.text);
    return value ? std::string() : fault_of_value(value.error(), context.canvas.lang());
}

struct FieldDrawing {
    Context& context;
    Draft& draft;
    DraftRow& row;
    const FieldSpec& field;
    FormState& state;
    ui::FieldLook look;
    ui::Rect place;
    bool active = false;  // it has the keyboard

    void touched() const { state.faults.erase(field.id); }

    void draw_text() {
        std::string text = Draft::text_of(context.manner, row, field);
        const ui::FieldTouch touch = ui::text_field(context.canvas, field.name, place, text, look);
        if (touch.changed) {
            draft.type(row, field, text);
            touched();
        }
        if (touch.left) state.looked_at.insert(field.id);
        active = touch.active;
    }

    void draw_tick() const {
        const auto* now = std::get_if<std::int64_t>(&Draft::value_of(row, field));
        const bool on = now != nullptr && *now != 0;
        if (ui::check_line(context.canvas, field.name, place, on,
                           field.label.in(context.canvas.lang())) &&
            !look.read_only) {
            draft.choose(row, field, std::int64_t{on ? 0 : 1});
        }
    }

    void draw_choice() {
        ui::PickState& pick = state.picks[field.id];
        std::vector<ui::PickItem> items;
        std::vector<const schema::Choice*> choices;
        const std::string wanted = normal_form(pick.typed);
        for (const schema::Choice& choice : field.choices) {
            const std::string label(choice.label.in(context.canvas.lang()));
            const bool fits = wanted.empty() ||
                              normal_form(label).find(wanted) != std::string::npos ||
                              choice.name.find(wanted) != std::string_view::npos;
            if (!fits) continue;
            items.push_back({label});
            choices.push_back(&choice);
        }
        const std::string shown =
            schema::display_value(field, Draft::value_of(row, field), context.canvas.lang());
        const ui::PickTouch touch =
            ui::pick_field(context.canvas, field.name, place, pick, shown, items, look);
        take(touch, [&](std::size_t index) {
            draft.choose(row, field, std::int64_t{choices[index]->id}, items[index].label);
        });
    }

    void draw_reference() {
        ui::PickState& pick = state.picks[field.id];
        live::FindQuestion question;
        question.text = pick.typed;
        if (field.kind == Kind::ref) {
            question.entities = {context.catalogue().entity(field.target)->id};
        }
        std::vector<ui::PickItem> items;
        std::shared_ptr<const live::Answered<live::FindQuestion>> found;
        if (pick.open) {
            found = context.model.see("pick/" + std::string(field.name), question);
            if (found != nullptr) {
                for (const live::Hit& hit : found->value.hits) {
                    const ui::Icon icon = field.kind == Kind::any_ref
                                              ? icon_of(context.catalogue().at(hit.key.entity))
                                              : ui::Icon::none;
                    items.push_back(
                        {hit.title, hit.subtitle.empty() ? hit.number : hit.subtitle, icon});
                }
            }
        }
        const ui::PickTouch touch =
            ui::pick_field(context.canvas, field.name, place, pick, shown_reference(), items, look);
        take(touch, [&](std::size_t index) {
            const live::Hit& hit = found->value.hits[index];
            schema::Value value = hit.key.row;
            if (field.kind == Kind::any_ref) value = schema::AnyRef{hit.key.entity, hit.key.row};
            draft.choose(row, field, std::move(value), hit.title);
        });
    }

    [[nodiscard]] std::string shown_reference() const {
        const schema::Value& value = Draft::value_of(row, field);
        return show(context.manner, field, value, draft.titles);
    }

    template <class Choose>
    void take(const ui::PickTouch& touch, const Choose& choose) {
        active = touch.active;
        if (touch.chosen) {
            choose(touch.index);
            touched();
        } else if (touch.cleared) {
            draft.choose(row, field, schema::Null{});
            touched();
        }
        if (touch.left) state.looked_at.insert(field.id);
    }
};

}  // namespace

std::vector<const FieldSpec*> form_fields(const schema::EntitySpec& entity) {
    std::vector<const FieldSpec*> fields;
    const auto add = [&](auto wanted) {
        for (const FieldSpec* field : entity.fields) {
            // The reason of a step is given with the step.
            const bool reason = std::ranges::any_of(
                entity.transitions,
                [&](const schema::Transition& step) { return step.reason == field->id; });
            const bool hidden = field->kind == Kind::status || field == entity.parent || reason ||
                                field->is_number || field->rule == schema::Rule::derived;
            if (!hidden && wanted(*field)) fields.push_back(field);
        }
    };
    add([](const FieldSpec& field) { return field.id >= 16 && !is_wide(field); });
    add([](const FieldSpec& field) { return field.id >= 16 && is_wide(field); });
    add([](const FieldSpec& field) { return field.id < 16; });
    return fields;
}

float draw_field(Context& context, const ui::Rect& block, Draft& draft, DraftRow& row,
                 const FieldSpec& field, FormState& state, const FormView& view) {
    ui::FieldLook look;
    look.label = field.label.in(context.canvas.lang());
    look.required = field.required;
    look.unit = unit_of(field);
    look.read_only = is_locked(view, row, field);
    const bool one_line =
        view.compact && Draft::text_of(context.manner, row, field).find('\n') == std::string::npos;
    look.lines = is_wide(field) && !one_line ? long_lines : 1;
    look.focus = state.focus == field.id;
    if (look.focus) state.focus = 0;
    const std::string fault = fault_of(context, state, row, field);
    const std::string news = arrived(context, view, row, field);
    look.error = fault;
    look.note = news;
    if (row.typed.contains(field.id)) look.note_color = ui::Color::warn;
    if (field.kind == Kind::boolean) look.label = {};
    const float height = ui::field_block_height(context.canvas, look);
    ui::Rect place = ui::field_frame(context.canvas, block, look);
    if (field.kind == Kind::boolean) {  // stands in line with the fields beside it
        place.top += context.canvas.px(20);
        place.bottom += context.canvas.px(20);
    }
    FieldDrawing drawing{context, draft, row, field, state, look, place};
    switch (field.kind) {
        case Kind::boolean:
            drawing.draw_tick();
            return height + context.canvas.px(20);
        case Kind::choice:
            drawing.draw_choice();
            break;
        case Kind::ref:
        case Kind::any_ref:
            drawing.draw_reference();
            break;
        default:
            drawing.draw_text();
    }
    offer_theirs(context, view, row, field,
                 {place.left, place.bottom, place.right, block.top + height}, drawing.active);
    return height;
}

float draw_form(Context& context, const ui::Rect& area, Draft& draft, DraftRow& row,
                std::span<const FieldSpec* const> fields, FormState& state, const FormView& view) {
    const ui::Canvas& canvas = context.canvas;
    const float gap = canvas.px(column_gap);
    const auto fitting =
        static_cast<std::size_t>((area.width() + gap) / (canvas.px(column_least) + gap));
    const std::size_t columns = std::clamp<std::size_t>(fitting, 1, columns_most);
    const float width = std::floor((area.width() - gap * static_cast<float>(columns - 1)) /
                                   static_cast<float>(columns));
    float y = area.top;
    float tallest = 0;
    std::size_t column = 0;
    const auto next_line = [&] {
        if (column > 0) y += tallest + canvas.px(row_gap);
        column = 0;
        tallest = 0;
    };
    for (const FieldSpec* field : fields) {
        const std::size_t wide = is_wide(*field) ? std::min<std::size_t>(columns, 2) : 1;
        if (column + wide > columns) next_line();
        const float left = area.left + static_cast<float>(column) * (width + gap);
        const float right =
            left + width * static_cast<float>(wide) + gap * static_cast<float>(wide - 1);
        const float height =
            draw_field(context, {left, y, right, y}, draft, row, *field, state, view);
        tallest = std::max(tallest, height);
        column += wide;
    }
    next_line();
    return y;
}

float draw_facts(Context& context, const ui::Rect& area, const live::RecordAnswer& record,
                 std::span<const FieldSpec* const> fields) {
    ui::Canvas& canvas = context.canvas;
    ui::Rect rest = area;
    rest.bottom = area.top + canvas.px(4'000);
    for (const FieldSpec* field : fields) {
        const bool hidden = std::ranges::find(record.hidden, field) != record.hidden.end();
        const schema::Value& value = record.row.values.get(field->id);
        if (schema::is_null(value) && !hidden) continue;
        const std::string shown =
            hidden ? "••••" : show(context.manner, *field, value, record.titles);
        const bool tall = field->kind == Kind::long_text && !hidden;
        ui::Rect line = rest.cut_top(canvas.px(28));
        const ui::Rect label = line.cut_left(canvas.px(fact_label));
        canvas.text_in({label.left, label.top, label.right - canvas.px(8), label.bottom},
                       ui::style::secondary, field->label.in(canvas.lang()));
        const auto kase = std::ranges::find_if(record.cases, [&](const desk::CaseView& each) {
            return each.row == record.row.id && each.field != nullptr &&
                   each.field->unit_id() == field->unit_id();
        });
        if (kase != record.cases.end()) {
            const std::string_view choose = context.say({"请选择", "choose"});
            const float width = canvas.width(ui::style::label, choose) + canvas.px(20);
            const ui::Rect mark = line.cut_right(width);
            canvas.icon(mark.left + canvas.px(8), mark.mid_y(), ui::Icon::arrow_left_right, 12,
                        ui::Color::conflict);
            if (ui::link(canvas, "case " + std::string(field->name), mark.left + canvas.px(20),
                         mark.mid_y(), choose, ui::style::label.in(ui::Color::conflict))) {
                context.go({Place::Kind::inbox, 0, kase->id, {}});
            }
        }
        if (hidden) {
            canvas.icon(line.left + canvas.px(6), line.mid_y(), ui::Icon::lock, 12,
                        ui::Color::hint);
            line.left += canvas.px(18);
        }
        const ui::TextStyle style = is_figure(*field) ? ui::style::body.figures() : ui::style::body;
        if (tall) {
            const float height = canvas.paragraph(
                {line.left, line.top + canvas.px(4), line.right, line.bottom}, style, shown);
            rest.top = line.top + std::max(canvas.px(28), height + canvas.px(8));
        } else {
            canvas.text_in(line, hidden ? ui::style::secondary : style, shown);
        }
    }
    return rest.top;
}

}  // namespace branchline::screens
