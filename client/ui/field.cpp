#include "ui/field.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <cmath>

#include "ui/controls.h"
#include "ui/forget.h"
#include "ui/growing_text.h"
#include "ui/overlay.h"

namespace branchline::ui {

namespace {

constexpr float label_height = 20;
constexpr float under_height = 20;

Color edge_of(const FieldLook& look) {
    if (!look.error.empty()) return Color::danger;
    return look.warning.empty() ? Color::line_field : Color::warn;
}

void draw_ground(Canvas& canvas, const Rect& rect, const FieldLook& look) {
    canvas.fill(rect, look.read_only ? Color::win : Color::input, 4);
    if (look.read_only) return;
    canvas.outline(rect, edge_of(look), 4);
    if (look.error.empty() && look.warning.empty()) {
        canvas.horizontal(rect.left + canvas.px(3), rect.right - canvas.px(3),
                          rect.bottom - canvas.px(1), Color::line_strong);
    }
}

void draw_inside(Canvas& canvas, const Rect& rect, const FieldLook& look) {
    if (look.read_only) {
        canvas.icon(rect.right - canvas.px(14), rect.mid_y(), Icon::lock, 13, Color::hint);
    } else if (!look.unit.empty()) {
        canvas.text_left_of(rect.right - canvas.px(8), rect.mid_y(), style::label.in(Color::hint),
                            look.unit);
    }
    if (look.icon != Icon::none) {
        canvas.icon(rect.left + canvas.px(16), rect.mid_y(), look.icon, 16, Color::muted);
    }
}

struct Inner {
    bool edited = false;
    bool active = false;
    bool left = false;
    bool entered = false;
};

// ImGui throws away the letters that come in the frame in which Tab, or the program, brings the
// keyboard to a field. Who types fast would lose the first one: for as long as this lives they are
// out of its sight, and then they are the first that comes in the next frame.
class LettersAtArrival {
  public:
    explicit LettersAtArrival(ImGuiID item) : all_(*ImGui::GetCurrentContext()) {
        const bool arrives = all_.NavActivateId == item && all_.ActiveId != item;
        if (arrives) letters_.swap(all_.IO.InputQueueCharacters);
    }

    LettersAtArrival(const LettersAtArrival&) = delete;
    LettersAtArrival& operator=(const LettersAtArrival&) = delete;

    ~LettersAtArrival() {
        for (int i = letters_.Size; i-- > 0;) {
            ImGuiInputEvent event;
            event.Type = ImGuiInputEventType_Text;
            event.Source = ImGuiInputSource_Keyboard;
            event.EventId = all_.InputEventsNextEventId++;
            event.Text.Char = letters_[i];
            all_.InputEventsQueue.insert(all_.InputEventsQueue.begin(), event);
        }
    }

  private:
    ImGuiContext& all_;
    ImVector<ImWchar> letters_;
};

// ImGui's own field without any ground: ours is drawn before it.
Inner input(Canvas& canvas, std::string_view id, const Rect& rect, std::string& text,
            const FieldLook& look) {
    const float size = Fonts::size_of(14 * canvas.scale());
    const float left = canvas.px(look.icon != Icon::none ? 32 : 8);
    const float line = look.lines > 1 ? canvas.px(6) : (rect.height() - size) / 2;
    ImGui::PushFont(canvas.fonts().face(Weight::regular, false), size);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(left, line));
    ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 0);
    ImGui::PushStyleColor(ImGuiCol_FrameBg, 0);
    ImGui::PushStyleColor(ImGuiCol_FrameBgHovered, 0);
    ImGui::PushStyleColor(ImGuiCol_FrameBgActive, 0);
    if (look.read_only) ImGui::PushStyleColor(ImGuiCol_Text, canvas.color(Color::muted));
    ImGui::SetCursorScreenPos({rect.left, rect.top});
    ImGuiInputTextFlags flags = ImGuiInputTextFlags_CallbackResize;
    if (look.read_only) flags |= ImGuiInputTextFlags_ReadOnly;
    if (look.password) flags |= ImGuiInputTextFlags_Password;
    if (look.focus) ImGui::SetKeyboardFocusHere();
    const std::string name = "###" + std::string(id);
    // An active field has a copy of its own: what the caller has changed (copied, taken back, come
    // from elsewhere) would be written over by it.
    const ImGuiID item = ImGui::GetID(name.c_str());
    ImGuiInputTextState* own =
        ImGui::GetActiveID() == item ? ImGui::GetInputTextState(item) : nullptr;
    if (own != nullptr && own->TextA.Data != nullptr && text != own->TextA.Data) {
        own->ReloadUserBufAndMoveToEnd();
    }
    const std::string hint(look.hint);
    const std::size_t before = text.size();
    text.reserve(before + 1);
    Inner inner;
    const LettersAtArrival kept(item);
    const SecretBefore before_it;
    if (look.lines > 1) {
        inner.edited =
            ImGui::InputTextMultiline(name.c_str(), text.data(), text.capacity() + 1,
                                      {rect.width(), rect.height()}, flags, grow_text, &text);
    } else {
        ImGui::SetNextItemWidth(rect.width() - (look.unit.empty() ? 0 : canvas.px(20)));
        inner.entered = ImGui::InputTextWithHint(
            name.c_str(), hint.c_str(), text.data(), text.capacity() + 1,
            flags | ImGuiInputTextFlags_EnterReturnsTrue, grow_text, &text);
        inner.edited = ImGui::IsItemEdited();
    }
    inner.active = ImGui::IsItemActive();
    inner.left = ImGui::IsItemDeactivated();
    if (look.read_only) ImGui::PopStyleColor();
    ImGui::PopStyleColor(3);
    ImGui::PopStyleVar(2);
    ImGui::PopFont();
    return inner;
}

