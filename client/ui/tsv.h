// Table text as spreadsheets put it on the clipboard: cells by tabs, rows by line ends, quotes only
// around what would be misread without them. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace branchline::ui {

using TextTable = std::vector<std::vector<std::string>>;

// A single cell comes as it is and without a line end, so that it can be pasted into a text as
// well. In a table, what a spreadsheet would take for something else is written as it keeps it, as
// a formula that says nothing but the text: digits with a zero in front or more than 15 (="007"),
// and texts that would be formulas of somebody else's.
std::string write_tsv(const TextTable& table);

// Rows may differ in length. A quote opens a quoted cell only at its beginning, and only if one
// closes it before the next tab or line end: any other is part of the text. CRLF is one line end,
// the last one begins no row. Such formulas are their texts.
// Blanks that do not break become blanks, marks without width go.
TextTable read_tsv(std::string_view text);

}  // namespace branchline::ui
