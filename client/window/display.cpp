#include "window/display.h"

#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>

#include "base/ensure.h"
#include "window/clipboard.h"
#include "window/draw_digest.h"
#include "window/ime.h"
#include "window/key_events.h"

// Of the backend, offered to others without a header.
ImGuiKey ImGui_ImplGlfw_KeyToImGuiKey(int keycode, int scancode);

namespace branchline::window {

namespace {

constexpr int first_width = 1440;
constexpr int first_height = 900;
constexpr int least_width = 640;
constexpr int least_height = 400;

// GLFW tells why by a callback only.
std::string& last_complaint() {
    static std::string text;
    return text;
}

Happened& happened_of(GLFWwindow* window) {
    return *static_cast<Happened*>(glfwGetWindowUserPointer(window));
}

// These are set before ImGui's backend sets its own, which call them.
void watch_input(GLFWwindow* window) {
    glfwSetWindowFocusCallback(window, [](GLFWwindow* on, int focused) {
        happened_of(on).input = true;
        window_was_focused(focused != 0);
    });
    glfwSetCursorEnterCallback(window, [](GLFWwindow* on, int) { happened_of(on).input = true; });
    glfwSetCursorPosCallback(window,
                             [](GLFWwindow* on, double, double) { happened_of(on).input = true; });
    glfwSetMouseButtonCallback(window,
                               [](GLFWwindow* on, int, int, int) { happened_of(on).input = true; });
    glfwSetScrollCallback(window,
                          [](GLFWwindow* on, double, double) { happened_of(on).input = true; });
    glfwSetCharCallback(window, [](GLFWwindow* on, unsigned) { happened_of(on).input = true; });
}

// Letters by what stands on the key, all others by where it lies.
ImGuiKey key_of(int key, int scancode) {
    const bool on_keypad = key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_EQUAL;
    const char* name = on_keypad ? nullptr : glfwGetKeyName(key, scancode);
    if (name != nullptr && name[0] >= 'a' && name[0] <= 'z' && name[1] == 0) {
        return static_cast<ImGuiKey>(ImGuiKey_A + (name[0] - 'a'));
    }
    return ImGui_ImplGlfw_KeyToImGuiKey(key, scancode);
}

// What is held when the key is down or up: `mods` is from before it.
int mods_with(int mods, int key, bool down) {
    const auto with = [&](int mod, int left, int right) {
        if (key == left || key == right) mods = down ? mods | mod : mods & ~mod;
    };
    with(GLFW_MOD_CONTROL, GLFW_KEY_LEFT_CONTROL, GLFW_KEY_RIGHT_CONTROL);
    with(GLFW_MOD_SHIFT, GLFW_KEY_LEFT_SHIFT, GLFW_KEY_RIGHT_SHIFT);
    with(GLFW_MOD_ALT, GLFW_KEY_LEFT_ALT, GLFW_KEY_RIGHT_ALT);
    with(GLFW_MOD_SUPER, GLFW_KEY_LEFT_SUPER, GLFW_KEY_RIGHT_SUPER);
    return mods;
}

ImGuiKeyChord chord_of(int mods) {
    ImGuiKeyChord chord = ImGuiMod_None;
    const auto add = [&](int mod, ImGuiKey held) {
        if ((mods & mod) != 0) chord |= held;
    };
    add(GLFW_MOD_CONTROL, ImGuiMod_Ctrl);
    add(GLFW_MOD_SHIFT, ImGuiMod_Shift);
    add(GLFW_MOD_ALT, ImGuiMod_Alt);
    add(GLFW_MOD_SUPER, ImGuiMod_Super);
    return chord;
}

// As ImGui's backend does it, with two differences: what the input method has taken does not come
// here, and what was held with a key is told by its own event. When the key comes back from the
// input method late, the fingers may have left both.
void take_key(GLFWwindow* on, int key, int scancode, int action, int mods) {
    happened_of(on).input = true;
    const KeyActions own = own_key_actions(action);
    for (const int each : own) {
        const bool down = each == GLFW_PRESS;
        tell_key(key_of(key, scancode), down, chord_of(mods_with(mods, key, down)));
    }
    if (own.count > 1) tell_nothing_held();
}

void watch_window(GLFWwindow* window) {
    const auto note_input = [](GLFWwindow* on) { happened_of(on).input = true; };
    glfwSetWindowRefreshCallback(window, [](GLFWwindow* on) { happened_of(on).damage = true; });
    glfwSetFramebufferSizeCallback(window,
                                   [](GLFWwindow* on, int, int) { happened_of(on).damage = true; });
    glfwSetWindowContentScaleCallback(
        window, [](GLFWwindow* on, float, float) { happened_of(on).damage = true; });
    glfwSetWindowIconifyCallback(window,
                                 [](GLFWwindow* on, int) { happened_of(on).damage = true; });
    glfwSetWindowCloseCallback(window, note_input);
    // In place of the one of ImGui's backend.
    glfwSetKeyCallback(window, take_key);
}

void show_caret(ImGuiContext*, ImGuiViewport*, ImGuiPlatformImeData* data) {
    set_caret({data->WantVisible, data->InputPos.x, data->InputPos.y + data->InputLineHeight});
}

// On some monitor there must be enough of it to be taken hold of.
bool can_be_seen(const Place& place) {
    int count = 0;
    GLFWmonitor** monitors = glfwGetMonitors(&count);
    constexpr int grip = 64;
    return std::any_of(monitors, monitors + count, [&](GLFWmonitor* each) {
        int x = 0;
        int y = 0;
        int width = 0;
        int height = 0;
        glfwGetMonitorWorkarea(each, &x, &y, &width, &height);
        return place.x + place.width >= x + grip && place.x + grip <= x + width &&
               place.y >= y - grip && place.y + grip <= y + height;
    });
}

}  // namespace

Display::Display() = default;

Result<std::unique_ptr<Display>> Display::open(const Place& place) {
    glfwSetErrorCallback([](int, const char* words) { last_complaint() = words; });
    if (glfwInit() != GLFW_TRUE) return refuse(Code::io_error, "display", last_complaint());
    std::unique_ptr<Display> made(new Display());
    if (Status done = made->make_window(place); !done) return refuse(done.error());
    made->make_context();
    return made;
}

Status Display::make_window(const Place& place) {
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 0);
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    const bool known = place.width > 0 && can_be_seen(place);
    // A place that is kept is kept in pixels; a new one grows with the monitor.
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, known ? GLFW_FALSE : GLFW_TRUE);
    glfwWindowHintString(GLFW_X11_CLASS_NAME, "branchline");
    glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "branchline");
    const int width = known ? std::max(place.width, least_width) : first_width;
    const int height = known ? std::max(place.height, least_height) : first_height;
    window_ = glfwCreateWindow(width, height, "Branchline", nullptr, nullptr);
    if (window_ == nullptr) return refuse(Code::io_error, "display", last_complaint());
    glfwSetWindowSizeLimits(window_, least_width, least_height, GLFW_DONT_CARE, GLFW_DONT_CARE);
    if (known) glfwSetWindowPos(window_, place.x, place.y);
    maximize_ = known && place.maximized;
    normal_ = place;
    glfwSetWindowUserPointer(window_, &happened_);
    return {};
}

