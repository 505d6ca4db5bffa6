#include "screens/child_grid.h"

#include <algorithm>

#include "base/text.h"
#include "screens/paste_preview.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using schema::Kind;

std::vector<ui::GridColumn> columns_of(const Context& context, const ChildSheet& sheet,
                                       const ChildGridLook& look) {
    const Lang lang = context.canvas.lang();
    const std::vector<schema::Record> values = sheet.values();
    std::vector<ui::GridColumn> columns;
    for (std::size_t i = 0; i < sheet.fields().size(); ++i) {
        const FieldSpec& field = *sheet.fields()[i];
        ui::GridColumn column;
        column.id = field.name;
        column.label = field.label.in(lang);
        if (!unit_of(field).empty()) column.label += " " + std::string(unit_of(field));
        column.align = is_figure(field) ? ui::Align::right : ui::Align::left;
        column.from_list = field.kind == Kind::choice;
        const auto named = std::ranges::find(look.columns, field.name, &SheetColumn::field);
        if (named != look.columns.end()) {
            column.label = named->label.in(lang);
            column.width = named->width;
            column.grows = named->grows;
            column.invitation = named->invitation.in(lang);
        }
        column.total = show_short(context.manner, field, sheet.total(i, values), {});
        columns.push_back(std::move(column));
    }
    return columns;
}

std::vector<ui::PickItem> choices_of(const Context& context, const FieldSpec& field,
                                     std::string_view typed, const ChildGridLook& look) {
    std::vector<ui::PickItem> items;
    const std::string wanted = normal_form(typed);
    const auto add = [&](std::string label, std::string_view name) {
        const std::string known = normal_form(label);
        const bool fits =
            wanted.empty() || known.find(wanted) != std::string::npos || name.starts_with(wanted);
        if (fits) items.push_back({std::move(label)});
    };
    for (const schema::Choice& choice : field.choices) {
        add(std::string(choice.label.in(context.canvas.lang())), choice.name);
    }
    if (field.kind == Kind::text && look.suggestions) {
        for (std::string& each : look.suggestions(field)) add(std::move(each), {});
    }
    return items;
}

// A cell that is open is typed in, although nothing of it is in the draft yet.
DraftRow typed_row(const ChildSheet& sheet, const ui::GridState& grid, const ui::GridSpot& spot) {
    DraftRow row = sheet.row_at(spot.row);
    if (grid.editing && spot == grid.cursor.at && grid.text != sheet.to_edit(spot)) {
        row.typed[sheet.fields()[spot.column]->id] = {grid.text, std::nullopt};
    }
    return row;
}

// True: something has come for it from elsewhere.
bool has_arrival(const ChildSheet& sheet, const ChildGridLook& look, const ui::GridSpot& spot) {
    if (look.stored == nullptr || look.arrivals == nullptr || spot.row >= sheet.rows())
        return false;
    const DraftRow& row = sheet.row_at(spot.row);
    return row.row && look.arrivals->at(*row.row, sheet.fields()[spot.column]->id) != nullptr;
}

void tell_news(const Context& context, const ChildSheet& sheet, const ChildGridState& state,
               const ChildGridLook& look, const ui::GridSpot& spot, ui::GridCell& cell) {
    if (!has_arrival(sheet, look, spot)) return;
    const DraftRow row = typed_row(sheet, state.grid, spot);
    const FieldSpec& field = *sheet.fields()[spot.column];
    cell.news = look.arrivals->words(context, *look.stored, row, field);
    cell.contested = look.arrivals->is_contested(row, field);
}

// As at the field of a form: by the key where the keyboard is, by the mouse at its mark.
void offer_theirs(Context& context, const ChildSheet& sheet, const ChildGridState& state,
                  const ChildGridLook& look, const std::optional<ui::GridSpot>& pressed) {
    const auto row_at = [&](const ui::GridSpot& spot) {
        return typed_row(sheet, state.grid, spot);
    };
    const auto field_at = [&](const ui::GridSpot& spot) -> const FieldSpec& {
        return *sheet.fields()[spot.column];
    };
    if (pressed && has_arrival(sheet, look, *pressed)) {
        look.arrivals->ask_for_theirs(row_at(*pressed), field_at(*pressed));
    }
    const ui::GridSpot& at = state.grid.cursor.at;
    if (!state.grid.on || !has_arrival(sheet, look, at)) return;
    look.arrivals->offer_theirs(context, row_at(at), field_at(at));
}

