#include "ui/overlay.h"

#include <doctest/doctest.h>

#include <array>

#include "gui/scene.h"
#include "ui/controls.h"

using namespace branchline;
using namespace branchline::ui;
using test::Scene;

TEST_CASE("a menu gives the line that was chosen, skips what cannot be, and closes") {
    Scene scene;
    bool open = true;
    int chosen = -1;
    scene.draw([&](Canvas& canvas, const Rect&) {
        constexpr std::array lines{MenuLine{"Edit"},
                                   MenuLine{"Delete", {}, Icon::trash3, "it is referred to"},
                                   MenuLine{"Copy"}};
        const int now = menu(canvas, "menu", 100, 100, open, lines.data(), lines.size());
        if (now >= 0) chosen = now;
    });
    CHECK_FALSE(scene.stage.click("line 1"));
    CHECK(scene.stage.click("line 2"));
    CHECK(chosen == 2);
    CHECK_FALSE(open);
}

TEST_CASE("nothing behind a dialog can be pressed") {
    Scene scene;
    int behind = 0;
    int inside = 0;
    scene.draw([&](Canvas& canvas, const Rect& area) {
        if (button(canvas, "behind", {area.left, area.top, area.left + 100, area.top + 28},
                   {"Behind"}))
            ++behind;
        Modal modal(canvas, "dialog", {300, 200, 500, 300});
        if (button(canvas, "ok", {320, 220, 420, 248}, {"OK"})) ++inside;
    });
    scene.stage.click("behind");
    CHECK(behind == 0);
    scene.stage.click("ok");
    CHECK(inside == 1);
}

TEST_CASE("a toast offers to take back what it tells") {
    Scene scene;
    int undone = 0;
    scene.draw([&](Canvas& canvas, const Rect&) {
        ToastLook look;
        look.result = "Saved";
        look.meaning = "Sent when you are online";
        look.undo = "Undo";
        if (toast(canvas, "toast", {300, 400, 700, 464}, look)) ++undone;
    });
    CHECK(scene.stage.shows("Sent when you are online"));
    scene.stage.click("undo");
    CHECK(undone == 1);
}
