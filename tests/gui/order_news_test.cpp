// What others change in an order that is open: marks at fields and cells, and giving way to them.
#include <doctest/doctest.h>
#include <imgui.h>

#include <string>
#include <string_view>

#include "gui/order_hands.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

// What is said at a cell; empty: it has no mark.
std::string mark(DeskStage& desk, int row, const std::string& column) {
    const ui::Seen* seen = desk.stage.find("cell " + std::to_string(row) + " " + column);
    return seen == nullptr ? std::string() : seen->reason;
}

bool says(const std::string& words, std::string_view part) {
    return words.find(part) != std::string::npos;
}

// The first line of its cargo.
RowId first_line(DeskStage& desk, const RowId& order) {
    const auto details = desk.office.fixture().desk().show({id_of(desk, "order"), order});
    REQUIRE(details.has_value());
    REQUIRE_FALSE(details->children.empty());
    return details->children.front().id;
}

}  // namespace

TEST_CASE("a change that arrives is shown at the field, and what is typed stays") {
    DeskStage desk(en, schema::Role::clerk);
    const RowId order = desk.sample.orders.front();
    open(desk, order);
    desk.stage.click("lane_to");
    desk.key("End");
    desk.type("-x");
    desk.office.fixture().arrive_value("order", order, "lane_to", "武汉");
    desk.office.fixture().arrive_value("order", order, "lane_from", "无锡");
    desk.settle();
    CHECK(desk.stage.value_of("lane_from") == "无锡");
    CHECK(desk.stage.value_of("lane_to") == "成都-x");
    CHECK(desk.stage.shows(": 武汉"));      // his value, by the name of its author
    CHECK(desk.stage.shows(", was 上海"));  // that of a field that nobody has typed in
    CHECK(desk.stage.shows("李强 today "));
    desk.go({Place::Kind::home, 0, {}, {}});
    open(desk, order);
    CHECK(desk.stage.shows(": 武汉"));  // as long as something is typed over it
}

TEST_CASE("a change that arrives is marked at its cell, and what is typed stays") {
    DeskStage desk(en, schema::Role::clerk);
    const RowId order = desk.sample.orders.front();
    const RowId line = first_line(desk, order);
    open(desk, order);
    const std::string cargo = cell(desk, 0, "cargo");
    const std::string pieces = cell(desk, 0, "pieces");
    desk.key("F6");
    desk.stage.type("Cotton");
    desk.key("Enter");
    desk.key("Up");
    desk.office.fixture().arrive_value("order_line", line, "cargo", "Silk");
    desk.office.fixture().arrive_value("order_line", line, "pieces", "77");
    desk.settle();
    CHECK(cell(desk, 0, "cargo") == "Cotton");
    CHECK(cell(desk, 0, "pieces") == "77");
    CHECK(says(mark(desk, 0, "cargo"), "李强 today "));
    CHECK(says(mark(desk, 0, "cargo"), ": Silk"));
    CHECK(says(mark(desk, 0, "pieces"), "李强 today "));
    CHECK(says(mark(desk, 0, "pieces"), ", was " + pieces));
    CHECK(mark(desk, 0, "weight_g").empty());
    desk.key("Ctrl+S");  // mine
    CHECK(cell(desk, 0, "cargo") == "Cotton");
    CHECK(mark(desk, 0, "cargo").empty());
    CHECK(mark(desk, 0, "pieces").empty());
}

TEST_CASE("what is typed in a cell gives way to what came by the key, and comes back by another") {
    DeskStage desk(en, schema::Role::clerk);
    const RowId order = desk.sample.orders.front();
    const RowId line = first_line(desk, order);
    open(desk, order);
    const std::string cargo = cell(desk, 0, "cargo");
    desk.key("F6");
    desk.stage.type("Cotton");
    desk.key("Enter");
    desk.key("Up");
    desk.office.fixture().arrive_value("order_line", line, "cargo", "Silk");
    desk.settle();
    desk.key("Right");
    desk.key("Ctrl+T");  // of the cell under the cursor alone
    CHECK(cell(desk, 0, "cargo") == "Cotton");
    desk.key("Left");
    desk.key("Ctrl+T");
    CHECK(cell(desk, 0, "cargo") == "Silk");
    CHECK(says(mark(desk, 0, "cargo"), ", was " + cargo));
    desk.key("Ctrl+Z");
    CHECK(cell(desk, 0, "cargo") == "Cotton");
    CHECK(says(mark(desk, 0, "cargo"), ": Silk"));
    const ui::Seen* seen = desk.stage.find("cell 0 cargo");
    desk.stage.move_mouse(seen->left + 12, (seen->top + seen->bottom) / 2);
    ImGui::GetIO().AddMouseButtonEvent(0, true);
    desk.stage.frame();
    ImGui::GetIO().AddMouseButtonEvent(0, false);
    desk.settle();
    CHECK(cell(desk, 0, "cargo") == "Silk");
}

TEST_CASE("a cell that is open when a change comes for it is marked at once, and may give way") {
    DeskStage desk(en, schema::Role::clerk);
    const RowId order = desk.sample.orders.front();
    const RowId line = first_line(desk, order);
    open(desk, order);
    desk.key("F6");
    desk.stage.type("Cotton");
    desk.office.fixture().arrive_value("order_line", line, "cargo", "Silk");
    desk.settle();
    CHECK(cell(desk, 0, "cargo") == "Cotton");
    CHECK(says(mark(desk, 0, "cargo"), ": Silk"));
    desk.stage.type("!");
    CHECK(cell(desk, 0, "cargo") == "Cotton!");
    desk.key("Ctrl+T");
    CHECK(cell(desk, 0, "cargo") == "Silk");
    desk.stage.type("Wool");
    desk.key("Enter");
    CHECK(cell(desk, 0, "cargo") == "Wool");
    CHECK(says(mark(desk, 0, "cargo"), ": Silk"));  // as long as something is typed over it
}

TEST_CASE("what is typed in a field gives way to what came, by key and by mouse") {
    for (const bool by_key : {true, false}) {
        CAPTURE(by_key);
        DeskStage desk(en, schema::Role::clerk);
        const RowId order = desk.sample.orders.front();
        open(desk, order);
        desk.stage.click("lane_to");
        desk.key("End");
        desk.type("-x");
        desk.office.fixture().arrive_value("order", order, "lane_to", "武汉");
        desk.settle();
        REQUIRE(desk.stage.shows(": 武汉 · Ctrl+T"));
        if (by_key) {
            desk.key("Ctrl+T");
        } else {
            REQUIRE(desk.click("theirs lane_to"));
        }
        CHECK(desk.stage.value_of("lane_to") == "武汉");
        CHECK(desk.stage.shows(", was 成都"));
    }
}
