// Virtual time. The world's own clock never lies; what a node sees of it is its wall clock (skewed,
// jumping) and the boot clock of its present boot.
#pragma once

#include "base/clock.h"

namespace branchline::test {

struct WorldTime {
    std::int64_t ms = 1'790'000'000'000;  // autumn 2026, so that dates look like dates
};

class SimClock final : public Clock {
  public:
    explicit SimClock(const WorldTime& world) : world_(world), booted_at_(world.ms) {}

    [[nodiscard]] std::int64_t wall_ms() const override { return world_.ms + skew_ms_; }

    [[nodiscard]] BootTime boot_time() const override {
        return {boot_id_, world_.ms - booted_at_ + 1};
    }

    void set_skew(std::int64_t skew_ms) { skew_ms_ = skew_ms; }

    void reboot(const Id& boot_id) {
        boot_id_ = boot_id;
        booted_at_ = world_.ms;
    }

  private:
    const WorldTime& world_;
    Id boot_id_{1, 1};
    std::int64_t booted_at_;
    std::int64_t skew_ms_ = 0;
};

}  // namespace branchline::test
