// Money and scaled quantities are int64 minor units; text is a plain decimal. No floating point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace branchline {

// "1000.00" with 2 digits -> 100000. Refuses more fraction digits than `digits`, signs other than
// a leading '-', blanks, exponents, overflow. Thousands separators are refused, too.
std::optional<std::int64_t> parse_decimal(std::string_view text, int digits);
std::string format_decimal(std::int64_t units, int digits);
// a * b / divisor, rounded half away from zero, via 128 bits; no value on overflow.
std::optional<std::int64_t> multiply_divide(std::int64_t a, std::int64_t b, std::int64_t divisor);

}  // namespace branchline
