// What a frame is drawn on: the theme, the language, the scale, and the few things that everything
// is made of: grounds, lines, text, icons. Coordinates are screen pixels; measures of the design
// are given at scale 1 through px(), which gives whole pixels, so that lines fall on pixels.
//
// One frame, one canvas; on the thread of the window, between ImGui's NewFrame and Render.
#pragma once

#include <algorithm>
#include <string_view>

#include "base/label.h"
#include "ui/fonts.h"
#include "ui/icons.h"
#include "ui/probe.h"
#include "ui/theme.h"

struct ImDrawList;

namespace branchline::ui {

struct Rect {
    float left = 0;
    float top = 0;
    float right = 0;
    float bottom = 0;

    [[nodiscard]] float width() const { return right - left; }

    [[nodiscard]] float height() const { return bottom - top; }

    [[nodiscard]] float mid_x() const { return (left + right) / 2; }

    [[nodiscard]] float mid_y() const { return (top + bottom) / 2; }

    [[nodiscard]] bool empty() const { return width() <= 0 || height() <= 0; }

    [[nodiscard]] Rect inset(float x, float y) const {
        return {left + x, top + y, right - x, bottom - y};
    }

    // A piece off one side; what is left stays here.
    Rect cut_left(float size) {
        Rect piece = *this;
        piece.right = left = std::min(left + size, right);
        return piece;
    }

    Rect cut_right(float size) {
        Rect piece = *this;
        piece.left = right = std::max(right - size, left);
        return piece;
    }

    Rect cut_top(float size) {
        Rect piece = *this;
        piece.bottom = top = std::min(top + size, bottom);
        return piece;
    }

    Rect cut_bottom(float size) {
        Rect piece = *this;
        piece.top = bottom = std::max(bottom - size, top);
        return piece;
    }

    friend bool operator==(const Rect&, const Rect&) = default;
};

enum class Align : std::uint8_t { left, middle, right };

// `tabular`: digits of one width, for figures that stand under each other.
struct TextStyle {
    int em = 14;
    Weight weight = Weight::regular;
    Color color = Color::text;
    bool tabular = false;

    [[nodiscard]] constexpr TextStyle in(Color other) const { return {em, weight, other, tabular}; }

    [[nodiscard]] constexpr TextStyle figures() const { return {em, weight, color, true}; }
};

// The roles of text; there are no others.
namespace style {
inline constexpr TextStyle key_cap{11, Weight::medium, Color::muted};
inline constexpr TextStyle axis{11, Weight::regular, Color::hint};
inline constexpr TextStyle label{12, Weight::regular, Color::muted};
inline constexpr TextStyle header{12, Weight::medium, Color::muted};
inline constexpr TextStyle chip{12, Weight::medium, Color::text};
inline constexpr TextStyle secondary{13, Weight::regular, Color::muted};
inline constexpr TextStyle body{14, Weight::regular, Color::text};
inline constexpr TextStyle strong{14, Weight::medium, Color::text};
inline constexpr TextStyle heading{14, Weight::semibold, Color::text};
inline constexpr TextStyle title{16, Weight::semibold, Color::text};
inline constexpr TextStyle page{20, Weight::semibold, Color::text};
inline constexpr TextStyle figure{24, Weight::semibold, Color::text};
}  // namespace style

class Canvas {
  public:
    // `scale` = the user's zoom times that of the display.
    Canvas(const Theme& theme, const Fonts& fonts, Lang lang, float scale, Probe& probe)
        : theme_(theme), fonts_(fonts), lang_(lang), scale_(scale), probe_(probe) {}

    [[nodiscard]] const Theme& theme() const { return theme_; }

    [[nodiscard]] const Fonts& fonts() const { return fonts_; }

    [[nodiscard]] Lang lang() const { return lang_; }

    [[nodiscard]] float scale() const { return scale_; }

    [[nodiscard]] Probe& probe() { return probe_; }

    [[nodiscard]] std::string_view say(const Label& label) const { return label.in(lang_); }

    [[nodiscard]] float px(float at_scale_one) const;
    // As ImGui wants colours; `part` of its opacity.
    [[nodiscard]] unsigned color(Color color, float part = 1) const;

    // --- shapes; radius and thickness at scale 1 ---
    void fill(const Rect& rect, Color color, float radius = 0, float part = 1);
    void fill_left_rounded(const Rect& rect, Color color, float radius);
    void fill_top_rounded(const Rect& rect, Color color, float radius, float part = 1);
    void outline(const Rect& rect, Color color, float radius = 0, float part = 1);
    void horizontal(float left, float right, float y, Color color, float part = 1);
    void vertical(float x, float top, float bottom, Color color, float part = 1);
    void disc(float x, float y, float radius, Color color);
    void ring(float x, float y, float radius, Color color, float thickness = 1.5F);
    void focus_ring(const Rect& rect, float radius);
    void shadow(const Rect& rect);  // under what floats

    // --- text; the middle of capital letters stands on mid_y ---
    [[nodiscard]] float width(const TextStyle& style, std::string_view text) const;
    // Gives where it ended.
    float text(float x, float mid_y, const TextStyle& style, std::string_view text);
    void text_left_of(float right, float mid_y, const TextStyle& style, std::string_view text);
    // Cut with an ellipsis where it does not fit; the whole of it then is the tooltip.
    void text_in(const Rect& rect, const TextStyle& style, std::string_view text,
                 Align align = Align::left);
    // Lines that break as Chinese and Latin do. Gives the height it took.
    float paragraph(const Rect& rect, const TextStyle& style, std::string_view text);
    // Icons are placed by their middle; sizes 16, 14, 12, 10, 28.
    void icon(float mid_x, float mid_y, Icon icon, int size, Color color);

    [[nodiscard]] ImDrawList* list() const;
    // Whether the item with the keyboard is marked: not after a press of the mouse.
    [[nodiscard]] bool shows_focus() const;

    // While it lives, nothing is drawn outside.
    class Clip {
      public:
        Clip(Canvas& canvas, const Rect& rect);
        Clip(const Clip&) = delete;
        Clip& operator=(const Clip&) = delete;
        ~Clip();

      private:
        ImDrawList* list_;
    };

    // A part of the screen with a name: ids of controls within and paths of the probe begin with
    // it.
    class Scope {
      public:
        Scope(Canvas& canvas, std::string_view name);
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;
        ~Scope();

      private:
        Canvas& canvas_;
    };

  private:
    const Theme& theme_;
    const Fonts& fonts_;
    Lang lang_;
    float scale_;
    Probe& probe_;
};

}  // namespace branchline::ui
