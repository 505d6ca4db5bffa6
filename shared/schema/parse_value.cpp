// Values as text: what people type, what files and the command line hold, what screens show.
#include <algorithm>
#include <array>
#include <utility>

#include "base/civil.h"
#include "base/decimal.h"
#include "base/text.h"
#include "schema/validate.h"

namespace branchline::schema {
namespace {

constexpr std::array<std::string_view, 4> words_for_true{"true", "yes", "是", "1"};
constexpr std::array<std::string_view, 4> words_for_false{"false", "no", "否", "0"};
constexpr Label yes{"是", "Yes"};
constexpr Label no{"否", "No"};
constexpr Label between_elements{"、", ", "};

std::optional<std::int64_t> parse_boolean(std::string_view text) {
    const std::string word = normal_form(text);
    const auto is_word = [&word](std::string_view each) { return each == word; };
    if (std::any_of(words_for_true.begin(), words_for_true.end(), is_word)) return 1;
    if (std::any_of(words_for_false.begin(), words_for_false.end(), is_word)) return 0;
    return std::nullopt;
}

std::optional<std::int64_t> parse_choice(const FieldSpec& field, std::string_view text) {
    const std::string word = normal_form(text);
    for (const Choice& each : field.choices) {
        if (normal_form(each.name) == word) return each.id;
    }
    for (const Choice& each : field.choices) {
        if (normal_form(each.label.zh) == word || normal_form(each.label.en) == word)
            return each.id;
    }
    return std::nullopt;
}

std::optional<std::int64_t> parse_integer(const FieldSpec& field, std::string_view text) {
    switch (field.kind) {
        case Kind::boolean:
            return parse_boolean(text);
        case Kind::date:
            return parse_date(text);
        case Kind::instant:
            return parse_instant(text);
        case Kind::choice:
        case Kind::status:
            return parse_choice(field, text);
        default:
            return parse_decimal(text, field.digits);
    }
}

Set parse_set(std::string_view text) {
    Set set;
    for (std::string_view part : split(text, ';')) {
        const std::string_view element = trim(part);
        if (!element.empty()) set_insert(set, std::string(element));
    }
    return set;
}

const Choice* find_choice(const FieldSpec& field, std::int64_t id) {
    for (const Choice& each : field.choices) {
        if (each.id == id) return &each;
    }
    return nullptr;
}

std::string join(const Set& set, std::string_view separator) {
    std::string text;
    for (const std::string& element : set) {
        if (!text.empty()) text += separator;
        text += element;
    }
    return text;
}

std::string format_integer(const FieldSpec& field, std::int64_t value) {
    switch (field.kind) {
        case Kind::boolean:
            return value != 0 ? "true" : "false";
        case Kind::date:
            return format_date(value);
        case Kind::instant:
            return format_instant(value);
        case Kind::choice:
        case Kind::status: {
            const Choice* choice = find_choice(field, value);
            return choice != nullptr ? std::string(choice->name) : std::to_string(value);
        }
        default:
            return format_decimal(value, field.digits);
    }
}

// 1234567.80 -> 1,234,567.80: for reading only, parse_value refuses it.
std::string in_groups(std::string number) {
    const std::size_t start = number.starts_with('-') ? 1 : 0;
    const std::size_t point = std::min(number.find('.'), number.size());
    for (std::size_t place = point; place > start + 3;) {
        place -= 3;
        number.insert(place, 1, ',');
    }
    return number;
}

std::string display_integer(const FieldSpec& field, std::int64_t value, Lang lang) {
    switch (field.kind) {
        case Kind::boolean:
            return std::string((value != 0 ? yes : no).in(lang));
        case Kind::choice:
        case Kind::status: {
            const Choice* choice = find_choice(field, value);
            return choice != nullptr ? std::string(choice->label.in(lang)) : std::to_string(value);
        }
        case Kind::integer:
        case Kind::money:
            return in_groups(format_integer(field, value));
        case Kind::quantity:
            return in_groups(format_integer(field, value)) + ' ' + std::string(field.unit);
        default:
            return format_integer(field, value);
    }
}

// The detail shows what stood there, but not a whole file that was pasted into one cell.
std::string shortened(std::string_view text) {
    constexpr std::size_t shown = 60;
    const std::vector<char32_t> points = code_points(text.substr(0, 4 * shown + 4));
    if (points.size() <= shown) return std::string(text);
    std::string start;
    for (std::size_t i = 0; i < shown; ++i) start += to_utf8(points[i]);
    return start + "…";
}

tl::unexpected<Error> unreadable(const FieldSpec& field, std::string_view text) {
    std::string name(field.name);
    return refuse(Error{Code::bad_value, name, shortened(text), {name}});
}

}  // namespace

Result<Value> parse_value(const FieldSpec& field, std::string_view text) {
    // Only valid UTF-8 may be looked at more closely; what it may not contain is check_value's.
    if (!is_valid_utf8(text)) return unreadable(field, "UTF-8");
    text = trim(text);
    if (text.empty()) return Value{};
    Value value;
    switch (field.kind) {
        case Kind::text:
        case Kind::long_text:
            value = std::string(text);
            break;
        case Kind::set:
            value = parse_set(text);
            if (std::get<Set>(value).empty()) return Value{};
            break;
        case Kind::ref:
        case Kind::any_ref:
            return unreadable(field, text);
        default: {
            const std::optional<std::int64_t> parsed = parse_integer(field, text);
            if (!parsed) return unreadable(field, text);
            value = *parsed;
        }
    }
    if (Status fits = check_value(field, value); !fits) return refuse(std::move(fits.error()));
    return value;
}

std::string format_value(const FieldSpec& field, const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return format_integer(field, *integer);
    }
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* id = std::get_if<Id>(&value)) return to_text(*id);
    if (const auto* any = std::get_if<AnyRef>(&value)) return to_text(any->row);
    if (const auto* set = std::get_if<Set>(&value)) return join(*set, ";");
    return {};
}

std::string display_value(const FieldSpec& field, const Value& value, Lang lang) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return display_integer(field, *integer, lang);
    }
    if (const auto* set = std::get_if<Set>(&value)) return join(*set, between_elements.in(lang));
    return format_value(field, value);
}

std::string comparison_key(const FieldSpec& field, const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        std::string key = normal_form(*text);
        // Two spellings of one company often differ in nothing but a blank.
        if (field.natural_key) std::erase(key, ' ');
        return key;
    }
    if (const auto* set = std::get_if<Set>(&value)) {
        Set keys;
        for (const std::string& element : *set) keys.push_back(set_key(element));
        return join(keys, ";");
    }
    return format_value(field, value);
}

}  // namespace branchline::schema
