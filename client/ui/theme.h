// Colours by what they are for, in a light and a dark set. The values and the contrast that each
// pair must keep are measured figures of the design; a test computes them again.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace branchline::ui {

enum class Color : std::uint8_t {
    // grounds
    rail,      // rail, top bar, status bar, lock, first run: one continuous frame
    panel,     // content, popups, buttons
    win,       // read-only field, disabled button
    input,     // fields
    alt,       // totals row, side pane, group row
    hover,     // row under the mouse
    sel,       // selected row, the list has the focus
    sel_blur,  // selected row elsewhere, segmented control, track of a meter
    rail_on,   // active item of the rail
    // lines
    line,         // hairlines, decoration only
    line_field,   // outline of fields and buttons
    line_strong,  // bottom edge of fields, check box
    // text
    text,
    muted,
    hint,
    disabled,
    // accent
    accent,
    accent_fill,
    accent_fill_hover,
    on_accent,
    link,
    // states, each with its soft ground
    ok,
    ok_ground,
    warn,
    warn_ground,
    danger,
    danger_ground,
    info,
    info_ground,
    offline,
    offline_ground,
    pending,
    pending_ground,
    conflict,
    conflict_ground,
    // timeline bands
    band_warn,
    band_danger,
    // toast: dark in both themes
    toast,
    toast_text,
    toast_muted,
    toast_link,
    toast_ok,
    scrim,  // behind palette and dialogs, with its alpha
    // charts, in this order
    series_1,
    series_2,
    series_3,
    series_4,
    series_5,
    series_6,
    count
};

struct Rgba {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    std::uint8_t alpha = 255;

    friend bool operator==(const Rgba&, const Rgba&) = default;
};

struct Theme {
    std::array<Rgba, static_cast<std::size_t>(Color::count)> colors;
    bool dark = false;

    [[nodiscard]] constexpr Rgba operator[](Color color) const {
        return colors[static_cast<std::size_t>(color)];
    }
};

const Theme& light_theme();
const Theme& dark_theme();

// WCAG 2.x: relative luminance, and the ratio of two of them (1…21).
double luminance(Rgba color);
double contrast(Rgba a, Rgba b);

// The soft ground that belongs to a state's colour; `panel` for anything else.
Color ground_of(Color state);

}  // namespace branchline::ui
