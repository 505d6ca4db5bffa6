// The work list of the day, and what the first key on it does.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "gui/desk_stage.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

TEST_CASE("tasks that are due at one time stand by their priority, and then always in one order") {
    DeskStage desk(en, schema::Role::manager);
    const auto add = [&](const std::string& what, const std::string& priority) {
        desk.office.fixture().arrive("task", {{"what", what},
                                              {"branch", "SHA"},
                                              {"owner", "wang"},
                                              {"due_at", "2026-11-24T09:00:00Z"},
                                              {"priority", priority},
                                              {"status", "open"}});
    };
    add("P low", "low");
    add("P urgent", "urgent");
    add("P normal, first", "normal");
    add("P high", "high");
    add("P normal, second", "normal");
    desk.settle();
    const auto order = [&] {
        std::vector<std::string> names;
        for (const ui::Seen& seen : desk.stage.probe().seen()) {
            if (seen.kind == ui::Seen::Kind::row && seen.label.starts_with("P "))
                names.push_back(seen.label);
        }
        return names;
    };
    const std::vector<std::string> before = order();
    REQUIRE(before.size() == 5);
    CHECK(before[0] == "P urgent");
    CHECK(before[1] == "P high");
    CHECK(before[2].starts_with("P normal"));
    CHECK(before[3].starts_with("P normal"));
    CHECK(before[4] == "P low");
    add("another", "low");
    desk.settle();
    CHECK(order() == before);
}

TEST_CASE("after a press in the rail, Enter opens the first row of the list that comes up") {
    DeskStage desk(en, schema::Role::manager);
    for (const std::string entity : {"customer", "order", "task"}) {
        CAPTURE(entity);
        desk.click("rail/go." + entity);
        REQUIRE(desk.app.place().kind == Place::Kind::list);
        CHECK(desk.stage.find("rows/row 0")->focused);
        desk.key("Enter");
        CHECK(desk.app.place().kind == Place::Kind::record);
        CHECK(desk.app.place().entity == id_of(desk, entity));
    }
    desk.click("rail/go.home");
    desk.key("Enter");
    CHECK(desk.app.place().kind != Place::Kind::home);
}