// True: the table was taken into the draft.
bool draw_pasted(Context& context, ChildSheet& sheet, ChildGridState& state,
                 std::span<const ui::GridColumn> columns, const ChildGridLook& look) {
    std::vector<std::string> labels;
    for (const ui::GridColumn& column : columns) labels.push_back(column.label);
    std::vector<Label> called;
    for (const FieldSpec* field : sheet.fields()) {
        const auto named = std::ranges::find(look.columns, field->name, &SheetColumn::field);
        called.push_back(named == look.columns.end() ? field->label : named->label);
    }
    const PastePlan plan = sheet.plan(*state.pasted, state.pasted_at, called);
    const PasteAnswer answer = draw_paste_preview(context, sheet, plan, labels);
    if (answer == PasteAnswer::none) return false;
    state.pasted.reset();
    state.grid.wants_focus = true;
    if (answer == PasteAnswer::leave || plan.writes.empty()) return false;
    sheet.write(plan.writes);
    return true;
}

}  // namespace

float child_grid_height(const ui::Canvas& canvas, std::int64_t rows) {
    ui::GridLook look;
    look.totals = "x";
    return ui::grid_height(canvas, look, rows);
}

ChildGridTouch draw_child_grid(Context& context, const ui::Rect& area, ChildSheet& sheet,
                               ChildGridState& state, const ChildGridLook& look) {
    const std::vector<ui::GridColumn> columns = columns_of(context, sheet, look);
    ui::GridLook grid;
    grid.rows = sheet.rows();
    grid.columns = columns;
    grid.grows = sheet.open();
    grid.frozen = 1;
    grid.totals = context.say(look.totals);
    grid.cell = [&](const ui::GridSpot& spot) {
        ui::GridCell cell = sheet.cell(spot, state.faults);
        tell_news(context, sheet, state, look, spot, cell);
        if (look.adorn && spot.row < sheet.rows()) {
            look.adorn(*sheet.fields()[spot.column], cell);
        }
        return cell;
    };
    grid.to_edit = [&](const ui::GridSpot& spot) { return sheet.to_edit(spot); };
    grid.choices = [&](std::size_t column, std::string_view typed) {
        return choices_of(context, *sheet.fields()[column], typed, look);
    };
    ui::GridTouch touch = ui::grid(context.canvas, "lines", area, state.grid, grid);
    offer_theirs(context, sheet, state, look, touch.gives_way);
    ChildGridTouch made;
    for (const ui::GridWrite& write : touch.writes) {
        if (write.spot.row >= sheet.rows()) continue;
        state.faults.erase({sheet.child_at(write.spot.row), sheet.fields()[write.spot.column]->id});
    }
    if (touch.erased) {
        sheet.erase(touch.erased->first, touch.erased->second);
        state.faults.clear();
    }
    sheet.write(touch.writes);
    made.changed = !touch.writes.empty() || touch.erased.has_value();
    if (touch.pasted) {
        const ui::GridRange range = state.grid.cursor.range();
        state.pasted = std::move(touch.pasted);
        state.pasted_at = {range.first_row, range.first_column};
        state.grid.on = false;  // keys belong to the preview now
    }
    if (state.pasted && draw_pasted(context, sheet, state, columns, look)) made.changed = true;
    made.undo = touch.undo;
    made.redo = touch.redo;
    made.submitted = touch.submitted;
    made.refused = touch.refused;
    made.left = touch.left;
    return made;
}

bool close_open_cell(ChildSheet& sheet, ChildGridState& state) {
    const std::optional<ui::GridWrite> write = ui::take_open_cell(state.grid);
    if (!write || write->text == sheet.to_edit(write->spot)) return false;
    sheet.write(std::span(&*write, 1));
    return true;
}

}  // namespace branchline::screens
