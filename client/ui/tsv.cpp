#include "ui/tsv.h"

#include <array>
#include <optional>
#include <utility>

namespace branchline::ui {

namespace {

// As spreadsheets and web pages put them in: no-break spaces; zero-width space, word joiner, byte
// order mark. The joiners of scripts that need them stay.
constexpr std::array replaced{
    std::pair<std::string_view, std::string_view>{"\u00A0", " "},
    std::pair<std::string_view, std::string_view>{"\u202F", " "},
    std::pair<std::string_view, std::string_view>{"\u200B", ""},
    std::pair<std::string_view, std::string_view>{"\u2060", ""},
    std::pair<std::string_view, std::string_view>{"\uFEFF", ""},
    std::pair<std::string_view, std::string_view>{"\r\n", "\n"},
};

std::string plain(std::string_view text) {
    std::string made;
    made.reserve(text.size());
    while (!text.empty()) {
        bool found = false;
        for (const auto& [from, to] : replaced) {
            if (!text.starts_with(from)) continue;
            made += to;
            text.remove_prefix(from.size());
            found = true;
            break;
        }
        if (found) continue;
        made += text.front();
        text.remove_prefix(1);
    }
    return made;
}

bool ends_cell(std::string_view text, std::size_t at) {
    return at >= text.size() || text[at] == '\t' || text[at] == '\n';
}

struct Cell {
    std::string text;
    std::size_t end = 0;  // of the separator behind it, or the end of the text
};

// Nothing: the quote at `at` opens no quoted cell.
std::optional<Cell> quoted_cell(std::string_view text, std::size_t at) {
    Cell cell;
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] != '"') {
            cell.text += text[i];
        } else if (i + 1 < text.size() && text[i + 1] == '"') {
            cell.text += '"';
            ++i;
        } else {
            cell.end = i + 1;
            return ends_cell(text, cell.end) ? std::optional(std::move(cell)) : std::nullopt;
        }
    }
    return std::nullopt;
}

// A formula that says nothing but a text: what would be taken for a figure or a formula by itself.
constexpr std::string_view guard = "=\"";
constexpr std::size_t digits_of_a_number = 15;

bool is_guarded(std::string_view text) {
    return text.size() > guard.size() && text.starts_with(guard) && text.ends_with('"');
}

bool is_figure(std::string_view text) {
    const bool sign = text.starts_with('-') || text.starts_with('+');
    const std::string_view rest = text.substr(sign ? 1 : 0);
    return !rest.empty() && rest.find_first_not_of("0123456789.,%") == std::string_view::npos;
}

bool would_be_spoiled(std::string_view text) {
    if (text.size() < 2) return false;
    const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
    if (digits) return text.front() == '0' || text.size() > digits_of_a_number;
    return std::string_view("=+-@").find(text.front()) != std::string_view::npos &&
           !is_figure(text);
}

std::string with_guard(std::string_view text) {
    std::string made(guard);
    for (const char c : text) {
        if (c == '"') made += '"';
        made += c;
    }
    return made + '"';
}

std::string without_guard(std::string text) {
    if (!is_guarded(text)) return text;
    std::string made;
    for (std::size_t i = guard.size(); i + 1 < text.size(); ++i) {
        made += text[i];
        if (text[i] != '"') continue;
        ++i;  // doubled, or it is no guard of ours
        if (i + 1 >= text.size() || text[i] != '"') return text;
    }
    return made;
}

Cell cell_at(std::string_view text, std::size_t at) {
    if (at < text.size() && text[at] == '"') {
        if (auto cell = quoted_cell(text, at)) return {without_guard(cell->text), cell->end};
    }
    std::size_t end = at;
    while (!ends_cell(text, end)) ++end;
    return {without_guard(std::string(text.substr(at, end - at))), end};
}

std::string quoted_text(const std::string& cell) {
    std::string quoted = "\"";
    for (const char c : cell) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string written(const std::string& cell, bool alone) {
    const bool guards = is_guarded(cell) || (!alone && would_be_spoiled(cell));
    if (guards && cell.find_first_of("\t\n\r") == std::string::npos) return with_guard(cell);
    if (guards) return quoted_text(with_guard(cell));
    return cell.find_first_of("\t\n\r\"") == std::string::npos ? cell : quoted_text(cell);
}

}  // namespace

std::string write_tsv(const TextTable& table) {
    std::string text;
    const bool one_cell = table.size() == 1 && table.front().size() == 1;
    for (std::size_t row = 0; row < table.size(); ++row) {
        if (row > 0) text += '\n';
        for (std::size_t column = 0; column < table[row].size(); ++column) {
            if (column > 0) text += '\t';
            text += written(table[row][column], one_cell);
        }
    }
    const bool one_row = table.size() == 1 && !text.empty();
    return table.empty() || one_row ? text : text + '\n';
}

TextTable read_tsv(std::string_view given) {
    const std::string text = plain(given);
    TextTable table;
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::vector<std::string> row;
        while (true) {
            Cell cell = cell_at(text, at);
            row.push_back(std::move(cell.text));
            at = cell.end;
            if (at >= text.size() || text[at] == '\n') break;
            ++at;  // a tab: another cell follows, if only an empty one
        }
        table.push_back(std::move(row));
    }
    return table;
}

}  // namespace branchline::ui
