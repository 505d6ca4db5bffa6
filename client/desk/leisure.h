// When an idle desk begins what takes seconds: not before nobody has done anything for a while, and
// for longer each time somebody has come in between. So a desk that is worked at all day loses a
// second or two of a processor a minute to it at most, and a quiet hour is enough to end it. Pure.
#pragma once

#include <algorithm>
#include <cstdint>

namespace branchline::desk {

class Leisure {
  public:
    // Somebody has done something, and there may be something to do for it.
    void disturbed(std::int64_t now_ms) {
        is_wanted_ = true;
        not_before_ms_ = now_ms + quiet_ms_;
    }

    [[nodiscard]] bool is_due(std::int64_t now_ms) const {
        return is_wanted_ && now_ms >= not_before_ms_;
    }

    void given_up(std::int64_t now_ms) {
        quiet_ms_ = std::min(quiet_ms_ * 2, longest_quiet_ms);
        not_before_ms_ = now_ms + quiet_ms_;
    }

    void done() {
        is_wanted_ = false;
        quiet_ms_ = first_quiet_ms;
    }

  private:
    static constexpr std::int64_t first_quiet_ms = 1'000;
    static constexpr std::int64_t longest_quiet_ms = 60'000;

    bool is_wanted_ = true;  // from before the program was started
    std::int64_t quiet_ms_ = first_quiet_ms;
    std::int64_t not_before_ms_ = 0;
};

}  // namespace branchline::desk
