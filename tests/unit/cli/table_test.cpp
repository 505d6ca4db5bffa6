#include "cli/table.h"

#include <doctest/doctest.h>

using namespace branchline;

TEST_CASE("a Chinese character takes two columns") {
    CHECK(cli::display_width("abc") == 3);
    CHECK(cli::display_width("上海a") == 5);
    CHECK(cli::shortened("上海分公司", 5) == "上海…");
    CHECK(cli::shortened("abc", 3) == "abc");
}

TEST_CASE("columns stand below each other") {
    const cli::Table table{{"a", "b"}, {{"上海", "1"}, {"x", "2"}}};
    CHECK(cli::to_text(table, 0, false) == "a     b\n上海  1\nx     2\n");
}

TEST_CASE("a line break in a cell does not break the table") {
    const cli::Table table{{}, {{"a\nb", "c"}}};
    CHECK(cli::to_text(table, 0, false) == "a b  c\n");
}
