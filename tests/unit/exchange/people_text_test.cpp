#include "exchange/people_text.h"

#include <doctest/doctest.h>

#include <string>

#include "exchange/sample_catalogue.h"
#include "schema/validate.h"

using namespace branchline;
using namespace branchline::exchange;
namespace client = branchline::exchange::sample::client;

namespace {

std::string strict(const schema::FieldSpec& field, std::string_view text) {
    return strict_text(field, text, sample::offset_minutes);
}

bool reads(const schema::FieldSpec& field, std::string_view text) {
    return schema::parse_value(field, strict(field, text)).has_value();
}

}  // namespace

TEST_CASE("amounts as people write them") {
    const auto& money = client::credit_limit.spec;
    CHECK(strict(money, "1,234.50") == "1234.50");
    CHECK(strict(money, "￥1,000") == "1000");
    CHECK(strict(money, "¥ 1,000.00") == "1000.00");
    CHECK(strict(money, "１，２３４．５") == "1234.5");
    CHECK(strict(money, "RMB 12") == "12");
    CHECK(strict(money, "1000元") == "1000");
    CHECK(strict(money, "1000 CNY") == "1000");
    CHECK(strict(money, "-￥5.00") == "-5.00");
    CHECK(strict(money, "￥-5.00") == "-5.00");
    CHECK(strict(money, "(1,234.50)") == "-1234.50");
    CHECK(strict(money, "−3") == "-3");
    CHECK(strict(money, "＋3") == "3");
    CHECK(strict(money, "7.5000") == "7.50");
    CHECK(strict(money, "1,234,567") == "1234567");
}

TEST_CASE("amounts that may mean something else are refused") {
    const auto& money = client::credit_limit.spec;
    for (const char* text : {"1,23", "12,34.5", "1.234,50", "1e5",    "12%",
                             "--5",  "(-5)",    "1 2",      "$5",     "5.001",
                             "￥",   "元",      "",         ".",      "5.",
                             ".5",   "abc",     ",123",     "1,,234", "99999999999999999999"}) {
        INFO(text);
        CHECK(strict(money, text) == std::string(text).substr(0, strict(money, text).size()));
        if (*text != '\0') CHECK_FALSE(reads(money, text));
    }
}

TEST_CASE("counts and quantities take a needless fraction and their own unit") {
    CHECK(strict(client::staff.spec, "5.00") == "5");
    CHECK(strict(client::staff.spec, "1,200") == "1200");
    CHECK_FALSE(reads(client::staff.spec, "5.5"));
    CHECK_FALSE(reads(client::staff.spec, "5元"));
    CHECK(strict(client::parcel_g.spec, "1,500 g") == "1500");
    CHECK(strict(client::parcel_g.spec, "1500Ｇ") == "1500");
    CHECK_FALSE(reads(client::parcel_g.spec, "2kg"));
}

TEST_CASE("dates as people write them") {
    const auto& date = client::since.spec;
    for (const char* text :
         {"2026-11-03", "2026/11/3", "2026.11.03", "2026-11-3", "2026年11月3日", "2026年11月3号",
          "20261103", "２０２６／１１／３", "2026/11/3 0:00", "2026-11-03 00:00:00", "46329"}) {
        INFO(text);
        CHECK(strict(date, text) == "2026-11-03");
    }
    CHECK(strict(date, "25569") == "1970-01-01");
    CHECK(strict(date, "12345") == "1933-10-18");
}

TEST_CASE("dates that are none, or two, are refused") {
    const auto& date = client::since.spec;
    for (const char* text : {"11/3/2026", "2026/11", "2026-13-01", "2026-02-30", "26-11-3", "4632",
                             "463290", "2026/11-3", "2026-11-03 8:30", "2026年11月", "2026-11-031",
                             "昨天", "2026-11-03T08:15:00.000Z"}) {
        INFO(text);
        CHECK_FALSE(reads(date, text));
    }
}

TEST_CASE("instants are meant at the company's offset unless they bring one") {
    const auto& instant = client::called_at.spec;
    CHECK(strict(instant, "2026/11/3 8:30") == "2026-11-03T08:30:00+08:00");
    CHECK(strict(instant, "2026-11-03 08:30:15") == "2026-11-03T08:30:15+08:00");
    CHECK(strict(instant, "2026-11-03T08:30") == "2026-11-03T08:30:00+08:00");
    CHECK(strict(instant, "2026年11月3日8时30分") == "2026-11-03T08:30:00+08:00");
    CHECK(strict(instant, "2026年11月3日 8点30分15秒") == "2026-11-03T08:30:15+08:00");
    CHECK(strict(instant, "2026-11-23T08:15:00.250Z") == "2026-11-23T08:15:00.250Z");
    CHECK(strict(instant, "2026-11-23T08:15:00-03:30") == "2026-11-23T08:15:00-03:30");
    CHECK(strict_text(instant, "2026/11/3 8:30", -210) == "2026-11-03T08:30:00-03:30");
    for (const char* text : {"2026-11-03", "8:30", "2026-11-03 25:00", "2026-11-03 8:60",
                             "2026-11-03 8", "46329", "2026-11-03 8:30 x"}) {
        INFO(text);
        CHECK_FALSE(reads(instant, text));
    }
}

TEST_CASE("booleans and choices by word, mark and label") {
    for (const char* text : {"是", "Y", "y", "YES", "true", "1", "√", "ＴＲＵＥ"}) {
        CHECK(schema::parse_value(client::vip.spec, strict(client::vip.spec, text)).value() ==
              schema::Value(std::int64_t{1}));
    }
    for (const char* text : {"否", "N", "no", "False", "0", "×"}) {
        CHECK(schema::parse_value(client::vip.spec, strict(client::vip.spec, text)).value() ==
              schema::Value(std::int64_t{0}));
    }
    CHECK_FALSE(reads(client::vip.spec, "也许"));
    for (const char* text : {"A", "a", "A级", "grade a", "Ａ级"})
        CHECK(reads(client::grade.spec, text));
}

TEST_CASE("texts stay as they are, but for the file's line ends in long ones") {
    CHECK(strict(client::name.spec, "１，０００") == "１，０００");
    CHECK(strict(client::needs.spec, "a\r\nb\rc\nd\r\r\n") == "a\nb\nc\nd\n\n");
}
