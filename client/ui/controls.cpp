#include "ui/controls.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <array>
#include <cmath>

#include "ui/text.h"

namespace branchline::ui {

namespace {

constexpr float button_height = 28;
constexpr float side_padding = 12;
constexpr float button_radius = 5;

ImRect box_of(const Rect& rect) { return {rect.left, rect.top, rect.right, rect.bottom}; }

void tell(Canvas& canvas, Seen::Kind kind, std::string_view id, std::string_view label,
          const Rect& rect, const Touch& touch, std::string_view objection = {},
          std::string value = {}) {
    if (!canvas.probe().records()) return;
    canvas.probe().add({kind, std::string(id), std::string(label), std::move(value), rect.left,
                        rect.top, rect.right, rect.bottom, objection.empty(), touch.focused,
                        std::string(objection)});
}

void say_on_hover(const Touch& touch, std::string_view text) {
    if (touch.hovered && !text.empty() &&
        ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip | ImGuiHoveredFlags_AllowWhenDisabled)) {
        ImGui::SetTooltip("%.*s", static_cast<int>(text.size()), text.data());
    }
}

struct ButtonColors {
    Color ground;
    Color edge;
    Color text;
    Color icon;
    bool bare = false;  // no ground, no edge
};

ButtonColors colors_of(const ButtonLook& look, const Touch& touch) {
    if (!look.objection.empty()) {
        return {Color::win, Color::line, Color::disabled, Color::disabled};
    }
    switch (look.kind) {
        case ButtonKind::primary: {
            const Color ground = touch.hovered ? Color::accent_fill_hover : Color::accent_fill;
            return {ground, ground, Color::on_accent, Color::on_accent};
        }
        case ButtonKind::danger:
            return {touch.hovered ? Color::danger_ground : Color::panel, Color::line_field,
                    Color::danger, Color::danger};
        case ButtonKind::ghost:
            return {Color::hover, Color::hover, Color::muted, Color::muted, !touch.hovered};
        case ButtonKind::secondary:
            break;
    }
    return {touch.hovered ? Color::hover : Color::panel, Color::line_field, Color::text,
            Color::muted};
}

}  // namespace

Touch touch(Canvas& canvas, std::string_view id, const Rect& rect, bool tab_stop) {
    const ImGuiID item = ImGui::GetID(id.data(), id.data() + id.size());
    const ImRect box = box_of(rect);
    Touch made;
    if (!tab_stop) ImGui::PushItemFlag(ImGuiItemFlags_NoTabStop, true);
    const bool there = ImGui::ItemAdd(box, item);
    if (!tab_stop) ImGui::PopItemFlag();
    if (!there) return made;
    made.pressed = ImGui::ButtonBehavior(box, item, &made.hovered, &made.held);
    made.doubled = made.hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
    made.focused = ImGui::GetCurrentContext()->NavId == item && canvas.shows_focus();
    return made;
}

float button_width(const Canvas& canvas, const ButtonLook& look) {
    float width = 2 * canvas.px(side_padding);
    if (look.icon != Icon::none) {
        width += canvas.px(16) + (look.label.empty() ? 0 : canvas.px(6));
    }
    width += canvas.width(style::strong, look.label);
    if (!look.shortcut.empty()) {
        width += canvas.px(10) + canvas.width(style::key_cap, look.shortcut);
    }
    const float step = canvas.px(4);
    return std::ceil(width / step) * step;
}

