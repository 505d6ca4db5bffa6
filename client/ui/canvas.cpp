#include "ui/canvas.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <cmath>

#include "ui/text.h"

namespace branchline::ui {

namespace {

constexpr float cap_middle = 0.364F;  // of an em: half the height of Inter's capitals
constexpr int shadow_steps = 24;
constexpr int shadow_alpha_light = 2;
constexpr int shadow_alpha_dark = 5;

ImVec2 top_left(const Rect& rect) { return {rect.left, rect.top}; }

ImVec2 bottom_right(const Rect& rect) { return {rect.right, rect.bottom}; }

const char* end_of(std::string_view text) { return text.data() + text.size(); }

}  // namespace

float Canvas::px(float at_scale_one) const { return std::round(at_scale_one * scale_); }

unsigned Canvas::color(Color color, float part) const {
    const Rgba rgba = theme_[color];
    const auto alpha = static_cast<unsigned>(std::lround(static_cast<float>(rgba.alpha) * part));
    return IM_COL32(rgba.red, rgba.green, rgba.blue, alpha);
}

ImDrawList* Canvas::list() const { return ImGui::GetWindowDrawList(); }

bool Canvas::shows_focus() const {
    const ImGuiContext& context = *ImGui::GetCurrentContext();
    return context.LastKeyboardKeyPressTime > context.IO.MouseClickedTime[ImGuiMouseButton_Left];
}

void Canvas::fill(const Rect& rect, Color color, float radius, float part) {
    list()->AddRectFilled(top_left(rect), bottom_right(rect), this->color(color, part), px(radius));
}

void Canvas::fill_left_rounded(const Rect& rect, Color color, float radius) {
    list()->AddRectFilled(top_left(rect), bottom_right(rect), this->color(color), px(radius),
                          ImDrawFlags_RoundCornersLeft);
}

void Canvas::fill_top_rounded(const Rect& rect, Color color, float radius, float part) {
    list()->AddRectFilled(top_left(rect), bottom_right(rect), this->color(color, part), px(radius),
                          ImDrawFlags_RoundCornersTop);
}

// Half a pixel inside, so that the line covers whole ones.
void Canvas::outline(const Rect& rect, Color color, float radius, float part) {
    const float line = std::max(1.0F, px(1));
    const float half = line / 2;
#if IMGUI_VERSION_NUM >= 19280
    list()->AddRect({rect.left + half, rect.top + half}, {rect.right - half, rect.bottom - half},
                    this->color(color, part), px(radius), line, ImDrawFlags_None);
#else
    list()->AddRect({rect.left + half, rect.top + half}, {rect.right - half, rect.bottom - half},
                    this->color(color, part), px(radius), ImDrawFlags_None, line);
#endif
}

void Canvas::horizontal(float left, float right, float y, Color color, float part) {
    const float line = std::max(1.0F, px(1));
    list()->AddRectFilled({left, std::round(y)}, {right, std::round(y) + line},
                          this->color(color, part));
}

void Canvas::vertical(float x, float top, float bottom, Color color, float part) {
    const float line = std::max(1.0F, px(1));
    list()->AddRectFilled({std::round(x), top}, {std::round(x) + line, bottom},
                          this->color(color, part));
}

void Canvas::disc(float x, float y, float radius, Color color) {
    list()->AddCircleFilled({x, y}, radius * scale_, this->color(color));
}

void Canvas::ring(float x, float y, float radius, Color color, float thickness) {
    list()->AddCircle({x, y}, radius * scale_, this->color(color), 0, thickness * scale_);
}

void Canvas::focus_ring(const Rect& rect, float radius) {
    const float thin = 1.5F * scale_;
    const float wide = 2.0F * scale_;
    const auto around = [&](float out, float thickness, float part) {
        const Rect ring{rect.left - out, rect.top - out, rect.right + out, rect.bottom + out};
        const unsigned ink = color(Color::accent, part);
#if IMGUI_VERSION_NUM >= 19280
        list()->AddRect(top_left(ring), bottom_right(ring), ink, (radius + out) * scale_, thickness,
                        ImDrawFlags_None);
#else
        list()->AddRect(top_left(ring), bottom_right(ring), ink, radius * scale_ + out,
                        ImDrawFlags_None, thickness);
#endif
    };
    list()->PushClipRect({rect.left - 8 * scale_, rect.top - 8 * scale_},
                         {rect.right + 8 * scale_, rect.bottom + 8 * scale_}, false);
    around(thin / 2, thin, 1);
    around(thin + wide / 2, wide, 0.3F);
    list()->PopClipRect();
}

// Many thin layers, each a little wider and lower than the last.
void Canvas::shadow(const Rect& rect) {
    const int alpha = theme_.dark ? shadow_alpha_dark : shadow_alpha_light;
    list()->PushClipRectFullScreen();
    for (int step = 1; step <= shadow_steps; ++step) {
        const float out = 0.8F * static_cast<float>(step) * scale_;
        const float down = 1.15F * static_cast<float>(step) * scale_;
        list()->AddRectFilled({rect.left - out, rect.top - out + down},
                              {rect.right + out, rect.bottom + out + down},
                              IM_COL32(8, 14, 22, alpha), px(8) + out);
    }
    list()->PopClipRect();
}

float Canvas::width(const TextStyle& style, std::string_view text) const {
    if (text.empty()) return 0;  // may have no address at all
    const float size = Fonts::size_of(static_cast<float>(style.em) * scale_);
    return fonts_.face(style.weight, style.tabular)
        ->CalcTextSizeA(size, FLT_MAX, 0, text.data(), end_of(text))
        .x;
}

float Canvas::text(float x, float mid_y, const TextStyle& style, std::string_view text) {
    if (text.empty()) return x;
    const float em = static_cast<float>(style.em) * scale_;
    const float size = Fonts::size_of(em);
    ImFont* font = fonts_.face(style.weight, style.tabular);
    const float baseline = std::round(mid_y + cap_middle * em);
    const float top = baseline - std::round(font->GetFontBaked(size)->Ascent);
    const float left = std::round(x);
    list()->AddText(font, size, {left, top}, color(style.color), text.data(), end_of(text));
    if (probe_.records()) {
        probe_.add({Seen::Kind::text,
                    {},
                    std::string(text),
                    {},
                    left,
                    top,
                    left + width(style, text),
                    top + size});
    }
    return left + width(style, text);
}

void Canvas::text_left_of(float right, float mid_y, const TextStyle& style, std::string_view text) {
    this->text(right - width(style, text), mid_y, style, text);
}

void Canvas::text_in(const Rect& rect, const TextStyle& style, std::string_view text, Align align) {
    if (text.empty() || rect.width() <= 0) return;
    const float natural = width(style, text);
    const bool fits = natural <= rect.width() && text.find('\n') == std::string_view::npos;
    if (fits) {
        const float room = rect.width() - natural;
        const float shift = align == Align::left ? 0 : align == Align::right ? room : room / 2;
        this->text(rect.left + shift, rect.mid_y(), style, text);
        return;
    }
    const auto measure = [&](std::string_view piece) { return width(style, piece); };
    this->text(rect.left, rect.mid_y(), style, cut_to(text, rect.width(), measure));
    if (ImGui::IsWindowHovered() &&
        ImGui::IsMouseHoveringRect(top_left(rect), bottom_right(rect))) {
        ImGui::SetTooltip("%.*s", static_cast<int>(text.size()), text.data());
    }
}

float Canvas::paragraph(const Rect& rect, const TextStyle& style, std::string_view text) {
    const auto measure = [&](std::string_view piece) { return width(style, piece); };
    const float line = std::round(static_cast<float>(style.em) * scale_ * 1.5F);
    float y = rect.top;
    for (const std::string_view each : wrap(text, rect.width(), measure)) {
        this->text(rect.left, y + line / 2, style, each);
        y += line;
    }
    return y - rect.top;
}

void Canvas::icon(float mid_x, float mid_y, Icon icon, int size, Color color) {
    if (icon == Icon::none) return;
    const float side = px(static_cast<float>(size));
    fonts_.icons()->RenderChar(list(), side,
                               {std::round(mid_x - side / 2), std::round(mid_y - side / 2)},
                               this->color(color), static_cast<ImWchar>(icon));
}

Canvas::Clip::Clip(Canvas& canvas, const Rect& rect) : list_(canvas.list()) {
    list_->PushClipRect(top_left(rect), bottom_right(rect), true);
}

Canvas::Clip::~Clip() { list_->PopClipRect(); }

Canvas::Scope::Scope(Canvas& canvas, std::string_view name) : canvas_(canvas) {
    ImGui::PushID(name.data(), end_of(name));
    canvas_.probe().push(name);
}

Canvas::Scope::~Scope() {
    canvas_.probe().pop();
    ImGui::PopID();
}

}  // namespace branchline::ui
