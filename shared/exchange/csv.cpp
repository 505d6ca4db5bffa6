// Writing, and what reading and writing agree on.
#include "exchange/csv.h"

#include <algorithm>
#include <array>
#include <utility>

namespace branchline::exchange {

namespace {

constexpr std::string_view dangerous_ascii("=+-@\t\r\n\0", 8);
// Full-width = + - @: an input method leaves them behind, and spreadsheets take them as well.
constexpr std::array<std::string_view, 4> dangerous_wide{"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};

bool begins_formula(std::string_view text) {
    if (text.empty()) return false;
    return dangerous_ascii.find(text.front()) != std::string_view::npos ||
           std::ranges::any_of(dangerous_wide,
                               [text](std::string_view wide) { return text.starts_with(wide); });
}

// Also with any number of apostrophes before it: else a text that has one of its own would lose it.
bool begins_formula_behind_marks(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of('\''), text.size()));
    return begins_formula(text);
}

bool needs_quotes(std::string_view cell) {
    // All three separators, so that a reader who counts them is not misled by the header; and what
    // would mean something else at the beginning of a file.
    return cell.find_first_of(",;\t\"\r\n") != std::string_view::npos || cell.starts_with(' ') ||
           cell.ends_with(' ') || cell.starts_with("\uFEFF") || cell.starts_with("sep=");
}

void append_quoted(std::string& out, std::string_view cell) {
    out.push_back('"');
    for (const char c : cell) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    out.push_back('"');
}

}  // namespace

std::string guard_formula(std::string text) {
    if (begins_formula_behind_marks(text)) text.insert(0, 1, '\'');
    return text;
}

std::string_view unguard_formula(std::string_view text) {
    if (text.starts_with('\'') && begins_formula_behind_marks(text)) text.remove_prefix(1);
    return text;
}

char detect_separator(std::string_view text) {
    constexpr std::size_t enough = 65'536;
    std::array<std::pair<char, std::size_t>, 3> counts{{{',', 0}, {';', 0}, {'\t', 0}}};
    bool quoted = false;
    bool begun = false;
    for (const char c : text.substr(0, enough)) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        const bool line_end = c == '\r' || c == '\n';
        if (line_end && begun) break;
        begun = begun || !line_end;
        for (auto& [separator, count] : counts) {
            if (c == separator) ++count;
        }
    }
    return std::ranges::max_element(counts, {}, &std::pair<char, std::size_t>::second)->first;
}

CsvWriter::CsvWriter(Sink sink, CsvStyle style) : sink_(std::move(sink)), style_(style) {}

void CsvWriter::row(std::span<const std::string> cells) {
    std::string line;
    if (!begun_ && style_.byte_order_mark) line = "\uFEFF";
    begun_ = true;
    bool first = true;
    for (const std::string& cell : cells) {
        if (!first) line.push_back(style_.separator);
        first = false;
        // A lone empty cell would be an empty line, which readers skip.
        if (needs_quotes(cell) || (cell.empty() && cells.size() == 1)) {
            append_quoted(line, cell);
        } else {
            line += cell;
        }
    }
    line += "\r\n";
    sink_(line);
}

}  // namespace branchline::exchange
