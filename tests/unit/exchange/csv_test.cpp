#include "exchange/csv.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/random.h"

using namespace branchline;
using namespace branchline::exchange;
using namespace std::string_literals;

namespace {

using Rows = std::vector<std::vector<std::string>>;

std::vector<TableRecord> read_all(std::string_view text, char separator = 0) {
    CsvReader reader(text, separator);
    std::vector<TableRecord> records;
    while (auto record = reader.next()) records.push_back(std::move(*record));
    return records;
}

Rows cells_of(std::string_view text) {
    Rows rows;
    for (TableRecord& record : read_all(text)) {
        CHECK_FALSE(record.fault.has_value());
        rows.push_back(std::move(record.cells));
    }
    return rows;
}

std::string written(const Rows& rows, CsvStyle style = {}) {
    std::string text;
    CsvWriter writer([&text](std::string_view part) { text += part; }, style);
    for (const auto& row : rows) writer.row(row);
    return text;
}

}  // namespace

TEST_CASE("plain and quoted cells of all line ends are read") {
    const Rows expected{{"a", "b"}, {"1", "2"}, {"3", ""}};
    CHECK(cells_of("a,b\n1,2\n3,\n") == expected);
    CHECK(cells_of("a,b\r\n1,2\r\n3,\r\n") == expected);
    CHECK(cells_of("a,b\r1,2\r3,") == expected);
    CHECK(cells_of("\"a\",\"b\"\n\"1\" ,\"2\"\n3,\"\"") == expected);
    CHECK(cells_of("a,b\n\n1,2\n\r\n\n3,\n\n\n") == expected);
    CHECK(cells_of("\uFEFFa,b\n1,2\n3,") == expected);
    CHECK(cells_of("").empty());
    CHECK(cells_of("\n\r\n\r").empty());
}

TEST_CASE("quotes may hold separators, quotes and line breaks") {
    CHECK(cells_of("a,b\n\"x,\"\"y\"\"\",\"1\r\n2\n3\r4\"\n") ==
          Rows{{"a", "b"}, {"x,\"y\"", "1\r\n2\n3\r4"}});
    CHECK(cells_of("a\n\"\"\"\"\n\"\"\n") == Rows{{"a"}, {"\""}, {""}});
}

TEST_CASE("a quotation mark inside a plain cell is an ordinary character") {
    CHECK(cells_of("a,b\n5\" pipe,say \"hi\"\n") == Rows{{"a", "b"}, {"5\" pipe", "say \"hi\""}});
}

TEST_CASE("the separator is the one that the header has most of") {
    CHECK(detect_separator("a,b;c,d\n1;2;3;4;5") == ',');
    CHECK(detect_separator("a;b;c\n1,2,3,4") == ';');
    CHECK(detect_separator("a\tb\n") == '\t');
    CHECK(detect_separator("\r\n\na;b\n") == ';');
    CHECK(detect_separator("\"x;y;z;\n;\",b\n") == ',');
    CHECK(detect_separator("alone") == ',');
    CHECK(detect_separator("") == ',');
    CHECK(cells_of("sep=;\r\na;b,c\r\n") == Rows{{"a", "b,c"}});
    CHECK(cells_of("sep=\n1\n") == Rows{{"sep="}, {"1"}});
    CHECK(read_all("a;b,c", ',').front().cells.size() == 2);
}

TEST_CASE("every record knows the line where it starts and where it ends") {
    const auto records = read_all("sep=,\n\na,b\r\n\"1\r\n2\n3\r4\",x\n\n5,6\r\r7,8");
    REQUIRE(records.size() == 4);
    CHECK(records[0].line == 3);
    CHECK(records[1].line == 4);
    CHECK(records[1].last_line == 7);
    CHECK(records[2].line == 9);
    CHECK(records[3].line == 11);
}

TEST_CASE("text behind a closing quotation mark spoils its record only") {
    const auto records = read_all("a,b\n\"he said \"hi\" to me\",x\n3,4\n");
    REQUIRE(records.size() == 3);
    CHECK(records[1].fault == Fault::text_after_quote);
    CHECK(records[1].cells.empty());
    CHECK(records[1].line == 2);
    CHECK(records[2].cells == std::vector<std::string>{"3", "4"});
    CHECK(records[2].line == 3);
}

TEST_CASE("a stray opening quotation mark does not swallow the good lines behind it") {
    SUBCASE("nothing closes it") {
        const auto records = read_all("a,b\n\"1,2\n3,4\n5,6\n");
        REQUIRE(records.size() == 4);
        CHECK(records[1].fault == Fault::unclosed_quote);
        CHECK(records[1].line == 2);
        CHECK(records[1].last_line == 5);
        CHECK(records[2].cells == std::vector<std::string>{"3", "4"});
        CHECK(records[3].line == 4);
    }
    SUBCASE("a quoted cell further down closes it") {
        const auto records = read_all("a,b\n1,\"2\n3,4\n\"5\",6\n7,8\n");
        REQUIRE(records.size() == 5);
        CHECK(records[1].fault == Fault::text_after_quote);
        CHECK(records[2].cells == std::vector<std::string>{"3", "4"});
        CHECK(records[3].cells == std::vector<std::string>{"5", "6"});
        CHECK(records[4].line == 5);
    }
    SUBCASE("in a table of one column") {
        const auto records = read_all("a\n\"1\n2\n3");
        REQUIRE(records.size() == 4);
        CHECK(records[1].fault == Fault::unclosed_quote);
        CHECK(records[3].cells == std::vector<std::string>{"3"});
    }
}

