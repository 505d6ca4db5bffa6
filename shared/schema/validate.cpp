#include "schema/validate.h"

#include <algorithm>
#include <utility>

#include "base/civil.h"
#include "base/text.h"

namespace branchline::schema {
namespace {

constexpr std::size_t default_text_length = 200;
constexpr std::size_t default_long_text_length = 20'000;
constexpr std::size_t max_set_size = 200;
constexpr std::size_t max_element_length = 60;

// 1900-01-01 and 2200-12-31: whatever lies outside is a slip of the keyboard.
constexpr std::int64_t first_day = -25'567;
constexpr std::int64_t last_day = 84'370;
constexpr std::int64_t day_ms = 86'400'000;

tl::unexpected<Error> misfit(const FieldSpec& field, Code code, std::string detail) {
    std::string name(field.name);
    return refuse(Error{code, name, std::move(detail), {name}});
}

std::string code_point_name(char32_t code_point) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string name = "U+";
    for (unsigned shift = 16; shift > 0;) {
        shift -= 4;
        name.push_back(digits[(code_point >> shift) & 0xF]);
    }
    return name;
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

// Empty when the text is fine, else what is wrong with it, in no language.
std::string fault_of_text(std::string_view text, std::size_t max_length, bool several_lines) {
    if (!is_valid_utf8(text)) return "UTF-8";
    const std::vector<char32_t> points = code_points(text);
    if (points.size() > max_length) {
        return std::to_string(points.size()) + " > " + std::to_string(max_length);
    }
    for (char32_t c : points) {
        if (is_control(c) && !(several_lines && (c == '\n' || c == '\t')))
            return code_point_name(c);
    }
    return {};
}

Status check_text(const FieldSpec& field, const std::string& text) {
    const bool several_lines = field.kind == Kind::long_text;
    const std::size_t limit = field.max_length != 0 ? field.max_length
                              : several_lines       ? default_long_text_length
                                                    : default_text_length;
    std::string fault = fault_of_text(text, limit, several_lines);
    if (!fault.empty()) return misfit(field, Code::bad_value, std::move(fault));
    return {};
}

Status check_range(const FieldSpec& field, std::int64_t value, std::int64_t low,
                   std::int64_t high) {
    low = std::max(low, field.min);
    high = std::min(high, field.max);
    if (value >= low && value <= high) return {};
    const auto shown = [&field](std::int64_t limit) { return format_value(field, limit); };
    return misfit(
        field, Code::limit,
        value < low ? shown(value) + " < " + shown(low) : shown(value) + " > " + shown(high));
}

Status check_choice(const FieldSpec& field, std::int64_t value) {
    const auto known = std::any_of(field.choices.begin(), field.choices.end(),
                                   [value](const Choice& each) { return each.id == value; });
    if (known) return {};
    return misfit(field, Code::bad_value, std::to_string(value));
}

Status check_integer(const FieldSpec& field, std::int64_t value) {
    switch (field.kind) {
        case Kind::boolean:
            if (value == 0 || value == 1) return {};
            return misfit(field, Code::bad_value, std::to_string(value));
        case Kind::date:
            return check_range(field, value, first_day, last_day);
        case Kind::instant:
            return check_range(field, value, first_day * day_ms, (last_day + 1) * day_ms - 1);
        case Kind::choice:
        case Kind::status:
            return check_choice(field, value);
        default:
            return check_range(field, value, field.min, field.max);
    }
}

Status check_set(const FieldSpec& field, const Set& set) {
    if (set.size() > max_set_size) {
        return misfit(field, Code::bad_value,
                      std::to_string(set.size()) + " > " + std::to_string(max_set_size));
    }
    std::string last;
    for (const std::string& element : set) {
        std::string fault = fault_of_text(element, max_element_length, false);
        if (!fault.empty()) return misfit(field, Code::bad_value, std::move(fault));
        // ';' separates the elements in files and on the command line.
        const bool one_word = trim(element) == element && element.find(';') == std::string::npos;
        std::string key = set_key(element);
        if (!one_word || key <= last) return misfit(field, Code::bad_value, '"' + element + '"');
        last = std::move(key);
    }
    return {};
}

bool holds_integer(Kind kind) {
    switch (kind) {
        case Kind::integer:
        case Kind::boolean:
        case Kind::money:
        case Kind::quantity:
        case Kind::date:
        case Kind::instant:
        case Kind::choice:
        case Kind::status:
            return true;
        default:
            return false;
    }
}

bool holds_text(Kind kind) { return kind == Kind::text || kind == Kind::long_text; }

bool applies(const EntitySpec& entity, const Check& check, const Record& row) {
    if (entity.machine == nullptr) return true;
    const std::int64_t state = row.integer(entity.machine->id, entity.machine->choices.front().id);
    return (check.in_states & state_bit(state)) != 0;
}

// Each value <= the next one; fields without a value are passed over.
bool in_order(FieldList fields, const Record& row) {
    const Value* last = nullptr;
    for (const FieldSpec* field : fields) {
        const Value* value = row.find(field->id);
        if (value == nullptr || is_null(*value)) continue;
        if (last != nullptr && *value < *last) return false;
        last = value;
    }
    return true;
}

}  // namespace

bool is_filled(const Value* value) {
    if (value == nullptr || is_null(*value)) return false;
    if (const auto* text = std::get_if<std::string>(value)) return !normal_form(*text).empty();
    if (const auto* set = std::get_if<Set>(value)) return !set->empty();
    if (const auto* id = std::get_if<Id>(value)) return !id->is_null();
    return true;
}

Status check_value(const FieldSpec& field, const Value& value) {
    if (is_null(value)) return {};
    if (const auto* integer = std::get_if<std::int64_t>(&value);
        integer && holds_integer(field.kind)) {
        return check_integer(field, *integer);
    }
    if (const auto* text = std::get_if<std::string>(&value); text && holds_text(field.kind)) {
        return check_text(field, *text);
    }
    if (const auto* set = std::get_if<Set>(&value); set && field.kind == Kind::set) {
        return check_set(field, *set);
    }
    if (const auto* id = std::get_if<Id>(&value); id && field.kind == Kind::ref && !id->is_null()) {
        return {};
    }
    if (const auto* any = std::get_if<AnyRef>(&value);
        any && field.kind == Kind::any_ref && any->entity != 0 && !any->row.is_null()) {
        return {};
    }
    return misfit(field, Code::bad_value, std::string(kind_name(field.kind)));
}

std::vector<RowFault> check_row(const EntitySpec& entity, const Record& row) {
    std::vector<RowFault> faults;
    RowFault missing{"required", {}};
    for (const FieldSpec* field : entity.fields) {
        if (field->required && !is_filled(row.find(field->id))) missing.fields.push_back(field->id);
    }
    if (!missing.fields.empty()) faults.push_back(std::move(missing));
    for (const Check& check : entity.checks) {
        if (!applies(entity, check, row) || in_order(check.ordered, row)) continue;
        RowFault fault{std::string(check.name), {}};
        for (const FieldSpec* field : check.ordered) fault.fields.push_back(field->id);
        faults.push_back(std::move(fault));
    }
    return faults;
}

}  // namespace branchline::schema
