#include "ui/theme.h"

#include <algorithm>
#include <cmath>

namespace branchline::ui {

namespace {

struct Pair {
    Color color;
    std::uint32_t light;  // 0xRRGGBB
    std::uint32_t dark;
};

constexpr Pair pairs[] = {
    {Color::rail, 0xEDF0F4, 0x1A1D22},
    {Color::panel, 0xFFFFFF, 0x1F2329},
    {Color::win, 0xF4F6F8, 0x15181C},
    {Color::input, 0xFFFFFF, 0x171A1F},
    {Color::alt, 0xF8F9FB, 0x22272D},
    {Color::hover, 0xF1F5FB, 0x272D36},
    {Color::sel, 0xDFEAFA, 0x213959},
    {Color::sel_blur, 0xE8ECF1, 0x333A43},
    {Color::rail_on, 0xFFFFFF, 0x2A303A},
    {Color::line, 0xE3E7EC, 0x2F353E},
    {Color::line_field, 0xC9D0D9, 0x454D58},
    {Color::line_strong, 0x7F8A99, 0x7B8694},
    {Color::text, 0x1B2430, 0xE4E8ED},
    {Color::muted, 0x525E6D, 0xAAB3BF},
    {Color::hint, 0x5F6A79, 0x9BA5B2},
    {Color::disabled, 0x848E9B, 0x737D8A},
    {Color::accent, 0x1F5FBF, 0x6AA5F7},
    {Color::accent_fill, 0x1F5FBF, 0x2F6FD0},
    {Color::accent_fill_hover, 0x184E9E, 0x3272CF},
    {Color::on_accent, 0xFFFFFF, 0xFFFFFF},
    {Color::link, 0x1A57B0, 0x82B4F9},
    {Color::ok, 0x18703C, 0x6CCB8F},
    {Color::ok_ground, 0xE3F4E9, 0x1C3326},
    {Color::warn, 0x85560B, 0xE5B454},
    {Color::warn_ground, 0xFCF1D8, 0x3A2F17},
    {Color::danger, 0xB3261E, 0xF59088},
    {Color::danger_ground, 0xFCE8E6, 0x42211F},
    {Color::info, 0x1A57B0, 0x82B4F9},
    {Color::info_ground, 0xE4EEFB, 0x1D3049},
    {Color::offline, 0x535D69, 0xA7B0BB},
    {Color::offline_ground, 0xE8EBEF, 0x2C323A},
    {Color::pending, 0x6B4BA1, 0xBBA2E8},
    {Color::pending_ground, 0xEFE9F8, 0x312843},
    {Color::conflict, 0xA02C72, 0xEE93C6},
    {Color::conflict_ground, 0xFBE6F2, 0x421F35},
    {Color::band_warn, 0xFAE6BA, 0x4E3F1C},
    {Color::band_danger, 0xFAD9D5, 0x5A2D2A},
    {Color::toast, 0x1B2430, 0x2B313A},
    {Color::toast_text, 0xFFFFFF, 0xFFFFFF},
    {Color::toast_muted, 0xB9C2CE, 0xB9C2CE},
    {Color::toast_link, 0x9CC3FB, 0x9CC3FB},
    {Color::toast_ok, 0x7AD39B, 0x7AD39B},
    {Color::scrim, 0x1B2430, 0x000000},
    {Color::series_1, 0x1F5FBF, 0x6AA5F7},
    {Color::series_2, 0xD96D47, 0xDA7250},
    {Color::series_3, 0x0A5047, 0x3AE1AA},
    {Color::series_4, 0x9A6787, 0xC3B2C7},
    {Color::series_5, 0x913E1B, 0xF5BF36},
    {Color::series_6, 0x2797D6, 0x4C7F77},
};
static_assert(std::size(pairs) == static_cast<std::size_t>(Color::count));

constexpr std::uint8_t scrim_light = 71;  // 28 %
constexpr std::uint8_t scrim_dark = 120;  // 47 %

constexpr Theme make(bool dark) {
    Theme theme;
    theme.dark = dark;
    for (const Pair& pair : pairs) {
        const std::uint32_t value = dark ? pair.dark : pair.light;
        theme.colors[static_cast<std::size_t>(pair.color)] = {
            static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8),
            static_cast<std::uint8_t>(value), 255};
    }
    theme.colors[static_cast<std::size_t>(Color::scrim)].alpha = dark ? scrim_dark : scrim_light;
    return theme;
}

double linear(std::uint8_t channel) {
    const double part = channel / 255.0;
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

}  // namespace

const Theme& light_theme() {
    static constexpr Theme theme = make(false);
    return theme;
}

const Theme& dark_theme() {
    static constexpr Theme theme = make(true);
    return theme;
}

double luminance(Rgba color) {
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

double contrast(Rgba a, Rgba b) {
    const double one = luminance(a);
    const double two = luminance(b);
    return (std::max(one, two) + 0.05) / (std::min(one, two) + 0.05);
}

Color ground_of(Color state) {
    switch (state) {
        case Color::ok:
        case Color::warn:
        case Color::danger:
        case Color::info:
        case Color::offline:
        case Color::pending:
        case Color::conflict:
            return static_cast<Color>(static_cast<std::uint8_t>(state) + 1);
        default:
            return Color::panel;
    }
}

}  // namespace branchline::ui
