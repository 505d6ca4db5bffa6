#include <doctest/doctest.h>

#include "base/civil.h"
#include "base/random.h"
#include "schema/things.h"
#include "schema/validate.h"

namespace branchline::schema {
namespace {

using namespace things;

Value parsed(const FieldSpec& field, std::string_view text) {
    const Result<Value> value = parse_value(field, text);
    REQUIRE(value.has_value());
    return *value;
}

Code refusal(const FieldSpec& field, std::string_view text) {
    const Result<Value> value = parse_value(field, text);
    if (value) return Code::none;
    CHECK(value.error().where == field.name);
    return value.error().code;
}

// A value of any kind that fits the field.
Value fitting(const FieldSpec& field, Random& random) {
    const auto number = static_cast<std::int64_t>(random.below(20000));
    switch (field.kind) {
        case Kind::boolean:
            return number % 2;
        case Kind::choice:
        case Kind::status:
            return std::int64_t{field.choices[random.below(field.choices.size())].id};
        case Kind::text:
            return "文" + std::to_string(number);
        case Kind::long_text:
            return "一行\n\t" + std::to_string(number);
        case Kind::set: {
            Set set;
            for (std::int64_t i = 0; i <= number % 4; ++i) {
                set_insert(set, "标签" + std::to_string(random.below(9)));
            }
            return set;
        }
        case Kind::instant:
            return number * 86'399'999;
        default:
            return number + 1;
    }
}

}  // namespace

TEST_CASE("what is formatted for a file is read back as the same value") {
    SeededRandom random(13);
    for (const FieldSpec* field : thing::spec.spec.fields) {
        if (field->kind == Kind::ref || field->kind == Kind::any_ref) continue;
        CAPTURE(field->name);
        for (int i = 0; i < 200; ++i) {
            const Value value = fitting(*field, random);
            CHECK(parsed(*field, format_value(*field, value)) == value);
        }
        CHECK(is_null(parsed(*field, format_value(*field, Null{}))));
    }
}

TEST_CASE("what a screen shows of a choice or a boolean can be typed, in either language") {
    for (const Lang lang : {Lang::zh, Lang::en}) {
        for (const FieldSpec* field : thing::spec.spec.fields) {
            std::vector<std::int64_t> values{0, 1};
            if (!field->choices.empty()) values.clear();
            for (const Choice& choice : field->choices) values.push_back(choice.id);
            if (field->choices.empty() && field->kind != Kind::boolean) continue;
            for (const std::int64_t value : values) {
                CHECK(parsed(*field, display_value(*field, value, lang)) == Value(value));
            }
        }
    }
}

TEST_CASE("text is trimmed outside and kept inside") {
    CHECK(parsed(thing::name.spec, "  样例  物流\u3000") == Value(std::string("样例  物流")));
    CHECK(parsed(thing::notes.spec, "\n a\n b \n") == Value(std::string("a\n b")));
    CHECK(refusal(thing::name.spec, "a\nb") == Code::bad_value);
    CHECK(refusal(thing::name.spec, "\xff") == Code::bad_value);
    CHECK(refusal(thing::name.spec, "too long a name") == Code::bad_value);
}

TEST_CASE("nothing typed is null") {
    for (const FieldSpec* field : thing::spec.spec.fields) {
        CHECK(is_null(parsed(*field, "")));
        CHECK(is_null(parsed(*field, " \u3000")));
    }
    CHECK(is_null(parsed(thing::tags.spec, " ; ;")));
}

TEST_CASE("booleans are read in both languages") {
    for (const std::string_view text : {"true", "TRUE", "yes", "是", "1", "１", " Yes "}) {
        CHECK(parsed(thing::hold.spec, text) == Value(std::int64_t{1}));
    }
    for (const std::string_view text : {"false", "no", "No", "否", "0"}) {
        CHECK(parsed(thing::hold.spec, text) == Value(std::int64_t{0}));
    }
    CHECK(refusal(thing::hold.spec, "maybe") == Code::bad_value);
    CHECK(refusal(thing::hold.spec, "2") == Code::bad_value);
}

TEST_CASE("choices are read by name and by label") {
    for (const std::string_view text : {"small", "SMALL", "小", "Small"}) {
        CHECK(parsed(thing::size.spec, text) == Value(std::int64_t{2}));
    }
    CHECK(refusal(thing::size.spec, "middle") == Code::bad_value);
    CHECK(refusal(thing::size.spec, "2") == Code::bad_value);
}

TEST_CASE("numbers are plain decimals within their limits") {
    CHECK(parsed(thing::price.spec, "1000.00") == Value(std::int64_t{100'000}));
    CHECK(parsed(thing::price.spec, "1000") == Value(std::int64_t{100'000}));
    CHECK(parsed(thing::pieces.spec, "42") == Value(std::int64_t{42}));
    for (const std::string_view text : {"1,000.00", "1.005", "1e3", "+1", "¥5", "1 000"}) {
        CHECK(refusal(thing::price.spec, text) == Code::bad_value);
    }
    CHECK(refusal(thing::pieces.spec, "1.5") == Code::bad_value);
    CHECK(refusal(thing::pieces.spec, "0") == Code::limit);
    CHECK(refusal(thing::price.spec, "-0.01") == Code::limit);
    CHECK(refusal(thing::weight.spec, "99999999999999999999") == Code::bad_value);
}

TEST_CASE("dates and instants are read in their forms only") {
    CHECK(parsed(thing::starts.spec, "2026-11-23") == Value(*parse_date("2026-11-23")));
    CHECK(refusal(thing::starts.spec, "2026-02-30") == Code::bad_value);
    CHECK(refusal(thing::starts.spec, "23.11.2026") == Code::bad_value);
    CHECK(refusal(thing::starts.spec, "1066-10-14") == Code::limit);
    CHECK(parsed(thing::at.spec, "2026-11-23T16:15:00+08:00") ==
          Value(*parse_instant("2026-11-23T08:15:00.000Z")));
    CHECK(refusal(thing::at.spec, "tomorrow") == Code::bad_value);
}

TEST_CASE("references are not looked up here") {
    CHECK(refusal(thing::where.spec, "00000000000000010000000000000002") == Code::bad_value);
    CHECK(refusal(thing::about.spec, "x") == Code::bad_value);
    CHECK(format_value(thing::where.spec, Id{1, 2}) == "00000000000000010000000000000002");
    CHECK(format_value(thing::about.spec, AnyRef{7, Id{1, 2}}) ==
          "00000000000000010000000000000002");
}

TEST_CASE("a set is read with its elements once each") {
    CHECK(parsed(thing::tags.spec, " VIP; 月结 ;vip;") == Value(Set{"VIP", "月结"}));
    CHECK(format_value(thing::tags.spec, Set{"VIP", "月结"}) == "VIP;月结");
    CHECK(display_value(thing::tags.spec, Set{"VIP", "月结"}, Lang::zh) == "VIP、月结");
    CHECK(display_value(thing::tags.spec, Set{"VIP", "月结"}, Lang::en) == "VIP, 月结");
}

TEST_CASE("screens group digits and name units, files do not") {
    const auto shown = [](const FieldSpec& field, std::int64_t value) {
        return display_value(field, value, Lang::en);
    };
    CHECK(shown(thing::price.spec, 123'456'780) == "1,234,567.80");
    CHECK(shown(thing::price.spec, -100'000) == "-1,000.00");
    CHECK(shown(thing::price.spec, 99'900) == "999.00");
    CHECK(shown(thing::weight.spec, 1'500'000) == "1,500,000 g");
    CHECK(shown(thing::pieces.spec, 1'000) == "1,000");
    CHECK(format_value(thing::price.spec, std::int64_t{123'456'780}) == "1234567.80");
    CHECK(shown(thing::starts.spec, 0) == "1970-01-01");
}

TEST_CASE("a choice of a newer peer is shown as its number") {
    CHECK(format_value(thing::size.spec, std::int64_t{9}) == "9");
    CHECK(display_value(thing::size.spec, std::int64_t{9}, Lang::zh) == "9");
}

TEST_CASE("a refusal quotes what was typed, but never a whole file") {
    const std::string pasted(100'000, 'x');
    const Result<Value> value = parse_value(thing::pieces.spec, pasted);
    REQUIRE_FALSE(value.has_value());
    CHECK(value.error().detail == std::string(60, 'x') + "…");
}

TEST_CASE("comparison keys make equal what people take for equal") {
    const auto key = [](const FieldSpec& field, std::string_view text) {
        return comparison_key(field, std::string(text));
    };
    CHECK(key(thing::name.spec, "样例（上海）") == key(thing::name.spec, "样例(上海) "));
    CHECK(key(thing::name.spec, "ABC 物流") == key(thing::name.spec, "ａｂｃ物流"));
    CHECK(key(thing::secret.spec, "a b") != key(thing::secret.spec, "ab"));
    CHECK(key(thing::code.spec, "sha-2611-k7-00042") == key(thing::code.spec, "SHA-2611-K7-00042"));
    CHECK(comparison_key(thing::name.spec, Null{}).empty());
    CHECK(comparison_key(thing::tags.spec, Set{"VIP", "月结"}) == "vip;月结");
}

}  // namespace branchline::schema
