#include "ui/text.h"

#include <doctest/doctest.h>

#include <string>

using namespace branchline::ui;

namespace {

// Latin letters are one wide, everything else two.
float measure(std::string_view text) {
    float width = 0;
    for (std::size_t at = 0; at < text.size(); at = next_character(text, at)) {
        width += static_cast<unsigned char>(text[at]) < 0x80 ? 1.0F : 2.0F;
    }
    return width;
}

std::string joined(std::string_view text, float width) {
    std::string made;
    for (const std::string_view line : wrap(text, width, measure)) {
        if (!made.empty()) made += '|';
        made += line;
    }
    return made;
}

}  // namespace

TEST_CASE("Chinese breaks after any character, Latin between words") {
    CHECK(joined("货物已送达", 6) == "货物已|送达");
    CHECK(joined("the cargo has arrived", 9) == "the cargo|has|arrived");
    CHECK(joined("送到 Wuhan 仓库", 9) == "送到|Wuhan 仓|库");
}

TEST_CASE("no line begins with a closing mark or ends with an opening one") {
    CHECK(joined("货物已到，请查收。", 6) == "货物已|到，请|查收。");
    CHECK(joined("样例（苏州）", 6) == "样例|（苏|州）");
}

TEST_CASE("a word that is longer than the line is broken, a line break always breaks") {
    CHECK(joined("abcdefgh", 3) == "abc|def|gh");
    CHECK(joined("a\n\nb", 10) == "a||b");
    CHECK(joined("", 10).empty());
}

TEST_CASE("what does not fit ends with an ellipsis and never within a character") {
    CHECK(cut_to("abcdef", 6, measure) == "abcdef");
    CHECK(cut_to("abcdef", 5, measure) == "abc…");
    CHECK(cut_to("样例机电有限公司", 9, measure) == "样例机…");
    CHECK(cut_to("样例机电", 1, measure) == "…");
    CHECK(cut_to("first\nsecond", 20, measure) == "first…");
}
