#include "ui/chart.h"

#include <doctest/doctest.h>

#include <array>

#include "gui/scene.h"

using namespace branchline;
using namespace branchline::ui;

TEST_CASE("an axis has few round steps and reaches over the highest value") {
    for (const std::int64_t most : {0, 1, 3, 7, 10, 99, 412, 5'000, 123'456'789}) {
        const std::vector<std::int64_t> steps = ticks(most);
        CAPTURE(most);
        CHECK(steps.front() == 0);
        CHECK(steps.back() >= most);
        CHECK(steps.size() <= 5);
        std::int64_t step = steps[1];
        while (step % 10 == 0) step /= 10;
        CHECK((step == 1 || step == 2 || step == 5));
    }
}

TEST_CASE("a chart tells its values to whoever does not see it") {
    test::Scene scene;
    scene.draw([](Canvas& canvas, const Rect& area) {
        const std::array<Series, 2> series{Series{"This week", {1, 2, 0}},
                                           Series{"Last week", {3, 0, 1}}};
        ChartLook look;
        look.labels = {"Mo", "Tu", "We"};
        look.current = 1;
        Rect rest = area;
        bars(canvas, "bars", rest.cut_top(120), series, look);
        lines(canvas, "lines", rest.cut_top(120), series, look);
        look.stacked = true;
        bars(canvas, "stack", rest.cut_top(120), series, look);
        donut(canvas, "donut", rest.cut_top(120), series);
    });
    CHECK(scene.stage.value_of("bars") == "Mo=1 Tu=2 We=0 ");
    CHECK(scene.stage.find("lines") != nullptr);
    CHECK(scene.stage.value_of("donut") == "4");
}
