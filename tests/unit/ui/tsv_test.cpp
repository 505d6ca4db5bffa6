// Table text to and from spreadsheets: the cases that other programs are known to have got wrong.
#include "ui/tsv.h"

#include <doctest/doctest.h>

#include "base/random.h"

namespace branchline::ui {

TEST_CASE("rows end at line ends of either kind and cells at tabs") {
    CHECK(read_tsv("a\tb\r\nc\td") == TextTable{{"a", "b"}, {"c", "d"}});
    CHECK(read_tsv("a\tb\nc\td\n") == TextTable{{"a", "b"}, {"c", "d"}});
    CHECK(read_tsv("").empty());
}

TEST_CASE("exactly one line end at the end belongs to the spreadsheet") {
    CHECK(read_tsv("a\r\n") == TextTable{{"a"}});
    CHECK(read_tsv("a\n\n") == TextTable{{"a"}, {""}});
    CHECK(read_tsv("\n") == TextTable{{""}});
}

TEST_CASE("empty cells count wherever they stand") {
    CHECK(read_tsv("\ta\t\t\n") == TextTable{{"", "a", "", ""}});
    CHECK(read_tsv("\t") == TextTable{{"", ""}});
}

TEST_CASE("a line break inside quotes stays in its cell") {
    CHECK(read_tsv("\"a\r\nb\"\tc\r\n") == TextTable{{"a\nb", "c"}});
    CHECK(read_tsv("\"tab\there\"\tc") == TextTable{{"tab\there", "c"}});
}

TEST_CASE("doubled quotes within quotes are one") {
    CHECK(read_tsv("\"5\"\" pipe\"\tx") == TextTable{{"5\" pipe", "x"}});
    CHECK(read_tsv("\"\"\"\"") == TextTable{{"\""}});
    CHECK(read_tsv("\"\"\tx") == TextTable{{"", "x"}});
}

TEST_CASE("a quote that opens nothing is text") {
    CHECK(read_tsv("5\" pipe\tx") == TextTable{{"5\" pipe", "x"}});
    CHECK(read_tsv("say \"yes\"\tx") == TextTable{{"say \"yes\"", "x"}});
    CHECK(read_tsv("\"open\tx\ny\tz") == TextTable{{"\"open", "x"}, {"y", "z"}});
    CHECK(read_tsv("\"A\" class\tx") == TextTable{{"\"A\" class", "x"}});
    CHECK(read_tsv("\"") == TextTable{{"\""}});
}

TEST_CASE("blanks and marks that cannot be seen are put right") {
    CHECK(read_tsv("1\u00A0500\t\uFEFF\u200B纸箱\u2060") == TextTable{{"1 500", "纸箱"}});
    CHECK(read_tsv("１２\t样例（苏州）") == TextTable{{"１２", "样例（苏州）"}});
}

TEST_CASE("only what needs quotes is written with them") {
    CHECK(write_tsv({{"a", "b c"}, {"1.5", ""}}) == "a\tb c\n1.5\t\n");
    CHECK(write_tsv({{"a\nb", "5\" pipe"}}) == "\"a\nb\"\t\"5\"\" pipe\"");
    CHECK(write_tsv({{"纸箱"}}) == "纸箱");
    CHECK(write_tsv({{""}}) == "\n");
    CHECK(write_tsv({}).empty());
}

TEST_CASE("what a spreadsheet would take for something else is written so that it keeps it") {
    const TextTable digits{{"007", "913100001234567890"}, {"0", "13800136688"}};
    CHECK(write_tsv(digits) == "=\"007\"\t=\"913100001234567890\"\n0\t13800136688\n");
    CHECK(read_tsv(write_tsv(digits)) == digits);
    const TextTable formulas{{"=1+1", "+86 21", "-1.50", "-"}, {"@a", "=\"x\"", "-a\nb", "+5%"}};
    CHECK(write_tsv(formulas) ==
          "=\"=1+1\"\t=\"+86 21\"\t-1.50\t-\n"
          "=\"@a\"\t=\"=\"\"x\"\"\"\t\"=\"\"-a\nb\"\"\"\t+5%\n");
    CHECK(read_tsv(write_tsv(formulas)) == formulas);
    CHECK(write_tsv({{"007"}}) == "007");  // alone it is a text for whoever asks
    CHECK(read_tsv("=\"\t=A1\t=\"a\"b\"") == TextTable{{"=\"", "=A1", "=\"a\"b\""}});
}

TEST_CASE("what is written is read back, whatever the cells hold") {
    SeededRandom random(20'261'123);
    constexpr std::string_view pieces[] = {"a", "\"",   "\t",  "\n", " ",  "货",
                                           "",  "\"\"", "1,5", "0",  "=\""};
    for (int round = 0; round < 2'000; ++round) {
        TextTable table(1 + random.below(4));
        for (auto& row : table) {
            row.resize(1 + random.below(4));
            for (std::string& cell : row) {
                for (std::uint64_t left = random.below(5); left > 0; --left) {
                    cell += pieces[random.below(std::size(pieces))];
                }
            }
        }
        CHECK(read_tsv(write_tsv(table)) == table);
    }
}

}  // namespace branchline::ui
