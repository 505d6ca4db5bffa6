#include "base/text.h"

#include <doctest/doctest.h>

#include <initializer_list>

#include "base/random.h"

namespace branchline {

namespace {

std::string any_text(Random& random) {
    // Plenty of what meets in practice: blanks, full-width forms, combining marks, Han.
    constexpr std::u32string_view usual =
        U" \t\n\u3000\u00a0abcXYZÄßﬁＡｂ１㈱①Ⅳ\u0301\u0308\u200b\u0345客户龍\U00020000";
    std::string text;
    for (std::uint64_t i = random.below(20); i > 0; --i) {
        const bool common = random.below(3) > 0;
        const char32_t point = common ? usual[random.below(usual.size())]
                                      : static_cast<char32_t>(1 + random.below(0x30000));
        text += to_utf8(point);
    }
    return text;
}

std::string join(const std::vector<std::string_view>& parts, char separator) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text += separator;
        text += parts[i];
    }
    return text;
}

using Parts = std::vector<std::string_view>;

}  // namespace

TEST_CASE("well-formed UTF-8 of every length is valid") {
    CHECK(is_valid_utf8(""));
    CHECK(is_valid_utf8("abc\x7f"));
    CHECK(is_valid_utf8("\u0080\u07ff"));
    CHECK(is_valid_utf8("\u0800\ud7ff\ue000\uffff"));
    CHECK(is_valid_utf8("\U00010000\U0010ffff"));
    CHECK(is_valid_utf8("上海分公司 – Ünïcode"));
}

TEST_CASE("broken, over-long, surrogate and too large forms are refused") {
    for (const std::string_view text :
         std::initializer_list<std::string_view>{"\x80",
                                                 "abc\xbf",
                                                 "\xc3",
                                                 "\xe5\xae",
                                                 "\xf0\xa0\x80",
                                                 "\xc3(",
                                                 "\xe5(\xa2",
                                                 "\xc0\xaf",
                                                 "\xc1\xbf",
                                                 "\xe0\x80\xaf",
                                                 "\xe0\x9f\xbf",
                                                 "\xf0\x80\x80\xaf",
                                                 "\xf0\x8f\xbf\xbf",
                                                 "\xed\xa0\x80",
                                                 "\xed\xbf\xbf",
                                                 "\xf4\x90\x80\x80",
                                                 "\xf5\x80\x80\x80",
                                                 "\xf8\x88\x80\x80\x80",
                                                 "\xfe",
                                                 "\xff",
                                                 "客\xe5"}) {
        CAPTURE(text.size());
        CHECK_FALSE(is_valid_utf8(text));
    }
}

TEST_CASE("NUL is not text") {
    CHECK_FALSE(is_valid_utf8(std::string_view("a\0b", 3)));
    CHECK_FALSE(is_valid_utf8(std::string_view("\0", 1)));
    CHECK_FALSE(is_valid_utf8("\xc0\x80"));
}

TEST_CASE("a text cut inside a character is not valid, cut between two it is") {
    const std::string text = "a客户\U00020000é";
    std::size_t whole = 0;
    for (std::size_t size = 0; size <= text.size(); ++size) {
        if (is_valid_utf8(text.substr(0, size))) ++whole;
    }
    CHECK(whole == code_point_count(text) + 1);
}

TEST_CASE("trimming takes ASCII and ideographic white space off both ends only") {
    CHECK(trim("").empty());
    CHECK(trim(" \t\r\n\v\f").empty());
    CHECK(trim("\u3000 \u3000").empty());
    CHECK(trim("  a b  ") == "a b");
    CHECK(trim("\u3000 客\u3000户 \u3000\n") == "客\u3000户");
    CHECK(trim("a") == "a");
    CHECK(trim("\u00a0a") == "\u00a0a");
    // 、(E3 80 81) begins with the same bytes as the ideographic blank.
    CHECK(trim("、a、") == "、a、");
    CHECK(trim("\x80\x80") == "\x80\x80");
}

TEST_CASE("the normal form makes equal what people hold to be equal") {
    CHECK(normal_form("ＡＢＣ") == "abc");
    CHECK(normal_form("ABC") == "abc");
    CHECK(normal_form("１２３－４５") == "123-45");
    CHECK(normal_form("㈱") == "(株)");
    CHECK(normal_form("①") == "1");
    CHECK(normal_form("ﾃｽﾄ") == "テスト");
    CHECK(normal_form("Straße") == normal_form("STRASSE"));
    CHECK(normal_form("e\u0301") == normal_form("É"));
    CHECK(normal_form("\uff08上海\uff09") == "(上海)");
    CHECK(normal_form("上\u200b海\ufeff") == "上海");
}

