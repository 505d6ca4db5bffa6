// When a window locks by itself: after a time without a hand on it, also while nobody sees it or
// the machine sleeps. Who comes back after that time finds it locked, though his own hand has woken
// it. Pure: times are milliseconds of a clock that goes on while the machine sleeps.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace branchline::window {

class IdleLock {
  public:
    explicit IdleLock(std::int64_t now_ms) : last_input_ms_(now_ms) {}

    // As the setting says it: minutes; "0" or nonsense: never.
    void set_minutes(std::string_view minutes);

    // In every round of the loop. True: lock now.
    bool step(std::int64_t now_ms, bool input, bool open);

    // When that will be, if no hand comes; nothing: never.
    [[nodiscard]] std::optional<std::int64_t> at_ms() const;

  private:
    std::int64_t last_input_ms_;
    std::int64_t after_ms_ = 0;  // 0: never
    bool open_ = false;
};

}  // namespace branchline::window