void tell_field(Canvas& canvas, std::string_view id, const Rect& rect, std::string_view text,
                const FieldLook& look, bool active) {
    if (!canvas.probe().records()) return;
    canvas.probe().add({Seen::Kind::field, std::string(id), std::string(look.label),
                        look.password ? std::string() : std::string(text), rect.left, rect.top,
                        rect.right, rect.bottom, !look.read_only, active, std::string(look.error)});
}

}  // namespace

FieldTouch text_field(Canvas& canvas, std::string_view id, const Rect& rect, std::string& text,
                      const FieldLook& look) {
    draw_ground(canvas, rect, look);
    const Inner inner = input(canvas, id, rect, text, look);
    draw_inside(canvas, rect, look);
    const bool on = ImGui::IsItemFocused() && canvas.shows_focus();
    if ((inner.active && !look.read_only) || on) canvas.focus_ring(rect, 4);
    tell_field(canvas, id, rect, text, look, inner.active);
    return {inner.edited, inner.left, inner.active, inner.entered};
}

float field_block_height(const Canvas& canvas, const FieldLook& look) {
    const float field = canvas.px(look.lines > 1 ? static_cast<float>(20 * look.lines + 12) : 28);
    const bool under = !look.error.empty() || !look.warning.empty() || !look.note.empty();
    return canvas.px(look.label.empty() ? 0 : label_height) + field +
           (under ? canvas.px(under_height) : 0);
}

Rect field_frame(Canvas& canvas, const Rect& block, const FieldLook& look) {
    Rect field = block;
    field.bottom =
        field.top + canvas.px(label_height) * 2;  // however high the block was said to be
    if (!look.label.empty()) {
        const Rect label = field.cut_top(canvas.px(label_height));
        const float y = label.top + canvas.px(8);
        Rect words{label.left, y - canvas.px(8), label.right - canvas.px(10), y + canvas.px(8)};
        canvas.text_in(words, style::label, look.label);
        if (look.required) {
            const float end =
                std::min(words.left + canvas.width(style::label, look.label), words.right);
            canvas.text(end + canvas.px(4), y, style::label.in(Color::danger), "*");
        }
    }
    field.bottom =
        field.top + canvas.px(look.lines > 1 ? static_cast<float>(20 * look.lines + 12) : 28);
    const auto under = [&](std::string_view words, Icon icon, Color color) {
        const float y = field.bottom + canvas.px(11);
        canvas.icon(field.left + canvas.px(6), y, icon, 12, color);
        canvas.text_in(
            {field.left + canvas.px(18), y - canvas.px(8), field.right, y + canvas.px(8)},
            style::label.in(color), words);
    };
    if (!look.error.empty()) {
        under(look.error, Icon::x_circle, Color::danger);
    } else if (!look.warning.empty()) {
        under(look.warning, Icon::exclamation_triangle, Color::warn);
    } else if (!look.note.empty()) {
        under(look.note, Icon::info_circle, look.note_color);
    }
    return field;
}

FieldTouch field_block(Canvas& canvas, std::string_view id, const Rect& block, std::string& text,
                       const FieldLook& look) {
    return text_field(canvas, id, field_frame(canvas, block, look), text, look);
}

namespace {

constexpr float item_height = 28;
constexpr std::size_t items_shown = 9;

}  // namespace

