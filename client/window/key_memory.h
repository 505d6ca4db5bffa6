// What becomes of a key press that an input method may take. The display server tells every press;
// the input method either uses it up, or hands it back later, with the same key code and time,
// while the next press of the same key may be on its way already. So every press is remembered
// until it comes back or a later one does. Pure: times are the display server's, in milliseconds.
#pragma once

#include <array>
#include <cstdint>
#include <deque>

namespace branchline::window {

// What the window shall make of a press.
enum class Told : std::uint8_t {
    nothing,  // the input method has it, or the finger has only rested on the key
    press,
    press_and_release  // the finger has left it meanwhile
};

class KeyMemory {
  public:
    struct Press {
        Told told = Told::press;
        // For GLFW, which drops a press that is not later than the last one it saw of the key.
        unsigned long time = 0;
    };

    // `taken`: the input method wants to see it first.
    Press press(unsigned code, unsigned long time, bool taken);
    // Also one that comes back from the input method.
    void release(unsigned code, unsigned long time);
    // Another window has the keyboard: it sees the fingers leave.
    void leave();

  private:
    struct Waiting {
        unsigned long time = 0;
        bool repeated = false;  // the finger had been resting on it
        bool released = false;
    };

    // Of one key, by what the display server says: GLFW's own record is confused by presses that
    // come a second time.
    struct Key {
        std::deque<Waiting> waiting;  // oldest first; those that were used up go with the next
        unsigned long pressed_at = 0;
        unsigned long shown_time = 0;  // the last that GLFW saw
        bool down = false;
    };

    static Told come_back(Key& key, unsigned long time);
    [[nodiscard]] static bool has(const Key& key, unsigned long time);

    std::array<Key, 256> keys_;  // by key code
};

}  // namespace branchline::window
