// What was refused, as its author reads it.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "gui/desk_stage.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

// Approved here; head office has seen it changed in the meantime, and somebody returned it.
void refuse_approval(DeskStage& desk) {
    const RowId order = desk.sample.orders[6];
    desk.office.fixture().accept_all();
    desk.office.model().perform(live::TakeStep{{{id_of(desk, "order"), order}}, "approve", {}});
    desk.settle();
    desk.office.fixture().reject_all(Code::changed_since_seen, "approve");
    desk.office.fixture().arrive_value("order", order, "status", "returned");
    desk.settle();
    desk.go({Place::Kind::inbox, 0, order, {}});
    desk.click("tabs/refused");
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
