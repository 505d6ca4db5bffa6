#include "store/search_text.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "base/text.h"

namespace branchline::store {

namespace {

std::vector<std::string> tokens(std::string_view folded) {
    std::vector<std::string> all;
    Cutter cutter(folded);
    while (cutter.next()) all.emplace_back(cutter.token());
    return all;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("Han, kana and private-use characters stand alone, letters and digits run together") {
    CHECK(tokens(search_form("深圳ABC公司No.12-3a")) ==
          Strings{"深", "圳", "abc", "公", "司", "no", "12", "3a"});
    CHECK(tokens(search_form("コーヒー")) == Strings{"コ", "ー", "ヒ", "ー"});
    CHECK(tokens(search_form("\uE123x")) == Strings{"\uE123", "x"});
    CHECK(tokens(search_form("Müller—Söhne")) == Strings{"müller", "söhne"});
    CHECK(tokens(search_form("２０２６年，ＡＢ（甲）")) == Strings{"2026", "年", "ab", "甲"});
    CHECK(tokens(search_form("  。、·！? \t\n")).empty());
    CHECK(tokens(search_form("🚚快")) == Strings{"快"});
    CHECK(tokens("").empty());
}

TEST_CASE("the quick way of folding gives the tokens of the normal form") {
    SeededRandom random(3);
    const auto code_point = [&]() -> char32_t {
        switch (random.below(9)) {
            case 0:
                return static_cast<char32_t>(1 + random.below(0x7f));
            case 1:
                return static_cast<char32_t>(0x80 + random.below(0x200));
            case 2:
                return static_cast<char32_t>(0x2000 + random.below(0x1040));
            case 3:
                return static_cast<char32_t>(0x3000 + random.below(0x100));
            case 4:
                return static_cast<char32_t>(0xff00 + random.below(0xf0));
            case 5:
                return static_cast<char32_t>(0xf900 + random.below(0x200));
            case 6:
                return static_cast<char32_t>(0x20000 + random.below(0x100));
            default:
                return static_cast<char32_t>(0x3400 + random.below(0x6c00));
        }
    };
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (std::uint64_t i = 1 + random.below(6); i > 0; --i) text += to_utf8(code_point());
        // Control characters are blanks here, the normal form keeps them: both are separators.
        std::string normal = normal_form(text);
        for (char& c : normal)
            if (static_cast<unsigned char>(c) < 0x20) c = ' ';
        CAPTURE(text);
        CHECK(tokens(search_form(text)) == tokens(normal));
    }
}

TEST_CASE("bytes that are no text are separators, and nothing breaks") {
    SeededRandom random(4);
    for (int round = 0; round < 5'000; ++round) {
        std::string bytes;
        for (std::uint64_t i = random.below(12); i > 0; --i)
            bytes.push_back(static_cast<char>(random.below(256)));
        Cutter cutter(bytes);
        std::size_t end = 0;
        while (cutter.next()) {
            CHECK(cutter.begin >= end);
            CHECK(cutter.end > cutter.begin);
            end = cutter.end;
        }
        CHECK(end <= bytes.size());
        (void)SearchQuery(bytes, true).expression();
    }
}

TEST_CASE("an expression holds nothing but our own phrases") {
    SeededRandom random(5);
    const std::vector<std::string> parts{"\"",   "*", "(", ")",    ":", "^", "AND", " ",  "鑫", "a",
                                         "1234", "-", "+", "NEAR", "{", "}", ",",   "\\", "'"};
    for (int round = 0; round < 5'000; ++round) {
        std::string typed;
        for (std::uint64_t i = 1 + random.below(8); i > 0; --i)
            typed += parts[random.below(parts.size())];
        const SearchQuery query(typed, random.below(2) == 0);
        if (query.empty()) continue;
        bool inside = false;
        for (const char c : query.expression()) {
            if (c == '"') inside = !inside;
            const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
            if (inside && c != '"') CHECK((letter || c == ' '));
        }
        CHECK_FALSE(inside);
    }
}

TEST_CASE("a long input is cut, not refused") {
    std::string typed;
    for (int i = 0; i < 3'000; ++i) typed += "鑫 ";
    CHECK(SearchQuery(typed, true).expression().size() < 1'000);
    CHECK(SearchQuery(std::string(5'000, '1'), true).expression().size() < 1'000);
    CHECK(SearchQuery(std::string(5'000, 'a'), true).expression().size() < 1'000);
}

}  // namespace branchline::store
