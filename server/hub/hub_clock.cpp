#include "hub/hub_clock.h"

#include <algorithm>

#include "hub/hub_tables.h"

namespace branchline::hub {

std::int64_t HubClock::now_ms() {
    const BootTime boot = clock_.boot_time();
    if (!last_ms_) {
        last_ms_ = facts_.integer(fact::clock_ms);
        read_at_ = boot;
    }
    const bool same_boot = boot.boot_id == read_at_.boot_id;
    const std::int64_t passed = same_boot ? std::max<std::int64_t>(boot.ms - read_at_.ms, 0) : 0;
    last_ms_ = std::max(clock_.wall_ms(), *last_ms_ + passed);
    read_at_ = boot;
    return *last_ms_;
}

void HubClock::persist() { facts_.put_integer(fact::clock_ms, now_ms()); }

}  // namespace branchline::hub
