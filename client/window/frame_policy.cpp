#include "window/frame_policy.h"

#include <algorithm>
#include <array>

namespace branchline::window {

namespace {

constexpr int frames_after_touch = 3;
constexpr std::int64_t longest_wait_ms = 60'000;
constexpr std::int64_t shortest_gap_ms = 8;  // a mouse sends more than a screen shows
constexpr std::int64_t running_gap_ms = 16;
constexpr std::int64_t blink_ms = 400;
constexpr std::int64_t blinks_for_ms = 10'000;
// Tooltips come when the mouse has rested for a while (ImGui's delays), with no event for it.
constexpr std::array<std::int64_t, 3> echoes_ms{170, 430, 600};

}  // namespace

void FramePolicy::touch(std::int64_t now_ms) {
    frames_due_ = frames_after_touch;
    last_touch_ms_ = now_ms;
}

bool FramePolicy::caret_blinks(std::int64_t now_ms) const {
    return typing_ && now_ms - last_touch_ms_ < blinks_for_ms;
}

std::int64_t FramePolicy::next_ms() const {
    if (frames_due_ > 0) return last_frame_ms_ + shortest_gap_ms;
    if (running_) return last_frame_ms_ + running_gap_ms;
    std::int64_t next = last_frame_ms_ + longest_wait_ms;
    for (const std::int64_t echo : echoes_ms) {
        if (last_frame_ms_ < last_touch_ms_ + echo) {
            next = std::min(next, last_touch_ms_ + echo);
        }
    }
    if (typing_ && last_frame_ms_ - last_touch_ms_ < blinks_for_ms) {
        next = std::min(next, last_frame_ms_ + blink_ms);
    }
    // A moment that was there already in the last frame is no reason for another.
    if (deadline_ms_ && *deadline_ms_ > last_frame_ms_) next = std::min(next, *deadline_ms_);
    return std::max(next, last_frame_ms_ + shortest_gap_ms);
}

std::int64_t FramePolicy::wait_ms(std::int64_t now_ms) const {
    if (hidden_) return longest_wait_ms;
    return std::clamp<std::int64_t>(next_ms() - now_ms, 0, longest_wait_ms);
}

void FramePolicy::drew(std::int64_t now_ms) {
    last_frame_ms_ = now_ms;
    if (frames_due_ > 0) --frames_due_;
}

}  // namespace branchline::window
