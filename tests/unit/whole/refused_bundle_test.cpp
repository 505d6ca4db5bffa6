// What was built on a refused change, with the real desks and the real hub.
#include <doctest/doctest.h>

#include "desk/attention.h"
#include "desk/status.h"
#include "domain/catalogue.h"
#include "support/office.h"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("head office takes what goes along with the edit of a refused record") {
    TemporaryDirectory directory;
    Office office(domain::catalogue(), directory.path());
    office.add("clara", "clerk");
    office.add("max", "manager");
    desk::Desk& desk = office.desk("clara");
    const RowId customer = office.create("clara", "customer", {{"name", "甲公司"}});
    const RowId task = office.create("clara", "task", {{"what", "回电"}, {"customer", "甲公司"}});
    REQUIRE(office.change("clara", "task", task, {"priority=high"}).has_value());
    // Only the hub can know that her role has gone; later it comes back.
    REQUIRE(office.admin().set_user("clara", "warehouse", "SHA").has_value());
    office.exchange("clara");
    REQUIRE(office.admin().set_user("clara", "clerk", "SHA").has_value());
    office.exchange("clara");
    const auto items = desk::refused_items(desk);
    REQUIRE(items.size() == 1);
    REQUIRE(items.front().groups.size() == 3);
    schema::Record values;
    values.set(office.entity("customer").field("name")->id, std::string("甲乙公司"));
    const auto again = desk.create(office.entity("customer"), std::move(values), {}, {}, customer);
    REQUIRE(again.has_value());
    CHECK(desk::replace(desk, items.front(), again->group).empty());
    office.exchange("clara");
    CHECK(desk::refused_items(desk).empty());
    CHECK(desk::status_of(desk).pending == 0);
    office.exchange("max");
    CHECK(office.shown("max", "customer", customer, "name") == "甲乙公司");
    CHECK(office.shown("max", "task", task, "what") == "回电");
    CHECK(office.shown("max", "task", task, "priority") == "high");
}
