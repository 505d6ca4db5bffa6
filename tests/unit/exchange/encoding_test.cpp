#include "exchange/encoding.h"

#include <doctest/doctest.h>
#include <iconv.h>

#include <string>

using namespace branchline;
using namespace branchline::exchange;
using namespace std::string_literals;

namespace {

std::string converted(const char* to, std::string text) {
    iconv_t handle = iconv_open(to, "UTF-8");
    std::string out(text.size() * 4 + 16, '\0');
    char* from = text.data();
    char* into = out.data();
    std::size_t from_left = text.size();
    std::size_t into_left = out.size();
    REQUIRE(iconv(handle, &from, &from_left, &into, &into_left) == 0);
    iconv_close(handle);
    out.resize(out.size() - into_left);
    return out;
}

// Han of plane 2, a letter that GB18030 writes in four bytes, an emoji, a tone mark, full width.
const std::string rare = "名称,税号\r\n测试客户𠮷野家㐂,ɑ́😀，ＡＢＣ鑫圳㛃䶮\r\n";

void check_reads(const std::string& bytes, Encoding encoding, bool mark, const std::string& text) {
    const auto decoded = decode_text(bytes);
    REQUIRE(decoded.has_value());
    CHECK(decoded->text == text);
    CHECK(decoded->encoding == encoding);
    CHECK(decoded->had_mark == mark);
}

std::string detail_of(const std::string& bytes) {
    const auto decoded = decode_text(bytes);
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().code == Code::bad_file);
    return decoded.error().detail;
}

}  // namespace

TEST_CASE("every encoding that people save in gives the same text") {
    check_reads(rare, Encoding::utf8, false, rare);
    check_reads("\xEF\xBB\xBF" + rare, Encoding::utf8, true, rare);
    check_reads("\xFF\xFE" + converted("UTF-16LE", rare), Encoding::utf16_le, true, rare);
    check_reads("\xFE\xFF" + converted("UTF-16BE", rare), Encoding::utf16_be, true, rare);
    check_reads(converted("UTF-16LE", rare), Encoding::utf16_le, false, rare);
    check_reads(converted("UTF-16BE", rare), Encoding::utf16_be, false, rare);
    check_reads(converted("GB18030", rare), Encoding::gb18030, false, rare);
    check_reads("", Encoding::utf8, false, "");
    check_reads("\xEF\xBB\xBF", Encoding::utf8, true, "");
}

TEST_CASE("every character that GB18030 can write survives") {
    std::string text = "名称\n";  // one that is not UTF-8 afterwards
    for (char32_t point = 0x80; point < 0x110000; point += point < 0x10000 ? 1 : 977) {
        if (point >= 0xD800 && point < 0xF900) continue;  // surrogates, private use
        if (point >= 0xFE10 && point < 0xFE20) continue;  // moved between editions of the standard
        if (point >= 0x9FB4 && point < 0x9FBC) continue;  // likewise
        std::string one;
        if (point < 0x800) {
            one += static_cast<char>(0xC0 | point >> 6U);
        } else if (point < 0x10000) {
            one += static_cast<char>(0xE0 | point >> 12U);
            one += static_cast<char>(0x80 | (point >> 6U & 0x3FU));
        } else {
            one += static_cast<char>(0xF0 | point >> 18U);
            one += static_cast<char>(0x80 | (point >> 12U & 0x3FU));
            one += static_cast<char>(0x80 | (point >> 6U & 0x3FU));
        }
        one += static_cast<char>(0x80 | (point & 0x3FU));
        text += one;
    }
    const auto decoded = decode_text(converted("GB18030", text));
    REQUIRE(decoded.has_value());
    CHECK(decoded->encoding == Encoding::gb18030);
    CHECK((decoded->text == text));
}

TEST_CASE("a long text crosses the blocks of the converter at any byte") {
    for (std::size_t shift = 0; shift < 8; ++shift) {
        std::string text(shift, 'a');
        while (text.size() < 300'000) text += "客𠮷户😀x";
        check_reads(converted("GB18030", text), Encoding::gb18030, false, text);
    }
}

TEST_CASE("a wrong byte is named with its offset") {
    CHECK(detail_of("\xEF\xBB\xBFname\n\xFF") == "UTF-8, byte 8");
    CHECK(detail_of("\xFF\xFE"s + "a\0b\0c"s) == "UTF-16LE, byte 6");         // odd length
    CHECK(detail_of("\xFF\xFE"s + "a\0\x00\xD8z\0"s) == "UTF-16LE, byte 4");  // lone surrogate
    CHECK(detail_of("\xFE\xFF"s + "\0a\xDC\x00"s) == "UTF-16BE, byte 4");     // low one first
    CHECK(detail_of("\xFF\xFE"s + "a\0\x00\xD8"s) == "UTF-16LE, byte 4");     // cut in half
    CHECK(detail_of(converted("GB18030", "名称\n") + "\xFF\n") == "GB18030, byte 5");
    CHECK(detail_of(converted("GB18030", "名称\n客").substr(0, 6)) == "GB18030, byte 5");
}

TEST_CASE("two encodings in one file are refused and not read as nonsense") {
    const std::string good = "名称,需求\n测试客户00001,冷藏\n";
    const std::string mixed = good + converted("GB18030", "样例物流");
    CHECK(detail_of(mixed) == "UTF-8, byte " + std::to_string(good.size()));
}

TEST_CASE("over-long forms, surrogates and too high numbers are no UTF-8") {
    for (const char* bad :
         {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5"}) {
        const auto decoded = decode_text("名称,需求"s + bad);
        CHECK_FALSE(decoded.has_value());
    }
}

TEST_CASE("a few NUL characters do not make a text UTF-16") {
    check_reads("name\0\nb\n"s, Encoding::utf8, false, "name\0\nb\n"s);
    check_reads("name\n\0\0\0\0\0\0\0\0"s, Encoding::utf8, false, "name\n\0\0\0\0\0\0\0\0"s);
}

TEST_CASE("workbooks under a wrong name and giant files are refused at once") {
    CHECK(detail_of("PK\x03\x04\x14\x00"s) == "XLSX / ZIP");
    CHECK(detail_of("\xD0\xCF\x11\xE0\xA1\xB1"s) == "XLS");
    const std::string giant(max_file_bytes + 1, 'a');
    const auto decoded = decode_text(giant);
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().code == Code::too_large);
}
