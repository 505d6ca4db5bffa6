// Dates are business-calendar days (days since 1970-01-01 in the company's zone), instants are UTC
// milliseconds. Text forms are "2026-11-23" and "2026-11-23T08:15:00.000Z", for the years 0001 to
// 9999. Formatting never fails: what lies outside is shown as "day N" or "ms N".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace branchline {

std::string format_date(std::int64_t days);
std::optional<std::int64_t> parse_date(std::string_view text);  // a real calendar day only
std::string format_instant(std::int64_t ms);
// With or without milliseconds, with Z or an offset such as +08:00.
std::optional<std::int64_t> parse_instant(std::string_view text);
std::int64_t date_of(std::int64_t instant_ms, std::int64_t offset_minutes);
std::string format_yymm(std::int64_t days);                               // "2611", for numbers
std::optional<std::int64_t> parse_offset_minutes(std::string_view text);  // "+08:00"

}  // namespace branchline