bool button(Canvas& canvas, std::string_view id, const Rect& rect, const ButtonLook& look) {
    const Touch touched = touch(canvas, id, rect);
    const ButtonColors colors = colors_of(look, touched);
    if (!colors.bare) {
        canvas.fill(rect, colors.ground, button_radius);
        if (colors.edge != colors.ground) canvas.outline(rect, colors.edge, button_radius);
    }
    float x = rect.left + canvas.px(side_padding);
    if (look.icon != Icon::none) {
        canvas.icon(x + canvas.px(8), rect.mid_y(), look.icon, 16, colors.icon);
        x += canvas.px(16) + canvas.px(6);
    }
    canvas.text(x, rect.mid_y(), style::strong.in(colors.text), look.label);
    if (!look.shortcut.empty()) {
        const bool filled = look.kind == ButtonKind::primary && look.objection.empty();
        canvas.text_left_of(rect.right - canvas.px(side_padding), rect.mid_y(),
                            style::key_cap.in(filled ? Color::on_accent : Color::hint),
                            look.shortcut);
    }
    if (touched.focused) canvas.focus_ring(rect, button_radius);
    say_on_hover(touched, look.objection);
    tell(canvas, Seen::Kind::button, id, look.label, rect, touched, look.objection,
         look.kind == ButtonKind::primary ? "main" : "");
    return touched.pressed && look.objection.empty();
}

bool button_right(Canvas& canvas, std::string_view id, Rect& row, const ButtonLook& look) {
    Rect rect = row.cut_right(button_width(canvas, look));
    row.right -= canvas.px(8);
    const float height = canvas.px(button_height);
    rect.top = std::round(rect.mid_y() - height / 2);
    rect.bottom = rect.top + height;
    return button(canvas, id, rect, look);
}

bool button_left(Canvas& canvas, std::string_view id, Rect& row, const ButtonLook& look) {
    Rect rect = row.cut_left(button_width(canvas, look));
    row.left += canvas.px(8);
    const float height = canvas.px(button_height);
    rect.top = std::round(rect.mid_y() - height / 2);
    rect.bottom = rect.top + height;
    return button(canvas, id, rect, look);
}

bool icon_button(Canvas& canvas, std::string_view id, const Rect& rect, Icon icon,
                 std::string_view name, Color color) {
    const Touch touched = touch(canvas, id, rect);
    if (touched.hovered) canvas.fill(rect, Color::hover, button_radius);
    canvas.icon(rect.mid_x(), rect.mid_y(), icon, 16, color);
    if (touched.focused) canvas.focus_ring(rect, button_radius);
    say_on_hover(touched, name);
    tell(canvas, Seen::Kind::button, id, name, rect, touched);
    return touched.pressed;
}

bool link(Canvas& canvas, std::string_view id, float x, float mid_y, std::string_view label,
          const TextStyle& style) {
    const float half = canvas.px(10);
    const Rect rect{x, mid_y - half, x + canvas.width(style, label), mid_y + half};
    const Touch touched = touch(canvas, id, rect);
    canvas.text(x, mid_y, style, label);
    if (touched.hovered) {
        canvas.horizontal(rect.left, rect.right, mid_y + canvas.px(7), style.color);
        ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    }
    if (touched.focused) canvas.focus_ring(rect, 3);
    tell(canvas, Seen::Kind::button, id, label, rect, touched);
    return touched.pressed;
}

namespace {

void check_box(Canvas& canvas, float mid_x, float mid_y, Checked checked, const Touch& touched) {
    const float half = canvas.px(7);
    const Rect box{std::round(mid_x - half), std::round(mid_y - half), std::round(mid_x + half),
                   std::round(mid_y + half)};
    if (checked == Checked::no) {
        canvas.fill(box, Color::input, 3);
        canvas.outline(box, Color::line_strong, 3);
    } else {
        canvas.fill(box, Color::accent_fill, 3);
        canvas.icon(mid_x, mid_y, checked == Checked::yes ? Icon::check_lg : Icon::dash_lg, 10,
                    Color::on_accent);
    }
    if (touched.focused) canvas.focus_ring(box, 3);
}

}  // namespace

