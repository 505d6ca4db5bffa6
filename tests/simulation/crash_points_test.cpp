#include "simulation/crash_points.h"

#include <doctest/doctest.h>

#include "base/planted.h"
#include "simulation/plan.h"

using namespace branchline;
using namespace branchline::test;

namespace {

// Violations at each `every`th write point of a company at work.
std::uint64_t violations(std::uint64_t seed, std::uint64_t every) {
    CrashPoints points(every, 2);
    points.begin(seed);
    static_cast<void>(run_plan(make_plan(seed, *parse_faults("none")), points));
    CHECK(points.tried() > 0);
    return points.failed();
}

}  // namespace

TEST_CASE("whatever befalls a disk within a write, what was reported saved is there once") {
    CHECK(violations(1, 149) == 0);
}

TEST_CASE("a desk that reports before the disk has it is found by its write points") {
    const WithPlanted bug(Planted::desk_saves_relaxed);
    CHECK(violations(4, 41) > 0);
}
