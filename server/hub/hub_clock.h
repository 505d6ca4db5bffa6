// The hub's time. It never goes back, not even over a restart or when the machine's clock is set
// back (SYNC 3.2): corrected times and expiries of every desk hang on it. While the machine's clock
// lies behind, time goes on with the boot clock.
#pragma once

#include <optional>

#include "base/clock.h"
#include "store/hub_registry.h"

namespace branchline::hub {

class HubClock {
  public:
    HubClock(const Clock& clock, store::HubFacts& facts) : clock_(clock), facts_(facts) {}

    std::int64_t now_ms();
    void persist();  // in a transaction that writes something else anyway

    void forget() { last_ms_.reset(); }  // a transaction was rolled back

    [[nodiscard]] BootTime boot_time() const { return clock_.boot_time(); }

  private:
    const Clock& clock_;
    store::HubFacts& facts_;
    std::optional<std::int64_t> last_ms_;
    BootTime read_at_;
};

}  // namespace branchline::hub