PickListTouch pick_list(Canvas& canvas, const Rect& field, PickState& state,
                        std::span<const PickItem> items, std::string_view create) {
    const std::size_t lines = items.size() + (create.empty() ? 0 : 1);
    const float height =
        canvas.px(8) +
        canvas.px(item_height) * static_cast<float>(std::clamp<std::size_t>(lines, 1, items_shown));
    PickListTouch made;
    Popup popup(canvas, "choices",
                {field.left, field.bottom + canvas.px(2), field.right,
                 field.bottom + canvas.px(2) + height});
    Rect rest = popup.inside().inset(0, canvas.px(4));
    made.hovered = popup.hovered();
    if (lines == 0) {
        canvas.text_in(rest.inset(canvas.px(10), 0), style::secondary,
                       canvas.say({"没有匹配的记录", "Nothing matches"}));
        return made;
    }
    const std::size_t first =
        state.highlighted < items_shown ? 0 : state.highlighted - items_shown + 1;
    for (std::size_t i = first; i < std::min(lines, first + items_shown); ++i) {
        const Rect row = rest.cut_top(canvas.px(item_height));
        const std::string name = "item " + std::to_string(i);
        const Touch touched = touch(canvas, name, row, false);
        if (touched.hovered && ImGui::GetIO().MouseDelta.y != 0) state.highlighted = i;
        if (i == state.highlighted) canvas.fill(row, Color::sel);
        const bool is_create = i == items.size();
        const PickItem made_new{std::string(create), {}, Icon::plus_lg};
        const PickItem& item = is_create ? made_new : items[i];
        Rect words = row.inset(canvas.px(10), 0);
        if (item.icon != Icon::none) {
            canvas.icon(words.left + canvas.px(7), words.mid_y(), item.icon, 14, Color::muted);
            words.left += canvas.px(22);
        }
        const float detail = canvas.width(style::label, item.detail);
        if (detail > 0) {
            canvas.text_left_of(words.right, words.mid_y(), style::label.in(Color::hint),
                                item.detail);
            words.right -= detail + canvas.px(12);
        }
        canvas.text_in(words, is_create ? style::body.in(Color::link) : style::body, item.label);
        if (canvas.probe().records()) {
            canvas.probe().add({Seen::Kind::item, name, item.label, item.detail, row.left, row.top,
                                row.right, row.bottom, true, i == state.highlighted});
        }
        if (touched.pressed) made = {true, i, true};
    }
    return made;
}

PickTouch pick_field(Canvas& canvas, std::string_view id, const Rect& rect, PickState& state,
                     std::string_view shown, std::span<const PickItem> items, const FieldLook& look,
                     std::string_view create) {
    const Canvas::Scope scope(canvas, id);
    PickTouch made;
    const std::size_t lines = items.size() + (create.empty() ? 0 : 1);
    std::string text = state.open ? state.typed : std::string(shown);
    FieldLook inner = look;
    if (!look.read_only && look.unit.empty()) inner.unit = " ";
    const FieldTouch touched = text_field(canvas, "text", rect, text, inner);
    made.active = touched.active;
    if (!look.read_only) {
        canvas.icon(rect.right - canvas.px(14), rect.mid_y(), Icon::chevron_down, 12, Color::muted);
    }
    const bool clicked = ImGui::IsItemClicked();
    if (look.read_only) return made;
    const auto key = [](ImGuiKey which) { return ImGui::IsKeyPressed(which, true); };
    if (touched.changed) {
        if (!state.open) state.highlighted = 0;
        state.open = true;
        state.typed = text;
        state.highlighted = 0;
        made.cleared = text.empty();
    } else if (!state.open && touched.active &&
               (clicked || (ImGui::GetIO().KeyAlt && key(ImGuiKey_DownArrow)))) {
        state = {true, {}, 0};
    }
    // Enter, Esc and Tab take the keyboard from the field in the frame in which they are pressed.
    if (state.open && (touched.active || touched.entered || touched.left)) {
        if (key(ImGuiKey_DownArrow) && lines > 0) {
            state.highlighted = std::min(state.highlighted + 1, lines - 1);
        }
        if (key(ImGuiKey_UpArrow) && state.highlighted > 0) --state.highlighted;
        const bool takes = touched.entered || (key(ImGuiKey_Tab) && !state.typed.empty());
        if (takes && lines > 0) {
            made.chosen = true;
            made.index = std::min(state.highlighted, lines - 1);
        }
        if (key(ImGuiKey_Escape)) state = {};
    }
    if (state.open) {
        const PickListTouch list = pick_list(canvas, rect, state, items, create);
        if (list.chosen) {
            made.chosen = true;
            made.index = list.index;
        }
        if (touched.left && !list.hovered) made.left = true;
        const bool elsewhere = !touched.active && !list.hovered && !touched.changed;
        if (made.chosen || elsewhere) state = {};
        made.typing = state.open;
    } else {
        made.left = touched.left;
    }
    return made;
}

}  // namespace branchline::ui
