// The window of the operating system: GLFW, OpenGL and ImGui's backends, and nothing of the desk.
// What is drawn comes as ImGui draw data between begin_frame() and end_frame(); a frame that is
// equal to the one before costs no drawing. One per process, on the main thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

struct GLFWwindow;
struct ImGuiContext;

namespace branchline::window {

// Where the window stands, in pixels of the screen.
struct Place {
    int x = 0;
    int y = 0;
    int width = 0;  // 0: it has never stood anywhere
    int height = 0;
    bool maximized = false;

    friend bool operator==(const Place&, const Place&) = default;
};

// What has come since it was last asked.
struct Happened {
    bool input = false;
    bool damage = false;  // what is on the screen is not ours any more
};

class Display {
  public:
    // Code::io_error with the system's words where there is no display. The window stays invisible
    // until its first frame.
    static Result<std::unique_ptr<Display>> open(const Place& place);
    Display(const Display&) = delete;
    Display& operator=(const Display&) = delete;
    ~Display();

    void wait(std::int64_t at_most_ms);
    Happened take_happened();

    [[nodiscard]] bool is_closing() const;
    [[nodiscard]] bool is_hidden() const;       // nobody can see it
    [[nodiscard]] bool has_input_left() const;  // for the next frame
    [[nodiscard]] bool hands_rest() const;      // on a key or a button of the mouse
    // Of the monitor it is on: pixels for one at scale 1.
    [[nodiscard]] float content_scale() const;
    [[nodiscard]] Place place() const;
    void hide();

    // False: the window has no area now; nothing is to be drawn.
    bool begin_frame();
    // True: the screen shows something new.
    bool end_frame();

    // Ends the wait of the thread of the window; from any thread, while the display is there.
    static void wake();

  private:
    Display();
    Status make_window(const Place& place);
    void make_context();

    GLFWwindow* window_ = nullptr;
    ImGuiContext* context_ = nullptr;
    Happened happened_;
    std::uint64_t shown_ = 0;  // digest of what is on the screen
    bool visible_ = false;
    bool maximize_ = false;
    Place normal_;  // where it stands when it is not maximized
};

}  // namespace branchline::window
