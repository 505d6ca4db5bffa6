// Where text may break and how it is cut: Chinese has no blanks, and its closing marks do not begin
// a line. Pure; the width of a piece is asked of the caller.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace branchline::ui {

using Measure = std::function<float(std::string_view)>;

// Lines without their trailing blanks; '\n' always breaks. A word longer than the width is broken.
std::vector<std::string_view> wrap(std::string_view text, float width, const Measure& measure);

// The text, or as much of its beginning as fits with an ellipsis.
std::string cut_to(std::string_view text, float width, const Measure& measure);

// Begin of the next character after `at`, for UTF-8.
std::size_t next_character(std::string_view text, std::size_t at);

}  // namespace branchline::ui
