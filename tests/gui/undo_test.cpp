// Undo is offered where it can be done, and it says why where it cannot.
#include <doctest/doctest.h>

#include "gui/desk_stage.h"

using namespace branchline;
using namespace branchline::test;

namespace {

// The last toast's button.
bool offers_undo(const DeskStage& desk) { return desk.stage.find("undo") != nullptr; }

void log_call(DeskStage& desk) {
    const schema::EntitySpec& call = *desk.office.model().catalogue().entity("interaction");
    live::SaveRecord save;
    save.entity = call.id;
    save.values.set(call.field("customer")->id, desk.sample.customers.front());
    desk.office.model().perform(std::move(save));
    desk.settle();
}

}  // namespace

TEST_CASE("a toast offers to undo a call as long as nobody has heard of it") {
    DeskStage desk(en, schema::Role::manager);
    log_call(desk);
    CHECK(offers_undo(desk));
    CHECK(desk.office.model().status().can_undo);
    desk.office.fixture().accept_all();
    desk.settle();
    CHECK_FALSE(desk.office.model().status().can_undo);
    CHECK_FALSE(offers_undo(desk));
    desk.key("Ctrl+K");
    desk.settle();
    desk.type("undo");
    desk.settle();
    CHECK(desk.stage.shows("handed over to head office"));
}
