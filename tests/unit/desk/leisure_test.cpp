#include "desk/leisure.h"

#include <doctest/doctest.h>

using branchline::desk::Leisure;

TEST_CASE("long work begins when nobody has done anything for a second") {
    Leisure leisure;
    CHECK(leisure.is_due(0));  // what was wanted on another day
    leisure.done();
    CHECK_FALSE(leisure.is_due(100'000));
    leisure.disturbed(100'000);
    CHECK_FALSE(leisure.is_due(100'999));
    leisure.disturbed(100'500);
    CHECK_FALSE(leisure.is_due(101'000));
    CHECK(leisure.is_due(101'500));
}

TEST_CASE("each time it is given up it waits twice as long, a minute at most, until it is done") {
    Leisure leisure;
    std::int64_t now = 0;
    std::int64_t waited = 0;
    for (const std::int64_t quiet : {2'000, 4'000, 8'000, 16'000, 32'000, 60'000, 60'000}) {
        leisure.given_up(now);
        CHECK_FALSE(leisure.is_due(now + quiet - 1));
        CHECK(leisure.is_due(now + quiet));
        now += quiet;
        waited += quiet;
    }
    CHECK(waited < 200'000);  // a quiet hour is enough
    leisure.done();
    leisure.disturbed(now);
    CHECK(leisure.is_due(now + 1'000));
}
