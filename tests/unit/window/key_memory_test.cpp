#include "window/key_memory.h"

#include <doctest/doctest.h>

namespace branchline::window {

namespace {

constexpr unsigned back_space = 22;
constexpr unsigned letter = 38;

// GLFW's own test, with its width.
bool glfw_takes(unsigned long time, unsigned long last) {
    const unsigned long apart = time - last;
    return apart == time || (apart > 0 && apart < (1UL << 31));
}

}  // namespace

TEST_CASE("without an input method a press is a press") {
    KeyMemory keys;
    CHECK(keys.press(letter, 100, false).told == Told::press);
    keys.release(letter, 110);
    CHECK(keys.press(letter, 120, false).told == Told::press);
}

TEST_CASE("a press is told when it comes back, with what the finger has done since") {
    KeyMemory keys;
    CHECK(keys.press(letter, 100, true).told == Told::nothing);
    CHECK(keys.press(letter, 100, false).told == Told::press);
    keys.release(letter, 150);
    CHECK(keys.press(letter, 200, true).told == Told::nothing);
    keys.release(letter, 210);
    CHECK(keys.press(letter, 200, false).told == Told::press_and_release);
}

TEST_CASE("a second press on its way does not cost the first") {
    KeyMemory keys;
    keys.press(back_space, 100, true);
    keys.release(back_space, 110);
    keys.press(back_space, 120, true);
    const KeyMemory::Press first = keys.press(back_space, 100, false);
    CHECK(first.told == Told::press_and_release);
    keys.release(back_space, 110);  // that of the first comes back, too
    const KeyMemory::Press second = keys.press(back_space, 120, false);
    CHECK(second.told == Told::press);
    CHECK(glfw_takes(first.time, 120));
    CHECK(glfw_takes(second.time, first.time));
    keys.release(back_space, 300);
    const KeyMemory::Press third = keys.press(back_space, 301, true);
    CHECK(glfw_takes(third.time, second.time));
}

TEST_CASE("two presses within a millisecond are two") {
    KeyMemory keys;
    keys.press(back_space, 100, true);
    keys.release(back_space, 100);
    const KeyMemory::Press again = keys.press(back_space, 100, true);
    keys.release(back_space, 100);
    CHECK(again.told == Told::nothing);
    CHECK(keys.press(back_space, 100, false).told == Told::press_and_release);
    CHECK(keys.press(back_space, 100, false).told == Told::press_and_release);
}

TEST_CASE("what the input method has used up is never told, and hinders nothing") {
    KeyMemory keys;
    for (unsigned long time = 100; time < 1'000; time += 10) {
        keys.press(letter, time, true);
        keys.release(letter, time + 5);
    }
    keys.press(letter, 2'000, true);
    CHECK(keys.press(letter, 2'000, false).told == Told::press);
    keys.release(letter, 2'005);
    // An older one cannot come back any more: what has its time is another press.
    keys.press(letter, 3'000, true);
    CHECK(keys.press(letter, 3'000, false).told == Told::press);
}

TEST_CASE("a resting finger is one press, however late its repetitions come back") {
    KeyMemory keys;
    keys.press(back_space, 100, true);
    for (unsigned long time = 600; time < 700; time += 30) keys.press(back_space, time, true);
    keys.release(back_space, 700);
    CHECK(keys.press(back_space, 100, false).told == Told::press_and_release);
    for (unsigned long time = 600; time < 700; time += 30) {
        CHECK(keys.press(back_space, time, false).told == Told::nothing);
    }
}

TEST_CASE("a repetition after the composition is used up counts while the finger rests") {
    KeyMemory keys;
    keys.press(back_space, 100, true);
    keys.press(back_space, 600, true);
    keys.press(back_space, 630, true);
    CHECK(keys.press(back_space, 630, false).told == Told::press);
}

TEST_CASE("nothing stays pressed when another window takes the keyboard") {
    KeyMemory keys;
    keys.press(letter, 100, true);
    keys.press(back_space, 100, false);
    keys.leave();
    CHECK(keys.press(letter, 100, false).told == Told::press_and_release);
    // Not the repetition of a finger that has left long ago.
    keys.press(back_space, 5'000, true);
    keys.release(back_space, 5'010);
    CHECK(keys.press(back_space, 5'000, false).told == Told::press_and_release);
}

TEST_CASE("the display server's clock may begin anew") {
    KeyMemory keys;
    const KeyMemory::Press last = keys.press(letter, 0xFFFF'FFF0UL, false);
    keys.release(letter, 0xFFFF'FFF8UL);
    const KeyMemory::Press next = keys.press(letter, 5, true);
    CHECK(glfw_takes(next.time, last.time));
    keys.release(letter, 9);
    const KeyMemory::Press back = keys.press(letter, 5, false);
    CHECK(back.told == Told::press_and_release);
    CHECK(glfw_takes(back.time, next.time));
}

TEST_CASE("memory for presses is bounded") {
    KeyMemory keys;
    for (unsigned long time = 1; time <= 100'000; ++time) {
        keys.press(letter, time, true);
        keys.release(letter, time);
    }
    CHECK(keys.press(letter, 100'000, false).told == Told::press_and_release);
    // Out of memory: as if it were new.
    CHECK(keys.press(letter, 10, false).told == Told::press);
}

}  // namespace branchline::window
