#include "base/decimal.h"

#include <doctest/doctest.h>

#include <limits>

#include "base/random.h"

namespace branchline {

namespace {

constexpr std::int64_t decimal_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t decimal_max = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("a decimal becomes minor units, missing fraction digits are zeros") {
    CHECK(parse_decimal("1000.00", 2) == 100'000);
    CHECK(parse_decimal("1000", 2) == 100'000);
    CHECK(parse_decimal("1000.5", 2) == 100'050);
    CHECK(parse_decimal("0.05", 2) == 5);
    CHECK(parse_decimal("-12.34", 2) == -1234);
    CHECK(parse_decimal("-0.00", 2) == 0);
    CHECK(parse_decimal("007", 0) == 7);
    CHECK(parse_decimal("1.234", 3) == 1234);
}

TEST_CASE("what is not a plain decimal is refused") {
    for (const char* text :
         {"",     "-",      ".",   "-.",    ".5",    "5.",    "-5.",  "+5",    "--5",
          "5-",   " 5",     "5 ",  "1,000", "1 000", "1e3",   "0x10", "1.2.3", "1..2",
          "5.-1", "１００", "inf", "nan",   "5.005", "5.000", "¥5"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_decimal(text, 2).has_value());
    }
    CHECK_FALSE(parse_decimal("5.0", 0).has_value());
}

TEST_CASE("decimals reach exactly to the ends of 64 bits") {
    CHECK(parse_decimal("92233720368547758.07", 2) == decimal_max);
    CHECK_FALSE(parse_decimal("92233720368547758.08", 2).has_value());
    CHECK(parse_decimal("-92233720368547758.08", 2) == decimal_min);
    CHECK_FALSE(parse_decimal("-92233720368547758.09", 2).has_value());
    CHECK(parse_decimal("9.223372036854775807", 18) == decimal_max);
    CHECK_FALSE(parse_decimal("10", 18).has_value());
    CHECK_FALSE(parse_decimal(std::string(200, '9'), 2).has_value());
    CHECK(parse_decimal(std::string(200, '0') + "1", 2) == 100);
}

TEST_CASE("minor units are written with all their digits") {
    CHECK(format_decimal(100'000, 2) == "1000.00");
    CHECK(format_decimal(5, 2) == "0.05");
    CHECK(format_decimal(-5, 2) == "-0.05");
    CHECK(format_decimal(0, 2) == "0.00");
    CHECK(format_decimal(0, 0) == "0");
    CHECK(format_decimal(-7, 0) == "-7");
    CHECK(format_decimal(12, 3) == "0.012");
    CHECK(format_decimal(decimal_max, 2) == "92233720368547758.07");
    CHECK(format_decimal(decimal_min, 2) == "-92233720368547758.08");
    CHECK(format_decimal(decimal_min, 18) == "-9.223372036854775808");
}

TEST_CASE("every amount comes back from its text") {
    SeededRandom random(5);
    for (int i = 0; i < 5000; ++i) {
        const auto units = static_cast<std::int64_t>(random.next() >> random.below(64));
        const int digits = static_cast<int>(random.below(19));
        REQUIRE(parse_decimal(format_decimal(units, digits), digits) == units);
        REQUIRE(parse_decimal(format_decimal(0 - (units >> 1), digits), digits) == -(units >> 1));
    }
}

TEST_CASE("halves are rounded away from zero on both sides") {
    CHECK(multiply_divide(1, 5, 10) == 1);
    CHECK(multiply_divide(-1, 5, 10) == -1);
    CHECK(multiply_divide(1, -5, 10) == -1);
    CHECK(multiply_divide(1, 5, -10) == -1);
    CHECK(multiply_divide(-1, -5, 10) == 1);
    CHECK(multiply_divide(-1, -5, -10) == -1);
    CHECK(multiply_divide(1, 4, 10) == 0);
    CHECK(multiply_divide(-1, 4, 10) == 0);
    CHECK(multiply_divide(5, 1, 2) == 3);
    CHECK(multiply_divide(-5, 1, 2) == -3);
    CHECK(multiply_divide(4, 1, 3) == 1);  // an odd divisor has no half
    CHECK(multiply_divide(5, 1, 3) == 2);
    CHECK(multiply_divide(-5, 1, 3) == -2);
}

TEST_CASE("the product may exceed 64 bits, the result may not") {
    CHECK(multiply_divide(decimal_max, decimal_max, decimal_max) == decimal_max);
    CHECK(multiply_divide(decimal_min, decimal_min, decimal_min) == decimal_min);
    CHECK(multiply_divide(decimal_min, 1, 1) == decimal_min);
    CHECK_FALSE(multiply_divide(decimal_min, 1, -1).has_value());
    CHECK_FALSE(multiply_divide(decimal_min, -1, 1).has_value());
    CHECK_FALSE(multiply_divide(decimal_max, 2, 1).has_value());
    CHECK_FALSE(multiply_divide(decimal_min, decimal_min, 1).has_value());
    CHECK(multiply_divide(decimal_max, 3, 6) == decimal_max / 2 + 1);
    CHECK(multiply_divide(1, 1, decimal_min) == 0);
    CHECK(multiply_divide(0, decimal_min, 7) == 0);
}

TEST_CASE("nothing is divided by zero") {
    CHECK_FALSE(multiply_divide(1, 1, 0).has_value());
    CHECK_FALSE(multiply_divide(0, 0, 0).has_value());
}

TEST_CASE("small products agree with the rule written out") {
    for (std::int64_t a = -12; a <= 12; ++a) {
        for (std::int64_t b = -12; b <= 12; ++b) {
            for (std::int64_t divisor = -9; divisor <= 9; ++divisor) {
                if (divisor == 0) continue;
                const auto result = multiply_divide(a, b, divisor);
                REQUIRE(result.has_value());
                // |error| <= half, and a half went away from zero.
                const std::int64_t error = 2 * (*result * divisor - a * b);
                const std::int64_t size = divisor < 0 ? -divisor : divisor;
                CHECK(error <= size);
                CHECK(error >= -size);
                if (error == size || error == -size) {
                    CHECK(2 * *result * divisor * (a * b) > 2 * (a * b) * (a * b));
                }
            }
        }
    }
}

}  // namespace branchline