TEST_CASE("the normal form squeezes white space of every width") {
    CHECK(normal_form("") == "");
    CHECK(normal_form(" \u3000\t") == "");
    CHECK(normal_form("  a \u3000\u00a0 b\r\n") == "a b");
    CHECK(normal_form("a\tb\nc") == "a b c");
}

TEST_CASE("Han characters stay what they are") {
    CHECK(normal_form("深圳鑫源物流") == "深圳鑫源物流");
    CHECK(normal_form("发發") == "发發");  // simplified and traditional are different names
    CHECK(normal_form("\U00020000") == "\U00020000");
    CHECK(normal_form("\uf900") == "\u8c48");  // but a compatibility form is the same character
}

TEST_CASE("a normal form is its own normal form") {
    SeededRandom random(1);
    for (int i = 0; i < 5000; ++i) {
        const std::string text = any_text(random);
        const std::string form = normal_form(text);
        CAPTURE(text);
        REQUIRE(is_valid_utf8(form));
        REQUIRE(normal_form(form) == form);
        REQUIRE(normal_form(" " + text + "\u3000") == form);
    }
}

TEST_CASE("bytes that are not UTF-8 have themselves as normal form") {
    CHECK(normal_form(" ABC\xff ") == "ABC\xff");
    CHECK(normal_form("\xe5") == "\xe5");
}

TEST_CASE("code points are counted and listed alike") {
    CHECK(code_point_count("") == 0);
    CHECK(code_point_count("a客\U00020000") == 3);
    CHECK(code_points("a客\U00020000") == std::vector<char32_t>{U'a', U'客', 0x20000});
    SeededRandom random(2);
    for (int i = 0; i < 1000; ++i) {
        const std::string text = any_text(random);
        std::string again;
        for (const char32_t point : code_points(text)) again += to_utf8(point);
        REQUIRE(again == text);
        REQUIRE(code_points(text).size() == code_point_count(text));
    }
}

TEST_CASE("listing the code points of broken text ends, with a mark for each broken byte") {
    CHECK(code_points("a\xff\xfe") == std::vector<char32_t>{U'a', 0xfffd, 0xfffd});
    CHECK(code_points("\xe5\xae") == std::vector<char32_t>{0xfffd, 0xfffd});
}

TEST_CASE("what is no code point is written as the replacement character") {
    CHECK(to_utf8(U'é') == "é");
    CHECK(to_utf8(0x10ffff) == "\U0010ffff");
    CHECK(to_utf8(0xd800) == "\ufffd");
    CHECK(to_utf8(0x110000) == "\ufffd");
    CHECK(to_utf8(0xffffffff) == "\ufffd");
}

TEST_CASE("ideographs of all planes are Han, other scripts are not") {
    for (const char32_t point : {0x3007,  0x3400,  0x4dbf,  0x4e00,  0x5ba2,  0x9fff,  0xf900,
                                 0xfaff,  0x20000, 0x2a6df, 0x2a700, 0x2b740, 0x2b820, 0x2ceb0,
                                 0x2ebe0, 0x2f800, 0x2fa1d, 0x30000, 0x3134a, 0x31350, 0x323af}) {
        CAPTURE(static_cast<std::uint32_t>(point));
        CHECK(is_han(point));
    }
    for (const char32_t point :
         {0x0, 0x41, 0xe9, 0x3000, 0x3001, 0x3042, 0x30a2, 0x33ff, 0x4dc0, 0xa000, 0xac00, 0xf8ff,
          0xfb00, 0xff21, 0x1f600, 0x1ffff, 0x40000, 0x10ffff}) {
        CAPTURE(static_cast<std::uint32_t>(point));
        CHECK_FALSE(is_han(point));
    }
}

TEST_CASE("lines come without their ends, and a last end begins no line") {
    CHECK(split_lines("").empty());
    CHECK(split_lines("\n") == Parts{""});
    CHECK(split_lines("a") == Parts{"a"});
    CHECK(split_lines("a\n") == Parts{"a"});
    CHECK(split_lines("a\n\nb") == Parts{"a", "", "b"});
    CHECK(split_lines("\na\n\n") == Parts{"", "a", ""});
    CHECK(split_lines("a\r\nb") == Parts{"a\r", "b"});
}

TEST_CASE("splitting keeps empty parts, so that joining gives the text back") {
    CHECK(split("", ';') == Parts{""});
    CHECK(split(";", ';') == Parts{"", ""});
    CHECK(split("a;;b;", ';') == Parts{"a", "", "b", ""});
    CHECK(split("abc", ';') == Parts{"abc"});
    SeededRandom random(3);
    for (int i = 0; i < 1000; ++i) {
        const std::string text = any_text(random);
        REQUIRE(join(split(text, '\n'), '\n') == text);
        REQUIRE(join(split(text, 'a'), 'a') == text);
    }
}

}  // namespace branchline
