// Tables for people: columns as wide as their content, Chinese counted as two columns. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace branchline::cli {

// Columns that a terminal needs for the text.
std::size_t display_width(std::string_view text);
// At most so many columns; what is cut off is shown by an ellipsis.
std::string shortened(std::string_view text, std::size_t columns);

struct Table {
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;
};

// `width` 0: nothing is cut. Line breaks in cells become blanks. With `color` the head is bold.
std::string to_text(const Table& table, std::size_t width, bool color);

}  // namespace branchline::cli
