// When to try again: full jitter, that is any moment between now and the end of a window that
// doubles with every failure, so that a thousand desks do not come back in step after an outage.
// The caller decides whether to try at all. Pure; the randomness is given.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/random.h"

namespace branchline::link {

class Backoff {
  public:
    explicit Backoff(Random& random) : random_(random) {}

    // After a connection failed or was lost: how long to wait. `healthy` is how long it had been
    // logged in (zero: never); only a minute of health makes the doubling begin anew. What the hub
    // asked for (RETRY_AFTER) is waited in full, with some jitter on top.
    std::chrono::milliseconds after_failure(std::chrono::milliseconds healthy,
                                            std::chrono::milliseconds asked_for = {});

    // The user asks for it now, or the network has come back.
    void forget() { failures_ = 0; }

    static constexpr std::chrono::milliseconds first_window{1'000};
    static constexpr std::chrono::milliseconds longest_window{300'000};
    static constexpr std::chrono::milliseconds healthy_after{60'000};

  private:
    Random& random_;
    std::uint32_t failures_ = 0;
};

}  // namespace branchline::link
