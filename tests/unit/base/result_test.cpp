#include "base/result.h"

#include <doctest/doctest.h>

namespace branchline {

namespace {

Result<int> half_of(int value) {
    if (value % 2 != 0) return refuse(Code::bad_value, "value", std::to_string(value));
    return value / 2;
}

Status check_all(std::initializer_list<int> values) {
    for (const int value : values) {
        if (auto half = half_of(value); !half) return refuse(half.error());
    }
    return {};
}

}  // namespace

TEST_CASE("a result holds a value or the reason why there is none") {
    CHECK(half_of(8) == 4);
    const auto refused = half_of(7);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Code::bad_value);
    CHECK(refused.error().where == "value");
    CHECK(refused.error().detail == "7");
    CHECK(refused.error().fields.empty());
}

TEST_CASE("a refusal is passed on as it is") {
    CHECK(check_all({2, 4}).has_value());
    const Status status = check_all({2, 5, 7});
    REQUIRE_FALSE(status.has_value());
    CHECK(status.error().detail == "5");
}

}  // namespace branchline
