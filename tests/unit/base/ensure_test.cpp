#include "base/ensure.h"

#include <doctest/doctest.h>

#include "base/self_run.h"

namespace branchline {

TEST_CASE("a condition that holds is evaluated once and costs nothing else") {
    int evaluated = 0;
    ENSURE(++evaluated > 0);
    CHECK(evaluated == 1);
}

TEST_CASE("ENSURE stands wherever an expression may stand") {
    const bool decided = true;
    if (decided)
        ENSURE(decided);
    else
        ENSURE(!decided);
    CHECK((ENSURE(decided), decided));
}

TEST_CASE("hidden: a broken promise" * doctest::skip()) {
    const int one = 1;
    ENSURE(one + one == 3);
}

TEST_CASE("a condition that does not hold is reported and ends the process") {
    const SelfRun run = run_case("hidden: a broken promise");
    CHECK_FALSE(run.succeeded);
    CHECK(run.output.find("one + one == 3 does not hold") != std::string::npos);
    CHECK(run.output.find("ensure_test.cpp:") != std::string::npos);
}

}  // namespace branchline