bool check(Canvas& canvas, std::string_view id, float mid_x, float mid_y, Checked checked,
           std::string_view name) {
    const float half = canvas.px(10);
    const Rect rect{mid_x - half, mid_y - half, mid_x + half, mid_y + half};
    const Touch touched = touch(canvas, id, rect, false);
    check_box(canvas, mid_x, mid_y, checked, touched);
    say_on_hover(touched, name);
    tell(canvas, Seen::Kind::check, id, name, rect, touched, {},
         checked == Checked::yes ? "yes" : "no");
    return touched.pressed;
}

bool check_line(Canvas& canvas, std::string_view id, const Rect& rect, bool checked,
                std::string_view label) {
    const Touch touched = touch(canvas, id, rect);
    check_box(canvas, rect.left + canvas.px(8), rect.mid_y(), checked ? Checked::yes : Checked::no,
              touched);
    Rect words = rect;
    words.left += canvas.px(24);
    canvas.text_in(words, style::body, label);
    tell(canvas, Seen::Kind::check, id, label, rect, touched, {}, checked ? "yes" : "no");
    return touched.pressed;
}

bool radio_line(Canvas& canvas, std::string_view id, const Rect& rect, bool chosen,
                std::string_view label) {
    const Touch touched = touch(canvas, id, rect);
    const float x = rect.left + canvas.px(8);
    canvas.disc(x, rect.mid_y(), 7, chosen ? Color::accent_fill : Color::input);
    if (chosen) {
        canvas.disc(x, rect.mid_y(), 3, Color::on_accent);
    } else {
        canvas.ring(x, rect.mid_y(), 6.5F, Color::line_strong, 1);
    }
    Rect words = rect;
    words.left += canvas.px(24);
    canvas.text_in(words, style::body, label);
    if (touched.focused) canvas.focus_ring(rect, 4);
    tell(canvas, Seen::Kind::check, id, label, rect, touched, {}, chosen ? "yes" : "no");
    return touched.pressed;
}

float state_chip_width(const Canvas& canvas, std::string_view word) {
    return canvas.px(8 + 12 + 5 + 8) + canvas.width(style::chip, word);
}

void state_chip(Canvas& canvas, float left, float mid_y, Icon icon, std::string_view word,
                Color color) {
    const float half = canvas.px(10);
    const Rect rect{left, std::round(mid_y - half), left + state_chip_width(canvas, word),
                    std::round(mid_y + half)};
    const Color ground = ground_of(color);
    canvas.fill(rect, ground == Color::panel ? Color::sel_blur : ground, 4);
    canvas.icon(left + canvas.px(8 + 6), mid_y, icon, 12, color);
    canvas.text(left + canvas.px(8 + 12 + 5), mid_y, style::chip.in(color), word);
}

void state_word(Canvas& canvas, const Rect& rect, Icon icon, std::string_view word, Color color) {
    canvas.icon(rect.left + canvas.px(7), rect.mid_y(), icon, 14, color);
    Rect words = rect;
    words.left += canvas.px(20);
    canvas.text_in(words, style::body, word);
}

ChipTouch filter_chip(Canvas& canvas, std::string_view id, Rect& row, std::string_view name,
                      std::string_view value) {
    const Canvas::Scope scope(canvas, id);
    const TextStyle name_style{13, Weight::regular, Color::muted};
    const TextStyle value_style{13, Weight::medium, Color::link};
    const float name_width = canvas.width(name_style, name);
    const float width = canvas.px(10 + 8 + 26) + name_width + canvas.width(value_style, value);
    Rect rect = row.cut_left(width);
    row.left += canvas.px(8);
    const float half = canvas.px(13);
    rect = {rect.left, std::round(rect.mid_y() - half), rect.right,
            std::round(rect.mid_y() + half)};
    Rect cross = rect;
    cross.left = cross.right - canvas.px(24);
    Rect words = rect;
    words.right = cross.left;
    const Touch edit = touch(canvas, "edit", words);
    const Touch remove = touch(canvas, "remove", cross);
    canvas.fill(rect, Color::info_ground, button_radius);
    canvas.outline(rect, Color::accent, button_radius, 0.35F);
    canvas.text(rect.left + canvas.px(10), rect.mid_y(), name_style, name);
    canvas.text(rect.left + canvas.px(10 + 8) + name_width, rect.mid_y(), value_style, value);
    canvas.icon(cross.mid_x() - canvas.px(2), cross.mid_y(), Icon::x_lg, 10,
                remove.hovered ? Color::text : Color::muted);
    if (edit.focused) canvas.focus_ring(words, button_radius);
    if (remove.focused) canvas.focus_ring(cross, button_radius);
    tell(canvas, Seen::Kind::chip, "edit", name, words, edit, {}, std::string(value));
    tell(canvas, Seen::Kind::button, "remove", name, cross, remove);
    return remove.pressed ? ChipTouch::remove : edit.pressed ? ChipTouch::edit : ChipTouch::none;
}

