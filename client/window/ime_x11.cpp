// The program defines two functions of libX11 itself. GLFW is linked dynamically, so it calls
// these; they call the library's and remember what GLFW does not tell.
//
// A key press goes this way: XFilterEvent() says "filtered", the event travels to the input method,
// and either it is used up there (as part of a composition), or it comes back: the same key code
// and the same time, now unfiltered (key_memory.h). Text that was committed comes as a press of key
// code 0.
#include <GLFW/glfw3.h>
#include <X11/Xlib.h>
#include <dlfcn.h>

#include <cstdarg>
#include <string_view>

#include "window/ime.h"
#include "window/key_memory.h"

namespace branchline::window {

namespace {

struct Ime {
    KeyMemory keys;
    Told told = Told::press;  // of the press that GLFW is reporting
    XIC context = nullptr;
    bool over_the_spot = false;  // the candidates follow the caret
    Caret caret;
};

Ime& ime() {
    static Ime the_one;
    return the_one;
}

template <class Function>
Function* library_function(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

void note_press(XKeyEvent& event, unsigned code, Time time, bool filtered) {
    Ime& state = ime();
    state.told = Told::press;
    if (code == 0) return;  // text that was committed
    const KeyMemory::Press press = state.keys.press(code, time, filtered);
    state.told = press.told;
    event.time = press.time;
}

// The base font is never drawn with: candidates are drawn by the input method. A server without
// fonts has none, then the candidates stay in their corner.
XFontSet font_set_of(Display* display) {
    char** missing = nullptr;
    int missing_count = 0;
    char* otherwise = nullptr;
    XFontSet made = XCreateFontSet(display, "fixed,-*-*-medium-r-normal--*-*-*-*-*-*-*-*", &missing,
                                   &missing_count, &otherwise);
    if (missing != nullptr) XFreeStringList(missing);
    return made;
}

void tell_spot() {
    const Ime& state = ime();
    if (state.context == nullptr || !state.over_the_spot) return;
    XPoint spot{static_cast<short>(state.caret.x), static_cast<short>(state.caret.bottom)};
    XVaNestedList list = XVaCreateNestedList(0, XNSpotLocation, &spot, nullptr);
    XSetICValues(state.context, XNPreeditAttributes, list, nullptr);
    XFree(list);
}

// Without a field, keys are commands: an input method would make a composition of them.
void tell_focus() {
    const Ime& state = ime();
    if (state.context == nullptr) return;
    if (state.caret.wanted) {
        XSetICFocus(state.context);
    } else {
        XUnsetICFocus(state.context);
    }
}

}  // namespace

KeyActions own_key_actions(int action) {
    if (action == GLFW_RELEASE) return {{action}, 1};
    switch (ime().told) {
        case Told::nothing:
            return {};
        case Told::press_and_release:
            return {{GLFW_PRESS, GLFW_RELEASE}, 2};
        case Told::press:
            break;
    }
    return {{GLFW_PRESS}, 1};  // ImGui repeats by itself, and takes a second one for the same
}

void set_caret(const Caret& caret) {
    Ime& state = ime();
    const bool other_focus = caret.wanted != state.caret.wanted;
    state.caret = caret;
    if (other_focus) tell_focus();
    if (caret.wanted) tell_spot();
}

void window_was_focused(bool focused) {
    ime().keys.leave();  // what is released elsewhere, nobody tells
    if (!focused) return;
    tell_focus();
    tell_spot();
}

namespace {

// What GLFW asks for, as far as it is used here.
struct Wishes {
    Window client = 0;
    Window focus = 0;
    XIMCallback* on_destroy = nullptr;
    bool understood = true;
    unsigned long style = 0;
};

Wishes wishes_of(std::va_list arguments) {
    Wishes wishes;
    while (const char* name = va_arg(arguments, const char*)) {
        const std::string_view which(name);
        if (which == XNInputStyle) {
            wishes.style = va_arg(arguments, unsigned long);
        } else if (which == XNClientWindow) {
            wishes.client = va_arg(arguments, Window);
        } else if (which == XNFocusWindow) {
            wishes.focus = va_arg(arguments, Window);
        } else if (which == XNDestroyCallback) {
            wishes.on_destroy = va_arg(arguments, XIMCallback*);
        } else {
            wishes.understood = false;
            return wishes;
        }
    }
    return wishes;
}

using CreateContext = XIC(XIM, ...);

// A null pointer for a callback would be called.
XIC create_plain(CreateContext* create, XIM method, const Wishes& wishes) {
    if (wishes.on_destroy == nullptr) {
        return create(method, XNInputStyle, wishes.style, XNClientWindow, wishes.client,
                      XNFocusWindow, wishes.focus, nullptr);
    }
    return create(method, XNInputStyle, wishes.style, XNClientWindow, wishes.client, XNFocusWindow,
                  wishes.focus, XNDestroyCallback, wishes.on_destroy, nullptr);
}

XIC create_over_the_spot(CreateContext* create, XIM method, const Wishes& wishes) {
    const XFontSet fonts = font_set_of(XDisplayOfIM(method));
    if (fonts == nullptr) return nullptr;
    XPoint spot{0, 0};
    XVaNestedList list = XVaCreateNestedList(0, XNSpotLocation, &spot, XNFontSet, fonts, nullptr);
    const unsigned long style = XIMPreeditPosition | XIMStatusNothing;
    XIC made = nullptr;
    if (wishes.on_destroy == nullptr) {
        made = create(method, XNInputStyle, style, XNClientWindow, wishes.client, XNFocusWindow,
                      wishes.focus, XNPreeditAttributes, list, nullptr);
    } else {
        made = create(method, XNInputStyle, style, XNClientWindow, wishes.client, XNFocusWindow,
                      wishes.focus, XNPreeditAttributes, list, XNDestroyCallback, wishes.on_destroy,
                      nullptr);
    }
    XFree(list);
    return made;  // the font set must live as long as the context: as long as the program
}

XIC create_context(XIM method, const Wishes& wishes) {
    static CreateContext* const create = library_function<CreateContext>("XCreateIC");
    Ime& state = ime();
    state.context = wishes.understood ? create_over_the_spot(create, method, wishes) : nullptr;
    state.over_the_spot = state.context != nullptr;
    if (state.context == nullptr) state.context = create_plain(create, method, wishes);
    return state.context;
}

}  // namespace

}  // namespace branchline::window

// The linker exports them because GLFW's library refers to them.
extern "C" {

Bool XFilterEvent(XEvent* event, Window window) {
    using namespace branchline::window;
    using Filter = Bool(XEvent*, Window);
    static Filter* const filter = library_function<Filter>("XFilterEvent");
    const int type = event->type;
    const XKeyEvent before = event->xkey;  // some input methods clear it
    const Bool filtered = filter(event, window);
    if (type == KeyPress) {
        note_press(event->xkey, before.keycode, before.time, filtered != False);
    }
    if (type == KeyRelease) ime().keys.release(before.keycode, before.time);
    return filtered;
}

XIC XCreateIC(XIM method, ...) {
    std::va_list arguments;
    va_start(arguments, method);
    const branchline::window::Wishes wishes = branchline::window::wishes_of(arguments);
    va_end(arguments);
    return branchline::window::create_context(method, wishes);
}
}
