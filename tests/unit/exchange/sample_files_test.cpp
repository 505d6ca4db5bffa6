// Files as they come from real offices, with synthetic contents (tests/data/import).
#include <doctest/doctest.h>

#include <string>

#include "base/civil.h"
#include "base/platform.h"
#include "exchange/encoding.h"
#include "exchange/sample_catalogue.h"

using namespace branchline;
using namespace branchline::exchange;
namespace client = branchline::exchange::sample::client;
namespace order = branchline::exchange::sample::order;
namespace order_line = branchline::exchange::sample::order_line;

namespace {

DecodedText text_of(const std::string& name) {
    const auto bytes = read_file("tests/data/import/" + name);
    REQUIRE(bytes.has_value());
    auto decoded = decode_text(*bytes);
    REQUIRE(decoded.has_value());
    return *decoded;
}

std::string refusals_of(const ImportRow& row) {
    std::string text;
    for (const Refusal& refusal : row.refusals) {
        text += std::to_string(refusal.line) + " " + refusal.message(Lang::en) + "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("customers from an accounting program: GB18030, semicolons, old line ends") {
    const DecodedText file = text_of("customers_gb18030.csv");
    CHECK(file.encoding == Encoding::gb18030);
    const auto imported = sample::import_text(client::spec, file.text);
    REQUIRE(imported.rows.size() == 5);
    for (const ImportRow& row : imported.rows) CHECK(refusals_of(row) == "");
    CHECK(imported.rows[0].own.fields.text(client::name.spec.id) == "测试客户00001");
    CHECK(imported.rows[1].own.fields.text(client::name.spec.id) == "样例物流𠮷野;上海");
    CHECK(imported.rows[2].own.fields.text(client::name.spec.id) == "测试㛃䶮圳鑫客户");
    CHECK(imported.rows[3].own.fields.integer(client::credit_limit.spec.id) == 123450);
    REQUIRE(imported.plan.unused.size() == 1);
    CHECK(imported.plan.unused.front().heading == "助记码");
}

TEST_CASE("orders with quotation marks, line breaks and one broken line") {
    const auto imported = sample::import_text(order::spec, text_of("orders_quotes.csv").text);
    REQUIRE(imported.rows.size() == 4);
    CHECK(refusals_of(imported.rows[0]) == "");
    CHECK(imported.rows[0].own.number == "X-1");
    CHECK(imported.rows[0].own.fields.text(order::remark.spec.id) ==
          "客户说\"轻放\"，\n先电话，后送货\n门口有狗");
    REQUIRE(imported.rows[0].children.size() == 3);
    CHECK(imported.rows[0].children[2].cells.fields.integer(order_line::pieces.spec.id) == 1200);
    CHECK(imported.rows[0].children[2].cells.line == 6);
    CHECK(imported.rows[1].own.refs.front().text == "样例物流,华东");
    CHECK(imported.rows[1].children.front().cells.fields.text(order_line::cargo.spec.id) ==
          "5\" 钢管");
    CHECK(imported.rows[1].refusals.front().reason == Fault::text_after_quote);
    CHECK(imported.rows[1].refusals.front().line == 8);
    CHECK(refusals_of(imported.rows[2]) == "");
    CHECK(imported.rows[3].refusals.front().column == "货物明细.件数");
}

TEST_CASE("customers saved by a spreadsheet as Unicode text: UTF-16, tabs") {
    const DecodedText file = text_of("customers_utf16le.csv");
    CHECK(file.encoding == Encoding::utf16_le);
    CHECK(file.had_mark);
    const auto imported = sample::import_text(client::spec, file.text);
    REQUIRE(imported.rows.size() == 2);
    for (const ImportRow& row : imported.rows) CHECK(refusals_of(row) == "");
    CHECK(imported.rows[0].own.fields.text(client::needs.spec.id) == "冷藏，2—8 ℃\n当日达");
    CHECK(imported.rows[0].own.fields.integer(client::credit_limit.spec.id) == 100'000'000);
    CHECK(imported.rows[1].own.fields.integer(client::since.spec.id) == parse_date("2026-11-03"));
}

TEST_CASE("a list kept by hand: Chinese headings, every way to write a value") {
    const DecodedText file = text_of("customers_by_hand.csv");
    CHECK(file.had_mark);
    const auto imported = sample::import_text(client::spec, file.text);
    REQUIRE(imported.rows.size() == 5);
    for (std::size_t i = 0; i < 4; ++i) {
        INFO(i);
        const schema::Record& fields = imported.rows[i].own.fields;
        CHECK(refusals_of(imported.rows[i]) == "");
        CHECK(fields.integer(client::staff.spec.id) == 1200);
        CHECK(fields.integer(client::vip.spec.id) == 1);
        CHECK(fields.integer(client::credit_limit.spec.id) == 123450);
        CHECK(fields.integer(client::since.spec.id) == parse_date("2026-11-03"));
        CHECK(fields.integer(client::called_at.spec.id) == parse_instant("2026-11-03T00:30:00Z"));
        CHECK(fields.integer(client::grade.spec.id) == 1);
    }
    CHECK(imported.rows[4].refusals.size() == 6);
}
