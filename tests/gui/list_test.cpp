// What is done with many rows of a list, also with those that are not on the screen.
#include <doctest/doctest.h>
#include <imgui.h>

#include <algorithm>
#include <string>

#include "gui/desk_stage.h"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr int many = 400;  // more than a list reads at a time

struct LongList {
    LongList() : desk(en, schema::Role::manager, false) {
        DeskFixture& fixture = desk.office.fixture();
        for (int i = 0; i < many; ++i) {
            fixture.create("customer", {{"name", "Customer " + std::to_string(1'000 + i)},
                                        {"short_name", "long list"}});
        }
        desk.go_to("customer");
    }

    [[nodiscard]] std::int64_t rows() {
        return desk.office.fixture().replica().rows().count(id_of(desk, "customer"));
    }

    void shift_click(std::string_view what) {
        ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, true);
        CHECK(desk.click(what));
        ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, false);
        desk.settle();
    }

    DeskStage desk;
};

std::string first_row(const DeskStage& desk) {
    const ui::Seen* row = desk.stage.find("rows/row 0");
    return row == nullptr ? std::string() : row->label;
}

}  // namespace

TEST_CASE("Ctrl+A takes all that match, and what is copied is all of it") {
    LongList list;
    list.desk.key("Ctrl+A");
    list.desk.settle();
    CHECK(list.desk.stage.shows(std::to_string(many) + " selected"));
    list.desk.key("Ctrl+C");
    list.desk.settle();
    const std::string copied = ImGui::GetClipboardText();
    CHECK(copied.find("Customer 1000") != std::string::npos);
    CHECK(copied.find("Customer " + std::to_string(1'000 + many - 1)) != std::string::npos);
    CHECK(list.desk.stage.shows(std::to_string(many) + " rows copied"));
    SUBCASE("one of them less") {
        list.desk.key("Down");
        list.desk.key("Space");
        CHECK(list.desk.stage.shows(std::to_string(many - 1) + " selected"));
        list.desk.key("Ctrl+A");
        list.desk.settle();
        CHECK(list.desk.stage.shows(std::to_string(many) + " selected"));
    }
    SUBCASE("they go with the second press, not with the first") {
        CHECK(list.desk.click("delete"));
        CHECK(list.rows() == many);
        CHECK(list.desk.stage.shows("Press again to delete " + std::to_string(many)));
        CHECK(list.desk.click("delete"));
        list.desk.settle();
        CHECK(list.rows() == 0);
        list.desk.key("Ctrl+Z");
        list.desk.settle();
        CHECK(list.rows() == many);  // nobody has heard of it: one undo
    }
    SUBCASE("with another filter they are not meant any more") {
        CHECK(list.desk.click("views/active"));
        list.desk.settle();
        CHECK_FALSE(list.desk.stage.shows("selected"));
    }
    SUBCASE("who looks for something else looks for it") {
        list.desk.key("Ctrl+F");
        list.desk.settle();
        list.desk.type("1007");
        list.desk.settle();
        CHECK_FALSE(list.desk.stage.shows("selected"));
        CHECK(first_row(list.desk) == "Customer 1007");
    }
}

TEST_CASE("the bulk delete means the rows that are checked, not the one under the cursor") {
    LongList list;
    list.desk.key("Home");
    list.desk.key("Space");
    list.desk.key("Down");
    list.desk.key("Space");
    list.desk.key("Down");
    list.desk.settle();
    const ui::Seen* under = list.desk.stage.find("rows/row 2");
    REQUIRE(under != nullptr);
    const std::string kept = under->label;
    CHECK(list.desk.click("delete"));
    CHECK(list.desk.click("delete"));
    list.desk.settle();
    CHECK(list.rows() == many - 2);
    CHECK(first_row(list.desk) == kept);
}

TEST_CASE("what a list shows is kept as a view under a name, with its order, until it is removed") {
    LongList list;
    DeskStage& desk = list.desk;
    desk.key("Ctrl+Shift+S");
    desk.settle();
    CHECK(desk.stage.find("view/name") == nullptr);  // there is nothing to keep yet
    CHECK(desk.click("head name"));
    desk.settle();
    CHECK(desk.click("views/mine"));
    desk.settle();
    desk.key("Ctrl+Shift+S");
    desk.settle();
    desk.type("By name");
    desk.key("Enter");
    desk.settle();
    REQUIRE(desk.stage.find("views/own/By name") != nullptr);
    CHECK(first_row(desk) == "Customer 1000");
    CHECK(desk.click("views/all"));
    CHECK(desk.click("head name"));
    desk.settle();
    CHECK(first_row(desk) == "Customer " + std::to_string(1'000 + many - 1));
    CHECK(desk.click("views/own/By name"));
    desk.settle();
    CHECK(first_row(desk) == "Customer 1000");
    const std::string kept = desk.office.model().setting("views/customer");
    CHECK(kept.starts_with("By name\t"));
    CHECK(kept.ends_with("\tname"));
    desk.key("Ctrl+K");
    desk.type("remove this view");
    desk.settle();
    desk.key("Enter");
    desk.settle();
    CHECK(desk.stage.find("views/own/By name") == nullptr);
    CHECK(desk.office.model().setting("views/customer").empty());
}

TEST_CASE("a heading that is drawn along moves its column, a short press sorts by it") {
    LongList list;
    DeskStage& desk = list.desk;
    const auto middle = [&](const char* what) {
        const ui::Seen* seen = desk.stage.find(what);
        REQUIRE(seen != nullptr);
        return ImVec2((seen->left + seen->right) / 2, (seen->top + seen->bottom) / 2);
    };
    const ImVec2 from = middle("head status");
    const ImVec2 to = middle("head number");
    REQUIRE(from.x > to.x);
    desk.stage.move_mouse(from.x, from.y);
    desk.settle();
    ImGui::GetIO().AddMouseButtonEvent(0, true);
    desk.stage.frames(2);
    for (const float part : {0.5F, 1.0F}) {
        desk.stage.move_mouse(from.x + (to.x - 20 - from.x) * part, from.y);
        desk.stage.frames(2);
    }
    ImGui::GetIO().AddMouseButtonEvent(0, false);
    desk.stage.frames(2);
    desk.settle();
    CHECK(middle("head status").x < middle("head number").x);
    const std::string kept = desk.office.model().setting("columns/customer");
    CHECK(kept.find("status:") < kept.find("number:"));
    CHECK(desk.stage.value_of("head status").empty());  // it was not meant to sort
}

TEST_CASE("Shift and a heading sort within the order that is, and it is remembered") {
    LongList list;
    CHECK(list.desk.click("head status"));
    list.desk.settle();
    list.shift_click("head name");
    CHECK(first_row(list.desk) == "Customer 1000");
    list.shift_click("head name");
    CHECK(first_row(list.desk) == "Customer " + std::to_string(1'000 + many - 1));
    CHECK(list.desk.stage.value_of("head status") == "asc");
    CHECK(list.desk.stage.value_of("head name") == "desc");
    CHECK(list.desk.office.model().setting("sort/customer") == "status,name:desc");
    CHECK(list.desk.click("head name"));  // alone again, it is already at its downward turn
    list.desk.settle();
    CHECK(list.desk.office.model().setting("sort/customer").empty());
}
