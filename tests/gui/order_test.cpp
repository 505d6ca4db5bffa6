// Orders by hand: typed, pasted, copied, saved and submitted, with keys counted against the
// targets.
#include <doctest/doctest.h>
#include <imgui.h>

#include <iostream>
#include <string>

#include "gui/order_hands.h"
#include "schema/validate.h"
#include "screens/draft.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

// As the desk has it on disk.
schema::Record stored(DeskStage& desk, const RowId& order) {
    const auto row = desk.office.fixture().desk().viewer().live_row({id_of(desk, "order"), order});
    return row ? row->values : schema::Record{};
}

std::string stored_text(DeskStage& desk, const RowId& order, std::string_view field) {
    const schema::EntitySpec& entity = *desk.office.model().catalogue().entity("order");
    return schema::format_value(*entity.field(field),
                                stored(desk, order).get(entity.field(field)->id));
}

std::string status(DeskStage& desk, const RowId& order) {
    return stored_text(desk, order, "status");
}

}  // namespace

TEST_CASE("a new order for a known customer is copied from his last and submitted in twelve keys") {
    DeskStage desk(zh, schema::Role::clerk);
    desk.stage.forget_keys();
    desk.key("Ctrl+K");
    desk.type("火锅");
    desk.key("Enter");
    desk.key("Ctrl+D");
    CHECK(desk.app.place().kind == Place::Kind::create);
    CHECK(desk.stage.value_of("lane_from") == "上海");
    CHECK(cell(desk, 0, "cargo") == "布匹");
    CHECK(desk.stage.shows("复制"));
    desk.key("Ctrl+Enter");
    const int keys = desk.stage.keys_pressed() + 2;
    REQUIRE(desk.app.place().kind == Place::Kind::record);
    CHECK(status(desk, desk.app.place().row) == "submitted");
    std::cout << "new order copied from the last: " << keys << " keys, target 12\n";
    CHECK(keys <= 12);
}

TEST_CASE("typing Chinese right after Enter in the cargo grid loses nothing") {
    DeskStage desk(zh, schema::Role::clerk);
    new_order(desk);
    desk.key("F6");
    desk.stage.type("苏州机床");
    desk.stage.key("Enter");
    desk.stage.type("上海");
    desk.stage.key("Enter");
    desk.settle();
    CHECK(cell(desk, 0, "cargo") == "苏州机床");
    CHECK(cell(desk, 1, "cargo") == "上海");
}

TEST_CASE("fifty rows are pasted after a look at them, and taken back as one") {
    DeskStage desk(en, schema::Role::clerk);
    new_order(desk);
    std::string table = "Cargo\tPieces\tWeight kg\n";
    for (int i = 0; i < 50; ++i) {
        table += "Box " + std::to_string(i) + "\t" + std::to_string(i + 1) + "\t1,2" +
                 std::to_string(i % 10) + "0.5\n";
    }
    ImGui::SetClipboardText(table.c_str());
    desk.key("F6");
    desk.key("Ctrl+V");
    CHECK(desk.stage.shows("50 rows"));
    CHECK(desk.stage.shows("columns by their headings"));
    CHECK(cell(desk, 0, "cargo").empty());
    desk.key("Enter");
    CHECK(desk.stage.shows("50 lines"));
    CHECK(cell(desk, 0, "cargo") == "Box 0");
    CHECK(cell(desk, 1, "weight_g") == "1,210.5");
    desk.key("Ctrl+Z");
    CHECK(desk.stage.shows("0 lines"));
    desk.key("Ctrl+Y");
    CHECK(desk.stage.shows("50 lines"));
}

TEST_CASE("the lines of an order stay in the order in which they were typed") {
    DeskStage desk(en, schema::Role::clerk);
    new_order(desk);
    desk.stage.click("customer/text");
    desk.type("火锅");
    desk.key("Enter");
    std::string table = "Cargo\tPieces\n";
    for (int i = 1; i <= 8; ++i) table += "Box " + std::to_string(i) + "\t1\n";
    ImGui::SetClipboardText(table.c_str());
    desk.key("F6");
    desk.key("Ctrl+V");
    desk.key("Enter");
    desk.key("Ctrl+S");
    REQUIRE(desk.app.place().kind == Place::Kind::record);
    const RowId made = desk.app.place().row;
    desk.go({Place::Kind::home, 0, {}, {}});
    open(desk, made);
    for (int i = 0; i < 8; ++i) CHECK(cell(desk, i, "cargo") == "Box " + std::to_string(i + 1));
}

TEST_CASE("a paste that is not agreed to leaves everything as it was") {
    DeskStage desk(en, schema::Role::clerk);
    new_order(desk);
    ImGui::SetClipboardText("a\tb\tmany\nc\td\t3\n");
    desk.key("F6");
    desk.key("Ctrl+V");
    CHECK(desk.stage.shows("1 cells cannot be read"));
    desk.key("Esc");
    CHECK(desk.stage.shows("0 lines"));
    desk.stage.type("x");
    desk.key("Enter");
    CHECK(cell(desk, 0, "cargo") == "x");
}

