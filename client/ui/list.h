// A list of any length: only what is visible is drawn and asked for. Rows are counted in 64 bits
// and scrolled by row, because ImGui's own scrolling is a float and loses rows beyond some hundred
// thousand. Keyboard first: arrows, pages, Home and End move; Space checks; Shift extends; Enter
// opens.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ui/canvas.h"
#include "ui/controls.h"

namespace branchline::ui {

struct Column {
    std::string id;     // permanent: where its width and place are kept
    std::string label;  // in the language of the frame
    float width = 100;  // at scale 1, without what it grows by
    float least = 48;
    float grows = 0;  // its share of the room that is left
    Align align = Align::left;
    bool sorts = true;
    bool whole = false;  // gives no room away where the columns do not all fit
};

struct ListState {
    std::int64_t first = 0;    // row at the top
    std::int64_t cursor = -1;  // row that the keyboard is on
    std::int64_t anchor = -1;  // where a range began
    float wheel = 0;           // part of a row that the wheel has turned
    bool wants_focus = false;  // takes the keyboard in the next frame
    bool grabbed = false;      // the scroll bar
    std::string resizing;      // id of a column
    std::string moving;        // the same
};

struct SortedBy {
    std::string column;  // id
    bool descending = false;
};

// What is drawn, and how. The functions are called for visible rows only, within the frame.
struct ListLook {
    std::int64_t count = 0;
    std::span<const Column> columns;
    std::span<const SortedBy> sorted_by;  // the first counts most
    float row_height = 28;                // at scale 1
    bool header = true;
    // Not empty: a box in front of every row.
    std::function<bool(std::int64_t row)> is_checked;
    Checked all_checked = Checked::no;
    // Not empty: a column of 20 pixels for marks.
    std::function<void(std::int64_t row, const Rect& cell)> mark;
    std::function<void(std::int64_t row, std::size_t column, const Rect& cell)> cell;
    std::function<std::string(std::int64_t row)> name;  // for the probe
    // Headings between rows: the cursor passes over them. Empty: there are none.
    std::function<bool(std::int64_t row)> is_heading;
};

struct ListTouch {
    std::int64_t first = 0;  // what was drawn: ask for these rows
    std::int64_t shown = 0;
    bool moved = false;  // the cursor was set on a row, if only where it was
    std::optional<std::int64_t> opened;
    std::optional<std::int64_t> check;  // toggle this one
    bool check_all = false;             // the box in the header: all or none
    bool select_all = false;            // Ctrl+A: all
    bool check_range = false;           // between anchor and cursor
    std::optional<std::size_t> sort;
    bool sort_further = false;  // with Shift: within the order that is
    // A column was dropped before another one; at the count of columns: behind the last.
    std::optional<std::pair<std::size_t, std::size_t>> moved_column;
    std::optional<std::size_t> resized;
    float new_width = 0;               // at scale 1
    std::optional<std::int64_t> menu;  // right button or menu key
    float menu_x = 0;
    float menu_y = 0;
    bool focused = false;
};

ListTouch list(Canvas& canvas, std::string_view id, const Rect& rect, ListState& state,
               const ListLook& look);

// Places of the columns within `row`, as list() draws them: for a totals row under it.
std::vector<Rect> column_places(const Canvas& canvas, const Rect& row, const ListLook& look);

}  // namespace branchline::ui
