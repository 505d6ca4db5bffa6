#include "ui/style.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <cmath>

#include "ui/fonts.h"
#include "ui/theme.h"

namespace branchline::ui {

namespace {

ImVec4 vector_of(Rgba color, float part = 1) {
    return {static_cast<float>(color.red) / 255.0F, static_cast<float>(color.green) / 255.0F,
            static_cast<float>(color.blue) / 255.0F,
            static_cast<float>(color.alpha) / 255.0F * part};
}

void set_measures(ImGuiStyle& style) {
    style.WindowPadding = {0, 0};
    style.WindowBorderSize = 0;
    style.WindowRounding = 0;
    style.ChildBorderSize = 0;
    style.PopupRounding = 8;
    style.PopupBorderSize = 1;
    style.FramePadding = {8, 5.5F};
    style.FrameRounding = 4;
    style.FrameBorderSize = 1;
    style.CellPadding = {8, 5.5F};
    style.ItemSpacing = {8, 8};
    style.ItemInnerSpacing = {8, 4};
    style.ScrollbarSize = 12;
    style.ScrollbarRounding = 6;
    style.GrabMinSize = 24;
    style.GrabRounding = 4;
    style.DisabledAlpha = 1;
    style.HoverDelayNormal = 0.4F;
    style.SeparatorTextBorderSize = 1;
}

void set_colors(ImGuiStyle& style, const Theme& theme) {
    const auto set = [&](ImGuiCol which, Color color, float part = 1) {
        style.Colors[which] = vector_of(theme[color], part);
    };
    const ImVec4 nothing{0, 0, 0, 0};
    for (ImVec4& color : style.Colors) color = nothing;
    set(ImGuiCol_Text, Color::text);
    set(ImGuiCol_TextDisabled, Color::hint);
    set(ImGuiCol_PopupBg, Color::panel);
    set(ImGuiCol_Border, Color::line_field);
    set(ImGuiCol_FrameBg, Color::input);
    set(ImGuiCol_FrameBgHovered, Color::input);
    set(ImGuiCol_FrameBgActive, Color::input);
    set(ImGuiCol_ScrollbarGrab, Color::line_strong, 0.4F);
    set(ImGuiCol_ScrollbarGrabHovered, Color::line_strong, 0.7F);
    set(ImGuiCol_ScrollbarGrabActive, Color::line_strong);
    set(ImGuiCol_CheckMark, Color::accent);
    set(ImGuiCol_TextSelectedBg, Color::accent, 0.3F);
    set(ImGuiCol_InputTextCursor, Color::accent);
    set(ImGuiCol_Header, Color::sel);
    set(ImGuiCol_HeaderHovered, Color::hover);
    set(ImGuiCol_HeaderActive, Color::sel);
    set(ImGuiCol_Separator, Color::line);
    set(ImGuiCol_ModalWindowDimBg, Color::scrim);
    style.Colors[ImGuiCol_NavCursor] = nothing;  // ours is drawn by the controls
}

}  // namespace

void apply_style(const Theme& theme, const Fonts& fonts, float scale) {
    ImGuiStyle style;
    set_measures(style);
    set_colors(style, theme);
    style.ScaleAllSizes(scale);
    style.FrameBorderSize = style.PopupBorderSize = std::fmax(1.0F, std::round(scale));
    style.FontSizeBase = Fonts::size_of(14 * scale);
    ImGui::GetStyle() = style;
    ImGuiIO& io = ImGui::GetIO();
    io.FontDefault = fonts.face(Weight::regular, false);
    io.IniFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    io.ConfigNavEscapeClearFocusItem = false;
    io.ConfigNavCursorVisibleAlways = true;  // or the first Tab would only show where one is
    io.ConfigErrorRecoveryEnableTooltip = false;
    // The one thing of ImGui's own that says "tool for programmers": its list of windows.
    ImGuiContext& context = *ImGui::GetCurrentContext();
    context.ConfigNavWindowingKeyNext = context.ConfigNavWindowingKeyPrev = 0;
}

}  // namespace branchline::ui
