#include "ui/scrolled.h"

#include <doctest/doctest.h>

#include <string>

#include "gui/scene.h"
#include "ui/controls.h"

using namespace branchline;
using namespace branchline::ui;
using test::Scene;

namespace {

constexpr int line_count = 40;
constexpr float line_height = 30;

struct LongPage {
    Scene scene;
    Rect place{100, 100, 500, 400};
    int wanted = -1;  // shown unless it is in view
    int pressed = -1;

    LongPage() {
        scene.draw([this](Canvas& canvas, const Rect&) {
            Scrolled page(canvas, "lines", place, 16);
            Rect rest = page.page();
            for (int i = 0; i < line_count; ++i) {
                const Rect line = rest.cut_top(line_height);
                const std::string name = "line " + std::to_string(i);
                if (button(canvas, name, line, {name})) pressed = i;
                if (i == wanted && !page.is_in_view(line)) page.show(line);
            }
            page.ends_at(rest.top);
        });
    }

    const Seen& line(int at) const { return *scene.stage.find("line " + std::to_string(at)); }

    bool is_in_view(int at) const {
        return line(at).top >= place.top && line(at).bottom <= place.bottom;
    }

    void turn(float turns) {
        scene.stage.move_mouse(300, 200);
        scene.stage.wheel(turns);
        scene.stage.frames(30);
    }
};

}  // namespace

TEST_CASE("the last line of a long page is reached by the wheel and can be pressed") {
    LongPage page;
    CHECK(page.is_in_view(0));
    CHECK_FALSE(page.is_in_view(line_count - 1));
    page.turn(-100);
    CHECK(page.is_in_view(line_count - 1));
    page.scene.stage.click("line 39");
    CHECK(page.pressed == line_count - 1);
    page.turn(100);
    CHECK(page.is_in_view(0));
}

TEST_CASE("the keyboard takes a long page along") {
    LongPage page;
    page.scene.stage.click("line 0");
    for (int i = 0; i < line_count / 2; ++i) page.scene.stage.key("Down");
    page.scene.stage.frames(30);
    CHECK(page.line(line_count / 2).focused);
    CHECK(page.is_in_view(line_count / 2));
}

TEST_CASE("what is wanted of a long page is shown, once and only if it is hidden") {
    LongPage page;
    page.wanted = 5;
    page.scene.stage.frames(3);
    CHECK(page.line(0).top == page.place.top);
    page.wanted = 25;
    page.scene.stage.frames(3);
    CHECK(page.line(25).top == page.place.top);
}

TEST_CASE("the probe tells how far a page is scrolled and how far it could be") {
    LongPage page;
    const std::string most = std::to_string(static_cast<int>(line_count * line_height - 300 + 1));
    CHECK(page.scene.stage.value_of("lines") == "0 of " + most);
    page.turn(-100);
    CHECK(page.scene.stage.value_of("lines") == most + " of " + most);
}
