#include "ui/probe.h"

#include <doctest/doctest.h>

using namespace branchline::ui;

TEST_CASE("what is drawn is found by the end of its path or by its label") {
    Probe probe;
    probe.record(true);
    probe.begin_frame();
    probe.push("customers");
    probe.push("list");
    probe.add({Seen::Kind::row, "row 3", "样例机电"});
    probe.pop();
    probe.pop();
    REQUIRE(probe.find("list/row 3") != nullptr);
    CHECK(probe.find("list/row 3")->path == "customers/list/row 3");
    CHECK(probe.find_label("样例机电") == probe.find("row 3"));
    CHECK(probe.find("row 4") == nullptr);
    probe.begin_frame();
    CHECK(probe.seen().empty());
}

TEST_CASE("nothing is recorded unless somebody asks") {
    Probe probe;
    probe.push("a");
    probe.add({Seen::Kind::text, "b"});
    probe.pop();
    CHECK(probe.seen().empty());
}
