#include "desk/lookup.h"

#include <doctest/doctest.h>

#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("a row is found by id, unique prefix, number, code, login and unique name") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "上海测试贸易"}});
    desk::Lookup& lookup = f.desk().lookup();
    const auto& customers = f.entity("customer");
    const std::string id = to_text(customer.id);
    CHECK(*lookup.find(customers, id) == customer.id);
    CHECK(*lookup.find(customers, id.substr(0, 20)) == customer.id);
    CHECK(*lookup.find(customers, "SHA-2611-K7-00001") == customer.id);
    CHECK(*lookup.find(customers, "sha-2611-k7-00001") == customer.id);
    CHECK(*lookup.find(customers, "上海测试贸易") == customer.id);
    CHECK(*lookup.find(f.entity("branch"), "SHA") == f.branch);
    CHECK(*lookup.find(f.entity("user"), "wang") == f.user);
    CHECK(*lookup.find(f.entity("user"), "王芳") == f.user);
    CHECK(lookup.find(customers, "没有").error().code == Code::not_found);
    CHECK(lookup.find(customers, "").error().code == Code::required);
}

TEST_CASE("what fits two rows is ambiguous, and they are named") {
    DeskFixture f;
    const auto one = f.create("customer", {{"name", "同名"}});
    const auto two = f.create("customer", {{"name", "同名"}});
    const auto found = f.desk().lookup().find(f.entity("customer"), "同名");
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().code == Code::ambiguous);
    CHECK(found.error().detail.find(to_text(one.id)) != std::string::npos);
    CHECK(found.error().detail.find(to_text(two.id)) != std::string::npos);
    // Files name them by number, which is unique.
    CHECK(f.desk().lookup().name_of(f.entity("customer"), two.id) == two.number);
}

TEST_CASE("a deleted row is not found") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    REQUIRE(f.desk().erase({f.entity("customer").id, customer.id}).has_value());
    CHECK_FALSE(f.desk().lookup().find(f.entity("customer"), "甲").has_value());
    CHECK_FALSE(f.desk().lookup().find(f.entity("customer"), to_text(customer.id)).has_value());
}

TEST_CASE("a reference to any record names the kind, or an id or number that tells it") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    const schema::FieldSpec& about = *f.entity("task").field("about");
    const schema::Value expected = schema::AnyRef{f.entity("customer").id, customer.id};
    for (const std::string& text :
         {std::string("customer:甲"), to_text(customer.id), customer.number}) {
        const auto value = f.desk().lookup().reference(about, text);
        REQUIRE(value.has_value());
        CHECK(*value == expected);
    }
    CHECK(f.desk().lookup().reference(about, "甲").error().code == Code::reference);
}