void Display::make_context() {
    glfwMakeContextCurrent(window_);
    glfwSwapInterval(1);
    context_ = ImGui::CreateContext();
    ImGui::SetCurrentContext(context_);
    watch_input(window_);
    ENSURE(ImGui_ImplGlfw_InitForOpenGL(window_, true));
    watch_window(window_);
    ENSURE(ImGui_ImplOpenGL3_Init("#version 130"));
    ImGui::GetPlatformIO().Platform_SetImeDataFn = show_caret;
    use_system_clipboard();
}

// The text that was copied last goes to the clipboard's keeper in glfwTerminate(), if there is one.
Display::~Display() {
    if (context_ != nullptr) {
        ImGui_ImplOpenGL3_Shutdown();
        ImGui_ImplGlfw_Shutdown();
        ImGui::DestroyContext(context_);
    }
    if (window_ != nullptr) glfwDestroyWindow(window_);
    glfwTerminate();
}

void Display::wait(std::int64_t at_most_ms) {
    if (at_most_ms <= 0) {
        glfwPollEvents();
    } else {
        glfwWaitEventsTimeout(static_cast<double>(at_most_ms) / 1000.0);
    }
}

Happened Display::take_happened() {
    const Happened taken = happened_;
    happened_ = {};
    if (taken.damage) shown_ = 0;
    return taken;
}

bool Display::is_closing() const { return glfwWindowShouldClose(window_) != 0; }

bool Display::is_hidden() const {
    return visible_ && glfwGetWindowAttrib(window_, GLFW_ICONIFIED) != 0;
}

// ImGui takes one change of a key a frame.
bool Display::has_input_left() const { return !context_->InputEventsQueue.empty(); }

bool Display::hands_rest() const {
    const ImGuiIO& io = ImGui::GetIO();
    if (std::any_of(std::begin(io.MouseDown), std::end(io.MouseDown),
                    [](bool down) { return down; }))
        return true;
    for (int key = ImGuiKey_NamedKey_BEGIN; key < ImGuiKey_GamepadStart; ++key) {
        if (ImGui::IsKeyDown(static_cast<ImGuiKey>(key))) return true;
    }
    return false;
}

float Display::content_scale() const {
    int width = 0;
    int pixels = 0;
    glfwGetWindowSize(window_, &width, nullptr);
    glfwGetFramebufferSize(window_, &pixels, nullptr);
    if (pixels > width) return 1;  // Wayland: the frame is magnified already
    float scale = 1;
    glfwGetWindowContentScale(window_, &scale, nullptr);
    return std::clamp(scale, 1.0F, 4.0F);
}

Place Display::place() const {
    Place place = normal_;
    place.maximized = glfwGetWindowAttrib(window_, GLFW_MAXIMIZED) != 0;
    if (!place.maximized && !is_hidden()) {
        glfwGetWindowPos(window_, &place.x, &place.y);
        glfwGetWindowSize(window_, &place.width, &place.height);
    }
    return place;
}

void Display::hide() { glfwHideWindow(window_); }

bool Display::begin_frame() {
    int width = 0;
    int height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    if (width <= 0 || height <= 0) return false;
    normal_ = place();
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    ImGui::NewFrame();
    return true;
}

bool Display::end_frame() {
    ImGui::Render();
    ImDrawData* data = ImGui::GetDrawData();
    const std::uint64_t digest = digest_of(*data) | 1U;
    if (digest == shown_ && !has_new_textures(*data)) return false;
    shown_ = digest;
    int width = 0;
    int height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    glViewport(0, 0, width, height);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(data);
    glfwSwapBuffers(window_);
    if (!visible_) {
        visible_ = true;
        glfwShowWindow(window_);
        if (maximize_) glfwMaximizeWindow(window_);
        // What was drawn before it was shown may be lost.
        shown_ = 0;
    }
    return true;
}

void Display::wake() { glfwPostEmptyEvent(); }

}  // namespace branchline::window
