// Input methods on X11 (Chinese, Japanese, Korean), where GLFW falls short of them: it reports keys
// that the input method has taken, so that a Backspace meant for a composition deletes text that is
// committed, and it leaves the window of candidates in a corner. The library's own calls to X pass
// through here on their way (ime_x11.cpp); nothing else is needed but these three calls.
//
// This is one file so that it can go when GLFW can do it. On the thread of the window.
#pragma once

#include <array>
#include <cstddef>

namespace branchline::window {

// Where text is being typed, in pixels of the window.
struct Caret {
    bool wanted = false;  // some field takes text: keys may go to the input method
    float x = 0;
    float bottom = 0;

    friend bool operator==(const Caret&, const Caret&) = default;
};

// What GLFW's callback for keys shall make of an action of it: nothing where the input method has
// taken the key; press and release where it has given it back after the finger had left it.
struct KeyActions {
    std::array<int, 2> actions{};
    std::size_t count = 0;

    [[nodiscard]] const int* begin() const { return actions.data(); }

    [[nodiscard]] const int* end() const { return actions.data() + count; }
};

KeyActions own_key_actions(int action);

void set_caret(const Caret& caret);

// The window has the keyboard, or has it no more. GLFW gives it to the input method as well, wanted
// or not.
void window_was_focused(bool focused);

}  // namespace branchline::window
