#include "ui/field.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "gui/scene.h"

using namespace branchline;
using namespace branchline::ui;
using test::Scene;

TEST_CASE("what is typed is there at once, also Chinese, and Backspace takes one character") {
    Scene scene;
    std::string text;
    scene.draw([&](Canvas& canvas, const Rect& area) {
        text_field(canvas, "name", {area.left, area.top, area.left + 200, area.top + 28}, text, {});
    });
    scene.stage.click("name");
    scene.stage.type("上海 Wuhan");
    CHECK(text == "上海 Wuhan");
    scene.stage.key("Backspace");
    CHECK(text == "上海 Wuha");
}

TEST_CASE("a text of any length is kept whole") {
    Scene scene;
    std::string text;
    scene.draw([&](Canvas& canvas, const Rect& area) {
        text_field(canvas, "name", {area.left, area.top, area.left + 200, area.top + 28}, text, {});
    });
    scene.stage.click("name");
    const std::string piece(500, 'x');
    for (int i = 0; i < 10; ++i) scene.stage.type(piece);
    CHECK(text.size() == 5'000);
}

TEST_CASE("Esc brings back what stood there, leaving says so") {
    Scene scene;
    std::string text = "before";
    int left = 0;
    scene.draw([&](Canvas& canvas, const Rect& area) {
        const FieldTouch touch = text_field(
            canvas, "name", {area.left, area.top, area.left + 200, area.top + 28}, text, {});
        if (touch.left) ++left;
    });
    scene.stage.click("name");
    scene.stage.type("!");
    CHECK(text.size() == 7);
    scene.stage.key("Esc");
    CHECK(text == "before");
    CHECK(left == 1);
}

TEST_CASE("a read-only field cannot be typed in") {
    Scene scene;
    std::string text = "fixed";
    scene.draw([&](Canvas& canvas, const Rect& area) {
        FieldLook look;
        look.read_only = true;
        text_field(canvas, "name", {area.left, area.top, area.left + 200, area.top + 28}, text,
                   look);
    });
    CHECK_FALSE(scene.stage.click("name"));
    scene.stage.type("x");
    CHECK(text == "fixed");
}

namespace {

struct Picking {
    Scene scene;
    PickState state;
    std::string shown = "Shanghai";
    int chosen = -1;

    Picking() {
        scene.draw([this](Canvas& canvas, const Rect& area) {
            const std::array<PickItem, 3> items{PickItem{"Shanghai"}, PickItem{"Shenzhen"},
                                                PickItem{"Suzhou"}};
            const PickTouch touch =
                pick_field(canvas, "city", {area.left, area.top, area.left + 200, area.top + 28},
                           state, shown, items, {}, "Create");
            if (touch.chosen) {
                chosen = static_cast<int>(touch.index);
                if (touch.index < items.size()) shown = items[touch.index].label;
            }
        });
    }
};

}  // namespace

TEST_CASE("a choice is made with arrows and Enter, Esc leaves it as it was") {
    Picking pick;
    pick.scene.stage.click("city/text");
    pick.scene.stage.key("Down");
    pick.scene.stage.key("Enter");
    CHECK(pick.chosen == 1);
    CHECK(pick.shown == "Shenzhen");
    pick.chosen = -1;
    pick.scene.stage.click("city/text");
    pick.scene.stage.key("Down");
    pick.scene.stage.key("Esc");
    CHECK(pick.chosen == -1);
    CHECK(pick.shown == "Shenzhen");
}

TEST_CASE("the last line of a choice makes a new one") {
    Picking pick;
    pick.scene.stage.click("city/text");
    for (int i = 0; i < 5; ++i) pick.scene.stage.key("Down");
    pick.scene.stage.key("Enter");
    CHECK(pick.chosen == 3);
}
