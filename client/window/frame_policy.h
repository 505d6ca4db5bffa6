// When the window draws. Nothing is drawn unless something has happened: input, a result of other
// threads, a moment that was announced. After each of these a few frames follow, because some
// things settle only in the second or third (popups, sizes that depend on content). Pure: times are
// milliseconds of any steady clock.
#pragma once

#include <cstdint>
#include <optional>

namespace branchline::window {

class FramePolicy {
  public:
    // Input has come, or a result.
    void touch(std::int64_t now_ms);

    // The picture moves by itself, or hands rest on keys or mouse (their repetition is ours).
    void set_running(bool running) { running_ = running; }

    // Nobody can see the window.
    void set_hidden(bool hidden) { hidden_ = hidden; }

    // A field is typed in: its caret blinks, for a while.
    void set_typing(bool typing) { typing_ = typing; }

    // The picture changes at that moment (a toast goes, the clock's minute); none: never.
    void set_deadline(std::optional<std::int64_t> at_ms) { deadline_ms_ = at_ms; }

    // How long to wait for events before the next frame; 0: it is due.
    [[nodiscard]] std::int64_t wait_ms(std::int64_t now_ms) const;
    void drew(std::int64_t now_ms);

    [[nodiscard]] bool caret_blinks(std::int64_t now_ms) const;

    // Nothing follows by itself: what is shown now is what it comes to.
    [[nodiscard]] bool is_settled() const { return frames_due_ == 0 && !running_; }

  private:
    [[nodiscard]] std::int64_t next_ms() const;

    std::int64_t last_frame_ms_ = 0;
    std::int64_t last_touch_ms_ = 0;
    std::optional<std::int64_t> deadline_ms_;
    int frames_due_ = 0;
    bool running_ = false;
    bool hidden_ = false;
    bool typing_ = false;
};

}  // namespace branchline::window
