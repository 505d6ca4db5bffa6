// CSV after RFC 4180, as people's programs really write it. Pure; a reader belongs to one thread.
// Reading: comma, semicolon or tab (counted in the header line, or told by a first line "sep=;");
// CR LF, LF or CR; quoted cells with line breaks and doubled quotes; empty lines are skipped. A
// quotation mark inside a cell that does not begin with one is an ordinary character.
//
// A broken record never ends the reading: it is returned with its fault and its lines, and reading
// goes on at the next line that has as many cells as the header, at the latest behind the broken
// place. Memory stays bounded by one record within the limits, whatever the text holds.
//
// Formula guard: spreadsheets run a text cell that begins with one of = + - @ TAB CR LF NUL or the
// full-width forms of the first four. The writer of a text cell puts ' in front of such a text (any
// number of ' already there included), the reader takes exactly one off again from a text cell of
// that form. Numbers and dates are not guarded, so -5 stays a number.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/refusal.h"

namespace branchline::exchange {

inline constexpr std::size_t max_cell_characters = 32'767;
inline constexpr std::size_t max_columns = 300;
inline constexpr std::size_t max_rows = 1'000'000;  // the header does not count

struct TableRecord {
    std::size_t line = 0;       // 1-based, where it starts
    std::size_t last_line = 0;  // where it ends, or where it broke
    std::vector<std::string> cells;
    std::optional<Fault> fault;  // then there are no cells
};

// ',' unless ';' or TAB is more frequent in the first record.
char detect_separator(std::string_view text);

class CsvReader {
  public:
    // The text must outlive the reader. Separator 0: detected.
    explicit CsvReader(std::string_view text, char separator = 0);

    std::optional<TableRecord> next();

    [[nodiscard]] char separator() const { return separator_; }

    [[nodiscard]] std::size_t position() const { return at_; }  // bytes read, for a progress bar

  private:
    enum class Stop { separator, line_end, broken };

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }

    void take_separator_line();
    void skip_empty_lines();
    bool take_line_end();
    void skip_line();
    Stop read_cell(TableRecord& record);
    void read_plain(std::string& cell, bool& too_long);
    std::optional<Fault> read_quoted(std::string& cell, bool& too_long);
    void finish(TableRecord& record, std::size_t start);
    void find_next_record(std::size_t start, const TableRecord& record);
    [[nodiscard]] std::size_t cells_of_line() const;

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t records_ = 0;
    std::size_t width_ = 0;  // cells of the header
    char separator_ = ',';
};

using Sink = std::function<void(std::string_view)>;

struct CsvStyle {
    char separator = ',';
    bool byte_order_mark = true;  // without it, spreadsheets in China read UTF-8 as GBK
};

class CsvWriter {
  public:
    explicit CsvWriter(Sink sink, CsvStyle style = {});
    void row(std::span<const std::string> cells);  // ends in CR LF; one call of the sink

  private:
    Sink sink_;
    CsvStyle style_;
    bool begun_ = false;
};

std::string guard_formula(std::string text);
std::string_view unguard_formula(std::string_view text);

}  // namespace branchline::exchange
