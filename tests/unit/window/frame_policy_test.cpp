#include "window/frame_policy.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace branchline::window {

namespace {

// Runs the loop of the window against a clock of its own: waits as told, draws when due.
class Loop {
  public:
    FramePolicy policy;
    std::int64_t now_ms = 1'000'000;
    int frames = 0;

    void run_for(std::int64_t time_ms) {
        const std::int64_t end_ms = now_ms + time_ms;
        while (now_ms < end_ms) {
            const std::int64_t wait = policy.wait_ms(now_ms);
            if (wait > 0) {
                now_ms = std::min(end_ms, now_ms + wait);
                continue;
            }
            policy.drew(now_ms);
            ++frames;
            ++now_ms;  // a frame takes its time
        }
    }

    int frames_in(std::int64_t time_ms) {
        frames = 0;
        run_for(time_ms);
        return frames;
    }

    // Started long ago, and nothing has happened since.
    Loop() {
        policy.touch(now_ms);
        run_for(100'000);
    }
};

}  // namespace

TEST_CASE("an idle window draws at most once a minute") {
    Loop loop;
    CHECK(loop.frames_in(600'000) <= 10);
}

TEST_CASE("input is followed by three frames at once and a few when the mouse has rested") {
    Loop loop;
    loop.policy.touch(loop.now_ms);
    CHECK(loop.policy.wait_ms(loop.now_ms) == 0);
    CHECK(loop.frames_in(100) == 3);
    CHECK(loop.policy.is_settled());
    CHECK(loop.frames_in(1'000) == 3);
    CHECK(loop.frames_in(10'000) == 0);
}

TEST_CASE("a mouse that sends a thousand events a second does not make a thousand frames") {
    Loop loop;
    loop.frames = 0;
    for (int i = 0; i < 1'000; ++i) {
        loop.policy.touch(loop.now_ms);
        loop.run_for(1);
    }
    CHECK(loop.frames <= 126);
    CHECK(loop.frames >= 60);
}

TEST_CASE("while something moves there are sixty frames a second and none after it") {
    Loop loop;
    loop.policy.set_running(true);
    const int frames = loop.frames_in(1'000);
    CHECK(frames >= 55);
    CHECK(frames <= 65);
    CHECK_FALSE(loop.policy.is_settled());
    loop.policy.set_running(false);
    CHECK(loop.frames_in(1'000) <= 1);
}

TEST_CASE("a moment that was announced gets its frame and not a second one") {
    Loop loop;
    const std::int64_t at_ms = loop.now_ms + 5'000;
    loop.policy.set_deadline(at_ms);
    CHECK(loop.frames_in(4'999) == 0);
    CHECK(loop.frames_in(2) == 1);
    CHECK(loop.frames_in(20'000) == 0);
}

TEST_CASE("a caret blinks for ten seconds after the last key and stands still from then on") {
    Loop loop;
    loop.policy.set_typing(true);
    loop.policy.touch(loop.now_ms);
    CHECK(loop.policy.caret_blinks(loop.now_ms + 9'000));
    CHECK_FALSE(loop.policy.caret_blinks(loop.now_ms + 11'000));
    CHECK(loop.frames_in(10'000) >= 20);
    loop.run_for(1'000);
    CHECK(loop.frames_in(30'000) == 0);
}

TEST_CASE("a hidden window draws nothing, whatever happens") {
    Loop loop;
    loop.policy.set_hidden(true);
    loop.policy.set_running(true);
    loop.policy.touch(loop.now_ms);
    CHECK(loop.frames_in(10'000) == 0);
    loop.policy.set_hidden(false);
    CHECK(loop.policy.wait_ms(loop.now_ms) == 0);
}

}  // namespace branchline::window
