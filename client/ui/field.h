// Fields to type in. What is typed goes to the caller's text in every frame, so nothing is lost
// when a screen is left; Esc brings back what stood there when the field was entered.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/canvas.h"

namespace branchline::ui {

struct FieldLook {
    std::string_view label = {};    // above the field
    bool required = false;          // a mark behind the label
    std::string_view hint = {};     // shown while it is empty
    std::string_view unit = {};     // at the right inside: "kg"
    std::string_view error = {};    // under the field, with a red outline
    std::string_view warning = {};  // under the field
    std::string_view note = {};     // under the field, in passing: "Zhou Min, just now"
    Color note_color = Color::info;
    bool read_only = false;  // with a lock
    bool password = false;
    int lines = 1;
    bool focus = false;      // takes the keyboard in this frame
    Icon icon = Icon::none;  // at the left inside
};

struct FieldTouch {
    bool changed = false;  // in this frame
    bool left = false;     // the keyboard went elsewhere: time to validate
    bool active = false;
    bool entered = false;  // Enter was pressed in it
};

// The field alone, as high as `rect`.
FieldTouch text_field(Canvas& canvas, std::string_view id, const Rect& rect, std::string& text,
                      const FieldLook& look);

// Label, field, and what is said under it. `block.top` is where the label begins; gives the bottom.
FieldTouch field_block(Canvas& canvas, std::string_view id, const Rect& block, std::string& text,
                       const FieldLook& look);
[[nodiscard]] float field_block_height(const Canvas& canvas, const FieldLook& look);
// The label and what stands under a field, for fields of other kinds. Gives the field's own place.
Rect field_frame(Canvas& canvas, const Rect& block, const FieldLook& look);

// --- choosing from a list that opens under the field ---

struct PickItem {
    std::string label = {};
    std::string detail = {};  // muted, at the right: number, phone tail
    Icon icon = Icon::none;
};

struct PickState {
    bool open = false;
    std::string typed;
    std::size_t highlighted = 0;
};

struct PickTouch {
    bool chosen = false;
    std::size_t index = 0;  // of the items; items.size() for "create"
    bool cleared = false;
    bool typing = false;  // the list is open: `typed` is what to look for
    bool left = false;
    bool active = false;  // it has the keyboard
};

struct PickListTouch {
    bool chosen = false;
    std::size_t index = 0;
    bool hovered = false;
};

// The list alone, under `field`; it takes no keys.
PickListTouch pick_list(Canvas& canvas, const Rect& field, PickState& state,
                        std::span<const PickItem> items, std::string_view create = {});

// `shown` stands in the field while the list is closed. The list opens by typing, Alt+Down or a
// click; Up and Down move in it, Enter takes, Esc leaves everything as it was. `create`: a last
// line (its label) that stands for making a new one; empty: none.
PickTouch pick_field(Canvas& canvas, std::string_view id, const Rect& rect, PickState& state,
                     std::string_view shown, std::span<const PickItem> items, const FieldLook& look,
                     std::string_view create = {});

}  // namespace branchline::ui