TEST_CASE("an order half typed is there again after the program has ended") {
    DeskStage desk(en, schema::Role::clerk);
    const Place place{Place::Kind::create, id_of(desk, "order"), {}, {}};
    desk.go(place);
    desk.stage.click("lane_from");
    desk.type("苏州");
    desk.key("F6");
    desk.stage.type("Servo motors");
    desk.key("Tab");
    desk.key("Tab");
    desk.stage.type("24");
    desk.key("Enter");
    for (int i = 0; i < 200; ++i) desk.stage.frame();  // the hands rest
    desk.office.pump();
    desk.office.restart();
    screens::App again(desk.office.model(), Lang::en);
    std::int64_t now = 9'000'000;
    desk.stage.set([&](ui::Canvas& canvas) { again.draw(canvas, now += 16); });
    desk.settle();
    again.go(place);
    desk.settle();
    CHECK(desk.stage.value_of("lane_from") == "苏州");
    CHECK(cell(desk, 0, "cargo") == "Servo motors");
    CHECK(cell(desk, 0, "pieces") == "24");
    CHECK(desk.stage.shows("Draft taken up again"));
}

TEST_CASE("a cell that is still open is kept with the draft, and is not after Esc") {
    DeskStage desk(en, schema::Role::clerk);
    const RowId order = desk.sample.orders.front();
    const std::string stored = "布匹";
    open(desk, order);
    desk.key("F6");
    desk.stage.type("Half a wor");
    for (int i = 0; i < 200; ++i) desk.stage.frame();  // the hands rest
    desk.office.pump();
    CHECK(cell(desk, 0, "cargo") == "Half a wor");
    desk.office.restart();
    {
        screens::App again(desk.office.model(), Lang::en);
        std::int64_t now = 9'000'000;
        desk.stage.set([&](ui::Canvas& canvas) { again.draw(canvas, now += 16); });
        desk.settle();
        again.go({Place::Kind::record, id_of(desk, "order"), order, {}});
        desk.settle();
        CHECK(cell(desk, 0, "cargo") == "Half a wor");
        CHECK(desk.stage.shows("Draft taken up again"));
        desk.key("F6");
        desk.key("F2");
        desk.stage.type("x");
        again.leave_place();
        desk.key("Esc");
        for (int i = 0; i < 200; ++i) desk.stage.frame();
        desk.office.pump();
    }
    const std::string* kept = desk.office.model().draft("record/order/" + to_text(order));
    REQUIRE(kept != nullptr);
    const auto draft = screens::Draft::decode(*kept);
    REQUIRE(draft.has_value());
    const schema::FieldSpec& cargo =
        *desk.office.model().catalogue().entity("order_line")->field("cargo");
    CHECK(draft->children.at(0).typed.at(cargo.id).text == "Half a wor");
    CHECK(draft->children.at(0).base.text(cargo.id) == stored);
}

TEST_CASE("F8 leads to the very cell that a check is about") {
    DeskStage desk(en, schema::Role::clerk);
    new_order(desk);
    ImGui::SetClipboardText(
        "Cargo\tPieces\tWeight kg\tVolume m³\nCotton\t10\t250\t1.2\nLead\t1\t20\t900\n");
    desk.key("F6");
    desk.key("Ctrl+V");
    desk.key("Enter");
    REQUIRE(cell(desk, 1, "cargo") == "Lead");
    const ui::Seen* check = desk.stage.find("checks/P03");
    REQUIRE(check != nullptr);
    REQUIRE(check->value == "Failed");
    desk.click("checks/P03");
    CHECK(desk.stage.find("cell 1 weight_g")->focused);
}

TEST_CASE("Ctrl+S takes the cell that is still open, and one goes on typing where one was") {
    DeskStage desk(en, schema::Role::clerk);
    const RowId order = desk.sample.orders.front();
    open(desk, order);
    desk.key("F6");
    desk.stage.type("Cotton");
    desk.key("Ctrl+S");
    CHECK(cell(desk, 0, "cargo") == "Cotton");
    CHECK_FALSE(desk.stage.shows("Not saved"));
    CHECK(desk.office.model().status().can_undo);
    desk.stage.type("Wool");
    desk.key("Enter");
    CHECK(cell(desk, 0, "cargo") == "Wool");
}

TEST_CASE("a new order stays under the hands when it is saved") {
    DeskStage desk(en, schema::Role::clerk);
    new_order(desk);
    desk.stage.click("customer/text");
    desk.type("火锅");
    desk.key("Enter");
    desk.key("F6");
    desk.stage.type("Cotton");
    desk.key("Ctrl+S");
    REQUIRE(desk.app.place().kind == Place::Kind::record);
    desk.key("Enter");
    desk.stage.type("Wool");
    desk.key("Enter");
    CHECK(cell(desk, 0, "cargo") == "Cotton");
    CHECK(cell(desk, 1, "cargo") == "Wool");
    desk.key("Ctrl+S");
    const RowId made = desk.app.place().row;
    desk.go({Place::Kind::home, 0, {}, {}});
    open(desk, made);
    CHECK(desk.stage.shows("2 lines"));
}