std::size_t tabs(Canvas& canvas, std::string_view id, const Rect& row, std::span<const Tab> tabs,
                 std::size_t active) {
    const Canvas::Scope scope(canvas, id);
    std::size_t chosen = active;
    float x = row.left;
    for (std::size_t i = 0; i < tabs.size(); ++i) {
        const bool on = i == active;
        const TextStyle style = on ? style::strong : style::body.in(Color::muted);
        const float width = canvas.width(style, tabs[i].label);
        const std::string count = tabs[i].count < 0 ? "" : std::to_string(tabs[i].count);
        const float count_width =
            count.empty() ? 0 : canvas.px(6) + canvas.width(style::label, count);
        const Rect rect{x, row.top, x + width + count_width, row.bottom};
        const Touch touched = touch(canvas, tabs[i].id, rect);
        canvas.text(x, rect.mid_y(), touched.hovered ? style.in(Color::text) : style,
                    tabs[i].label);
        canvas.text(x + width + canvas.px(6), rect.mid_y(), style::label.in(Color::hint), count);
        if (on) {
            canvas.fill({x, row.bottom - canvas.px(2), x + width, row.bottom}, Color::accent);
        }
        if (touched.focused) canvas.focus_ring(rect.inset(-canvas.px(4), canvas.px(4)), 3);
        tell(canvas, Seen::Kind::tab, tabs[i].id, tabs[i].label, rect, touched, {},
             on ? "active" : "");
        if (touched.pressed) chosen = i;
        x = rect.right + canvas.px(24);
    }
    return chosen;
}

std::size_t segments(Canvas& canvas, std::string_view id, Rect& row, std::span<const Tab> choices,
                     std::size_t active) {
    const Canvas::Scope scope(canvas, id);
    std::size_t chosen = active;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const bool on = i == active;
        const TextStyle style = on ? style::strong : style::body.in(Color::muted);
        const std::string count = choices[i].count < 0 ? "" : std::to_string(choices[i].count);
        const float word = canvas.width(style, choices[i].label);
        const float more = count.empty() ? 0 : canvas.px(6) + canvas.width(style::label, count);
        Rect rect = row.cut_left(word + more + 2 * canvas.px(10));
        const float half = canvas.px(14);
        rect = {rect.left, std::round(rect.mid_y() - half), rect.right,
                std::round(rect.mid_y() + half)};
        const Touch touched = touch(canvas, choices[i].id, rect);
        if (on) canvas.fill(rect, Color::sel_blur, button_radius);
        canvas.text(rect.left + canvas.px(10), rect.mid_y(), style, choices[i].label);
        canvas.text(rect.left + canvas.px(10) + word + canvas.px(6), rect.mid_y(),
                    style::label.in(Color::hint), count);
        if (touched.focused) canvas.focus_ring(rect, button_radius);
        tell(canvas, Seen::Kind::tab, choices[i].id, choices[i].label, rect, touched, {},
             on ? "active" : "");
        if (touched.pressed) chosen = i;
    }
    return chosen;
}

float key_cap_width(const Canvas& canvas, std::string_view keys) {
    return canvas.width(style::key_cap, keys) + canvas.px(12);
}

