#include "base/clock.h"

#include <doctest/doctest.h>

namespace branchline {

TEST_CASE("readings of two boots are never equal") {
    const BootTime reading{Id{1, 2}, 5000};
    CHECK(reading == BootTime{Id{1, 2}, 5000});
    CHECK(reading != BootTime{Id{1, 3}, 5000});
    CHECK(reading != BootTime{Id{1, 2}, 5001});
}

}  // namespace branchline
