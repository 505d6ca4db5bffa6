// Where the keyboard is in a grid, and what is chosen: moves as spreadsheets make them. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

namespace branchline::ui {

struct GridSpot {
    std::int64_t row = 0;
    std::size_t column = 0;

    friend bool operator==(const GridSpot&, const GridSpot&) = default;
};

struct GridSize {
    std::int64_t rows = 0;
    std::size_t columns = 0;
};

// Both ends included.
struct GridRange {
    std::int64_t first_row = 0;
    std::int64_t last_row = 0;
    std::size_t first_column = 0;
    std::size_t last_column = 0;

    [[nodiscard]] bool holds(const GridSpot& spot) const {
        return spot.row >= first_row && spot.row <= last_row && spot.column >= first_column &&
               spot.column <= last_column;
    }

    friend bool operator==(const GridRange&, const GridRange&) = default;
};

enum class GridWay : std::uint8_t { left, right, up, down };

struct GridCursor {
    GridSpot at;
    GridSpot anchor;                 // the other corner of what is chosen
    std::optional<std::size_t> run;  // column in which a run of Tab began

    [[nodiscard]] GridRange range() const;

    [[nodiscard]] bool is_range() const { return at != anchor; }

    // Within the grid, whatever is asked; `extend`: the anchor stays.
    void go(const GridSpot& to, const GridSize& size, bool extend = false);
    void step(GridWay way, const GridSize& size, bool extend = false);

    // To the end of the block of filled cells, or over a gap to the next one.
    using Filled = std::function<bool(const GridSpot& spot)>;
    void jump(GridWay way, const GridSize& size, const Filled& filled, bool extend = false);

    // Enter: down, after a run of Tab to the column where the run began. `back`: up.
    void enter(const GridSize& size, bool back = false);
    // Tab: right, at the end of a row to the next. False: it leads out of the grid.
    bool tab(const GridSize& size, bool back = false);
};

}  // namespace branchline::ui
