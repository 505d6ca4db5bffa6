#include "ui/list.h"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>

#include "gui/scene.h"

using namespace branchline;
using namespace branchline::ui;
using test::Scene;

namespace {

struct Rows {
    Scene scene;
    ListState state;
    std::int64_t count = 1'000'000;
    std::set<std::int64_t> checked;
    std::int64_t opened = -1;
    std::int64_t chosen = -1;
    std::int64_t headings = 0;  // so many at the top
    std::string sorted;
    std::int64_t drawn = 0;
    ListTouch touch;

    Rows() {
        state.wants_focus = true;
        scene.draw([this](Canvas& canvas, const Rect& area) {
            const std::array columns{Column{"name", "Name", 200, 48, 1},
                                     Column{"amount", "Amount", 100, 48, 0, Align::right}};
            ListLook look;
            look.count = count;
            look.columns = columns;
            look.is_heading = [this](std::int64_t row) { return row < headings; };
            look.is_checked = [this](std::int64_t row) { return checked.contains(row); };
            drawn = 0;
            look.cell = [&](std::int64_t row, std::size_t, const Rect& cell) {
                ++drawn;
                canvas.text_in(cell, style::body, std::to_string(row));
            };
            touch = list(canvas, "rows", area, state, look);
            if (touch.moved) chosen = state.cursor;
            if (touch.opened) opened = *touch.opened;
            if (touch.sort) sorted = columns[*touch.sort].id;
            if (touch.check && !checked.insert(*touch.check).second) checked.erase(*touch.check);
            if (touch.check_range) {
                for (auto row = std::min(state.anchor, state.cursor);
                     row <= std::max(state.anchor, state.cursor); ++row)
                    checked.insert(row);
            }
        });
    }
};

}  // namespace

TEST_CASE("of a million rows only the visible ones are drawn, and the last one can be reached") {
    Rows rows;
    CHECK(rows.drawn < 80);
    rows.scene.stage.key("End");
    CHECK(rows.state.cursor == 999'999);
    CHECK(rows.touch.first + rows.touch.shown == 1'000'000);
    rows.scene.stage.key("Home");
    CHECK(rows.state.cursor == 0);
    CHECK(rows.state.first == 0);
}

TEST_CASE("arrows move row by row, Enter opens, Space checks, Shift extends") {
    Rows rows;
    for (int i = 0; i < 2; ++i) rows.scene.stage.key("Down");
    CHECK(rows.state.cursor == 2);
    rows.scene.stage.key("Enter");
    CHECK(rows.opened == 2);
    rows.scene.stage.key("Space");
    CHECK(rows.checked == std::set<std::int64_t>{2});
    rows.scene.stage.key("Shift+Down");
    rows.scene.stage.key("Shift+Down");
    CHECK(rows.checked == std::set<std::int64_t>{2, 3, 4});
}

TEST_CASE("a list that has the keyboard has a row to begin with, which nobody has chosen") {
    Rows rows;
    rows.scene.stage.key("Enter");
    CHECK(rows.opened == 0);
    CHECK(rows.chosen == -1);
    rows.scene.stage.click("rows/row 0");
    CHECK(rows.chosen == 0);
    rows.headings = 2;
    rows.state.cursor = -1;
    rows.scene.stage.key("Enter");
    CHECK(rows.opened == 2);
    rows.chosen = -1;
    rows.scene.stage.key("Home");  // it is the first one
    CHECK(rows.chosen == 2);
    rows.state.cursor = -1;
    rows.count = 2;  // nothing but headings
    rows.scene.stage.frames(2);
    CHECK(rows.state.cursor == -1);
}

TEST_CASE("the wheel turns three rows, a head sorts") {
    Rows rows;
    rows.scene.stage.move_mouse(200, 300);
    rows.scene.stage.wheel(-2);
    CHECK(rows.state.first == 6);
    rows.scene.stage.click("head amount");
    CHECK(rows.sorted == "amount");
}

TEST_CASE("a list that has become shorter keeps a valid cursor") {
    Rows rows;
    rows.scene.stage.key("End");
    rows.count = 5;
    rows.scene.stage.frames(2);
    CHECK(rows.state.cursor == 4);
    CHECK(rows.state.first == 0);
}
