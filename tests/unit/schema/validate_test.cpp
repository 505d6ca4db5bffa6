#include "schema/validate.h"

#include <doctest/doctest.h>

#include "base/civil.h"
#include "base/text.h"
#include "schema/things.h"

namespace branchline::schema {
namespace {

using namespace things;

Code code_of(const FieldSpec& field, const Value& value) {
    const Status status = check_value(field, value);
    if (status) return Code::none;
    CHECK(status.error().where == field.name);
    CHECK(status.error().fields == std::vector<std::string>{std::string(field.name)});
    CHECK_FALSE(status.error().detail.empty());
    return status.error().code;
}

std::string repeated(std::string_view part, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += part;
    return text;
}

std::int64_t day(std::string_view text) { return parse_date(text).value(); }

}  // namespace

TEST_CASE("null fits every field") {
    for (const FieldSpec* field : thing::spec.spec.fields) CHECK(check_value(*field, Null{}));
}

TEST_CASE("a value of another kind is refused") {
    const std::vector<Value> values{std::int64_t{1}, std::string("a"), Id{1, 2},
                                    AnyRef{1, Id{1, 2}}, Set{"a"}};
    const auto fitting = [](Kind kind) -> std::size_t {
        switch (kind) {
            case Kind::text:
            case Kind::long_text:
                return 1;
            case Kind::ref:
                return 2;
            case Kind::any_ref:
                return 3;
            case Kind::set:
                return 4;
            default:
                return 0;
        }
    };
    for (const FieldSpec* field : thing::spec.spec.fields) {
        CAPTURE(field->name);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool fits = i == fitting(field->kind);
            CHECK(code_of(*field, values[i]) == (fits ? Code::none : Code::bad_value));
        }
    }
}

