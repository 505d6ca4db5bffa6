#include "window/idle_lock.h"

#include <doctest/doctest.h>

namespace branchline::window {

namespace {
constexpr std::int64_t minute_ms = 60'000;
}  // namespace

TEST_CASE("a window locks when no hand has touched it for so many minutes, and not before") {
    IdleLock lock(0);
    lock.set_minutes("15");
    CHECK_FALSE(lock.step(1'000, false, true));
    CHECK(lock.at_ms() == 1'000 + 15 * minute_ms);
    CHECK_FALSE(lock.step(15 * minute_ms, false, true));
    CHECK(lock.step(1'000 + 15 * minute_ms, false, true));
    CHECK_FALSE(lock.step(1'001 + 15 * minute_ms, false, true));
}

TEST_CASE("every hand on it begins the time anew") {
    IdleLock lock(0);
    lock.set_minutes("5");
    CHECK_FALSE(lock.step(0, true, true));
    CHECK_FALSE(lock.step(4 * minute_ms, true, true));
    CHECK_FALSE(lock.step(8 * minute_ms, false, true));
    CHECK(lock.step(9 * minute_ms, false, true));
}

TEST_CASE("the hand that wakes a machine finds the window locked") {
    IdleLock lock(0);
    lock.set_minutes("15");
    CHECK_FALSE(lock.step(0, true, true));
    CHECK(lock.step(8 * 60 * minute_ms, true, true));
}

TEST_CASE("a locked window does not lock, and one that was just opened has all its time") {
    IdleLock lock(0);
    lock.set_minutes("15");
    CHECK_FALSE(lock.step(60 * minute_ms, false, false));
    CHECK_FALSE(lock.at_ms().has_value());
    CHECK_FALSE(lock.step(61 * minute_ms, false, true));
    CHECK(lock.at_ms() == 76 * minute_ms);
}

TEST_CASE("never is never, and nonsense too") {
    for (const char* minutes : {"0", "", "-5", "often", "99999999999999"}) {
        IdleLock lock(0);
        lock.set_minutes(minutes);
        CHECK_FALSE(lock.step(0, true, true));
        CHECK_FALSE(lock.step(1'000'000 * minute_ms, false, true));
    }
}

}  // namespace branchline::window
