#include "desk/history.h"

#include <doctest/doctest.h>

#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("the history tells who changed what, from what, and what still waits") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.change("customer", customer.id, {{"short_name", "一"}});
    f.accept_all();
    f.arrive_value("customer", customer.id, "short_name", "二");
    f.change("customer", customer.id, {{"short_name", "三"}});
    std::vector<desk::HistoryLine> lines;
    for (auto& line : desk::history_of(f.replica(), {f.entity("customer").id, customer.id})) {
        if (line.field != nullptr && line.field->name == "short_name") lines.push_back(line);
    }
    REQUIRE(lines.size() == 3);
    CHECK(schema::is_null(lines[0].before));
    CHECK(lines[0].after == schema::Value(std::string("一")));
    CHECK(lines[0].by == f.user);
    CHECK(lines[0].via == "local");
    CHECK_FALSE(lines[0].waiting);
    CHECK(lines[1].before == schema::Value(std::string("一")));
    CHECK(lines[1].after == schema::Value(std::string("二")));
    CHECK(lines[1].by == f.other_user);
    CHECK(lines[1].via == "online");
    CHECK(lines[2].before == schema::Value(std::string("二")));
    CHECK(lines[2].waiting);
}

TEST_CASE("the history of a row begins with its creation and ends with its deletion") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    REQUIRE(f.desk().erase({f.entity("customer").id, customer.id}).has_value());
    const auto lines = desk::history_of(f.replica(), {f.entity("customer").id, customer.id});
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.front().command == "customer.create");
    CHECK(lines.back().kind == desk::HistoryLine::Kind::deleted);
}