TEST_CASE("length is counted in characters, not bytes") {
    CHECK(code_of(thing::name.spec, repeated("客", 10)) == Code::none);
    CHECK(code_of(thing::name.spec, repeated("客", 11)) == Code::bad_value);
    CHECK(code_of(thing::secret.spec, repeated("𠀀", 200)) == Code::none);
    CHECK(code_of(thing::secret.spec, repeated("a", 201)) == Code::bad_value);
    CHECK(code_of(thing::notes.spec, repeated("a", 20'000)) == Code::none);
    CHECK(code_of(thing::notes.spec, repeated("a", 20'001)) == Code::bad_value);
}

TEST_CASE("text is UTF-8 without control characters, long text may have lines and tabs") {
    for (const std::string_view bad : {"a\x01", "\x7f", "a\rb", "\u0085", "\xff", "\xc3"}) {
        CHECK(code_of(thing::name.spec, std::string(bad)) == Code::bad_value);
        CHECK(code_of(thing::notes.spec, std::string(bad)) == Code::bad_value);
    }
    CHECK(code_of(thing::name.spec, std::string("a\nb")) == Code::bad_value);
    CHECK(code_of(thing::name.spec, std::string("a\tb")) == Code::bad_value);
    CHECK(code_of(thing::notes.spec, std::string("a\n\tb")) == Code::none);
    CHECK(check_value(thing::name.spec, std::string("a\x07")).error().detail == "U+0007");
}

TEST_CASE("numbers keep to their limits, and the refusal shows both figures") {
    CHECK(code_of(thing::pieces.spec, std::int64_t{1}) == Code::none);
    CHECK(code_of(thing::pieces.spec, std::int64_t{1'000'000}) == Code::none);
    CHECK(code_of(thing::pieces.spec, std::int64_t{0}) == Code::limit);
    CHECK(code_of(thing::pieces.spec, std::int64_t{1'000'001}) == Code::limit);
    CHECK(code_of(thing::weight.spec, std::int64_t{-5}) == Code::none);
    CHECK(check_value(thing::price.spec, std::int64_t{-1}).error().detail == "-0.01 < 0.00");
    CHECK(check_value(thing::price.spec, std::int64_t{100'000'000}).error().detail ==
          "1000000.00 > 999999.99");
}

TEST_CASE("dates and instants lie in 1900 to 2200") {
    CHECK(code_of(thing::starts.spec, day("1900-01-01")) == Code::none);
    CHECK(code_of(thing::starts.spec, day("1899-12-31")) == Code::limit);
    CHECK(code_of(thing::starts.spec, day("2200-12-31")) == Code::none);
    CHECK(code_of(thing::starts.spec, day("2201-01-01")) == Code::limit);
    const std::int64_t end = parse_instant("2200-12-31T23:59:59.999Z").value();
    CHECK(code_of(thing::at.spec, end) == Code::none);
    CHECK(code_of(thing::at.spec, end + 1) == Code::limit);
    const std::int64_t start = parse_instant("1900-01-01T00:00:00Z").value();
    CHECK(code_of(thing::at.spec, start) == Code::none);
    CHECK(code_of(thing::at.spec, start - 1) == Code::limit);
}

TEST_CASE("choices, states and booleans are known ones, references name a row") {
    CHECK(code_of(thing::size.spec, std::int64_t{2}) == Code::none);
    CHECK(code_of(thing::size.spec, std::int64_t{3}) == Code::bad_value);
    CHECK(code_of(thing::state.spec, std::int64_t{0}) == Code::bad_value);
    CHECK(code_of(thing::hold.spec, std::int64_t{0}) == Code::none);
    CHECK(code_of(thing::hold.spec, std::int64_t{2}) == Code::bad_value);
    CHECK(code_of(thing::where.spec, Id{}) == Code::bad_value);
    CHECK(code_of(thing::about.spec, AnyRef{0, Id{1, 2}}) == Code::bad_value);
    CHECK(code_of(thing::about.spec, AnyRef{1, Id{}}) == Code::bad_value);
}

TEST_CASE("elements of a set are short words, each once, in order") {
    CHECK(code_of(thing::tags.spec, Set{}) == Code::none);
    CHECK(code_of(thing::tags.spec, Set{"a", "B", "样例"}) == Code::none);
    CHECK(code_of(thing::tags.spec, Set{repeated("样", 60)}) == Code::none);
    CHECK(code_of(thing::tags.spec, Set{repeated("样", 61)}) == Code::bad_value);
    for (const Set& bad : {Set{""}, Set{" a"}, Set{"a", "A"}, Set{"b", "a"}, Set{"a;b"},
                           Set{"a\nb"}, Set{"\xff"}, Set{"\u200b"}}) {
        CHECK(code_of(thing::tags.spec, bad) == Code::bad_value);
    }
    Set many;
    for (int i = 0; i < 200; ++i) set_insert(many, std::to_string(i));
    CHECK(code_of(thing::tags.spec, many) == Code::none);
    set_insert(many, "one more");
    CHECK(code_of(thing::tags.spec, many) == Code::bad_value);
}

TEST_CASE("what shows nothing does not fill a field") {
    const auto filled = [](const Value& value) { return is_filled(&value); };
    CHECK_FALSE(is_filled(nullptr));
    CHECK_FALSE(filled(Null{}));
    CHECK_FALSE(filled(std::string(" \u3000\u200b")));
    CHECK_FALSE(filled(Set{}));
    CHECK_FALSE(filled(Id{}));
    CHECK(filled(std::int64_t{0}));
    CHECK(filled(std::string("a")));
    CHECK(filled(Set{"a"}));
    CHECK(filled(Id{1, 2}));
    CHECK(filled(AnyRef{1, Id{1, 2}}));
}

TEST_CASE("a row names all missing fields in one fault") {
    const auto faults = check_row(thing::spec.spec, Record{});
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].rule == "required");
    CHECK(faults[0].fields == std::vector<FieldId>{thing::name.spec.id});
    Record row;
    row.set(thing::name.spec.id, std::string("样例"));
    CHECK(check_row(thing::spec.spec, row).empty());
    row.set(thing::name.spec.id, std::string(" "));
    CHECK(check_row(thing::spec.spec, row).size() == 1);
}

TEST_CASE("a check holds in its states only, and only between values that are there") {
    Record row;
    row.set(thing::name.spec.id, std::string("样例"));
    row.set(thing::starts.spec.id, std::int64_t{20});
    row.set(thing::ends.spec.id, std::int64_t{10});
    CHECK(check_row(thing::spec.spec, row).empty());  // a new row is in its first state
    row.set(thing::state.spec.id, std::int64_t{thing::done.id});
    const auto faults = check_row(thing::spec.spec, row);
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].rule == "period");
    CHECK(faults[0].fields == std::vector<FieldId>{thing::starts.spec.id, thing::ends.spec.id});
    row.set(thing::ends.spec.id, std::int64_t{20});
    CHECK(check_row(thing::spec.spec, row).empty());
    row.set(thing::ends.spec.id, Null{});
    CHECK(check_row(thing::spec.spec, row).empty());
}

}  // namespace branchline::schema
