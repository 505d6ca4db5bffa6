#include "base/civil.h"

#include <doctest/doctest.h>

#include <limits>

#include "base/random.h"

namespace branchline {

namespace {

constexpr std::int64_t ms_per_day = 86'400'000;
constexpr std::int64_t ms_per_8_hours = ms_per_day / 3;
constexpr std::int64_t first_day = -719'162;  // 0001-01-01
constexpr std::int64_t last_day = 2'932'896;  // 9999-12-31
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("known days have known numbers") {
    CHECK(format_date(0) == "1970-01-01");
    CHECK(format_date(-1) == "1969-12-31");
    CHECK(parse_date("2026-11-23") == 20780);
    CHECK(format_date(20780) == "2026-11-23");
    CHECK(parse_date("0001-01-01") == first_day);
    CHECK(parse_date("9999-12-31") == last_day);
}

TEST_CASE("the 29th of February exists in leap years only") {
    CHECK(parse_date("2024-02-29").has_value());
    CHECK(parse_date("2000-02-29").has_value());
    CHECK_FALSE(parse_date("2026-02-29").has_value());
    CHECK_FALSE(parse_date("1900-02-29").has_value());
    CHECK_FALSE(parse_date("2100-02-29").has_value());
    CHECK(format_date(*parse_date("2024-02-29") + 1) == "2024-03-01");
    CHECK(format_date(*parse_date("2100-02-28") + 1) == "2100-03-01");
}

TEST_CASE("only a real calendar day in its one form is a date") {
    for (const char* text :
         {"",           "2026",          "2026-11",     "2026-11-",    "2026-11-31",
          "2026-13-01", "2026-00-10",    "2026-01-00",  "2026-1-1",    "26-11-23",
          "2026/11/23", "2026-11-23 ",   " 2026-11-23", "2026-11-23T", "02026-11-23",
          "+026-11-23", "-026-11-23",    "0000-01-01",  "2026-+1-01",  "20261123",
          "2026-11-2x", "２０２６-11-23"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_date(text).has_value());
    }
}

TEST_CASE("every day that has a text comes back from it") {
    for (std::int64_t day = first_day; day <= last_day; day += 97) {
        REQUIRE(parse_date(format_date(day)) == day);
    }
}

TEST_CASE("days and instants outside the calendar still have a text, but none that reads back") {
    CHECK(format_date(last_day) == "9999-12-31");
    CHECK(format_date(last_day + 1) == "day 2932897");
    CHECK(format_date(first_day - 1) == "day -719163");
    CHECK(format_date(least) == "day -9223372036854775808");
    CHECK(format_instant(greatest) == "ms 9223372036854775807");
    CHECK(format_instant(least) == "ms -9223372036854775808");
    CHECK_FALSE(parse_date(format_date(greatest)).has_value());
    CHECK_FALSE(parse_instant(format_instant(greatest)).has_value());
    CHECK(format_yymm(greatest) == "0000");
}

TEST_CASE("an instant is written in UTC with milliseconds") {
    CHECK(format_instant(0) == "1970-01-01T00:00:00.000Z");
    CHECK(format_instant(-1) == "1969-12-31T23:59:59.999Z");
    CHECK(format_instant(20780 * ms_per_day + 29'700'000) == "2026-11-23T08:15:00.000Z");
    CHECK(format_instant(first_day * ms_per_day) == "0001-01-01T00:00:00.000Z");
    CHECK(format_instant(last_day * ms_per_day + ms_per_day - 1) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("an instant is read with or without milliseconds, in UTC or with an offset") {
    const std::int64_t expected = 20780 * ms_per_day + 29'700'000;
    CHECK(parse_instant("2026-11-23T08:15:00.000Z") == expected);
    CHECK(parse_instant("2026-11-23T08:15:00Z") == expected);
    CHECK(parse_instant("2026-11-23T16:15:00+08:00") == expected);
    CHECK(parse_instant("2026-11-23T16:15:00.250+08:00") == expected + 250);
    CHECK(parse_instant("2026-11-23T04:45:00-03:30") == expected);
    CHECK(parse_instant("2026-11-22T22:15:00-10:00") == expected);  // still the day before there
    CHECK(parse_instant("2024-03-01T07:59:59+08:00") == parse_instant("2024-02-29T23:59:59Z"));
}

TEST_CASE("what is not exactly an instant is refused") {
    for (const char* text : {"",
                             "2026-11-23",
                             "2026-11-23T08:15Z",
                             "2026-11-23T08:15:00",
                             "2026-11-23 08:15:00Z",
                             "2026-11-23T24:00:00Z",
                             "2026-11-23T08:60:00Z",
                             "2026-11-23T08:15:60Z",
                             "2026-11-23T08:15:00.Z",
                             "2026-11-23T08:15:00.25Z",
                             "2026-11-23T08:15:00.2500Z",
                             "2026-11-23T08:15:00,250Z",
                             "2026-11-23T08:15:00+0800",
                             "2026-11-23T08:15:00+8:00",
                             "2026-11-23T08:15:00z",
                             "2026-11-23T08:15:00ZZ",
                             "2026-11-23T08:15:00+08:00Z",
                             "2026-02-30T08:15:00Z",
                             "2026-11-23T8:15:00Z",
                             "2026-11-23T08:15:00 Z"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_instant(text).has_value());
    }
}

TEST_CASE("an offset may not carry an instant out of the calendar") {
    CHECK(parse_instant("0001-01-01T08:00:00+08:00").has_value());
    CHECK_FALSE(parse_instant("0001-01-01T07:59:59+08:00").has_value());
    CHECK_FALSE(parse_instant("9999-12-31T23:59:59-00:01").has_value());
}

TEST_CASE("random instants come back from their text") {
    SeededRandom random(3);
    const auto range = static_cast<std::uint64_t>((last_day - first_day + 1) * ms_per_day);
    for (int i = 0; i < 2000; ++i) {
        const auto ms = first_day * ms_per_day + static_cast<std::int64_t>(random.below(range));
        REQUIRE(parse_instant(format_instant(ms)) == ms);
    }
}

TEST_CASE("the date of an instant is that of the company's offset") {
    const std::int64_t day = 20780;
    const std::int64_t midnight = day * ms_per_day;
    CHECK(date_of(midnight, 0) == day);
    CHECK(date_of(midnight - 1, 0) == day - 1);
    CHECK(date_of(midnight - 1, 480) == day);
    CHECK(date_of(midnight - ms_per_8_hours, 480) == day);
    CHECK(date_of(midnight - ms_per_8_hours - 1, 480) == day - 1);
    CHECK(date_of(midnight, -1) == day - 1);
    CHECK(date_of(-1, 0) == -1);
    CHECK(date_of(-ms_per_day, 0) == -1);
    CHECK(date_of(-ms_per_day - 1, 0) == -2);
    CHECK(date_of(greatest, 840) > 0);  // no overflow on what a damaged file may hold
    CHECK(date_of(least, -840) < 0);
}

TEST_CASE("numbers carry year and month in two digits each") {
    CHECK(format_yymm(20780) == "2611");
    CHECK(format_yymm(*parse_date("2000-01-31")) == "0001");
    CHECK(format_yymm(*parse_date("2099-12-01")) == "9912");
}

TEST_CASE("an offset from UTC has a sign, two digits each and an existing zone's size") {
    CHECK(parse_offset_minutes("+08:00") == 480);
    CHECK(parse_offset_minutes("-03:30") == -210);
    CHECK(parse_offset_minutes("+00:00") == 0);
    CHECK(parse_offset_minutes("-00:00") == 0);
    CHECK(parse_offset_minutes("+14:00") == 840);
    for (const char* text : {"", "+", "08:00", "+8:00", "+0800", "+08", "+08:60", "+14:01",
                             "+15:00", "-24:00", "+08:00 ", "Z", "++8:00", "+08:0"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_offset_minutes(text).has_value());
    }
}

}  // namespace branchline
