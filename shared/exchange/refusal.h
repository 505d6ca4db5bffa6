// What an import tells about a line that it does not take: where, the permanent code, and a
// sentence in both languages. Several may belong to one line; the line is taken only when there are
// none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"

namespace branchline::exchange {

// What can be wrong with the shape of a table, before any value is looked at.
enum class Fault : std::uint8_t {
    unclosed_quote,
    text_after_quote,
    field_too_long,
    too_many_columns,
    too_many_rows,
    cell_without_heading,
    parent_differs,
    unreadable_text,
};

Label fault_label(Fault fault);
Code fault_code(Fault fault);  // bad_csv, too_large or bad_value

struct Refusal {
    std::size_t line = 0;         // 1-based line of the file where the record starts
    std::size_t last_line = 0;    // more than `line` when the record goes over several lines
    std::string column;           // the heading as the file has it; empty: the line as a whole
    Error error;                  // `where` is the column
    std::optional<Fault> reason;  // said in place of the error's detail

    [[nodiscard]] std::string message(Lang lang) const;
};

Refusal refusal_of(Fault fault, std::size_t line, std::size_t last_line, std::string column = {});

}  // namespace branchline::exchange
