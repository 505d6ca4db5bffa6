// The program defines two functions of libX11 itself. GLFW is linked dynamically, so it calls
// these; they call the library's and remember what GLFW does not tell.
//
// A key press goes this way: XFilterEvent() says "filtered", the event travels to the input method,
// and either it is used up there (as part of a composition), or it comes back: the same key code
// and the same time, now unfiltered. Text that was committed comes as a press of key code 0.
#include <GLFW/glfw3.h>
#include <X11/Xlib.h>
#include <dlfcn.h>

#include <array>
#include <cstdarg>
#include <string_view>

#include "window/ime.h"

namespace branchline::window {

namespace {

struct LastPress {
    bool taken = false;        // by the input method
    bool handed_back = false;  // it did not want it
    bool repeated = false;     // the finger has rested on it
    bool released = false;     // the finger has left it meanwhile
};

// Of one key code, by what the display server says: GLFW's own record is confused by presses that
// come a second time.
struct Key {
    Time taken_at = 0;
    Time pressed_at = 0;
    bool down = false;
};

struct Ime {
    LastPress last;
    std::array<Key, 256> keys;  // by key code
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

// Gives whether the input method has handed it back.
bool note_press(const XKeyEvent& event, bool filtered) {
    Ime& state = ime();
    if (event.keycode == 0) {  // text that was committed
        state.last = {};
        return false;
    }
    Key& key = state.keys[event.keycode & 0xFF];
    state.last = {};
    state.last.taken = filtered;
    state.last.handed_back = !filtered && key.taken_at == event.time && key.taken_at != 0;
    if (state.last.handed_back) {
        state.last.released = !key.down;
        key.taken_at = 0;
        return true;
    }
    state.last.repeated = key.down;
    key.down = true;
    key.pressed_at = event.time;
    if (filtered) key.taken_at = event.time;
    return false;
}

// One that comes back from the input method may be older than the next press.
void note_release(const XKeyEvent& event) {
    Key& key = ime().keys[event.keycode & 0xFF];
    if (event.time >= key.pressed_at) key.down = false;
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
    const LastPress& last = ime().last;
    if (last.taken) return {};
    if (last.released) return {{GLFW_PRESS, GLFW_RELEASE}, 2};
    return {{last.repeated ? GLFW_REPEAT : GLFW_PRESS}, 1};
}

void set_caret(const Caret& caret) {
    Ime& state = ime();
    const bool other_focus = caret.wanted != state.caret.wanted;
    state.caret = caret;
    if (other_focus) tell_focus();
    if (caret.wanted) tell_spot();
}

void window_was_focused() {
    ime().keys = {};  // what was released elsewhere, nobody has told
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
    using Filter = Bool(XEvent*, Window);
    static Filter* const filter = branchline::window::library_function<Filter>("XFilterEvent");
    const int type = event->type;
    const XKeyEvent before = event->xkey;  // some input methods clear it
    const Bool filtered = filter(event, window);
    if (type == KeyPress && branchline::window::note_press(before, filtered != False)) {
        // GLFW ignores a second press of the same time; one millisecond later it reports it.
        event->xkey.time = before.time + 1;
    }
    if (type == KeyRelease) branchline::window::note_release(before);
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
