// Cells to type in, as in a spreadsheet. Two ways of the keyboard, told apart by the frame of the
// cell: *ready* (arrows move, typing replaces, F2 edits, Delete clears) and *edit* (arrows move the
// caret, Enter and Tab take what was typed and move on, Esc brings back what stood there). One text
// field is always active under the cursor, so that no letter is lost on the way from cell to cell,
// not even the first one of an input method.
//
// The grid keeps no texts: it asks for those that are visible and says what is to be written. On
// the thread of the window, within a frame.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/canvas.h"
#include "ui/field.h"
#include "ui/grid_cursor.h"
#include "ui/tsv.h"

namespace branchline::ui {

struct GridColumn {
    std::string id;     // permanent
    std::string label;  // in the language of the frame
    float width = 96;   // at scale 1; never less: what does not fit is scrolled to
    float grows = 0;    // its share of the room that is left
    Align align = Align::left;
    std::string total = {};       // under the column
    std::string invitation = {};  // in the empty last row
    bool from_list = false;       // Enter takes the best of the column's choices
};

struct GridCell {
    std::string text;  // as it is shown
    bool locked = false;
    std::string fault;       // why what stands there cannot be saved
    std::string remark;      // worth a look, in warning colour
    std::string news;        // what has come from elsewhere
    bool contested = false;  // it came over what is typed here, which may give way to it
};

struct GridState {
    GridCursor cursor;
    bool wants_focus = false;  // takes the keyboard in the next frame
    bool on = false;           // has it
    bool editing = false;
    std::string text;        // of the cell that is edited
    std::int64_t first = 0;  // row at the top
    float shift = 0;         // scrolled sideways, in pixels
    float wheel = 0;
    bool reload = false;    // the field is to take `text` anew
    bool dragging = false;  // a range, with the mouse
    PickState list;         // choices of the column
    // A Tab that came in one frame with letters before it waits until they are in the field; those
    // behind it wait with it.
    bool tab_waits = false;
    bool tab_goes_back = false;
    std::u32string letters_behind;
};

struct GridLook {
    std::int64_t rows = 0;  // without the empty last one
    std::span<const GridColumn> columns;
    std::size_t frozen = 0;   // columns that stay where they are when the rest is scrolled sideways
    bool grows = true;        // there is an empty last row, and writing to it makes a new one
    std::string_view totals;  // label of the totals row; empty: none
    std::function<GridCell(const GridSpot& spot)> cell;
    std::function<std::string(const GridSpot& spot)> to_edit;  // as it is typed
    // Choices that fit what is typed; empty where there are none.
    std::function<std::vector<PickItem>(std::size_t column, std::string_view typed)> choices;
};

struct GridWrite {
    GridSpot spot;
    std::string text;

    friend bool operator==(const GridWrite&, const GridWrite&) = default;
};

struct GridTouch {
    std::vector<GridWrite> writes;    // one act, to be taken back as one
    std::optional<TextTable> pasted;  // a table, to be written from the range's first cell on
    std::optional<std::pair<std::int64_t, std::int64_t>> erased;  // rows, both ends included
    bool undo = false;
    bool redo = false;
    bool submitted = false;             // Ctrl+Enter
    bool refused = false;               // typed into a locked cell
    std::optional<GridSpot> gives_way;  // the mark of a contested cell was pressed
    enum class Left : std::uint8_t { no, before, behind } left = Left::no;  // by Tab
};

// As high as it is wide is the caller's choice: rows that do not fit are scrolled to.
[[nodiscard]] float grid_height(const Canvas& canvas, const GridLook& look, std::int64_t rows);
GridTouch grid(Canvas& canvas, std::string_view id, const Rect& rect, GridState& state,
               const GridLook& look);

// What is typed and not yet taken, for those who save by another key. Nothing: no cell is open.
std::optional<GridWrite> take_open_cell(GridState& state);

// The table over the range, cells that it has: one cell fills all of the range.
std::vector<GridWrite> writes_of(const TextTable& table, const GridRange& range,
                                 std::size_t columns);

}  // namespace branchline::ui
