#include "ui/overlay.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <cmath>

#include "ui/controls.h"

namespace branchline::ui {

namespace {

constexpr ImGuiWindowFlags floating = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                      ImGuiWindowFlags_NoSavedSettings |
                                      ImGuiWindowFlags_NoScrollWithMouse;

void begin_window(Canvas& canvas, std::string_view id, const Rect& rect, ImGuiWindowFlags flags,
                  bool with_shadow) {
    ImGui::SetNextWindowPos({rect.left, rect.top});
    ImGui::SetNextWindowSize({rect.width(), rect.height()});
    const std::string name = "##float/" + std::string(id) + "/" +
                             std::to_string(ImGui::GetID(id.data(), id.data() + id.size()));
    ImGui::Begin(name.c_str(), nullptr, floating | flags);
    canvas.probe().push(id);
    if (with_shadow) canvas.shadow(rect);
    canvas.fill(rect, Color::panel, 8);
    ImGui::GetWindowDrawList()->PushClipRect({rect.left - 1, rect.top - 1},
                                             {rect.right + 1, rect.bottom + 1}, false);
    canvas.outline(rect, Color::line_field, 8);
    ImGui::GetWindowDrawList()->PopClipRect();
}

}  // namespace

Popup::Popup(Canvas& canvas, std::string_view id, const Rect& rect, bool takes_focus)
    : canvas_(canvas), inside_(rect) {
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    if (inside_.bottom > display.y - canvas.px(8)) {  // no room below: it moves up
        const float up = std::min(inside_.bottom - display.y + canvas.px(8), inside_.top);
        inside_.top -= up;
        inside_.bottom -= up;
    }
    begin_window(
        canvas, id, inside_,
        takes_focus ? 0 : ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNavFocus, true);
    ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
}

Popup::~Popup() {
    canvas_.probe().pop();
    ImGui::End();
}

bool Popup::hovered() const {
    return ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows |
                                  ImGuiHoveredFlags_AllowWhenBlockedByActiveItem |
                                  ImGuiHoveredFlags_AllowWhenBlockedByPopup);
}

Modal::Modal(Canvas& canvas, std::string_view id, const Rect& rect)
    : canvas_(canvas), inside_(rect) {
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(display);
    const std::string behind = "##behind/" + std::string(id);
    ImGui::Begin(behind.c_str(), nullptr,
                 floating | ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav |
                     ImGuiWindowFlags_NoBackground);
    ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
    canvas.fill({0, 0, display.x, display.y}, Color::scrim);
    ImGui::SetCursorScreenPos({0, 0});
    dismissed_ = ImGui::InvisibleButton("outside", display);
    ImGui::End();
    begin_window(canvas, id, rect, 0, true);
    ImGuiWindow* window = ImGui::GetCurrentWindow();
    ImGui::BringWindowToDisplayFront(window);
    if (!ImGui::IsWindowFocused(ImGuiFocusedFlags_ChildWindows)) ImGui::SetWindowFocus();
}

Modal::~Modal() {
    canvas_.probe().pop();
    ImGui::End();
}

namespace {

// True: its action was pressed.
bool draw_toast(Canvas& canvas, const Rect& rect, const ToastLook& look) {
    canvas.shadow(rect);
    canvas.fill(rect, Color::toast, 8);
    if (canvas.theme().dark) canvas.outline(rect, Color::line_field, 8);
    canvas.icon(rect.left + canvas.px(24), rect.mid_y(), look.icon, 16, look.icon_color);
    Rect words = rect;
    words.left += canvas.px(44);
    words.right -= canvas.px(16);
    bool pressed = false;
    if (!look.undo.empty()) {
        const TextStyle action = style::strong.in(Color::toast_link);
        const float caps =
            look.shortcut.empty() ? 0 : canvas.px(8) + canvas.width(style::key_cap, look.shortcut);
        const float x = words.right - caps - canvas.width(action, look.undo);
        pressed = link(canvas, "undo", x, rect.mid_y(), look.undo, action);
        canvas.text_left_of(words.right, rect.mid_y(), style::key_cap.in(Color::toast_muted),
                            look.shortcut);
        words.right = x - canvas.px(16);
    }
    const float apart = look.meaning.empty() ? 0 : canvas.px(9);
    const float half = canvas.px(9);
    const float first = rect.mid_y() - apart;
    canvas.text_in({words.left, first - half, words.right, first + half},
                   style::strong.in(Color::toast_text), look.result);
    const float second = rect.mid_y() + apart + canvas.px(1);
    canvas.text_in({words.left, second - half, words.right, second + half},
                   style::label.in(Color::toast_muted), look.meaning);
    return pressed;
}

}  // namespace

