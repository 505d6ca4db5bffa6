#include "link/backoff.h"

#include <algorithm>

namespace branchline::link {

std::chrono::milliseconds Backoff::after_failure(std::chrono::milliseconds healthy,
                                                 std::chrono::milliseconds asked_for) {
    if (healthy >= healthy_after) failures_ = 0;
    const std::uint32_t doublings = std::min(failures_, 16U);
    ++failures_;
    const auto window = std::min(first_window * (std::int64_t{1} << doublings), longest_window);
    const auto wanted = std::clamp(asked_for, std::chrono::milliseconds(0), longest_window);
    const auto jitter = random_.below(static_cast<std::uint64_t>(window.count()) + 1);
    return wanted + std::chrono::milliseconds(static_cast<std::int64_t>(jitter));
}

}  // namespace branchline::link
