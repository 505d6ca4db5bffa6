#include "exchange/people_text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <initializer_list>
#include <optional>

#include "base/civil.h"
#include "base/decimal.h"
#include "base/text.h"

namespace branchline::exchange {

using schema::FieldSpec;
using schema::Kind;

namespace {

constexpr std::string_view yen = "\u00A5";  // what the full-width sign becomes, too
constexpr std::string_view yuan = "\u5143";
constexpr std::string_view minus = "\u2212";  // a typesetter's minus, not a hyphen
constexpr std::string_view year_word = "\u5E74";
constexpr std::string_view month_word = "\u6708";
constexpr std::string_view hour_word = "\u65F6";
constexpr std::string_view minute_word = "\u5206";
constexpr std::string_view second_word = "\u79D2";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

bool take(std::string_view& text, std::string_view word) {
    if (word.empty() || !text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

bool take_any(std::string_view& text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return take(text, word); });
}

bool drop(std::string_view& text, std::string_view word) {
    if (word.empty() || !text.ends_with(word)) return false;
    text.remove_suffix(word.size());
    return true;
}

// At least `least` and at most `most` digits.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
    std::size_t size = 0;
    int value = 0;
    while (size < most && size < text.size() && is_digit(text[size])) {
        value = value * 10 + (text[size++] - '0');
    }
    if (size < least) return std::nullopt;
    text.remove_prefix(size);
    return value;
}

// "1,234,567" -> "1234567"; nothing when the groups are not of three digits, because "1,5" may
// mean another number.
std::optional<std::string> without_groups(std::string_view whole) {
    if (whole.find(',') == std::string_view::npos) return std::string(whole);
    std::string digits;
    bool first = true;
    for (const std::string_view group : split(whole, ',')) {
        const bool fits = first ? group.size() >= 1 && group.size() <= 3 : group.size() == 3;
        if (!fits) return std::nullopt;
        digits += group;
        first = false;
    }
    return digits;
}

// Takes sign, brackets, currency and unit off; true in `negative` for "-5" and "(5)".
std::string_view bare_number(const FieldSpec& field, std::string_view text, bool& negative) {
    const bool brackets = text.starts_with('(') && text.ends_with(')') && text.size() > 2;
    if (brackets) text = text.substr(1, text.size() - 2);
    negative = brackets;
    const auto take_sign = [&] {
        text = trim(text);
        if (negative) return;  // no second sign
        negative = take_any(text, {"-", minus});
        if (!negative) take(text, "+");
    };
    take_sign();
    if (field.kind == Kind::money && take_any(text, {yen, "cny", "rmb"})) take_sign();
    if (field.kind == Kind::money && !drop(text, yuan) && !drop(text, "cny")) drop(text, "rmb");
    if (field.kind == Kind::quantity) drop(text, normal_form(field.unit));
    return trim(text);
}

std::string strict_number(const FieldSpec& field, std::string_view text) {
    if (parse_decimal(text, field.digits)) return std::string(text);  // mostly, and much faster
    const std::string folded = normal_form(text);  // full-width forms become plain ones
    bool negative = false;
    const std::string_view number = bare_number(field, folded, negative);
    const std::size_t point = std::min(number.find('.'), number.size());
    const auto whole = without_groups(number.substr(0, point));
    std::string_view fraction = number.substr(std::min(point + 1, number.size()));
    if (!whole || !all_digits(*whole) || (point < number.size() && !all_digits(fraction))) {
        return std::string(text);
    }
    const auto digits = static_cast<std::size_t>(field.digits);
    while (fraction.size() > digits && fraction.ends_with('0')) fraction.remove_suffix(1);
    std::string strict = (negative ? "-" : "") + *whole;
    if (!fraction.empty()) strict.append(".").append(fraction);
    return strict;
}

std::string two_digits(int value) {
    return {static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
}

std::string date_text(int year, int month, int day) {
    return two_digits(year / 100) + two_digits(year % 100) + "-" + two_digits(month) + "-" +
           two_digits(day);
}

// Takes a date off the front of a folded text; whether there is such a day is parse_date's.
std::optional<std::string> take_date(std::string_view& text) {
    std::string_view rest = text;
    const auto year = take_number(rest, 4, 4);
    if (!year) return std::nullopt;
    std::optional<int> month;
    std::optional<int> day;
    const bool is_plain = !take(rest, year_word);
    if (!is_plain) {
        month = take_number(rest, 1, 2);
        if (!take(rest, month_word)) return std::nullopt;
        day = take_number(rest, 1, 2);
        if (!take_any(rest, {"\u65E5", "\u53F7"})) return std::nullopt;
    } else if (!rest.empty() && is_digit(rest.front())) {
        month = take_number(rest, 2, 2);
        day = take_number(rest, 2, 2);
    } else {
        const std::string_view separator = rest.substr(0, 1);
        if (!take_any(rest, {"-", "/", "."})) return std::nullopt;
        month = take_number(rest, 1, 2);
        if (!take(rest, separator)) return std::nullopt;
        day = take_number(rest, 1, 2);
    }
    // Digits may follow the word for day only: there the hour begins.
    if (!month || !day || (is_plain && !rest.empty() && is_digit(rest.front())))
        return std::nullopt;
    text = rest;
    return date_text(*year, *month, *day);
}

// "8:30", "8:30:15", "8h30m" in Chinese words -> "08:30:15"; all of the text.
std::optional<std::string> time_text(std::string_view text) {
    const auto hour = take_number(text, 1, 2);
    if (!hour || !take_any(text, {":", hour_word, "\u70B9"})) return std::nullopt;
    const auto minute = take_number(text, 1, 2);
    if (!minute) return std::nullopt;
    int second = 0;
    if (take_any(text, {":", minute_word}) && !text.empty()) {
        const auto found = take_number(text, 1, 2);
        if (!found) return std::nullopt;
        second = *found;
        take(text, second_word);
    }
    if (!text.empty()) return std::nullopt;
    return two_digits(*hour) + ":" + two_digits(*minute) + ":" + two_digits(second);
}

// Spreadsheets count days from 1899-12-30 (their 1900 has a day too many, long past here).
std::string date_of_serial(std::string_view digits) {
    constexpr int epoch = 25'569;
    return format_date(take_number(digits, 5, 5).value_or(epoch) - epoch);
}

std::string strict_date(std::string_view text) {
    if (parse_date(text)) return std::string(text);
    const std::string folded = normal_form(text);
    if (folded.size() == 5 && all_digits(folded)) return date_of_serial(folded);
    std::string_view rest = folded;
    const auto date = take_date(rest);
    if (!date) return std::string(text);
    if (rest.empty()) return *date;
    const auto time = time_text(trim(rest));
    return time == "00:00:00" ? *date : std::string(text);
}

std::string offset_text(std::int64_t minutes) {
    const auto size = static_cast<int>(minutes < 0 ? -minutes : minutes);
    return (minutes < 0 ? "-" : "+") + two_digits(size / 60) + ":" + two_digits(size % 60);
}

std::string strict_instant(std::string_view text, std::int64_t offset_minutes) {
    if (parse_instant(text)) return std::string(text);
    const std::string folded = normal_form(text);
    std::string_view rest = folded;
    const auto date = take_date(rest);
    if (!date || rest.empty()) return std::string(text);
    take(rest, "t");
    const auto time = time_text(trim(rest));
    if (!time) return std::string(text);
    return *date + "T" + *time + offset_text(offset_minutes);
}

std::string strict_boolean(std::string_view text) {
    const std::string word = normal_form(text);
    if (word == "y" || word == "\u221A" || word == "\u2713") return "true";
    if (word == "n" || word == "\u00D7" || word == "\u2717") return "false";
    return std::string(text);
}

std::string with_plain_line_ends(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool first_of_two = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (!first_of_two) plain.push_back(text[i] == '\r' ? '\n' : text[i]);
    }
    return plain;
}

}  // namespace

bool is_text_kind(Kind kind) {
    switch (kind) {
        case Kind::integer:
        case Kind::boolean:
        case Kind::money:
        case Kind::quantity:
        case Kind::date:
        case Kind::instant:
            return false;
        default:
            return true;
    }
}

std::string strict_text(const FieldSpec& field, std::string_view text,
                        std::int64_t offset_minutes) {
    switch (field.kind) {
        case Kind::integer:
        case Kind::money:
        case Kind::quantity:
            return strict_number(field, text);
        case Kind::date:
            return strict_date(text);
        case Kind::instant:
            return strict_instant(text, offset_minutes);
        case Kind::boolean:
            return strict_boolean(text);
        case Kind::long_text:
            return with_plain_line_ends(text);
        default:
            return std::string(text);
    }
}

}  // namespace branchline::exchange