bool toast(Canvas& canvas, std::string_view id, const Rect& rect, const ToastLook& look) {
    ImGui::SetNextWindowPos({rect.left, rect.top});
    ImGui::SetNextWindowSize({rect.width(), rect.height()});
    const std::string name = "##toast/" + std::string(id);
    ImGui::Begin(name.c_str(), nullptr,
                 floating | ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav);
    ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
    bool pressed = false;
    {
        const Canvas::Scope scope(canvas, id);  // ends before its window does
        pressed = draw_toast(canvas, rect, look);
    }
    ImGui::End();
    return pressed;
}

int menu(Canvas& canvas, std::string_view id, float left, float top, bool& open,
         const MenuLine* lines, std::size_t count) {
    if (!open) return -1;
    float width = canvas.px(160);
    float height = canvas.px(8);
    for (std::size_t i = 0; i < count; ++i) {
        const float words = canvas.width(style::body, lines[i].label) +
                            canvas.width(style::key_cap, lines[i].shortcut);
        width = std::max(width, words + canvas.px(72));
        height += canvas.px(28) + (lines[i].separated ? canvas.px(9) : 0);
    }
    const float display = ImGui::GetIO().DisplaySize.x;
    left = std::min(left, display - width - canvas.px(8));
    int chosen = -1;
    Popup popup(canvas, id, {left, top, left + width, top + height}, true);
    Rect rest = popup.inside().inset(0, canvas.px(4));
    for (std::size_t i = 0; i < count; ++i) {
        const MenuLine& line = lines[i];
        if (line.separated) {
            const Rect gap = rest.cut_top(canvas.px(9));
            canvas.horizontal(gap.left + canvas.px(8), gap.right - canvas.px(8), gap.mid_y(),
                              Color::line);
        }
        const Rect row = rest.cut_top(canvas.px(28));
        const std::string name = "line " + std::to_string(i);
        const Touch touched = touch(canvas, name, row);
        const bool can = line.objection.empty();
        if (touched.hovered || touched.focused) canvas.fill(row, can ? Color::sel : Color::hover);
        const Color ink = !can ? Color::disabled : line.danger ? Color::danger : Color::text;
        canvas.icon(row.left + canvas.px(20), row.mid_y(), line.icon, 14,
                    can ? (line.danger ? Color::danger : Color::muted) : Color::disabled);
        canvas.text_in({row.left + canvas.px(36), row.top, row.right - canvas.px(8), row.bottom},
                       style::body.in(ink), line.label);
        canvas.text_left_of(row.right - canvas.px(12), row.mid_y(), style::key_cap.in(Color::hint),
                            line.shortcut);
        if (!can && touched.hovered) {
            ImGui::SetTooltip("%.*s", static_cast<int>(line.objection.size()),
                              line.objection.data());
        }
        if (canvas.probe().records()) {
            canvas.probe().add({Seen::Kind::item,
                                name,
                                std::string(line.label),
                                {},
                                row.left,
                                row.top,
                                row.right,
                                row.bottom,
                                can,
                                touched.focused,
                                std::string(line.objection)});
        }
        if (touched.pressed && can) chosen = static_cast<int>(i);
    }
    const bool outside = ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !popup.hovered() &&
                         !ImGui::IsWindowAppearing();
    if (chosen >= 0 || outside || ImGui::IsKeyPressed(ImGuiKey_Escape)) open = false;
    return chosen;
}

}  // namespace branchline::ui
