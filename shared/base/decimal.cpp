#include "base/decimal.h"

#include <limits>

#include "base/ensure.h"

namespace branchline {

namespace {

// ISO C++ has no 128-bit integer; both compilers of the project do.
__extension__ using Wide = unsigned __int128;

constexpr int max_digits = 18;  // 10^18 is the largest power of ten in an int64
constexpr std::uint64_t int64_max = std::numeric_limits<std::int64_t>::max();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::uint64_t magnitude(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    return value < 0 ? 0 - bits : bits;
}

std::optional<std::int64_t> with_sign(Wide magnitude, bool negative) {
    if (magnitude > Wide{int64_max} + (negative ? 1 : 0)) return std::nullopt;
    const auto bits = static_cast<std::uint64_t>(magnitude);
    return static_cast<std::int64_t>(negative ? 0 - bits : bits);
}

}  // namespace

std::optional<std::int64_t> parse_decimal(std::string_view text, int digits) {
    ENSURE(digits >= 0 && digits <= max_digits);
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);

    const std::size_t point = text.find('.');
    const bool has_point = point != std::string_view::npos;
    const std::string_view whole = text.substr(0, point);
    const std::string_view fraction = has_point ? text.substr(point + 1) : std::string_view{};
    const auto places = static_cast<std::size_t>(digits);
    if (whole.empty() || (has_point && fraction.empty())) return std::nullopt;
    if (fraction.size() > places) return std::nullopt;

    Wide units = 0;
    const auto append = [&units](char digit) {
        if (!is_digit(digit) || units > int64_max) return false;
        units = units * 10 + static_cast<unsigned>(digit - '0');
        return true;
    };
    for (const char c : whole) {
        if (!append(c)) return std::nullopt;
    }
    for (std::size_t i = 0; i < places; ++i) {
        if (!append(i < fraction.size() ? fraction[i] : '0')) return std::nullopt;
    }
    return with_sign(units, negative);
}

std::string format_decimal(std::int64_t units, int digits) {
    ENSURE(digits >= 0 && digits <= max_digits);
    std::string text = std::to_string(magnitude(units));
    const auto places = static_cast<std::size_t>(digits);
    if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
    if (places > 0) text.insert(text.size() - places, 1, '.');
    if (units < 0) text.insert(0, 1, '-');
    return text;
}

std::optional<std::int64_t> multiply_divide(std::int64_t a, std::int64_t b, std::int64_t divisor) {
    if (divisor == 0) return std::nullopt;
    const bool negative = ((a < 0) != (b < 0)) != (divisor < 0);
    const Wide product = Wide{magnitude(a)} * magnitude(b);
    const Wide by = magnitude(divisor);
    return with_sign((product + by / 2) / by, negative);
}

}  // namespace branchline
