#include "schema/role.h"

#include <doctest/doctest.h>

namespace branchline::schema {

TEST_CASE("role names and roles lead to each other") {
    for (const RoleName& each : role_names) {
        CHECK(parse_role(each.name) == each.role);
        CHECK(role_name(each.role) == each.name);
    }
    CHECK_FALSE(parse_role("owner").has_value());
    CHECK_FALSE(parse_role("").has_value());
}

TEST_CASE("everyone is every role but the hub") {
    for (const RoleName& each : role_names) {
        CHECK(((everyone & roles(each.role)) != 0) == (each.role != Role::hub));
    }
}

}  // namespace branchline::schema
