#include "window/idle_lock.h"

#include <charconv>

namespace branchline::window {

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr int most_minutes = 24 * 60;

}  // namespace

void IdleLock::set_minutes(std::string_view minutes) {
    int number = 0;
    const auto read = std::from_chars(minutes.data(), minutes.data() + minutes.size(), number);
    const bool fits = read.ec == std::errc() && number > 0 && number <= most_minutes;
    after_ms_ = fits ? number * minute_ms : 0;
}

std::optional<std::int64_t> IdleLock::at_ms() const {
    if (!open_ || after_ms_ == 0) return std::nullopt;
    return last_input_ms_ + after_ms_;
}

bool IdleLock::step(std::int64_t now_ms, bool input, bool open) {
    if (open && !open_) last_input_ms_ = now_ms;  // somebody has just opened it
    open_ = open;
    const auto at = at_ms();
    const bool due = at && now_ms >= *at;
    if (due || input) last_input_ms_ = now_ms;
    return due;
}

}  // namespace branchline::window
