#include "base/civil.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace branchline {

namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::int64_t ms_per_second = 1000;
constexpr std::int64_t ms_per_minute = 60'000;
constexpr std::int64_t minutes_per_day = 1440;
constexpr std::int64_t ms_per_day = minutes_per_day * ms_per_minute;
constexpr std::int64_t max_offset_minutes = 840;  // the farthest zone there is

// The days that have a text form: four digits of a year.
constexpr std::int64_t first_day =
    sys_days(year(1) / std::chrono::January / 1).time_since_epoch().count();
constexpr std::int64_t last_day =
    sys_days(year(9999) / std::chrono::December / 31).time_since_epoch().count();

bool has_text(std::int64_t day_number) { return day_number >= first_day && day_number <= last_day; }

std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) {
    return value / divisor - (value % divisor < 0 ? 1 : 0);
}

year_month_day calendar(std::int64_t day_number) {
    return year_month_day(sys_days(days(static_cast<int>(day_number))));
}

// Takes exactly `size` digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t size) {
    if (text.size() < size) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(0, size)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(size);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

// "08:15", both parts two digits.
std::optional<std::int64_t> take_minutes(std::string_view& text, int max_hour) {
    const auto hour = take_digits(text, 2);
    if (!hour || *hour > max_hour || !take(text, ':')) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || *minute > 59) return std::nullopt;
    return *hour * 60 + *minute;
}

// "08:15:00" with or without ".250"
std::optional<std::int64_t> take_time_ms(std::string_view& text) {
    const auto minutes = take_minutes(text, 23);
    if (!minutes || !take(text, ':')) return std::nullopt;
    const auto second = take_digits(text, 2);
    if (!second || *second > 59) return std::nullopt;
    std::int64_t ms = *minutes * ms_per_minute + *second * ms_per_second;
    if (take(text, '.')) {
        const auto thousandths = take_digits(text, 3);
        if (!thousandths) return std::nullopt;
        ms += *thousandths;
    }
    return ms;
}

}  // namespace

std::string format_date(std::int64_t day_number) {
    if (!has_text(day_number)) return "day " + std::to_string(day_number);
    const year_month_day date = calendar(day_number);
    std::array<char, 32> text{};
    const int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", int{date.year()},
                                   unsigned{date.month()}, unsigned{date.day()});
    return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<std::int64_t> parse_date(std::string_view text) {
    const auto y = take_digits(text, 4);
    if (!y || *y == 0 || !take(text, '-')) return std::nullopt;
    const auto m = take_digits(text, 2);
    if (!m || !take(text, '-')) return std::nullopt;
    const auto d = take_digits(text, 2);
    if (!d || !text.empty()) return std::nullopt;
    const year_month_day date(year(*y), month(static_cast<unsigned>(*m)),
                              day(static_cast<unsigned>(*d)));
    if (!date.ok()) return std::nullopt;
    return sys_days(date).time_since_epoch().count();
}

std::string format_instant(std::int64_t ms) {
    const std::int64_t day_number = floor_divide(ms, ms_per_day);
    if (!has_text(day_number)) return "ms " + std::to_string(ms);
    const auto rest = static_cast<int>(ms - day_number * ms_per_day);
    std::array<char, 32> text{};
    const int size =
        std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d.%03dZ", rest / 3'600'000,
                      rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
    return format_date(day_number).append(text.data(), static_cast<std::size_t>(size));
}

std::optional<std::int64_t> parse_instant(std::string_view text) {
    constexpr std::size_t date_size = 10;
    const auto date = parse_date(text.substr(0, date_size));
    if (!date) return std::nullopt;
    text.remove_prefix(date_size);
    if (!take(text, 'T')) return std::nullopt;
    const auto time_ms = take_time_ms(text);
    if (!time_ms) return std::nullopt;
    const auto offset = text == "Z" ? std::optional<std::int64_t>(0) : parse_offset_minutes(text);
    if (!offset) return std::nullopt;
    const std::int64_t ms = *date * ms_per_day + *time_ms - *offset * ms_per_minute;
    // An offset can push the first and the last day out of the years that have a text.
    return has_text(floor_divide(ms, ms_per_day)) ? std::optional(ms) : std::nullopt;
}

std::int64_t date_of(std::int64_t instant_ms, std::int64_t offset_minutes) {
    // Minutes first: adding the offset to the milliseconds could overflow for a hostile instant.
    const std::int64_t minutes = floor_divide(instant_ms, ms_per_minute);
    return floor_divide(minutes + offset_minutes, minutes_per_day);
}

std::string format_yymm(std::int64_t day_number) {
    if (!has_text(day_number)) return "0000";
    const std::string date = format_date(day_number);  // yyyy-mm-dd
    return date.substr(2, 2) + date.substr(5, 2);
}

std::optional<std::int64_t> parse_offset_minutes(std::string_view text) {
    const bool west = text.starts_with('-');
    if (!west && !text.starts_with('+')) return std::nullopt;
    text.remove_prefix(1);
    const auto minutes = take_minutes(text, 14);
    if (!minutes || !text.empty() || *minutes > max_offset_minutes) return std::nullopt;
    return west ? -*minutes : *minutes;
}

}  // namespace branchline
