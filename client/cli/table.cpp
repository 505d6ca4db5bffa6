#include "cli/table.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace branchline::cli {

namespace {

constexpr std::string_view gap = "  ";
constexpr std::size_t widest_cell = 60;

bool is_wide(char32_t c) {
    struct Range {
        char32_t first;
        char32_t last;
    };

    constexpr std::array ranges = {Range{0x1100, 0x115F},   Range{0x2E80, 0xA4CF},
                                   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},
                                   Range{0xFE30, 0xFE4F},   Range{0xFF00, 0xFF60},
                                   Range{0x1F300, 0x1F9FF}, Range{0x20000, 0x3FFFD}};
    return std::ranges::any_of(ranges, [c](const Range& r) { return c >= r.first && c <= r.last; });
}

std::string one_line(std::string text) {
    for (char& c : text) {
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    }
    return text;
}

std::string padded(std::string text, std::size_t columns) {
    const std::size_t width = display_width(text);
    if (width < columns) text.append(columns - width, ' ');
    return text;
}

}  // namespace

std::size_t display_width(std::string_view text) {
    if (!is_valid_utf8(text)) return text.size();
    std::size_t width = 0;
    for (char32_t c : code_points(text)) width += is_wide(c) ? 2 : 1;
    return width;
}

std::string shortened(std::string_view text, std::size_t columns) {
    if (display_width(text) <= columns || !is_valid_utf8(text)) return std::string(text);
    std::string kept;
    std::size_t width = 1;
    for (char32_t c : code_points(text)) {
        width += is_wide(c) ? 2 : 1;
        if (width > columns) break;
        kept += to_utf8(c);
    }
    return kept + "…";
}

std::string to_text(const Table& table, std::size_t width, bool color) {
    std::vector<std::size_t> widths;
    const std::size_t most = width == 0 ? std::size_t(-1) : std::min(width, widest_cell);
    const auto measure = [&](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i >= widths.size()) widths.push_back(0);
            widths[i] = std::max(widths[i], std::min(most, display_width(one_line(cells[i]))));
        }
    };
    measure(table.head);
    for (const auto& row : table.rows) measure(row);
    std::string text;
    const auto write = [&](const std::vector<std::string>& cells) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const bool last = i + 1 == cells.size();
            const std::string cell = shortened(one_line(cells[i]), widths[i]);
            line += last ? cell : padded(cell, widths[i]) + std::string(gap);
        }
        while (line.ends_with(' ')) line.pop_back();
        text += (width == 0 ? line : shortened(line, width)) + "\n";
    };
    if (color) text += "\033[1m";
    if (!table.head.empty()) write(table.head);
    if (color) text += "\033[0m";
    for (const auto& row : table.rows) write(row);
    return text;
}

}  // namespace branchline::cli
