// Text rules: stored text is what the author gave (outer white space trimmed) or is refused; the
// normal form (NFKC, case folded, white space squeezed) serves comparing and searching only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace branchline {

bool is_valid_utf8(std::string_view text);       // also refuses NUL and lone surrogates
std::string_view trim(std::string_view text);    // ASCII and ideographic (U+3000) white space
std::string normal_form(std::string_view text);  // for comparing: NFKC + case fold + trim
std::size_t code_point_count(std::string_view text);
std::vector<char32_t> code_points(std::string_view text);  // text must be valid UTF-8
std::string to_utf8(char32_t code_point);
bool is_han(char32_t code_point);  // CJK ideographs, all planes
// Without the '\n'; one at the end of the text begins no further line, an empty text has none.
std::vector<std::string_view> split_lines(std::string_view text);
// One part more than there are separators: joining the parts gives the text back.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace branchline
