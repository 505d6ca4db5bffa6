#include <doctest/doctest.h>

#include <string>

#include "exchange/sample_catalogue.h"
#include "exchange/table_import.h"

using namespace branchline;
using namespace branchline::exchange;
using sample::import_text;
namespace order = branchline::exchange::sample::order;
namespace order_line = branchline::exchange::sample::order_line;
namespace order_note = branchline::exchange::sample::order_note;

namespace {

// "line:cargo" of every child, then "!" for each refusal: "2:a 3:b ! | 4:c".
std::string shape(const std::vector<ImportRow>& rows) {
    std::string text;
    for (const ImportRow& row : rows) {
        if (!text.empty()) text += " | ";
        text += row.own.number;
        for (const ImportChild& child : row.children) {
            const bool is_line = child.entity == &order_line::spec;
            const auto field = is_line ? order_line::cargo.spec.id : order_note::words.spec.id;
            text += " " + std::to_string(child.cells.line) + (is_line ? ":" : "~") +
                    child.cells.fields.text(field);
        }
        text.append(row.refusals.size(), '!');
    }
    return text;
}

std::string shape_of(const std::string& text) { return shape(import_text(order::spec, text).rows); }

}  // namespace

TEST_CASE("lines with the same number make one row, repeated or empty") {
    CHECK(shape_of("单号,客户,货物明细.品名,货物明细.件数\n"
                   "A1,甲,钢材,5\n"
                   "A1,甲,木材,6\n"
                   "A1,,水泥,7\n"
                   "A2,乙,玻璃,8\n"
                   "A1,丙,再来,9\n") == "A1 2:钢材 3:木材 4:水泥 | A2 5:玻璃 | A1 6:再来");
}

TEST_CASE("lines whose own part is empty belong to the row above, as merged cells do") {
    CHECK(shape_of("客户,货物明细.品名\n甲,a\n,b\n\n,c\n,\n乙,d\n甲,e\n") ==
          " 2:a 3:b 5:c |  7:d |  8:e");
}

TEST_CASE("without a common key equal lines are rows of their own") {
    CHECK(shape_of("客户,货物明细.品名\n甲,a\n甲,b\n") == " 2:a |  3:b");
}

TEST_CASE("a column row_group holds lines together that have no number yet") {
    CHECK(shape_of("row_group,客户,货物明细.品名\n1,甲,a\n1,甲,b\n2,甲,c\n") == " 2:a 3:b |  4:c");
}

TEST_CASE("an id holds lines together") {
    const std::string id(32, 'a');
    CHECK(shape_of("id,客户,货物明细.品名\n" + id + ",甲,a\n" + id + ",,b\n") == " 2:a 3:b");
}

TEST_CASE("a line may fill a child of each kind") {
    CHECK(shape_of("单号,货物明细.品名,备注.内容\nA1,a,急\nA1,,慢\nA1,b,\n") ==
          "A1 2:a 2~急 3~慢 4:b");
}

TEST_CASE("the same number with other contents refuses the row") {
    const auto imported =
        import_text(order::spec, "单号,客户,货物明细.品名\nA1,甲,a\nA1,乙,b\nA2,丙,c\n");
    CHECK(shape(imported.rows) == "A1 2:a 3:b! | A2 4:c");
    CHECK(imported.rows.front().refusals.front().reason == Fault::parent_differs);
    CHECK(imported.rows.front().refusals.front().line == 3);
}

TEST_CASE("a wrong cell of a child refuses the row with all its children") {
    CHECK(shape_of("单号,货物明细.品名,货物明细.件数\nA1,a,1\nA1,,x\nA1,c,y\nA2,d,1\n") ==
          "A1 2:a 3: 4:c!! | A2 5:d");
}

TEST_CASE("a broken line belongs to the row above, so that no half row is taken") {
    CHECK(shape_of("单号,货物明细.品名\nA1,a\nA1,\"b\" c\nA2,d\n") == "A1 2:a! | A2 4:d");
    // It may have begun a row of its own: lines that hang on to it must not change hands.
    CHECK(shape_of("单号,货物明细.品名\nA1,a\nA2,\"b\" c\n,d\nA3,e\n") == "A1 2:a 4:d! | A3 5:e");
    CHECK(shape_of("单号,货物明细.品名\n\"b\" c,x\n,d\nA3,e\n") == " 3:d! | A3 4:e");
}

TEST_CASE("without children every line is a row, broken ones with their fault only") {
    CHECK(shape_of("单号,客户\nA1,a\n\"A2\"x,b\n,\n \nA1,c\n") == "A1 | ! | A1");
    CHECK(shape_of("单号,客户\n").empty());
}
