#include "ui/theme.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>

using namespace branchline::ui;

namespace {

constexpr std::array grounds{Color::panel,    Color::rail,  Color::sel,
                             Color::sel_blur, Color::hover, Color::alt};
constexpr std::array texts{Color::text,    Color::muted,   Color::hint,    Color::link,
                           Color::ok,      Color::warn,    Color::danger,  Color::info,
                           Color::offline, Color::pending, Color::conflict};
constexpr std::array states{Color::ok,      Color::warn,    Color::danger,  Color::info,
                            Color::offline, Color::pending, Color::conflict};
constexpr double for_text = 4.5;
constexpr double for_marks = 3.0;

struct Lab {
    double l, a, b;
};

Lab lab_of(double r, double g, double b) {  // linear light
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
    const double y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
    const double z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double linear(std::uint8_t channel) {
    const double part = channel / 255.0;
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

// Sight without one kind of cones, severity 1 (Machado, Oliveira and Fernandes 2009).
constexpr double sights[4][9] = {
    {1, 0, 0, 0, 1, 0, 0, 0, 1},
    {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
    {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
    {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}};

Lab seen(Rgba color, const double* sight) {
    const double r = linear(color.red), g = linear(color.green), b = linear(color.blue);
    return lab_of(sight[0] * r + sight[1] * g + sight[2] * b,
                  sight[3] * r + sight[4] * g + sight[5] * b,
                  sight[6] * r + sight[7] * g + sight[8] * b);
}

double apart(const Lab& a,
             const Lab& b) {  // CIE 1976: coarser than CIEDE2000, on the safe side here
    return std::sqrt((a.l - b.l) * (a.l - b.l) + (a.a - b.a) * (a.a - b.a) +
                     (a.b - b.b) * (a.b - b.b));
}

}  // namespace

TEST_CASE("every text colour can be read on every ground, in both themes") {
    for (const Theme* theme : {&light_theme(), &dark_theme()}) {
        for (const Color ground : grounds) {
            for (const Color text : texts) {
                CAPTURE(theme->dark);
                CAPTURE(static_cast<int>(ground));
                CAPTURE(static_cast<int>(text));
                CHECK(contrast((*theme)[text], (*theme)[ground]) >= for_text - 0.05);
            }
        }
    }
}

TEST_CASE("a state can be read on its own soft ground") {
    for (const Theme* theme : {&light_theme(), &dark_theme()}) {
        for (const Color state : states) {
            CHECK(contrast((*theme)[state], (*theme)[ground_of(state)]) >= for_text);
        }
    }
}

TEST_CASE("fields, boxes and the main button show their edges") {
    for (const Theme* theme : {&light_theme(), &dark_theme()}) {
        CHECK(contrast((*theme)[Color::line_strong], (*theme)[Color::panel]) >= for_marks);
        CHECK(contrast((*theme)[Color::line_strong], (*theme)[Color::input]) >= for_marks);
        CHECK(contrast((*theme)[Color::accent_fill], (*theme)[Color::panel]) >= for_marks);
        CHECK(contrast((*theme)[Color::on_accent], (*theme)[Color::accent_fill]) >= for_text);
        CHECK(contrast((*theme)[Color::on_accent], (*theme)[Color::accent_fill_hover]) >= for_text);
        CHECK(contrast((*theme)[Color::accent], (*theme)[Color::sel]) >= for_text - 0.05);
        for (const Color text : {Color::toast_text, Color::toast_muted, Color::toast_link}) {
            CHECK(contrast((*theme)[text], (*theme)[Color::toast]) >= for_text);
        }
    }
}

TEST_CASE("chart colours stand apart, also for the colour blind") {
    for (const Theme* theme : {&light_theme(), &dark_theme()}) {
        for (const auto& sight : sights) {
            for (int a = 0; a < 6; ++a) {
                const auto first = static_cast<Color>(static_cast<int>(Color::series_1) + a);
                CHECK(contrast((*theme)[first], (*theme)[Color::panel]) >= for_marks);
                for (int b = a + 1; b < 6; ++b) {
                    const auto second = static_cast<Color>(static_cast<int>(Color::series_1) + b);
                    CHECK(apart(seen((*theme)[first], sight), seen((*theme)[second], sight)) >= 12);
                }
            }
        }
    }
}

TEST_CASE("black on white is the greatest contrast there is") {
    CHECK(contrast({0, 0, 0, 255}, {255, 255, 255, 255}) == doctest::Approx(21));
    CHECK(contrast({9, 9, 9, 255}, {9, 9, 9, 255}) == doctest::Approx(1));
}
