// How the window looked last: for the time before its user has opened the profile, where his
// settings are. A small text file in the profile's directory, nothing secret in it, and no loss if
// it goes.
//
//   name=value, a line each
#pragma once

#include <string>
#include <string_view>

#include "base/label.h"
#include "window/display.h"

namespace branchline::window {

struct Look {
    Lang lang = Lang::zh;
    bool dark = false;
    int zoom_percent = 100;
    Place place;

    friend bool operator==(const Look&, const Look&) = default;
};

std::string look_path(const std::string& directory);
// What cannot be read is as in `otherwise`.
Look read_look(std::string_view text, const Look& otherwise);
std::string to_text(const Look& look);

inline constexpr int zoom_least = 80;
inline constexpr int zoom_most = 200;

}  // namespace branchline::window
