// What was refused, as its author reads it.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "gui/desk_stage.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

void refuse_step(DeskStage& desk, const std::string& step, schema::Record values) {
    const RowId order = desk.sample.orders[6];
    desk.office.fixture().accept_all();
    desk.office.model().perform(
        live::TakeStep{{{id_of(desk, "order"), order}}, step, std::move(values)});
    desk.settle();
    desk.office.fixture().reject_all(Code::changed_since_seen, step);
    desk.settle();
}

void open_refused(DeskStage& desk) {
    desk.go({Place::Kind::inbox, 0, desk.sample.orders[6], {}});
    desk.click("tabs/refused");
}

// Approved here; head office has seen it changed in the meantime, and somebody returned it.
void refuse_approval(DeskStage& desk) {
    refuse_step(desk, "approve", {});
    desk.office.fixture().arrive_value("order", desk.sample.orders[6], "status", "returned");
    desk.settle();
    open_refused(desk);
}

bool shows_exactly(const DeskStage& desk, std::string_view text) {
    return std::ranges::any_of(desk.stage.probe().seen(),
                               [&](const ui::Seen& seen) { return seen.label == text; });
}

}  // namespace

TEST_CASE("a refused step is told by labels, with the state before, wanted and now") {
    DeskStage desk(en, schema::Role::reviewer);
    refuse_approval(desk);
    CHECK(desk.stage.shows("Order · Status (Approve)"));
    CHECK_FALSE(desk.stage.shows("order.status"));
    CHECK(shows_exactly(desk, "Approve: Submitted → Reviewed"));
    CHECK(shows_exactly(desk, "Returned"));
}

TEST_CASE("a refused step is told in Chinese to who reads Chinese") {
    DeskStage desk(zh, schema::Role::reviewer);
    refuse_approval(desk);
    CHECK(desk.stage.shows("订单 · 状态（审核通过）"));
    CHECK(shows_exactly(desk, "审核通过：待审 → 已审"));
    CHECK(shows_exactly(desk, "退回"));
}

TEST_CASE("a refused step that can be taken again lies ready at its record, and settles it") {
    DeskStage desk(en, schema::Role::reviewer);
    refuse_step(desk, "approve", {});
    open_refused(desk);
    const std::int64_t before = desk.office.model().status().desk.attention;
    desk.key("E");
    CHECK(desk.app.place().kind == Place::Kind::record);
    CHECK(desk.stage.shows("It was refused before"));
    CHECK_FALSE(desk.stage.shows("Reason for return"));
    desk.key("Enter");
    CHECK(desk.office.model().status().desk.attention == before - 1);
    CHECK(shows_exactly(desk, "Reviewed"));
}

TEST_CASE("a refused step lies ready with the reason that was written") {
    DeskStage desk(en, schema::Role::reviewer);
    const schema::FieldId field =
        desk.office.model().catalogue().entity("order")->field("return_reason")->id;
    schema::Record why;
    why.set(field, std::string("The weight is missing"));
    refuse_step(desk, "return", why);
    open_refused(desk);
    const std::int64_t before = desk.office.model().status().desk.attention;
    desk.key("E");
    CHECK(desk.app.place().kind == Place::Kind::record);
    REQUIRE(desk.stage.find("reason") != nullptr);
    CHECK(desk.stage.value_of("reason") == "The weight is missing");
    desk.key("End");
    desk.type("!");
    desk.key("Enter");
    CHECK(desk.office.model().status().desk.attention == before - 1);
    const auto row =
        desk.office.fixture().replica().rows().get(id_of(desk, "order"), desk.sample.orders[6]);
    REQUIRE(row.has_value());
    CHECK(row->values.text(field) == "The weight is missing!");
}

TEST_CASE("a refused step that its record is past says so in a sentence, in both languages") {
    for (const StageLook& look : {en, zh}) {
        DeskStage desk(look, schema::Role::reviewer);
        refuse_approval(desk);
        const std::int64_t before = desk.office.model().status().desk.attention;
        desk.key("E");
        CHECK(desk.app.place().kind == Place::Kind::record);
        CHECK(desk.stage.shows(look.lang == Lang::zh ? "不能再“审核通过”：现在是“退回”"
                                                     : "Approve cannot be taken any more"));
        CHECK(desk.office.model().status().desk.attention == before);
    }
}

TEST_CASE("a bundle shows every record, and an edit of the first takes the others along") {
    DeskStage desk(en, schema::Role::manager);
    DeskFixture& fixture = desk.office.fixture();
    fixture.accept_all();
    const auto made = fixture.create("customer", {{"name", "Twice Ltd"}});
    fixture.create("task", {{"what", "Ring him"}, {"branch", "SHA"}, {"customer", made.number}});
    fixture.reject_all(Code::right);
    const std::int64_t others = desk.office.model().status().desk.attention;
    desk.go({Place::Kind::inbox, 0, {}, {}});
    desk.click("tabs/refused");
    desk.key("Home");
    CHECK(desk.stage.shows("1 of other records go along"));
    CHECK(shows_exactly(desk, "Task · Ring him"));
    desk.key("E");
    REQUIRE(desk.app.place().kind == Place::Kind::create);
    desk.key("Ctrl+S");
    CHECK(desk.app.place().row == made.id);
    CHECK(desk.office.model().status().desk.attention == others);
    CHECK(desk.stage.shows("Ring him"));  // under what refers to the customer, or its history
}

TEST_CASE("what cannot go along with an edit is told, and keeps an item of its own") {
    for (const StageLook& look : {en, zh}) {
        DeskStage desk(look, schema::Role::manager);
        DeskFixture& fixture = desk.office.fixture();
        fixture.accept_all();
        const std::int64_t others = desk.office.model().status().desk.attention;
        const auto made = fixture.create("customer", {{"name", "Twice Ltd"}});
        fixture.create("task",
                       {{"what", "Ring him"}, {"branch", "SHA"}, {"customer", made.number}});
        fixture.reject_all(Code::exists);  // another id: the task names nobody
        desk.go({Place::Kind::inbox, 0, {}, {}});
        desk.click("tabs/refused");
        desk.key("Home");
        desk.key("E");
        REQUIRE(desk.app.place().kind == Place::Kind::create);
        desk.key("Ctrl+S");
        CHECK(desk.stage.shows(look.lang == Lang::zh ? "要重新做：" : "To be done anew: "));
        CHECK(desk.office.model().status().desk.attention == others + 1);
    }
}
