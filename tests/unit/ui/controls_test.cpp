#include "ui/controls.h"

#include <doctest/doctest.h>

#include <array>

#include "gui/scene.h"

using namespace branchline;
using namespace branchline::ui;
using test::Scene;

TEST_CASE("a button is pressed by mouse, and by keyboard once it has the focus") {
    Scene scene;
    int pressed = 0;
    scene.draw([&](Canvas& canvas, const Rect& area) {
        Rect row = area;
        row.bottom = row.top + 40;
        if (button_left(canvas, "first", row, {"First"})) ++pressed;
        if (button_left(canvas, "second", row, {"Second"})) pressed += 10;
    });
    CHECK(scene.stage.click("first"));
    CHECK(pressed == 1);
    scene.stage.key("Tab");
    scene.stage.key("Space");
    CHECK(pressed == 11);
}

TEST_CASE("a button with an objection does nothing and says why") {
    Scene scene;
    int pressed = 0;
    scene.draw([&](Canvas& canvas, const Rect& area) {
        Rect row = area;
        row.bottom = row.top + 40;
        if (button_left(canvas, "approve", row,
                        {"Approve", Icon::none, {}, ButtonKind::primary, "you wrote it"}))
            ++pressed;
    });
    CHECK_FALSE(scene.stage.click("approve"));
    REQUIRE(scene.stage.find("approve") != nullptr);
    CHECK(scene.stage.find("approve")->reason == "you wrote it");
    CHECK(pressed == 0);
}

TEST_CASE("tabs, ticks and chips answer where they are pressed") {
    Scene scene;
    std::size_t tab = 0;
    bool ticked = false;
    ChipTouch chip = ChipTouch::none;
    scene.draw([&](Canvas& canvas, const Rect& area) {
        Rect page = area;
        constexpr std::array choices{Tab{"all", "All"}, Tab{"mine", "Mine", 7}};
        tab = tabs(canvas, "views", page.cut_top(36), choices, tab);
        if (check_line(canvas, "urgent", page.cut_top(28), ticked, "Urgent")) ticked = !ticked;
        Rect row = page.cut_top(40);
        const ChipTouch now = filter_chip(canvas, "chip", row, "Branch", "Shanghai");
        if (now != ChipTouch::none) chip = now;
    });
    CHECK(scene.stage.click("mine"));
    CHECK(tab == 1);
    CHECK(scene.stage.click("urgent"));
    CHECK(ticked);
    CHECK(scene.stage.value_of("urgent") == "yes");
    CHECK(scene.stage.click("remove"));
    CHECK(chip == ChipTouch::remove);
}
