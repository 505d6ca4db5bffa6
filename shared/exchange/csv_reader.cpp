#include <algorithm>

#include "base/text.h"
#include "exchange/csv.h"

namespace branchline::exchange {

namespace {

constexpr std::size_t max_cell_bytes = 4 * max_cell_characters;

bool is_line_end(char c) { return c == '\r' || c == '\n'; }

// CR LF is one line end.
std::size_t line_ends_in(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool first_of_two = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (is_line_end(text[i]) && !first_of_two) ++count;
    }
    return count;
}

}  // namespace

CsvReader::CsvReader(std::string_view text, char separator) : text_(text) {
    if (text_.starts_with("\uFEFF")) at_ = std::string_view("\uFEFF").size();
    take_separator_line();
    if (separator != 0) {
        separator_ = separator;
    } else if (line_ == 1) {
        separator_ = detect_separator(text_.substr(at_));
    }
}

// "sep=;" alone on the first line is what spreadsheets write to tell each other the separator.
void CsvReader::take_separator_line() {
    constexpr std::string_view word = "sep=";
    const std::string_view rest = text_.substr(at_);
    if (!rest.starts_with(word) || rest.size() < word.size() + 2) return;
    const char separator = rest[word.size()];
    if (is_line_end(separator) || !is_line_end(rest[word.size() + 1])) return;
    separator_ = separator;
    skip_line();
}

// Takes one CR LF, LF or CR.
bool CsvReader::take_line_end() {
    if (at_end() || !is_line_end(text_[at_])) return false;
    at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
    ++line_;
    return true;
}

void CsvReader::skip_empty_lines() {
    while (take_line_end()) {
    }
}

void CsvReader::skip_line() {
    at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    take_line_end();
}

std::optional<TableRecord> CsvReader::next() {
    skip_empty_lines();
    if (at_end()) return std::nullopt;
    TableRecord record;
    record.line = line_;
    record.last_line = line_;
    if (records_ > max_rows) {
        record.fault = Fault::too_many_rows;
        at_ = text_.size();
        return record;
    }
    const std::size_t start = at_;
    while (read_cell(record) == Stop::separator) {
    }
    finish(record, start);
    ++records_;
    return record;
}

CsvReader::Stop CsvReader::read_cell(TableRecord& record) {
    std::string cell;
    bool too_long = false;
    std::optional<Fault> broken;
    if (!at_end() && text_[at_] == '"') {
        broken = read_quoted(cell, too_long);
    } else {
        read_plain(cell, too_long);
    }
    if (broken) {
        record.fault = broken;
        return Stop::broken;
    }
    if (too_long) {
        record.fault = Fault::field_too_long;
    } else if (record.cells.size() == max_columns) {
        record.fault = Fault::too_many_columns;
    } else if (!record.fault) {
        record.cells.push_back(std::move(cell));
    }
    record.last_line = line_;
    if (!at_end() && text_[at_] == separator_) {
        ++at_;
        return Stop::separator;
    }
    return Stop::line_end;
}

void CsvReader::read_plain(std::string& cell, bool& too_long) {
    const std::size_t start = at_;
    while (!at_end() && text_[at_] != separator_ && !is_line_end(text_[at_])) ++at_;
    const std::string_view found = text_.substr(start, at_ - start);
    too_long = found.size() > max_cell_bytes || (found.size() > max_cell_characters &&
                                                 code_point_count(found) > max_cell_characters);
    if (!too_long) cell = found;
}

std::optional<Fault> CsvReader::read_quoted(std::string& cell, bool& too_long) {
    ++at_;
    for (;;) {
        const std::size_t quote = text_.find('"', at_);
        const std::string_view part = text_.substr(at_, quote - at_);
        line_ += line_ends_in(part);
        at_ = std::min(quote, text_.size());
        if (quote == std::string_view::npos) return Fault::unclosed_quote;
        ++at_;
        const bool doubled = !at_end() && text_[at_] == '"';
        too_long = too_long || cell.size() + part.size() > max_cell_bytes;
        if (!too_long) cell.append(part).append(doubled ? "\"" : "");
        if (!doubled) break;
        ++at_;
    }
    too_long = too_long ||
               (cell.size() > max_cell_characters && code_point_count(cell) > max_cell_characters);
    // Blanks between the quotation mark and the separator are a habit of some programs.
    std::size_t behind = std::min(text_.find_first_not_of(' ', at_), text_.size());
    if (behind < text_.size() && text_[behind] != separator_ && !is_line_end(text_[behind])) {
        return Fault::text_after_quote;
    }
    at_ = behind;
    return std::nullopt;
}

// Behind the last cell of a record: fixes the width by the first one, and finds the way on from a
// broken one. A cell that is too long and goes over several lines is one as well: most likely a
// stray quotation mark has swallowed them.
void CsvReader::finish(TableRecord& record, std::size_t start) {
    if (!record.fault) {
        if (records_ == 0) width_ = record.cells.size();
        take_line_end();
        return;
    }
    record.cells.clear();
    record.last_line = line_;
    if (record.fault == Fault::too_many_columns) {
        take_line_end();
    } else {
        find_next_record(start, record);
    }
}

// A quotation mark that does not belong there can swallow many good lines. The first line behind
// the start that has the width of the header by itself is taken for the next record; lines of a
// broken cell seldom have it. With one column every line has it, and only the lines that ran into
// the end of the text are looked at again. Between two quotation marks no other cell can open, so
// each line is passed over at most twice and the total work stays linear.
void CsvReader::find_next_record(std::size_t start, const TableRecord& record) {
    const auto begins_record = [&] {
        return width_ < 2 ? record.fault == Fault::unclosed_quote : cells_of_line() == width_;
    };
    const std::size_t broken = at_;
    at_ = start;
    line_ = record.line;
    skip_line();
    while (at_ < broken && !begins_record()) skip_line();
}

std::size_t CsvReader::cells_of_line() const {
    std::size_t count = 1;
    bool quoted = false;
    for (std::size_t i = at_; i < text_.size() && !is_line_end(text_[i]); ++i) {
        if (text_[i] == '"') quoted = !quoted;
        if (text_[i] == separator_ && !quoted) ++count;
    }
    return quoted ? 0 : count;
}

}  // namespace branchline::exchange
