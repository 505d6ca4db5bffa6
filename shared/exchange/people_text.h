// Values as people and their spreadsheets write them -> the strict form that schema::parse_value
// reads. Nothing is decided here: what is not recognised for certain comes back unchanged, and
// parse_value refuses it. Pure; the text must be valid UTF-8.
//
//   numbers   "1,234.50", "(5.00)", "5.0", full-width digits, a yen sign or CNY in front, the word
//             for yuan or the field's own unit behind
//   dates     "2026/11/3", "2026.11.3", "20261103", the same with the words for year, month and
//             day, the serial day "46329" of a spreadsheet; a time of midnight behind is taken off
//   instants  a date and "8:30", "8:30:15" or the same with the words for hour, minute and second,
//             meant at the company's offset
//   booleans  also y, n and the usual marks
//   long text line ends become LF: CR LF is the file's way of writing them, not the author's
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "schema/spec.h"

namespace branchline::exchange {

// Cells of these kinds are texts to a spreadsheet: exports guard them, imports unguard them.
bool is_text_kind(schema::Kind kind);

std::string strict_text(const schema::FieldSpec& field, std::string_view text,
                        std::int64_t offset_minutes);

}  // namespace branchline::exchange
