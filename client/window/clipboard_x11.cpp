#include <GLFW/glfw3.h>
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <imgui.h>
#include <poll.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ui/tsv.h"
#include "window/clipboard.h"

namespace branchline::window {

namespace {

constexpr const char* whole_cells = "application/x-libreoffice-tsvc";
constexpr std::chrono::milliseconds patience{500};
constexpr long most_bytes = 64L * 1024 * 1024;

// A connection of its own: nothing that arrives here is missed by GLFW, and nothing of GLFW's is
// taken from it.
class Asking {
  public:
    Asking() : display_(XOpenDisplay(nullptr)) {
        if (display_ == nullptr) return;
        window_ = XCreateSimpleWindow(display_, DefaultRootWindow(display_), 0, 0, 1, 1, 0, 0, 0);
        XSelectInput(display_, window_, PropertyChangeMask);
        clipboard_ = XInternAtom(display_, "CLIPBOARD", False);
        property_ = XInternAtom(display_, "BRANCHLINE_CLIPBOARD", False);
    }

    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;

    ~Asking() {
        if (display_ != nullptr) XCloseDisplay(display_);
    }

    // Null: nobody, or no display.
    [[nodiscard]] Window owner() const {
        return display_ == nullptr ? None : XGetSelectionOwner(display_, clipboard_);
    }

    std::optional<std::string> text_as(const char* target) {
        if (display_ == nullptr) return std::nullopt;
        end_ = std::chrono::steady_clock::now() + patience;
        XConvertSelection(display_, clipboard_, XInternAtom(display_, target, False), property_,
                          window_, CurrentTime);
        XEvent event;
        if (!wait_for(SelectionNotify, event) || event.xselection.property == None) {
            return std::nullopt;
        }
        Atom type = None;
        std::string text = take(type);
        if (type != XInternAtom(display_, "INCR", False)) return text;
        return in_pieces();
    }

  private:
    // Each piece comes when the one before has been taken; an empty one is the end.
    std::optional<std::string> in_pieces() {
        std::string text;
        XEvent event;
        while (wait_for(PropertyNotify, event)) {
            const bool piece =
                event.xproperty.atom == property_ && event.xproperty.state == PropertyNewValue;
            if (!piece) continue;
            Atom type = None;
            const std::string part = take(type);
            if (part.empty()) return text;
            text += part;
            end_ = std::chrono::steady_clock::now() + patience;
        }
        return std::nullopt;
    }

    std::string take(Atom& type) {
        int format = 0;
        unsigned long count = 0;
        unsigned long left = 0;
        unsigned char* bytes = nullptr;
        XGetWindowProperty(display_, window_, property_, 0, most_bytes / 4, True, AnyPropertyType,
                           &type, &format, &count, &left, &bytes);
        std::string text;
        if (format == 8) text.assign(reinterpret_cast<const char*>(bytes), count);
        if (bytes != nullptr) XFree(bytes);
        return text;
    }

    bool wait_for(int kind, XEvent& event) {
        for (;;) {
            if (XCheckTypedWindowEvent(display_, window_, kind, &event) != 0) return true;
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                end_ - std::chrono::steady_clock::now());
            if (left.count() <= 0) return false;
            pollfd something{ConnectionNumber(display_), POLLIN, 0};
            poll(&something, 1, static_cast<int>(left.count()));
        }
    }

    Display* display_;
    Window window_ = None;
    Atom clipboard_ = None;
    Atom property_ = None;
    std::chrono::steady_clock::time_point end_;
};

// Who had the clipboard when we had put something there: GLFW, for as long as it is the same.
Window& ours() {
    static Window window = None;
    return window;
}

void put_text(ImGuiContext*, const char* text) {
    glfwSetClipboardString(nullptr, text);
    ours() = Asking().owner();
}

std::string without_blanks(std::string_view text) {
    std::string made;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) > ' ') made += c;
    }
    return made;
}

// Calc gives the cells in the encoding of its locale, which may lack letters that the plain text
// has. One cell alone may go into any text, so without its quotes. Nothing: they are not better.
std::optional<std::string> better_than(std::string_view plain, std::string cells) {
    const ui::TextTable table = ui::read_tsv(cells);
    std::string said;
    for (const std::vector<std::string>& row : table) {
        for (const std::string& cell : row) said += cell;
    }
    if (without_blanks(said) != without_blanks(plain)) return std::nullopt;
    const bool alone = table.size() == 1 && table.front().size() == 1;
    return alone ? table.front().front() : std::move(cells);
}

const char* text_there(ImGuiContext*) {
    static std::string text;
    const char* plain = glfwGetClipboardString(nullptr);
    Asking asking;
    const Window owner = asking.owner();
    if (plain == nullptr || owner == None || owner == ours()) return plain;
    auto cells = asking.text_as(whole_cells);
    auto better = cells ? better_than(plain, *std::move(cells)) : std::nullopt;
    if (!better) return plain;
    text = *std::move(better);
    return text.c_str();
}

}  // namespace

void use_system_clipboard() {
    ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    platform.Platform_SetClipboardTextFn = put_text;
    platform.Platform_GetClipboardTextFn = text_there;
}

}  // namespace branchline::window
