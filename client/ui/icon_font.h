// The icon font, as bytes in the program: 1024 units an em, one drawing unit a pixel at size 16.
// Made at build time from the list in tools/icons; the names stand in ui/icons.h, made along with
// it.
#pragma once

#include <span>

namespace branchline::ui {

std::span<const unsigned char> icon_font();

}  // namespace branchline::ui
