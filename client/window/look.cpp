#include "window/look.h"

#include <charconv>

#include "base/text.h"

namespace branchline::window {

namespace {

constexpr int farthest = 100'000;  // pixels; screens are smaller

void take_number(std::string_view text, int least, int most, int& into) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return;
    if (number >= least && number <= most) into = number;
}

void take(std::string_view name, std::string_view value, Look& look) {
    if (name == "language" && (value == "zh" || value == "en")) {
        look.lang = value == "zh" ? Lang::zh : Lang::en;
    } else if (name == "theme" && (value == "light" || value == "dark")) {
        look.dark = value == "dark";
    } else if (name == "zoom") {
        take_number(value, zoom_least, zoom_most, look.zoom_percent);
    } else if (name == "x") {
        take_number(value, -farthest, farthest, look.place.x);
    } else if (name == "y") {
        take_number(value, -farthest, farthest, look.place.y);
    } else if (name == "width") {
        take_number(value, 0, farthest, look.place.width);
    } else if (name == "height") {
        take_number(value, 0, farthest, look.place.height);
    } else if (name == "maximized") {
        look.place.maximized = value == "yes";
    }
}

}  // namespace

std::string look_path(const std::string& directory) { return directory + "/window.look"; }

Look read_look(std::string_view text, const Look& otherwise) {
    Look look = otherwise;
    for (const std::string_view line : split(text, '\n')) {
        const std::size_t sign = line.find('=');
        if (sign != std::string_view::npos) take(line.substr(0, sign), line.substr(sign + 1), look);
    }
    return look;
}

std::string to_text(const Look& look) {
    const auto line = [](std::string_view name, std::string_view value) {
        return std::string(name) + "=" + std::string(value) + "\n";
    };
    const auto number = [&](std::string_view name, int value) {
        return line(name, std::to_string(value));
    };
    return line("language", look.lang == Lang::zh ? "zh" : "en") +
           line("theme", look.dark ? "dark" : "light") + number("zoom", look.zoom_percent) +
           number("x", look.place.x) + number("y", look.place.y) +
           number("width", look.place.width) + number("height", look.place.height) +
           line("maximized", look.place.maximized ? "yes" : "no");
}

}  // namespace branchline::window
