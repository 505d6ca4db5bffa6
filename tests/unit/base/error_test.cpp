#include "base/error.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <source_location>
#include <string>
#include <utility>

#include "base/text.h"

namespace branchline {

namespace {

// The compiler's own name of an enumerator ("[with Code code = branchline::Code::guard]"), empty
// where no enumerator has this value: so a code that was added without texts is found.
template <Code code>
std::string_view declared_name() {
    std::string_view name = std::source_location::current().function_name();
    const std::size_t scope = name.rfind("Code::");
    if (scope == std::string_view::npos) return {};
    name.remove_prefix(scope + std::string_view("Code::").size());
    return name.substr(0, name.find_first_of(";]"));
}

template <std::size_t... values>
auto declared_names(std::index_sequence<values...>) {
    return std::array{declared_name<static_cast<Code>(values)>()...};
}

constexpr std::size_t highest = 256;
const auto declared = declared_names(std::make_index_sequence<highest>());

Code code_of(std::size_t value) { return static_cast<Code>(value); }

bool has_han(std::string_view text) {
    const auto points = code_points(text);
    return std::any_of(points.begin(), points.end(), is_han);
}

bool ends_as_a_sentence(std::string_view text) {
    return text.ends_with('.') || text.ends_with("。");
}

}  // namespace

TEST_CASE("the name of a code is that of its enumerator") {
    std::size_t found = 0;
    for (std::size_t value = 0; value < highest; ++value) {
        CAPTURE(value);
        if (declared[value].empty()) {
            CHECK(code_name(code_of(value)) == "unknown");
        } else {
            CHECK(code_name(code_of(value)) == declared[value]);
            ++found;
        }
    }
    CHECK(found > 50);
    CHECK(code_name(Code::changed_since_seen) == "changed_since_seen");
    CHECK(code_name(Code::needs_attention) == "needs_attention");
}

TEST_CASE("the verdict codes on the wire keep their numbers") {
    CHECK(static_cast<int>(Code::right) == 1);
    CHECK(static_cast<int>(Code::changed_since_seen) == 9);
    CHECK(static_cast<int>(Code::revoked) == 21);
    CHECK(static_cast<int>(Code::required) == 40);
    CHECK(static_cast<int>(Code::wrong_password) == 60);
    CHECK(static_cast<int>(Code::disk_full) == 80);
    CHECK(static_cast<int>(Code::needs_attention) == 90);
}

TEST_CASE("names and labels are not shared by two codes") {
    std::set<std::string_view> names;
    std::set<std::string_view> chinese;
    std::set<std::string_view> english;
    for (std::size_t value = 0; value < highest; ++value) {
        if (declared[value].empty()) continue;
        const Label label = code_label(code_of(value));
        CAPTURE(declared[value]);
        CHECK(names.insert(code_name(code_of(value))).second);
        CHECK(chinese.insert(label.zh).second);
        CHECK(english.insert(label.en).second);
    }
}

TEST_CASE("every code says in both languages what happened and what to do") {
    for (std::size_t value = 0; value < highest; ++value) {
        CAPTURE(value);
        const Code code = code_of(value);
        const Label label = code_label(code);
        REQUIRE(is_valid_utf8(label.zh));
        CHECK(has_han(label.zh));
        CHECK_FALSE(label.en.empty());
        CHECK_FALSE(has_han(label.en));
        // The label is followed by the field concerned, so it is not yet a whole sentence.
        CHECK_FALSE(ends_as_a_sentence(label.zh));
        CHECK_FALSE(ends_as_a_sentence(label.en));
        if (code == Code::none) continue;
        const std::string zh = Error{code, {}, {}, {}}.hint(Lang::zh);
        const std::string en = Error{code, {}, {}, {}}.hint(Lang::en);
        CHECK(has_han(zh));
        CHECK(ends_as_a_sentence(zh));
        CHECK_FALSE(has_han(en));
        CHECK(ends_as_a_sentence(en.substr(0, en.find_last_not_of('"') + 1)));
    }
}

TEST_CASE("no error needs no hint") {
    CHECK(Error{}.hint(Lang::zh).empty());
    CHECK(Error{}.hint(Lang::en).empty());
}

TEST_CASE("a code that a newer peer sent is still explained") {
    const Error error{code_of(60'000), "order", {}, {}};
    CHECK(code_name(error.code) == "unknown");
    CHECK(error.message(Lang::en) == "The reason given is not known to this version: order");
    CHECK_FALSE(error.hint(Lang::zh).empty());
}

TEST_CASE("a message names the place and the detail") {
    const std::string label(code_label(Code::bad_value).en);
    CHECK(Error{Code::bad_value, {}, {}, {}}.message(Lang::en) == label);
    CHECK(Error{Code::bad_value, "total", {}, {}}.message(Lang::en) == label + ": total");
    CHECK(Error{Code::bad_value, {}, "12,5", {}}.message(Lang::en) == label + " (12,5)");
    CHECK(Error{Code::bad_value, "total", "12,5", {}}.message(Lang::en) ==
          label + ": total (12,5)");
    CHECK(Error{Code::bad_value, "total", "12,5", {}}.message(Lang::zh) ==
          std::string(code_label(Code::bad_value).zh) + "：total（12,5）");
}

TEST_CASE("a message lists every offending field once") {
    Error error{Code::required, {}, {}, {"consignee", "pickup_from"}};
    const std::string label(code_label(Code::required).en);
    CHECK(error.message(Lang::en) == label + ": consignee, pickup_from");
    CHECK(error.message(Lang::zh).ends_with("：consignee、pickup_from"));
    error.where = "consignee";
    CHECK(error.message(Lang::en) == label + ": consignee, pickup_from");
    error.where = "order";
    CHECK(error.message(Lang::en) == label + ": order, consignee, pickup_from");
}

}  // namespace branchline
