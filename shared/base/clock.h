// Time as an injected value. Cores never read a clock of the machine themselves.
#pragma once

#include <cstdint>

#include "base/id.h"

namespace branchline {

// A reading of CLOCK_BOOTTIME (runs on while a laptop sleeps, never jumps) of one boot.
struct BootTime {
    Id boot_id;
    std::int64_t ms = 0;

    friend bool operator==(const BootTime&, const BootTime&) = default;
};

class Clock {
  public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual std::int64_t wall_ms()
        const = 0;  // UTC milliseconds; may be wrong or jump
    [[nodiscard]] virtual BootTime boot_time() const = 0;
};

}  // namespace branchline
