#include "ui/grid_cursor.h"

namespace branchline::ui {

namespace {

// Nothing: there is no cell on that side.
std::optional<GridSpot> next_to(const GridSpot& spot, GridWay way, const GridSize& size) {
    GridSpot next = spot;
    switch (way) {
        case GridWay::left:
            if (spot.column == 0) return std::nullopt;
            --next.column;
            break;
        case GridWay::right:
            if (spot.column + 1 >= size.columns) return std::nullopt;
            ++next.column;
            break;
        case GridWay::up:
            if (spot.row == 0) return std::nullopt;
            --next.row;
            break;
        case GridWay::down:
            if (spot.row + 1 >= size.rows) return std::nullopt;
            ++next.row;
            break;
    }
    return next;
}

}  // namespace

GridRange GridCursor::range() const {
    return {std::min(at.row, anchor.row), std::max(at.row, anchor.row),
            std::min(at.column, anchor.column), std::max(at.column, anchor.column)};
}

void GridCursor::go(const GridSpot& to, const GridSize& size, bool extend) {
    at.row = std::clamp<std::int64_t>(to.row, 0, std::max<std::int64_t>(size.rows - 1, 0));
    at.column = std::min(to.column, std::max<std::size_t>(size.columns, 1) - 1);
    if (!extend) anchor = at;
    run.reset();
}

void GridCursor::step(GridWay way, const GridSize& size, bool extend) {
    go(next_to(at, way, size).value_or(at), size, extend);
}

void GridCursor::jump(GridWay way, const GridSize& size, const Filled& filled, bool extend) {
    std::optional<GridSpot> next = next_to(at, way, size);
    if (!next) return go(at, size, extend);
    GridSpot last = *next;
    const bool within = filled(at) && filled(last);
    while ((next = next_to(last, way, size))) {
        if (within && !filled(*next)) break;
        if (!within && filled(last)) break;
        last = *next;
    }
    go(last, size, extend);
}

void GridCursor::enter(const GridSize& size, bool back) {
    GridSpot to = next_to(at, back ? GridWay::up : GridWay::down, size).value_or(at);
    if (run && to.row != at.row) to.column = *run;
    go(to, size);
}

bool GridCursor::tab(const GridSize& size, bool back) {
    const std::size_t began = run.value_or(at.column);
    std::optional<GridSpot> to = next_to(at, back ? GridWay::left : GridWay::right, size);
    if (!to) {
        to = next_to(at, back ? GridWay::up : GridWay::down, size);
        if (!to) return false;
        to->column = back ? size.columns - 1 : 0;
    }
    const bool same_row = to->row == at.row;
    go(*to, size);
    if (same_row && !back) run = began;
    return true;
}

}  // namespace branchline::ui
