#include "screens/bulk_steps.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "screens/drafting.h"

using namespace branchline;
using namespace branchline::screens;
using namespace branchline::test;
using schema::Role;

namespace {

using Names = std::vector<std::string>;

Names names(std::string_view of, schema::RoleMask roles) {
    Names all;
    for (const schema::Transition* step : bulk_steps(entity(of), roles)) {
        all.emplace_back(step->name);
    }
    return all;
}

}  // namespace

TEST_CASE("many rows are offered what leads on first, and what ends something last") {
    CHECK(names("order", schema::roles(Role::manager)) ==
          Names{"submit", "approve", "schedule", "depart", "deliver", "settle", "archive"});
    CHECK(names("order", schema::roles(Role::finance)) == Names{"settle"});
    CHECK(names("customer", schema::roles(Role::manager)) == Names{"unblock", "block"});
    CHECK(names("contract", schema::roles(Role::manager)) ==
          Names{"submit", "sign", "enforce", "expire", "terminate", "archive"});
    // Each is offered once, however many entries it has.
    for (const schema::EntitySpec* each : domain::catalogue().entities()) {
        CAPTURE(each->name);
        const auto steps = bulk_steps(*each, schema::everyone);
        bool led = true;
        for (const schema::Transition* step : steps) {
            CHECK((led || !step->forward));
            led = step->forward;
            CHECK(step->reason == 0);
        }
    }
}
