#include "schema/spec.h"

#include <doctest/doctest.h>

#include "schema/things.h"

namespace branchline::schema {

TEST_CASE("kinds and rules have the names of the command line's schema") {
    CHECK(kind_name(Kind::text) == "text");
    CHECK(kind_name(Kind::any_ref) == "any_ref");
    CHECK(kind_name(Kind::status) == "status");
    CHECK(rule_name(Rule::latest) == "latest");
    CHECK(rule_name(Rule::furthest) == "furthest");
    CHECK(rule_name(Rule::derived) == "derived");
}

TEST_CASE("fields and steps are found by id and by name") {
    const EntitySpec& thing = things::thing::spec.spec;
    CHECK(thing.field(FieldId{17}) == &things::thing::name.spec);
    CHECK(thing.field("name") == &things::thing::name.spec);
    CHECK(thing.field(FieldId{99}) == nullptr);
    CHECK(thing.field("") == nullptr);
    REQUIRE(thing.transition(1) != nullptr);
    CHECK(thing.transition(1)->name == "finish");
    CHECK(thing.transition(9) == nullptr);
}

TEST_CASE("a unit is called by its lead") {
    CHECK(things::thing::starts.spec.unit_id() == things::thing::starts.spec.id);
    CHECK(things::thing::ends.spec.unit_id() == things::thing::starts.spec.id);
}

TEST_CASE("what travels and what desks write follows from the rule") {
    CHECK(things::thing::name.spec.is_written_by_desks());
    CHECK(things::thing::serial.spec.is_synced());
    CHECK_FALSE(things::thing::serial.spec.is_written_by_desks());
    CHECK_FALSE(things::thing::initials.spec.is_synced());
    CHECK_FALSE(things::thing::initials.spec.is_written_by_desks());
}

TEST_CASE("state bits exist for ids 0 to 31") {
    CHECK(state_bit(0) == 1U);
    CHECK(state_bit(31) == 0x8000'0000U);
    CHECK(state_bit(32) == 0U);
    CHECK(state_bit(-1) == 0U);
}

}  // namespace branchline::schema
