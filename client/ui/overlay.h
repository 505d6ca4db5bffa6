// What floats over the page: popups, flyouts, dialogs, toasts. Whether one is open is the caller's
// state; it is drawn by making it, in the frame in which it is wanted. Windows of ImGui's carry
// them, so that what lies under them is not hovered.
#pragma once

#include <string>
#include <string_view>

#include "ui/canvas.h"

namespace branchline::ui {

// A list under a field, a menu: takes no focus from the field that opened it.
class Popup {
  public:
    Popup(Canvas& canvas, std::string_view id, const Rect& rect, bool takes_focus = false);
    Popup(const Popup&) = delete;
    Popup& operator=(const Popup&) = delete;
    ~Popup();

    [[nodiscard]] const Rect& inside() const { return inside_; }

    [[nodiscard]] bool hovered() const;

  private:
    Canvas& canvas_;
    Rect inside_;
};

// Over everything, with the page dimmed behind it: palette, dialog before destruction. While it
// lives nothing behind it can be reached.
class Modal {
  public:
    Modal(Canvas& canvas, std::string_view id, const Rect& rect);
    Modal(const Modal&) = delete;
    Modal& operator=(const Modal&) = delete;
    ~Modal();

    [[nodiscard]] const Rect& inside() const { return inside_; }

    // A press outside of it.
    [[nodiscard]] bool dismissed() const { return dismissed_; }

  private:
    Canvas& canvas_;
    Rect inside_;
    bool dismissed_ = false;
};

struct ToastLook {
    std::string_view result = {};
    std::string_view meaning = {};
    Icon icon = Icon::check_circle;
    Color icon_color = Color::toast_ok;
    std::string_view undo = {};      // label of its action; empty: none
    std::string_view shortcut = {};  // of the action
};

// `rect`: 64 high. True: its action was pressed.
bool toast(Canvas& canvas, std::string_view id, const Rect& rect, const ToastLook& look);

// A menu of lines: gives the index that was chosen, -1: none. Closes itself (open = false).
struct MenuLine {
    std::string_view label = {};
    std::string_view shortcut = {};
    Icon icon = Icon::none;
    std::string_view objection = {};  // not empty: cannot be chosen, and why
    bool danger = false;
    bool separated = false;  // a line above it
};

int menu(Canvas& canvas, std::string_view id, float left, float top, bool& open,
         const MenuLine* lines, std::size_t count);

}  // namespace branchline::ui
