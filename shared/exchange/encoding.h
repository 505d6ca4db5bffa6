// The bytes of a table file as UTF-8 text, whatever program wrote them. Pure; any thread. The order
// of guessing: byte order mark, the zero bytes of unmarked UTF-16, valid UTF-8, GB18030 (which
// contains GBK and GB2312, what Chinese spreadsheets save by default).
//
// A byte that the encoding does not have makes the whole file refused, with its offset: a guess
// that turns names into wrong names is worse than a question. A NUL character is passed on; the
// cell that holds it is refused later. A few bytes of GBK can also be valid UTF-8 and are then read
// as such; no rule can tell them apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace branchline::exchange {

inline constexpr std::size_t max_file_bytes = 300'000'000;

enum class Encoding : std::uint8_t { utf8, utf16_le, utf16_be, gb18030 };

std::string_view encoding_name(Encoding encoding);  // "UTF-8", "UTF-16LE", ...

struct DecodedText {
    std::string text;  // without the byte order mark
    Encoding encoding = Encoding::utf8;
    bool had_mark = false;
};

// Refused: `too_large`, and `bad_file` with a detail like "GB18030, byte 1234" (offset from 0).
Result<DecodedText> decode_text(std::string_view bytes);

}  // namespace branchline::exchange
