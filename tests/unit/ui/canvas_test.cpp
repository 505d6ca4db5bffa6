#include "ui/canvas.h"

#include <doctest/doctest.h>

#include <cmath>

#include "gui/scene.h"

using namespace branchline;
using namespace branchline::ui;

TEST_CASE("a rectangle is cut without gap and overlap") {
    Rect rest{0, 0, 100, 50};
    CHECK(rest.cut_left(30) == Rect{0, 0, 30, 50});
    CHECK(rest.cut_right(20) == Rect{80, 0, 100, 50});
    CHECK(rest.cut_top(10) == Rect{30, 0, 80, 10});
    CHECK(rest.cut_bottom(15) == Rect{30, 35, 80, 50});
    CHECK(rest == Rect{30, 10, 80, 35});
    CHECK(rest.cut_left(500).width() == 50);
    CHECK(rest.empty());
}

TEST_CASE("measures are whole pixels at every zoom, and text grows with it") {
    for (const float scale : {0.8F, 1.0F, 1.25F, 1.5F, 2.0F}) {
        test::Scene scene({800, 600, scale, Lang::en, false});
        float width = 0;
        scene.draw([&](Canvas& canvas, const Rect&) {
            for (const float each : {1.0F, 5.5F, 28.0F})
                CHECK(canvas.px(each) == std::round(canvas.px(each)));
            width = canvas.width(style::body, "Branchline");
        });
        CHECK(width > 60 * scale);
        CHECK(width < 80 * scale);
    }
}

TEST_CASE("text that does not fit is cut with an ellipsis and stays inside") {
    test::Scene scene;
    scene.draw([](Canvas& canvas, const Rect& area) {
        canvas.text_in({area.left, area.top, area.left + 60, area.top + 28}, style::body,
                       "a very long name of a customer");
    });
    const auto& seen = scene.stage.probe().seen();
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].label.ends_with("…"));
    CHECK(seen[0].right <= 20 + 61);
}

TEST_CASE("the picture of a filled rectangle has its colour inside and the ground outside") {
    test::Scene scene({100, 100, 1, Lang::en, false});
    scene.draw(
        [](Canvas& canvas, const Rect&) { canvas.fill({30, 30, 70, 70}, Color::accent_fill); });
    const test::Picture picture = scene.stage.picture();
    const Rgba fill = light_theme()[Color::accent_fill];
    const auto at = [&](int x, int y) {
        return picture.pixels[static_cast<std::size_t>(y * picture.width + x)];
    };
    CHECK(at(50, 50) == (0xFF000000U | static_cast<unsigned>(fill.blue) << 16 |
                         static_cast<unsigned>(fill.green) << 8 | fill.red));
    CHECK(at(10, 10) == 0xFFFFFFFFU);
    CHECK(at(29, 50) == 0xFFFFFFFFU);
    CHECK(at(69, 69) == at(50, 50));
}
