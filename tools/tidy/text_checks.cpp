#include <algorithm>
#include <array>
#include <cstdint>

#include "tidy/check.h"
#include "tidy/rules.h"

namespace branchline::tidy {

namespace {

// Takes one code point off the front; a damaged byte counts as one of its own.
std::uint32_t take_code_point(std::string_view& text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    std::uint32_t point = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < std::min(length, text.size()); ++i) {
        point = (point << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    text.remove_prefix(std::min(length, text.size()));
    return point;
}

bool is_wide(std::uint32_t point) {
    struct Range {
        std::uint32_t first;
        std::uint32_t last;
    };

    // Radicals, kana, Han, Hangul, compatibility forms, full-width forms, rarer Han.
    constexpr std::array ranges = {
        Range{0x1100, 0x115F}, Range{0x2E80, 0xA4CF}, Range{0xAC00, 0xD7A3},  Range{0xF900, 0xFAFF},
        Range{0xFE30, 0xFE4F}, Range{0xFF00, 0xFF60}, Range{0x20000, 0x3FFFD}};
    return std::ranges::any_of(
        ranges, [&](const Range& range) { return point >= range.first && point <= range.last; });
}

struct Shape {
    int columns = 0;
    bool has_wide = false;
};

Shape shape_of(std::string_view line) {
    Shape shape;
    while (!line.empty()) {
        const bool wide = is_wide(take_code_point(line));
        shape.columns += wide ? 2 : 1;  // as clang-format counts
        shape.has_wide = shape.has_wide || wide;
    }
    return shape;
}

std::string fault_of(const File& file, std::string_view line) {
    if (line.ends_with('\r')) {
        return "the line ends in CR LF";
    }
    if (line.find('\t') != std::string_view::npos) {
        return "a tab";
    }
    if (line.ends_with(' ')) {
        return "trailing blanks";
    }
    if (file.is_cpp() || file.is_script()) {
        const int columns = shape_of(line).columns;
        if (columns > max_columns) {
            return std::to_string(columns) + " columns (limit " + std::to_string(max_columns) + ")";
        }
    }
    return "";
}

bool stands_alone(std::string_view line, std::size_t at, std::string_view word) {
    const std::size_t end = at + word.size();
    const bool joined_before =
        is_word_character(word.front()) && at > 0 && is_word_character(line[at - 1]);
    const bool joined_after =
        is_word_character(word.back()) && end < line.size() && is_word_character(line[end]);
    return !joined_before && !joined_after;
}

bool contains(std::string_view line, std::string_view text, const Word& word) {
    for (std::size_t at = line.find(text); at != std::string_view::npos;
         at = line.find(text, at + 1)) {
        const std::string_view rest = line.substr(at + text.size());
        const bool excused =
            !word.not_followed_by.empty() && rest.starts_with(word.not_followed_by);
        const bool complete =
            word.followed_by.empty() || rest.find(word.followed_by) != std::string_view::npos;
        if (!excused && complete && stands_alone(line, at, text)) {
            return true;
        }
    }
    return false;
}

void look_for(const std::vector<Word>& words, const File& file, std::string_view view,
              Violations& found) {
    const auto lines = lines_of(view);
    for (const Word& word : words) {
        if (matches_any(word.allowed, file.path)) {
            continue;
        }
        for (std::size_t i = 0; i < lines.size(); ++i) {
            for (const std::string_view text : word.any_of) {
                if (contains(lines[i], text, word)) {
                    found.push_back({file.path, static_cast<int>(i) + 1,
                                     "'" + std::string(text) + "': " + std::string(word.message)});
                }
            }
        }
    }
}

}  // namespace

Violations check_text(const Tree& tree) {
    Violations found;
    for (const File& file : tree.files) {
        if (matches_any(verbatim_places(), file.path)) {
            continue;
        }
        const auto lines = lines_of(file.text);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (std::string fault = fault_of(file, lines[i]); !fault.empty()) {
                found.push_back({file.path, static_cast<int>(i) + 1, fault});
            }
        }
        if (file.text.starts_with("\xEF\xBB\xBF")) {
            found.push_back({file.path, 1, "a byte order mark"});
        }
        if (!file.text.empty() && !file.text.ends_with('\n')) {
            found.push_back({file.path, static_cast<int>(lines.size()), "no newline at the end"});
        }
    }
    return found;
}

Violations check_characters(const Tree& tree) {
    Violations found;
    for (const File& file : tree.files) {
        if (matches_any(label_places(), file.path) || matches_any(verbatim_places(), file.path)) {
            continue;
        }
        const auto lines = lines_of(file.text);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (shape_of(lines[i]).has_wide) {
                found.push_back({file.path, static_cast<int>(i) + 1,
                                 "Chinese stands in labels, test data and documents only"});
            }
        }
    }
    return found;
}

Violations check_words(const Tree& tree) {
    Violations found;
    for (const File& file : tree.files) {
        if (matches_any(verbatim_places(), file.path) || matches_any(word_lists(), file.path)) {
            continue;
        }
        look_for(code_words(), file, file.code, found);
        look_for(literal_words(), file, file.literals, found);
        look_for(text_words(), file, file.text, found);
    }
    return found;
}

Violations check_headers(const Tree& tree) {
    Violations found;
    for (const File& file : tree.files) {
        if (!file.is_header()) {
            continue;
        }
        const auto lines = lines_of(file.text);
        if (std::ranges::find(lines, "#pragma once") == lines.end()) {
            found.push_back({file.path, 1, "#pragma once is missing"});
        }
        const auto first = std::ranges::find_if(
            lines, [](std::string_view line) { return !line.empty() && line != "#pragma once"; });
        if (first == lines.end() || !first->starts_with("//")) {
            found.push_back(
                {file.path, 1, "no head comment: what it is, who calls it, what always holds"});
        }
    }
    return found;
}

Violations check_test_names(const Tree& tree) {
    Violations found;
    for (const File& file : tree.files) {
        if (!file.is_cpp()) {
            continue;
        }
        std::size_t at = file.code.find("TEST_CASE");
        for (; at != std::string::npos; at = file.code.find("TEST_CASE", at + 1)) {
            const std::size_t end = std::min(file.code.find(')', at), file.code.size());
            const std::string_view name = std::string_view(file.literals).substr(at, end - at);
            if (name.find(';') != std::string_view::npos) {
                const auto line =
                    std::count(file.code.begin(), file.code.begin() + std::ptrdiff_t(at), '\n');
                found.push_back({file.path, static_cast<int>(line) + 1,
                                 "a ';' in the name makes two tests of it in ctest's list"});
            }
        }
    }
    return found;
}

}  // namespace branchline::tidy
