#include "desk/commands.h"

#include <doctest/doctest.h>

#include <set>

#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("every command has one id and labels in both languages") {
    DeskFixture f;
    std::set<std::string> ids;
    for (const desk::Command& command : desk::commands(f.desk().catalogue())) {
        CHECK(ids.insert(command.id).second);
        CHECK_FALSE(command.label.zh.empty());
        CHECK_FALSE(command.label.en.empty());
    }
    CHECK(ids.contains("customer.create"));
    CHECK(ids.contains("order.approve"));
    CHECK(ids.contains("order.cancel"));
    CHECK(ids.contains("undo"));
    // Steps that only the hub takes, and rows that only it writes, are nobody's command here.
    CHECK_FALSE(ids.contains("customer.lapse"));
    CHECK_FALSE(ids.contains("user.create"));
}

TEST_CASE("a command that cannot be given says why") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    const auto objection = [&](const char* id) {
        const desk::Command* command = desk::find_command(f.desk().catalogue(), id);
        REQUIRE(command != nullptr);
        return desk::objection_to(f.desk(), *command,
                                  sync::RowKey{f.entity("customer").id, customer.id});
    };
    CHECK_FALSE(objection("customer.edit").has_value());
    CHECK_FALSE(objection("customer.block").has_value());
    CHECK(objection("customer.unblock")->code == Code::illegal_step);
    const desk::Command* create = desk::find_command(f.desk().catalogue(), "product.create");
    CHECK(desk::objection_to(f.desk(), *create, std::nullopt)->code == Code::right);
}

TEST_CASE("commands are performed by name with named arguments") {
    DeskFixture f;
    const auto run = [&](const char* id, const std::vector<std::string>& arguments) {
        const desk::Command* command = desk::find_command(f.desk().catalogue(), id);
        REQUIRE(command != nullptr);
        return desk::perform(f.desk(), *command, arguments);
    };
    const auto created = run("customer.create", {"name=甲", "tags+=重点"});
    REQUIRE(created.has_value());
    CHECK(created->number == "SHA-2611-K7-00001");
    CHECK(run("customer.edit", {"id=甲", "short_name=一"}).has_value());
    CHECK(run("customer.edit", {"short_name=一"}).error().code == Code::required);
    CHECK(run("customer.block", {"id=甲"}).has_value());
    CHECK(run("undo", {}).has_value());
    CHECK(run("undo", {"x=1"}).error().code == Code::unknown_option);
    CHECK(run("customer.delete", {"id=" + created->number}).has_value());
}
