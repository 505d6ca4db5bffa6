// Reviewing submitted orders by key.
#include <doctest/doctest.h>

#include <iostream>
#include <string>

#include "gui/desk_stage.h"
#include "gui/scene.h"
#include "schema/validate.h"
#include "screens/checks_pane.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

std::string text_of(DeskStage& desk, const RowId& order, std::string_view field) {
    const schema::EntitySpec& entity = *desk.office.model().catalogue().entity("order");
    const auto row = desk.office.fixture().desk().viewer().live_row({entity.id, order});
    const schema::FieldSpec& spec = *entity.field(field);
    return row ? schema::format_value(spec, row->values.get(spec.id)) : std::string();
}

// Another one that waits, submitted by somebody else.
RowId submitted(DeskStage& desk, const std::string& number) {
    const RowId id =
        desk.office.fixture().arrive("order", {{"number", number},
                                               {"customer", to_text(desk.sample.customers.front())},
                                               {"branch", "SHA"},
                                               {"owner", "li"},
                                               {"lane_from", "上海"},
                                               {"lane_to", "成都"},
                                               {"status", "submitted"}});
    desk.settle();
    return id;
}

live::CheckResult check(std::string id, live::CheckResult::Outcome outcome, bool blocks = false) {
    live::CheckResult made;
    made.id = std::move(id);
    made.what = {"检查", "Check"};
    made.outcome = outcome;
    made.detail_zh = "缺少余额数据";
    made.detail_en = "no balance on this computer";
    made.blocks = blocks;
    return made;
}

}  // namespace

TEST_CASE("an order is reviewed and approved with three keys, and the next one is there") {
    DeskStage desk(en, schema::Role::reviewer);
    const RowId next = submitted(desk, "SHA-2611-A1-00090");
    const RowId first = desk.sample.orders[6];
    REQUIRE(text_of(desk, first, "status") == "submitted");
    desk.stage.forget_keys();
    desk.key("Ctrl+5");
    CHECK(desk.app.place().kind == Place::Kind::review);
    CHECK(desk.stage.shows(text_of(desk, first, "number")));
    desk.key("A");
    std::cout << "review and approve: " << desk.stage.keys_pressed() << " keys, target 3\n";
    CHECK(desk.stage.keys_pressed() <= 3);
    CHECK(text_of(desk, first, "status") == "reviewed");
    CHECK(text_of(desk, next, "status") == "submitted");
    CHECK(desk.stage.shows("SHA-2611-A1-00090"));
    desk.key("A");
    CHECK(text_of(desk, next, "status") == "reviewed");
    CHECK(desk.stage.shows("Nothing to review"));
}

TEST_CASE("an order is returned with a reason, which may be chosen and changed") {
    DeskStage desk(en, schema::Role::reviewer);
    const RowId order = desk.sample.orders[6];
    desk.key("Ctrl+5");
    desk.key("R");
    desk.key("Enter");
    CHECK(text_of(desk, order, "status") == "submitted");
    desk.click("reason 2");
    desk.key("End");
    desk.type(" (Friday)");
    desk.key("Enter");
    CHECK(text_of(desk, order, "status") == "returned");
    CHECK(text_of(desk, order, "return_reason") ==
          "The window cannot be met: agree on another (Friday)");
}

TEST_CASE("letters typed into a reason approve nothing") {
    DeskStage desk(en, schema::Role::reviewer);
    const RowId order = desk.sample.orders[6];
    desk.key("Ctrl+5");
    desk.key("R");
    desk.key("A");
    desk.key("Esc");
    CHECK(text_of(desk, order, "status") == "submitted");
    CHECK(desk.stage.find("review/approve") != nullptr);
}

TEST_CASE("who wrote an order is told that another must review it, and the key does nothing") {
    DeskStage desk(en, schema::Role::manager);
    const RowId own = desk.sample.orders.front();
    desk.office.model().perform(live::TakeStep{{{id_of(desk, "order"), own}}, "submit", {}});
    desk.settle();
    REQUIRE(text_of(desk, own, "status") == "submitted");
    desk.go({Place::Kind::review, 0, own, {}});
    const ui::Seen* approve = desk.stage.find("review/approve");
    REQUIRE(approve != nullptr);
    CHECK_FALSE(approve->enabled);
    CHECK_FALSE(approve->reason.empty());
    desk.key("A");
    CHECK(text_of(desk, own, "status") == "submitted");
}

TEST_CASE("what is unknown is said to be unknown and counts among nothing that passed") {
    using Outcome = live::CheckResult::Outcome;
    DeskStage desk(en);
    live::ChecksAnswer checks;
    checks.results = {check("F01", Outcome::unknown), check("C01", Outcome::pass)};
    const screens::CheckCounts counts = screens::count_checks(checks);
    CHECK(counts.passed == 1);
    CHECK(counts.unknown == 1);
    Scene scene;
    bool all = false;
    scene.draw([&](ui::Canvas& canvas, const ui::Rect& area) {
        screens::Context context(canvas, desk.office.model(), 1);
        screens::draw_checks(context, area, &checks, {}, all);
        screens::draw_checks_strip(context, {area.left, 400, area.right, 428}, &checks, false);
    });
    CHECK(scene.stage.shows("1 of 2 passed"));
    CHECK(scene.stage.shows("Unknown: no balance on this computer"));
    CHECK(scene.stage.value_of("F01") == "Unknown");
    CHECK(scene.stage.shows("1 unknown"));
    CHECK_FALSE(scene.stage.shows("All"));
}

TEST_CASE("without an answer nothing is said to have passed") {
    DeskStage desk(en);
    Scene scene;
    scene.draw([&](ui::Canvas& canvas, const ui::Rect& area) {
        const screens::Context context(canvas, desk.office.model(), 1);
        const live::ChecksAnswer none;
        canvas.text(area.left, 100, ui::style::body, screens::checks_words(context, nullptr));
        canvas.text(area.left, 200, ui::style::body, screens::checks_words(context, &none));
    });
    CHECK(scene.stage.shows("Nothing checked yet"));
    CHECK_FALSE(scene.stage.shows("passed"));
}