TEST_CASE("the lines of a broken cell are not taken for records") {
    const auto records = read_all("a,b,c\n1,\"one\ntwo\" oops\nthree\",3\n4,5,6\n");
    REQUIRE(records.size() == 4);
    CHECK(records[1].fault == Fault::text_after_quote);
    CHECK(records[1].last_line == 3);
    // Behind the broken place nothing tells any more that "three" was inside a cell.
    CHECK(records[2].line == 4);
    CHECK(records[3].cells == std::vector<std::string>{"4", "5", "6"});
}

TEST_CASE("limits name the record and reading goes on") {
    const std::string full(max_cell_characters, 'x');
    const auto records =
        read_all("a,b\n" + full + ",1\n" + full + "x,2\n\"" + full + "x\",3\n4,5\n");
    REQUIRE(records.size() == 5);
    CHECK(records[1].cells.front().size() == max_cell_characters);
    CHECK(records[2].fault == Fault::field_too_long);
    CHECK(records[3].fault == Fault::field_too_long);
    CHECK(records[4].cells == std::vector<std::string>{"4", "5"});

    std::string wide;  // characters count, not bytes
    for (std::size_t i = 0; i < max_cell_characters; ++i) wide += "\xF0\xA0\xAE\xB7";
    CHECK(cells_of("a\n" + wide).back().front() == wide);
    CHECK(read_all("a\n" + wide + "x").back().fault == Fault::field_too_long);
    CHECK(read_all("a\n\"" + wide + "x\"").back().fault == Fault::field_too_long);

    const std::string columns(max_columns - 1, ',');
    CHECK(read_all(columns).front().cells.size() == max_columns);
    CHECK(read_all(columns + ",").front().fault == Fault::too_many_columns);
}

TEST_CASE("after a million rows reading ends with a fault") {
    std::string text;
    for (std::size_t i = 0; i < max_rows + 3; ++i) text += "1\n";  // the first is the header
    CsvReader reader(text);
    std::size_t good = 0;
    std::optional<TableRecord> record;
    while ((record = reader.next()) && !record->fault) ++good;
    CHECK(good == max_rows + 1);
    REQUIRE(record.has_value());
    CHECK(record->fault == Fault::too_many_rows);
    CHECK(record->line == max_rows + 2);
    CHECK_FALSE(reader.next().has_value());
}

TEST_CASE("the writer quotes what would be misread, and nothing else") {
    CHECK(written({{"a", "b c"}, {"1;2", "x\"y"}, {" z", "\n"}}) ==
          "\uFEFFa,b c\r\n\"1;2\",\"x\"\"y\"\r\n\" z\",\"\n\"\r\n");
    CHECK(written({{""}, {"", ""}}, {';', false}) == "\"\"\r\n;\r\n");
}

TEST_CASE("what is written is read again, whatever the cells hold") {
    SeededRandom random(20261123);
    const std::vector<std::string> pieces{"a",  "\"",   ",",      ";",      "\t", "\r",
                                          "\n", "\r\n", " ",      "'",      "=",  "客",
                                          "𠮷", "\0"s,  "\uFEFF", "\u202E", "5"};
    for (int round = 0; round < 2000; ++round) {
        const std::size_t width = 1 + random.below(5);
        Rows rows(1 + random.below(4), std::vector<std::string>(width));
        for (auto& row : rows) {
            for (std::string& cell : row) {
                for (auto n = random.below(6); n > 0; --n)
                    cell += pieces[random.below(pieces.size())];
            }
        }
        const char separator = ",;\t"[random.below(3)];
        const std::string text = written(rows, {separator, random.below(2) == 0});
        Rows again;
        for (TableRecord& record : read_all(text, separator)) again.push_back(record.cells);
        INFO("round ", round);
        CHECK(again == rows);
    }
}

TEST_CASE("texts that a spreadsheet would run are guarded, and only those") {
    for (const char* text :
         {"=1+1", "+86", "-5", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"}) {
        CHECK(guard_formula(text) == "'"s + text);
        CHECK(unguard_formula(guard_formula(text)) == text);
    }
    CHECK(guard_formula("\0x"s) == "'\0x"s);
    for (const char* text : {"", "a=1", "'a", "'", "''", " =1", "客户", "1-2"}) {
        CHECK(guard_formula(text) == text);
        CHECK(unguard_formula(text) == text);
    }
    // An apostrophe of the author's own survives.
    CHECK(guard_formula("'=1") == "''=1");
    CHECK(unguard_formula("''=1") == "'=1");
}
