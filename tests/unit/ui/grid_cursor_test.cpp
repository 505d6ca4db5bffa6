// Moves of the keyboard in a grid, as people know them from spreadsheets.
#include "ui/grid_cursor.h"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

namespace branchline::ui {

namespace {

constexpr GridSize size{4, 3};

GridCursor at(std::int64_t row, std::size_t column) {
    GridCursor cursor;
    cursor.go({row, column}, size);
    return cursor;
}

}  // namespace

TEST_CASE("steps stop at the edges") {
    GridCursor cursor = at(0, 0);
    cursor.step(GridWay::up, size);
    cursor.step(GridWay::left, size);
    CHECK(cursor.at == GridSpot{0, 0});
    cursor = at(3, 2);
    cursor.step(GridWay::down, size);
    cursor.step(GridWay::right, size);
    CHECK(cursor.at == GridSpot{3, 2});
}

TEST_CASE("a step that extends chooses a range, and the next plain one drops it") {
    GridCursor cursor = at(1, 1);
    cursor.step(GridWay::down, size, true);
    cursor.step(GridWay::left, size, true);
    CHECK(cursor.range() == GridRange{1, 2, 0, 1});
    cursor.step(GridWay::right, size);
    CHECK_FALSE(cursor.is_range());
}

TEST_CASE("Enter after a run of Tab goes to the next row where the run began") {
    GridCursor cursor = at(0, 1);
    CHECK(cursor.tab(size));
    cursor.enter(size);
    CHECK(cursor.at == GridSpot{1, 1});
    cursor.enter(size);
    CHECK(cursor.at == GridSpot{2, 1});
}

TEST_CASE("a step with the arrows ends the run of Tab") {
    GridCursor cursor = at(0, 0);
    CHECK(cursor.tab(size));
    cursor.step(GridWay::right, size);
    cursor.enter(size);
    CHECK(cursor.at == GridSpot{1, 2});
}

TEST_CASE("Tab goes on in the next row and leads out behind the last cell") {
    GridCursor cursor = at(2, 2);
    CHECK(cursor.tab(size));
    CHECK(cursor.at == GridSpot{3, 0});
    cursor = at(3, 2);
    CHECK_FALSE(cursor.tab(size));
    cursor = at(0, 0);
    CHECK_FALSE(cursor.tab(size, true));
    cursor = at(1, 0);
    CHECK(cursor.tab(size, true));
    CHECK(cursor.at == GridSpot{0, 2});
}

TEST_CASE("a jump goes to the end of a block, then over the gap") {
    const std::vector<std::string_view> rows{"xx.", "x..", "...", "x.x"};
    const auto filled = [&](const GridSpot& spot) {
        return rows[static_cast<std::size_t>(spot.row)][spot.column] == 'x';
    };
    GridCursor cursor = at(0, 0);
    cursor.jump(GridWay::down, size, filled);
    CHECK(cursor.at == GridSpot{1, 0});
    cursor.jump(GridWay::down, size, filled);
    CHECK(cursor.at == GridSpot{3, 0});
    cursor.jump(GridWay::right, size, filled);
    CHECK(cursor.at == GridSpot{3, 2});
    cursor.jump(GridWay::up, size, filled);
    CHECK(cursor.at == GridSpot{0, 2});
    cursor.jump(GridWay::left, size, filled, true);
    CHECK(cursor.range() == GridRange{0, 0, 1, 2});
}

}  // namespace branchline::ui
