#include "link/backoff.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace branchline;
using link::Backoff;
using std::chrono::milliseconds;

namespace {

// The longest of many delays after so many failures shows the window.
milliseconds longest_after(int failures, milliseconds asked_for = {}) {
    milliseconds longest{0};
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        SeededRandom random(seed);
        Backoff backoff(random);
        for (int i = 1; i < failures; ++i) backoff.after_failure({});
        longest = std::max(longest, backoff.after_failure({}, asked_for));
    }
    return longest;
}

bool is_about(milliseconds value, std::int64_t ms) {
    return value.count() <= ms && value.count() > ms * 9 / 10;
}

}  // namespace

TEST_CASE("the window doubles from a second to five minutes") {
    CHECK(is_about(longest_after(1), 1'000));
    CHECK(is_about(longest_after(2), 2'000));
    CHECK(is_about(longest_after(5), 16'000));
    CHECK(is_about(longest_after(10), 300'000));
    CHECK(is_about(longest_after(100), 300'000));
}

TEST_CASE("delays spread over the whole window") {
    SeededRandom random(9);
    int early = 0;
    for (int i = 0; i < 1000; ++i) {
        Backoff backoff(random);
        for (int j = 0; j < 8; ++j) backoff.after_failure({});
        if (backoff.after_failure({}) < milliseconds(128'000)) ++early;
    }
    CHECK(early > 400);
    CHECK(early < 600);
}

TEST_CASE("only a minute of health makes it begin anew") {
    SeededRandom random(4);
    Backoff backoff(random);
    for (int i = 0; i < 8; ++i) backoff.after_failure({});
    milliseconds longest{0};
    for (int i = 0; i < 50; ++i) {
        longest = std::max(longest, backoff.after_failure(milliseconds(59'999)));
    }
    CHECK(longest > milliseconds(60'000));
    CHECK(backoff.after_failure(milliseconds(60'000)) <= milliseconds(1'000));
    CHECK(backoff.after_failure({}) <= milliseconds(2'000));
    for (int i = 0; i < 8; ++i) backoff.after_failure({});
    backoff.forget();
    CHECK(backoff.after_failure({}) <= milliseconds(1'000));
}

TEST_CASE("what the hub asks for is waited in full, but not for ever") {
    SeededRandom random(4);
    for (int i = 0; i < 50; ++i) {
        Backoff backoff(random);
        const milliseconds delay = backoff.after_failure({}, milliseconds(20'000));
        CHECK(delay >= milliseconds(20'000));
        CHECK(delay <= milliseconds(21'000));
    }
    CHECK(longest_after(1, milliseconds(INT64_MAX)) <= milliseconds(301'000));
    CHECK(longest_after(1, milliseconds(-5)) <= milliseconds(1'000));
}
