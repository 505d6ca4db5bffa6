#include "screens/sort_keys.h"

#include <doctest/doctest.h>

#include <string>

using namespace branchline::screens;

namespace {

std::string pressed(const std::string& sort, const std::string& column, bool further) {
    return sort_text(sorted_anew(sort_keys(sort), column, further));
}

}  // namespace

TEST_CASE("a heading sorts upwards, downwards, not at all") {
    CHECK(pressed("", "name", false) == "name");
    CHECK(pressed("name", "name", false) == "name:desc");
    CHECK(pressed("name:desc", "name", false).empty());
    CHECK(pressed("name:desc", "status", false) == "status");
    CHECK(pressed("name,status:desc", "status", false).empty());
}

TEST_CASE("with Shift a heading sorts within the order that is") {
    CHECK(pressed("", "name", true) == "name");
    CHECK(pressed("status", "name", true) == "status,name");
    CHECK(pressed("status,name", "name", true) == "status,name:desc");
    CHECK(pressed("status,name:desc", "name", true) == "status");
    CHECK(pressed("status,name", "status", true) == "status:desc,name");
    CHECK(pressed("a,b,c", "d", true) == "a,b,d");  // three at most
}