void key_cap(Canvas& canvas, float right, float mid_y, std::string_view keys) {
    const float half = canvas.px(9);
    const Rect rect{std::round(right - key_cap_width(canvas, keys)), std::round(mid_y - half),
                    std::round(right), std::round(mid_y + half)};
    canvas.fill(rect, Color::panel, 4);
    canvas.outline(rect, Color::line, 4);
    canvas.text(rect.left + canvas.px(6), mid_y, style::key_cap, keys);
}

void count_badge(Canvas& canvas, float right, float mid_y, std::int64_t count, Color color) {
    const std::string text = std::to_string(count);
    const float width = canvas.width(style::chip, text) + canvas.px(12);
    const float half = canvas.px(9);
    canvas.fill({right - width, mid_y - half, right, mid_y + half}, ground_of(color), 9);
    canvas.text(right - width + canvas.px(6), mid_y, style::chip.in(color), text);
}

void meter(Canvas& canvas, const Rect& rect, float part, float mark, Color color) {
    const float half = canvas.px(3);
    const float y = std::round(rect.mid_y());
    canvas.fill({rect.left, y - half, rect.right, y + half}, Color::sel_blur, 3);
    const float filled = rect.left + rect.width() * std::clamp(part, 0.0F, 1.0F);
    if (filled > rect.left) canvas.fill({rect.left, y - half, filled, y + half}, color, 3);
    if (mark >= 0) {
        const float x = rect.left + rect.width() * std::clamp(mark, 0.0F, 1.0F);
        canvas.vertical(x, y - canvas.px(6), y + canvas.px(6), Color::text);
    }
}

void avatar(Canvas& canvas, float mid_x, float mid_y, float size, std::string_view name) {
    constexpr std::array<unsigned, 5> grounds{
        IM_COL32(0x5B, 0x67, 0x7A, 255), IM_COL32(0x6B, 0x5A, 0x86, 255),
        IM_COL32(0x4C, 0x73, 0x6B, 255), IM_COL32(0x86, 0x5F, 0x55, 255),
        IM_COL32(0x50, 0x6E, 0x93, 255)};
    unsigned sum = 0;
    for (const char c : name) sum = sum * 31 + static_cast<unsigned char>(c);
    canvas.list()->AddCircleFilled({mid_x, mid_y}, canvas.px(size) / 2,
                                   grounds[sum % grounds.size()]);
    std::string letters;
    if (!name.empty()) {
        letters = std::string(name.substr(0, next_character(name, 0)));
        const std::size_t blank = name.find(' ');
        if (letters.size() == 1 && blank != std::string_view::npos && blank + 1 < name.size()) {
            letters += name.substr(blank + 1, 1);
        }
    }
    const TextStyle look{size > 22 ? 12 : 10, Weight::semibold, Color::on_accent};
    canvas.text(mid_x - canvas.width(look, letters) / 2, mid_y, look, letters);
}

bool empty_state(Canvas& canvas, std::string_view id, const Rect& rect, Icon icon,
                 std::string_view what, std::string_view why, std::string_view next) {
    const float x = rect.mid_x();
    float y = std::max(rect.top + canvas.px(24), rect.top + rect.height() * 0.35F);
    canvas.icon(x, y, icon, 28, Color::hint);
    y += canvas.px(36);
    canvas.text_in({rect.left, y - canvas.px(12), rect.right, y + canvas.px(12)}, style::strong,
                   what, Align::middle);
    y += canvas.px(24);
    canvas.text_in({rect.left, y - canvas.px(10), rect.right, y + canvas.px(10)}, style::label, why,
                   Align::middle);
    if (next.empty()) return false;
    const ButtonLook look{next};
    const float width = button_width(canvas, look);
    y += canvas.px(20);
    return button(canvas, id, {x - width / 2, y, x + width / 2, y + canvas.px(28)}, look);
}

}  // namespace branchline::ui
