// Pinyin of Han characters: every reading a character has, without tones (ü is written v), and what
// letters that somebody types spell. Pure; the table is made when building (tools/pinyin).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace branchline::pinyin {

// Separated by blanks, the most usual one first; "" where none is known: "zhong chong".
std::string_view readings(char32_t han);
// The first letters of these, each once: "zc". As store::Initials wants it.
std::string_view initials(char32_t han);
// Counts changes of the table.
inline constexpr int table_version = 1;

// Initials of the Han characters of a text, other letters and digits as they are, in lower case;
// with several readings every combination, the most usual first, at most eight: "zq cq".
std::string initials_of(std::string_view text);

enum class Spelling : std::uint8_t { none, inside, beginning };

// Do the letters typed spell (a part of) the text? Each Han character by a whole reading or by its
// initial, mixed as one likes, the last one also half typed; anything else as it is written.
// Case, width and blanks do not count.
Spelling spelling(std::string_view text, std::string_view typed);

// What initials the letters may stand for, if they spell whole readings (the last one may be half
// typed): "chongq" -> "cq". Without the letters themselves; at most eight.
std::vector<std::string> spelled_initials(std::string_view typed);

}  // namespace branchline::pinyin
