#include "desk/attention.h"

#include <doctest/doctest.h>

#include "desk/status.h"
#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("refused groups show as one item per root, and leave the visible data") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.create("contact", {{"customer", customer.number}, {"name", "刘"}});
    f.reject_all(Code::right);
    const auto items = desk::refused_items(f.desk());
    REQUIRE(items.size() == 1);
    CHECK(items[0].error.code == Code::right);
    CHECK(items[0].groups.size() == 2);
    CHECK(items[0].entity->name == "customer");
    CHECK(items[0].own.size() == 2);
    REQUIRE(items[0].changes.size() == 2);
    CHECK(items[0].changes[0].what == "create");
    CHECK(items[0].changes[1].entity->name == "contact");
    CHECK_FALSE(f.desk().show({f.entity("customer").id, customer.id}).has_value());
    CHECK(desk::status_of(f.desk()).attention == 1);
}

TEST_CASE("a bundle is sent again whole, in order") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.create("contact", {{"customer", customer.number}, {"name", "刘"}});
    f.reject_all(Code::right);
    const auto item = desk::find_refused(f.desk(), to_text(desk::refused_items(f.desk())[0].id));
    REQUIRE(item.has_value());
    REQUIRE(desk::resend(f.desk(), *item).has_value());
    CHECK(desk::refused_items(f.desk()).empty());
    CHECK(desk::status_of(f.desk()).pending == 2);
    const auto details = f.desk().show({f.entity("customer").id, customer.id});
    REQUIRE(details.has_value());
    CHECK(details->children.size() == 1);
    CHECK(f.replica().check_fold().empty());
}

TEST_CASE("what is discarded is gone from attention and does not come back") {
    DeskFixture f;
    f.create("customer", {{"name", "甲"}});
    f.reject_all(Code::right);
    REQUIRE(desk::discard(f.desk(), desk::refused_items(f.desk())[0]).has_value());
    f.reopen();
    CHECK(desk::refused_items(f.desk()).empty());
    CHECK_FALSE(desk::status_of(f.desk()).needs_attention());
}

TEST_CASE("what was built on a refused change in another record is none of its own") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.create("contact", {{"customer", customer.number}, {"name", "刘"}});
    f.create("task", {{"what", "Ring him"}, {"branch", "SHA"}, {"customer", customer.number}});
    f.change("customer", customer.id, {{"short_name", "A"}});
    f.reject_all(Code::right);
    const auto items = desk::refused_items(f.desk());
    REQUIRE(items.size() == 1);
    CHECK(items[0].groups.size() == 4);
    CHECK(items[0].own.size() == 3);
    CHECK(items[0].changes.size() == 3);
    REQUIRE(desk::replace(f.desk(), items[0]).has_value());
    const auto left = desk::refused_items(f.desk());
    REQUIRE(left.size() == 1);
    CHECK(left[0].entity->name == "task");
    REQUIRE(desk::discard(f.desk(), left[0]).has_value());
    CHECK(desk::refused_items(f.desk()).empty());
}

TEST_CASE("a bundle is discarded whole") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.create("contact", {{"customer", customer.number}, {"name", "刘"}});
    f.reject_all(Code::right);
    REQUIRE(desk::discard(f.desk(), desk::refused_items(f.desk())[0]).has_value());
    f.reopen();
    CHECK(desk::refused_items(f.desk()).empty());
    CHECK(desk::status_of(f.desk()).attention == 0);
}
