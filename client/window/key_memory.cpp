#include "window/key_memory.h"

#include <algorithm>

namespace branchline::window {

namespace {

// A finger that rests makes thirty a second; an input method that is farther behind does not come
// back at all.
constexpr std::size_t most_waiting = 256;

// The display server counts in 32 bits, and begins anew after 50 days.
bool is_after(unsigned long time, unsigned long other) {
    const auto apart = static_cast<std::uint32_t>(time - other);
    return apart != 0 && apart < (std::uint32_t{1} << 31);
}

}  // namespace

bool KeyMemory::has(const Key& key, unsigned long time) {
    return std::ranges::find(key.waiting, time, &Waiting::time) != key.waiting.end();
}

// They come back in the order in which they went: the earlier ones have been used up.
Told KeyMemory::come_back(Key& key, unsigned long time) {
    const auto at = std::ranges::find(key.waiting, time, &Waiting::time);
    const Waiting found = *at;
    key.waiting.erase(key.waiting.begin(), at + 1);
    if (!found.released) return Told::press;
    return found.repeated ? Told::nothing : Told::press_and_release;
}

KeyMemory::Press KeyMemory::press(unsigned code, unsigned long time, bool taken) {
    Key& key = keys_[code & 0xFF];
    Press press{Told::nothing, time};
    if (!taken && has(key, time)) {
        press.told = come_back(key, time);
    } else {
        if (taken) {
            key.waiting.push_back({time, key.down, false});
            if (key.waiting.size() > most_waiting) key.waiting.pop_front();
        } else {
            press.told = Told::press;
        }
        key.down = true;
        key.pressed_at = time;
    }
    // GLFW compares without beginning anew, so it is given a time that is later for it as well.
    if (key.shown_time != 0 && press.time <= key.shown_time) press.time = key.shown_time + 1;
    key.shown_time = press.time;
    return press;
}

// One that comes back may be older than the next press.
void KeyMemory::release(unsigned code, unsigned long time) {
    Key& key = keys_[code & 0xFF];
    for (Waiting& each : key.waiting) {
        if (!is_after(each.time, time)) each.released = true;
    }
    if (!is_after(key.pressed_at, time)) key.down = false;
}

void KeyMemory::leave() {
    for (Key& key : keys_) {
        key.down = false;
        for (Waiting& each : key.waiting) each.released = true;
    }
}

}  // namespace branchline::window
