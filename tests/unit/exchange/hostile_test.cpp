// Files made to hurt: each is refused in its place, in linear time and bounded memory.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <chrono>
#include <string>

#include "exchange/csv.h"
#include "exchange/encoding.h"
#include "exchange/sample_catalogue.h"

using namespace branchline;
using namespace branchline::exchange;
using namespace std::string_literals;
using sample::import_text;
namespace client = branchline::exchange::sample::client;

namespace {

long peak_kib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

// Reads all; the memory that this took above the text itself is a small constant.
std::vector<TableRecord> read_within_bounds(const std::string& text) {
    const long before = peak_kib();
    const auto start = std::chrono::steady_clock::now();
    CsvReader reader(text);
    std::vector<TableRecord> records;
    while (auto record = reader.next()) records.push_back(std::move(*record));
    CHECK(peak_kib() - before < 64 * 1024);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
    return records;
}

std::string repeated(std::string_view piece, std::size_t times) {
    std::string text;
    text.reserve(piece.size() * times);
    for (std::size_t i = 0; i < times; ++i) text += piece;
    return text;
}

}  // namespace

TEST_CASE("a cell of a hundred megabytes is refused and the next line is read") {
    constexpr std::size_t size = 100'000'000;
    for (const bool quoted : {false, true}) {
        const std::string quote = quoted ? "\"" : "";
        std::string text;
        text.reserve(size + 64);
        text += "名称,税号\n" + quote;
        text.append(size, 'x');
        text += quote + ",1\n好,2\n";
        const auto records = read_within_bounds(text);
        REQUIRE(records.size() == 3);
        CHECK(records[1].fault == Fault::field_too_long);
        CHECK(records[2].cells.front() == "好");
    }
}

TEST_CASE("a million columns are refused and the next line is read") {
    const auto records = read_within_bounds("a,b\n" + repeated("x,", 1'000'000) + "\n1,2\n");
    REQUIRE(records.size() == 3);
    CHECK(records[1].fault == Fault::too_many_columns);
    CHECK(records[2].cells.size() == 2);
    const auto header = read_within_bounds(std::string(1'000'000, ','));
    CHECK(header.front().fault == Fault::too_many_columns);
}

TEST_CASE("quotation marks in any number are read in linear time") {
    // Each shape would take hours if a broken record were searched through again and again.
    for (const char* piece : {"\"\n", "\"\"\n", "\"\"\"\n", "\",\"\n", "a,\"b\n", "\"\"x\n",
                              "\"x\"y,\n", ",\"\n\"\"\n"}) {
        const auto records = read_within_bounds("a,b\n" + repeated(piece, 300'000));
        INFO(piece);
        CHECK(records.size() <= 600'001);
    }
    std::string open = "a,b\n\"";
    open += repeated("\"\"\n", 300'000);
    CHECK(read_within_bounds(open).size() > 1);
}

TEST_CASE("NUL characters refuse their cells only") {
    const auto imported = import_text(client::spec, "名称,税号\na\0b,1\nc,2\n\0,3\n"s);
    REQUIRE(imported.rows.size() == 3);
    CHECK(imported.rows[0].refusals.front().reason == Fault::unreadable_text);
    CHECK(imported.rows[0].refusals.front().column == "名称");
    CHECK(imported.rows[1].refusals.empty());
    CHECK(imported.rows[2].refusals.size() == 1);
}

TEST_CASE("control characters refuse their cells, odd but lawful ones are kept") {
    const auto imported = import_text(
        client::spec,
        "名称\na\x07\x62\n\u202Eabc\u202C\n\u200Bx\n👨‍👩‍👧‍👦\n\U0010FFFFz\n"
        "\x7F\n\"line\nbreak\"\n");
    REQUIRE(imported.rows.size() == 7);
    CHECK(imported.rows[0].refusals.size() == 1);
    CHECK(imported.rows[0].refusals.front().error.detail.ends_with("U+0007"));
    for (std::size_t i = 1; i < 5; ++i) CHECK(imported.rows[i].refusals.empty());
    CHECK(imported.rows[1].own.fields.text(client::name.spec.id) == "\u202Eabc\u202C");
    CHECK(imported.rows[5].refusals.size() == 1);
    CHECK(imported.rows[6].refusals.size() == 1);  // a name has one line
}

TEST_CASE("cells that are formulas come in as the texts that they are") {
    const auto imported =
        import_text(client::spec, "名称,备注\n=HYPERLINK(1),x\n\"=1+1\",\n@SUM(A1),\n＝cmd,\n");
    REQUIRE(imported.rows.size() == 4);
    CHECK(imported.rows[0].own.fields.text(client::name.spec.id) == "=HYPERLINK(1)");
    CHECK(imported.rows[3].own.fields.text(client::name.spec.id) == "＝cmd");
}

TEST_CASE("numbers of any size do not overflow") {
    const auto imported = import_text(
        client::spec, "人数,信用额度,合作日期\n" + std::string(1000, '9') + "," +
                          std::string(1000, '9') + ".00," + std::string(1000, '9') + "\n");
    CHECK(imported.rows.front().refusals.size() == 3);
}

TEST_CASE("headers of any shape are refused or read, never more") {
    CHECK_FALSE(sample::plan_of(client::spec, {"\0\0"s, "\xFF\xFE", std::string(30'000, '.')}));
    std::vector<std::string> many(max_columns, "x");
    many.back() = "名称";
    CHECK(sample::plan_of(client::spec, many).has_value());
    CsvReader broken("\"名称,税号\na,1\n");
    CHECK(broken.next()->fault == Fault::unclosed_quote);
}
