// What can be pressed or read at a glance: buttons, chips, check boxes, tabs, meters, key caps.
// Every control is given its place; keys, mouse and the probe work alike. Ids are names of what it
// does, never its label, which changes with the language.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "ui/canvas.h"

namespace branchline::ui {

// What an item of ours knows about mouse, keys and focus.
struct Touch {
    bool pressed = false;
    bool hovered = false;
    bool held = false;
    bool focused = false;  // by the keyboard, and shown
    bool doubled = false;  // pressed twice
};

// The behaviour under every control: an item with this id at this place.
Touch touch(Canvas& canvas, std::string_view id, const Rect& rect, bool tab_stop = true);

enum class ButtonKind : std::uint8_t { primary, secondary, ghost, danger };

struct ButtonLook {
    std::string_view label = {};
    Icon icon = Icon::none;
    std::string_view shortcut = {};
    ButtonKind kind = ButtonKind::secondary;
    // Not empty: it cannot be pressed now, and this is why. It stays reachable by keyboard.
    std::string_view objection = {};
};

[[nodiscard]] float button_width(const Canvas& canvas, const ButtonLook& look);
bool button(Canvas& canvas, std::string_view id, const Rect& rect, const ButtonLook& look);
// As wide as it needs, cut off the right or left side of `row`, centred in its height.
bool button_right(Canvas& canvas, std::string_view id, Rect& row, const ButtonLook& look);
bool button_left(Canvas& canvas, std::string_view id, Rect& row, const ButtonLook& look);
// A square of 28 with an icon; `name` is its tooltip.
bool icon_button(Canvas& canvas, std::string_view id, const Rect& rect, Icon icon,
                 std::string_view name, Color color = Color::muted);

// Underlined when it is looked at; gives whether it was pressed.
bool link(Canvas& canvas, std::string_view id, float x, float mid_y, std::string_view label,
          const TextStyle& style = style::label.in(Color::link));

enum class Checked : std::uint8_t { no, yes, some };
bool check(Canvas& canvas, std::string_view id, float mid_x, float mid_y, Checked checked,
           std::string_view name = {});
// A box with its word at the right.
bool check_line(Canvas& canvas, std::string_view id, const Rect& rect, bool checked,
                std::string_view label);
bool radio_line(Canvas& canvas, std::string_view id, const Rect& rect, bool chosen,
                std::string_view label);

// State as icon and word; on a soft ground in heads and banners, bare in lists.
void state_chip(Canvas& canvas, float left, float mid_y, Icon icon, std::string_view word,
                Color color);
[[nodiscard]] float state_chip_width(const Canvas& canvas, std::string_view word);
void state_word(Canvas& canvas, const Rect& rect, Icon icon, std::string_view word, Color color);

enum class ChipTouch : std::uint8_t { none, edit, remove };
// A condition of the filter bar: name muted, value in link colour, a cross.
ChipTouch filter_chip(Canvas& canvas, std::string_view id, Rect& row, std::string_view name,
                      std::string_view value);

struct Tab {
    std::string_view id = {};
    std::string_view label = {};
    std::int64_t count = -1;  // shown behind it; -1: none
};

// A strip of words with a line under the active one. Gives the tab that was pressed, or `active`.
std::size_t tabs(Canvas& canvas, std::string_view id, const Rect& row, std::span<const Tab> tabs,
                 std::size_t active);
// The same as words on a grey ground, for a choice within a block.
std::size_t segments(Canvas& canvas, std::string_view id, Rect& row, std::span<const Tab> choices,
                     std::size_t active);

void key_cap(Canvas& canvas, float right, float mid_y, std::string_view keys);
[[nodiscard]] float key_cap_width(const Canvas& canvas, std::string_view keys);
void count_badge(Canvas& canvas, float right, float mid_y, std::int64_t count, Color color);
// 0…1 of the track; `mark` is the limit, < 0: none.
void meter(Canvas& canvas, const Rect& rect, float part, float mark, Color color);
// One Han character or two letters on a muted ground that goes by the name.
void avatar(Canvas& canvas, float mid_x, float mid_y, float size, std::string_view name);
// What is so, why or what next, and a button (its label empty: none).
bool empty_state(Canvas& canvas, std::string_view id, const Rect& rect, Icon icon,
                 std::string_view what, std::string_view why, std::string_view next);

}  // namespace branchline::ui
