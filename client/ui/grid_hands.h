// What keys do in a grid: moves, begins and ends of editing, filling, clipboard. It writes nothing
// and draws nothing; it changes the grid's state and says what is to be written (grid.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/grid.h"

namespace branchline::ui {

class GridHands {
  public:
    // `page`: rows that are visible at once.
    GridHands(GridState& state, const GridLook& look, GridTouch& made, std::int64_t page)
        : state_(state), look_(look), made_(made), page_(page) {}

    // Before the field of the cell is drawn, so that what it types next goes where it belongs.
    void take_keys();

    void begin(std::string text);
    void commit();
    void cancel();
    void go(const GridSpot& spot, bool extend);
    void choose(const PickItem& item);

    // With the empty last row, and with rows that what was just written will make.
    [[nodiscard]] GridSize size() const;
    [[nodiscard]] std::vector<PickItem> choices() const;

  private:
    void take_edit_keys();
    void take_ready_keys();
    void take_moves();
    void take_clipboard();
    void take_list_keys();
    void open_list(std::string typed);
    void enter();
    void tab();
    void move_by_tab(bool back);
    void clear();
    void copy() const;
    void paste();
    void fill(bool down);
    void fill_chosen();
    void write(const GridSpot& spot, std::string text);

    GridState& state_;
    const GridLook& look_;
    GridTouch& made_;
    std::int64_t page_;
};

}  // namespace branchline::ui