TEST_CASE(
    "what is missing for submitting is said, the order is saved all the same, F8 leads there") {
    DeskStage desk(en, schema::Role::clerk);
    new_order(desk);
    desk.stage.click("customer/text");
    desk.type("火锅");
    desk.key("Enter");
    desk.key("Ctrl+Enter");
    REQUIRE(desk.app.place().kind == Place::Kind::record);
    CHECK(status(desk, desk.app.place().row) == "draft");
    CHECK(desk.stage.shows("Lane and windows are complete"));
    desk.key("F8");
    const ui::Seen* field = desk.stage.find("lane_from");
    REQUIRE(field != nullptr);
    CHECK(field->focused);
}

TEST_CASE("after review the state freezes the content, figures of lines may be corrected") {
    DeskStage desk(en, schema::Role::clerk);
    const RowId order = desk.sample.orders[8];
    REQUIRE(status(desk, order) == "reviewed");
    open(desk, order);
    const ui::Seen* lane = desk.stage.find("lane_from");
    REQUIRE(lane != nullptr);
    CHECK_FALSE(lane->enabled);
    CHECK_FALSE(desk.stage.find("cell 0 cargo")->enabled);
    CHECK(desk.stage.find("cell 0 pieces")->enabled);
    const std::string cargo = cell(desk, 0, "cargo");
    desk.key("F6");
    desk.stage.type("x");
    desk.settle();
    CHECK(desk.stage.shows("This cell is locked"));
    CHECK(cell(desk, 0, "cargo") == cargo);
    desk.stage.click("cell 0 pieces");
    desk.stage.type("12");
    desk.key("Enter");
    desk.key("Ctrl+S");
    CHECK(cell(desk, 0, "pieces") == "12");
    CHECK_FALSE(desk.stage.shows("Not saved"));
}

TEST_CASE("Ctrl+Enter submits from within a field of the form") {
    DeskStage desk(en, schema::Role::clerk);
    const RowId order = desk.sample.orders.front();
    open(desk, order);
    desk.stage.click("lane_to");
    desk.key("End");
    desk.type("!");
    desk.key("Ctrl+Enter");
    CHECK(status(desk, order) == "submitted");
    CHECK(stored_text(desk, order, "lane_to") == "成都!");
}

TEST_CASE("blocks of the form keep their width and nothing lies outside, on every window") {
    for (const StageLook& look :
         {StageLook{1440, 900, 1, Lang::zh, false}, StageLook{1280, 720, 1, Lang::en, true},
          StageLook{1440, 900, 2, Lang::en, false}, StageLook{1000, 640, 1, Lang::zh, true}}) {
        DeskStage desk(look, schema::Role::clerk);
        open(desk, desk.sample.orders.front());
        CAPTURE(look.width);
        CAPTURE(look.scale);
        std::size_t fields = 0;
        for (const ui::Seen& seen : desk.stage.probe().seen()) {
            if (seen.kind != ui::Seen::Kind::field) continue;
            CAPTURE(seen.path);
            CHECK(seen.right - seen.left >= 180 * look.scale);
            CHECK(seen.left >= 0);
            CHECK(seen.right <= look.width);
            ++fields;
        }
        CHECK(fields >= 12);
        CHECK(desk.stage.find("cell 0 cargo") != nullptr);
        const bool folded = look.width / look.scale < 1400;
        CHECK((desk.stage.find("checks strip") != nullptr) == folded);
    }
}

TEST_CASE("an order that came back with all that was done to it since is edited as one") {
    DeskStage desk(en, schema::Role::clerk);
    desk.office.fixture().accept_all();
    new_order(desk);
    desk.stage.click("customer/text");
    desk.type("火锅");
    desk.key("Enter");
    desk.key("F6");
    desk.stage.type("Cotton");
    desk.key("Ctrl+S");
    desk.office.fixture().clock.now_ms += 1'000;  // lines stand in the order of their making
    desk.key("Enter");
    desk.stage.type("Wool");
    desk.key("Ctrl+S");
    desk.key("Up");
    desk.stage.type("Silk");
    desk.key("Ctrl+S");
    const RowId made = desk.app.place().row;
    REQUIRE(cell(desk, 0, "cargo") == "Silk");
    const std::int64_t others = desk.office.model().status().desk.attention;
    desk.office.fixture().reject_all(Code::right);
    desk.go({Place::Kind::inbox, 0, {}, {}});
    desk.click("refused");
    desk.key("Home");
    CHECK(desk.stage.shows("Give up all 3"));
    desk.key("E");
    REQUIRE(desk.app.place().kind == Place::Kind::create);
    CHECK(cell(desk, 0, "cargo") == "Silk");
    CHECK(cell(desk, 1, "cargo") == "Wool");
    CHECK(desk.stage.shows("2 lines"));
    desk.key("Ctrl+S");
    REQUIRE(desk.app.place().kind == Place::Kind::record);
    CHECK(desk.app.place().row == made);  // for whoever names it
    CHECK(cell(desk, 0, "cargo") == "Silk");
    CHECK(desk.office.model().status().desk.attention == others);
}
