#include "desk/edit.h"

#include <doctest/doctest.h>

#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;
using Kind = desk::Assignment::Kind;

TEST_CASE("assignments are told apart by their sign") {
    CHECK(desk::parse_assignment("name=甲")->kind == Kind::set);
    CHECK(desk::parse_assignment("name=a=b")->text == "a=b");
    CHECK(desk::parse_assignment("name=null")->kind == Kind::clear);
    CHECK(desk::parse_assignment("name=")->kind == Kind::clear);
    CHECK(desk::parse_assignment("tags+=x")->kind == Kind::add);
    CHECK(desk::parse_assignment("tags+=x")->field == "tags");
    CHECK(desk::parse_assignment("pieces-=3")->kind == Kind::remove);
    CHECK(desk::parse_assignment("name").error().code == Code::bad_value);
    CHECK(desk::parse_assignment("=x").error().code == Code::bad_value);
}

TEST_CASE("fields are found by name and by label in either language") {
    DeskFixture f;
    const auto& customer = f.entity("customer");
    CHECK((*desk::find_field(customer, "name"))->name == "name");
    CHECK((*desk::find_field(customer, "名称"))->name == "name");
    CHECK((*desk::find_field(customer, "Tax ID"))->name == "tax_id");
    CHECK(desk::find_field(customer, "nothing").error().code == Code::unknown_field);
}

TEST_CASE("an edit reads values of their kinds and refuses a field that is named twice") {
    DeskFixture f;
    const auto& line = f.entity("order_line");
    const auto read = [&](const std::vector<std::string>& texts) {
        std::vector<desk::Assignment> assignments;
        for (const auto& text : texts) assignments.push_back(*desk::parse_assignment(text));
        return desk::read_edit(f.desk().lookup(), line, assignments);
    };
    const auto edit = read({"cargo=布", "declared_value=1000.00", "pieces+=3", "weight_g-=20"});
    REQUIRE(edit.has_value());
    CHECK(edit->values.integer(line.field("declared_value")->id) == 100'000);
    REQUIRE(edit->increased.size() == 2);
    CHECK(edit->increased[0].second == 3);
    CHECK(edit->increased[1].second == -20);
    CHECK(read({"pieces=x"}).error().code == Code::bad_value);
    CHECK(read({"cargo+=x"}).error().code == Code::bad_value);
    CHECK(read({"cargo=x", "cargo=y"}).error().code == Code::bad_value);
    CHECK(read({"order=nothing"}).error().code == Code::reference);
}
