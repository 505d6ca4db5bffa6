// A clock that stands still until it is told otherwise.
#pragma once

#include "base/clock.h"

namespace branchline {

class TestClock final : public Clock {
  public:
    [[nodiscard]] std::int64_t wall_ms() const override { return wall; }

    [[nodiscard]] BootTime boot_time() const override { return boot; }

    std::int64_t wall = 1'790'000'000'000;  // in September 2026
    BootTime boot = {{1, 1}, 5'000'000};
};

}  // namespace branchline
