// The children of a record in a grid, written into its draft: cargo lines, and any others. A table
// from a spreadsheet is shown before it is taken: what goes where, and what cannot be read.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "screens/arrivals.h"
#include "screens/child_sheet.h"
#include "screens/context.h"
#include "ui/grid.h"

namespace branchline::screens {

// How a field wants its column; those that are not named get their label and a common width.
struct SheetColumn {
    std::string_view field;
    Label label;
    float width = 96;
    float grows = 0;
    Label invitation = {"", ""};
};

struct ChildGridState {
    ui::GridState grid;
    ChildFaults faults;  // told by save
    // A pasted table that waits for its preview to be agreed to.
    std::optional<ui::TextTable> pasted;
    ui::GridSpot pasted_at;
};

struct ChildGridLook {
    std::span<const SheetColumn> columns;
    Label totals;
    // Texts that were used before, for fields that are not chosen from a list.
    std::function<std::vector<std::string>(const schema::FieldSpec& field)> suggestions;
    // Beside the record as it is stored: what others have changed is told at the cell.
    const live::RecordAnswer* stored = nullptr;
    Arrivals* arrivals = nullptr;
    // Last word on a cell: short texts, marks.
    std::function<void(const schema::FieldSpec& field, ui::GridCell& cell)> adorn;
};

struct ChildGridTouch {
    bool changed = false;  // an act has been done to the draft
    bool undo = false;
    bool redo = false;
    bool submitted = false;
    bool refused = false;
    ui::GridTouch::Left left = ui::GridTouch::Left::no;
};

ChildGridTouch draw_child_grid(Context& context, const ui::Rect& area, ChildSheet& sheet,
                               ChildGridState& state, const ChildGridLook& look);
// As high as it needs to be for so many rows.
[[nodiscard]] float child_grid_height(const ui::Canvas& canvas, std::int64_t rows);
// What is typed in an open cell goes to the draft, for those who save by another key.
bool close_open_cell(ChildSheet& sheet, ChildGridState& state);

}  // namespace branchline::screens
