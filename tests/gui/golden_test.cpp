// The main screens against their golden pictures in tests/data/pictures, in both languages and
// themes. BRANCHLINE_BLESS=1 writes them anew; what differs is left as PNG in the folder that a
// failure names. And the test of this test: planted changes must be seen, noise must not.
#include "gui/golden.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "base/platform.h"
#include "gui/desk_stage.h"
#include "gui/scene.h"
#include "ui/controls.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

const std::string folder = "tests/data/pictures";

std::string failed_folder() {
    return (std::filesystem::temp_directory_path() / "branchline-pictures").string();
}

void check_golden(const std::string& name, const Picture& picture) {
    const std::string path = folder + "/" + name + ".golden";
    const Golden actual = golden_of(picture);
    const auto write = [](const std::string& to, const std::string& bytes) {
        std::filesystem::create_directories(std::filesystem::path(to).parent_path());
        std::ofstream(to, std::ios::binary) << bytes;
    };
    const auto bytes = read_file(path);
    const auto expected = bytes ? decode_golden(*bytes) : std::nullopt;
    const bool same = expected && !compare(*expected, actual).is_seen();
    if (!same && environment_variable("BRANCHLINE_BLESS") == "1") {
        return write(path, encode_golden(actual));
    }
    CAPTURE(name);
    REQUIRE_MESSAGE(expected.has_value(), "no golden picture; see tests/README.md");
    const std::string drawn = failed_folder() + "/" + name + ".png";
    if (!same) write(drawn, encode_png(picture));
    CHECK_MESSAGE(same, compare(*expected, actual).words() << "; drawn now: " << drawn);
}

void check_screens(const std::string& ending, const StageLook& look) {
    DeskStage desk(look);
    const auto check = [&](const std::string& name) {
        check_golden(name + "-" + ending, desk.stage.picture());
    };
    const auto id = [&](std::string_view entity) {
        return desk.office.model().catalogue().entity(entity)->id;
    };
    check("home");
    desk.go_to("customer");
    desk.key("Home");
    check("list");
    desk.go({Place::Kind::record, id("customer"), desk.sample.customers.front(), {}});
    check("record");
    desk.go({Place::Kind::inbox, 0, {}, {}});
    check("inbox");
    desk.go({Place::Kind::contracts, 0, {}, {}});
    desk.key("Home");
    check("contracts");
    desk.go({Place::Kind::review, 0, {}, {}});
    check("review");
    desk.go({Place::Kind::create, id("order"), {}, {}});
    desk.stage.click("customer/text");
    desk.type("火锅");
    desk.key("Enter");
    desk.key("Ctrl+D");
    check("entry");
    desk.office.set_gate(live::Gate::locked);
    desk.settle();
    check("lock");
    desk.office.set_gate(live::Gate::first_run);
    desk.settle();
    check("first-run");
}

// What can be planted: a button at another place, of another kind, with another word.
struct Planted {
    float moved = 0;
    ui::ButtonKind kind = ui::ButtonKind::primary;
    std::string_view label = "保存";
    bool dark = false;
};

Picture drawn(const Planted& planted = {}) {
    Scene scene({800, 600, 1, Lang::zh, planted.dark});
    scene.draw([planted](ui::Canvas& canvas, const ui::Rect& area) {
        canvas.fill(area, ui::Color::panel);
        const float left = area.left + 40 + planted.moved;
        ui::button(canvas, "save", {left, area.top + 40, left + 96, area.top + 68},
                   {.label = planted.label, .kind = planted.kind});
        canvas.text(area.left + 40, area.top + 100, ui::style::body, "上海鑫达物流有限公司");
    });
    return scene.stage.picture();
}

// As another way of smoothing would have it: every edge a little lighter or darker.
Picture smoothed_otherwise(Picture picture, int by) {
    const Picture before = picture;
    const auto channel = [](std::uint32_t pixel, int i) {
        return static_cast<int>(pixel >> (8 * i) & 0xff);
    };
    for (std::size_t at = 1; at + 1 < picture.pixels.size(); ++at) {
        std::uint32_t made = before.pixels[at] & 0xff000000;
        for (int i = 0; i < 3; ++i) {
            const int here = channel(before.pixels[at], i);
            const int edge = channel(before.pixels[at - 1], i) + channel(before.pixels[at + 1], i);
            const int mixed = here + (edge - 2 * here) * by / 100;
            made |= static_cast<std::uint32_t>(std::clamp(mixed, 0, 255)) << (8 * i);
        }
        picture.pixels[at] = made;
    }
    return picture;
}

bool is_seen(const Picture& before, const Picture& after) {
    return compare(golden_of(before), golden_of(after)).is_seen();
}

}  // namespace

TEST_CASE("the main screens are as their golden pictures: Chinese, light") {
    check_screens("zh", {1440, 900, 1, Lang::zh, false});
}

TEST_CASE("the main screens are as their golden pictures: English, light") {
    check_screens("en", {1440, 900, 1, Lang::en, false});
}

TEST_CASE("the main screens are as their golden pictures: Chinese, dark") {
    check_screens("zh-dark", {1440, 900, 1, Lang::zh, true});
}

TEST_CASE("the main screens are as their golden pictures: English, dark") {
    check_screens("en-dark", {1440, 900, 1, Lang::en, true});
}

TEST_CASE("a planted change is seen") {
    const Picture before = drawn();
    CHECK_FALSE(is_seen(before, drawn()));
    CHECK(is_seen(before, drawn({.moved = 2})));
    CHECK(is_seen(before, drawn({.moved = -3})));
    CHECK(is_seen(before, drawn({.kind = ui::ButtonKind::secondary})));
    CHECK(is_seen(before, drawn({.kind = ui::ButtonKind::danger})));
    CHECK(is_seen(before, drawn({.label = "提交"})));
    CHECK(is_seen(before, drawn({.label = ""})));
    CHECK(is_seen(before, drawn({.dark = true})));
}

TEST_CASE("how edges are smoothed is not seen, on a screen full of text") {
    DeskStage desk({1440, 900, 1, Lang::zh, false});
    desk.go_to("customer");
    const Picture before = desk.stage.picture();
    CHECK_FALSE(is_seen(before, smoothed_otherwise(before, 8)));
    CHECK_FALSE(is_seen(before, smoothed_otherwise(before, -8)));
    desk.key("Home");
    CHECK(is_seen(before, desk.stage.picture()));
}

TEST_CASE("a golden picture is read as it was written, and nothing else as one") {
    const Golden golden = golden_of(drawn());
    const std::string bytes = encode_golden(golden);
    CHECK(decode_golden(bytes) == golden);
    CHECK_FALSE(decode_golden(bytes.substr(0, bytes.size() / 2)).has_value());
    CHECK_FALSE(decode_golden("BLGP").has_value());
    CHECK_FALSE(decode_golden("").has_value());
    CHECK(compare(golden, golden_of(drawn())).cells == 0);
    CHECK(compare(golden, Golden{1, 1, {0, 0, 0}}).is_seen());
}
