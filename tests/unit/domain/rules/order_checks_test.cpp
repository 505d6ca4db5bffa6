#include "domain/rules/order_checks.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/civil.h"
#include "domain/contract.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "domain/order_line.h"

using namespace branchline;
using namespace branchline::domain;
using rules::CheckResult;
using schema::Record;
using Outcome = CheckResult::Outcome;

namespace {

constexpr std::int64_t hour = 3'600'000;

std::int64_t at(const char* text) { return *parse_instant(text); }

Record line(const char* cargo, std::int64_t pieces, std::int64_t kg, std::int64_t litres) {
    Record made;
    made.set(order_line::cargo.spec.id, std::string(cargo));
    if (pieces != 0) made.set(order_line::pieces.spec.id, pieces);
    if (kg != 0) made.set(order_line::weight_g.spec.id, kg * 1'000);
    if (litres != 0) made.set(order_line::volume_cm3.spec.id, litres * 1'000);
    return made;
}

// An order that nothing is wrong with, to be spoilt.
struct Sample {
    Sample() {
        order.set(order::customer.spec.id, Id{1, 1});
        order.set(order::lane_from.spec.id, std::string("上海"));
        order.set(order::lane_to.spec.id, std::string("成都"));
        order.set(order::pickup_from.spec.id, at("2026-11-24T01:00:00Z"));
        order.set(order::pickup_to.spec.id, at("2026-11-24T03:00:00Z"));
        order.set(order::delivery_from.spec.id, at("2026-11-26T01:00:00Z"));
        order.set(order::delivery_to.spec.id, at("2026-11-26T09:00:00Z"));
        order.set(order::agreed_price.spec.id, std::int64_t{120'000});
        lines = {line("布匹", 10, 250, 1'000)};
        customer.set(customer::status.spec.id, std::int64_t{customer::active.id});
    }

    rules::OrderFacts facts() {
        rules::OrderFacts made{order, lines};
        made.customer = &customer;
        made.contract = contract ? &*contract : nullptr;
        made.now_ms = at("2026-11-23T08:15:00Z");
        made.offset_minutes = 480;
        made.close = close;
        made.on_lane = on_lane;
        made.may_read_limit = true;
        made.may_approve = true;
        return made;
    }

    CheckResult check(std::string_view id) { return of(facts(), id); }

    static CheckResult of(const rules::OrderFacts& facts, std::string_view id) {
        const auto results = rules::check_order(facts);
        const auto found = std::ranges::find(results, id, &CheckResult::id);
        REQUIRE(found != results.end());
        return *found;
    }

    Record order;
    std::vector<Record> lines;
    Record customer;
    std::optional<Record> contract;
    std::vector<rules::OtherOrder> close;
    std::vector<rules::OtherOrder> on_lane;
};

}  // namespace

TEST_CASE("a sound order fails nothing, and what cannot be known is never a pass") {
    Sample s;
    const auto results = rules::check_order(s.facts());
    for (const CheckResult& each : results) {
        CAPTURE(each.id);
        CHECK(each.outcome != Outcome::fail);
        CHECK(each.outcome != Outcome::warn);
        CHECK_FALSE(each.blocks);
        CHECK_FALSE(each.what.zh.empty());
        CHECK_FALSE(each.what.en.empty());
    }
    for (const char* id : {"T02", "T03", "T04"}) CHECK(s.check(id).outcome == Outcome::unknown);
    CHECK_FALSE(s.check("T04").detail_zh.empty());
}

TEST_CASE("the worst comes first") {
    Sample s;
    s.lines.push_back(line("样品", 0, 0, 0));
    s.order.set(order::lane_to.spec.id, std::string("上海"));
    const auto results = rules::check_order(s.facts());
    CHECK(results[0].blocks);
    CHECK(results.back().outcome == Outcome::not_applicable);
    const auto is_bad = [](const CheckResult& each) {
        return each.outcome == Outcome::fail || each.outcome == Outcome::warn;
    };
    CHECK(std::ranges::is_partitioned(results, is_bad));
}

TEST_CASE("C01 names every missing field at once, and blocks") {
    Sample s;
    s.order.erase(order::lane_to.spec.id);
    s.lines.front().erase(order_line::weight_g.spec.id);
    const CheckResult result = s.check("C01");
    CHECK(result.outcome == Outcome::fail);
    CHECK(result.blocks);
    CHECK(result.detail_zh == "目的地；重量（第 1 行）");
    CHECK(result.detail_en == "To; Weight (line 1)");
    s.lines.clear();
    CHECK(s.check("C01").detail_en == "To; Cargo lines");
}

TEST_CASE("C04 wonders about a lane from a place to itself") {
    Sample s;
    s.order.set(order::lane_to.spec.id, std::string(" 上海 "));
    CHECK(s.check("C04").outcome == Outcome::warn);
    s.order.erase(order::lane_to.spec.id);
    CHECK(s.check("C04").outcome == Outcome::unknown);
}

TEST_CASE("C05 wants to know what the cargo is") {
    Sample s;
    for (const char* vague : {"货物", "配件", "杂货", "样品", "布"}) {
        CAPTURE(vague);
        s.lines = {line(vague, 1, 10, 40)};
        CHECK(s.check("C05").outcome == Outcome::warn);
    }
    s.lines = {line("汽车配件", 1, 10, 40)};
    CHECK(s.check("C05").outcome == Outcome::pass);
}

TEST_CASE("P01 refuses figures that are not above zero") {
    Sample s;
    s.lines = {line("布匹", 10, 0, 1'000)};
    CHECK(s.check("P01").outcome == Outcome::pass);
    s.lines = {line("布匹", 10, 0, 0)};
    CHECK(s.check("P01").outcome == Outcome::fail);
    CHECK(s.check("P01").blocks);
    s.lines = {line("布匹", -1, 5, 20)};
    CHECK(s.check("P01").outcome == Outcome::fail);
    s.lines.front().set(order_line::pieces.spec.id, std::int64_t{0});
    CHECK(s.check("P01").outcome == Outcome::fail);
}

TEST_CASE("P02 and P03 judge the density at its borders") {
    Sample s;
    const auto outcomes = [&](const char* cargo, std::int64_t kg, std::int64_t litres) {
        s.lines = {line(cargo, 1, kg, litres)};
        return std::pair(s.check("P02").outcome, s.check("P03").outcome);
    };
    const std::pair fine{Outcome::pass, Outcome::pass};
    const std::pair odd{Outcome::warn, Outcome::pass};
    const std::pair slip{Outcome::pass, Outcome::fail};
    CHECK(outcomes("布匹", 30, 1'000) == fine);
    CHECK(outcomes("布匹", 29, 1'000) == odd);
    CHECK(outcomes("布匹", 2'000, 1'000) == fine);
    CHECK(outcomes("布匹", 2'001, 1'000) == odd);
    CHECK(outcomes("钢卷", 8'000, 1'000) == fine);
    CHECK(outcomes("钢卷", 8'001, 1'000) == odd);
    CHECK(outcomes("泡沫箱", 10, 1'000) == fine);
    CHECK(outcomes("泡沫箱", 9, 1'000) == odd);
    CHECK(outcomes("布匹", 23'000, 1'000) == odd);
    CHECK(outcomes("布匹", 23'001, 1'000) == slip);
    CHECK(outcomes("布匹", 1, 1'000) == odd);
    CHECK(outcomes("布匹", 1, 1'001) == slip);
    CHECK(s.check("P03").detail_en.find("1,000 times") != std::string::npos);
    CHECK_FALSE(s.check("P03").blocks);
    CHECK(outcomes("布匹", 5, 0) == std::pair{Outcome::unknown, Outcome::unknown});
}

TEST_CASE("P04 wants machines for heavy pieces and no stairs for a hundredweight") {
    Sample s;
    s.lines = {line("机床", 1, 2'000, 4'000)};
    CHECK(s.check("P04").outcome == Outcome::pass);
    s.lines = {line("机床", 1, 2'001, 4'000)};
    CHECK(s.check("P04").outcome == Outcome::warn);
    s.order.set(order::special_requirements.spec.id, std::string("需要叉车"));
    CHECK(s.check("P04").outcome == Outcome::pass);
    s.order.set(order::special_requirements.spec.id, std::string("送货上楼"));
    s.lines = {line("布匹", 10, 500, 1'000)};
    CHECK(s.check("P04").outcome == Outcome::pass);
    s.lines = {line("布匹", 10, 510, 1'000)};
    CHECK(s.check("P04").outcome == Outcome::warn);
}

TEST_CASE("P06 compares with the customer's own orders on the lane") {
    Sample s;
    CHECK(s.check("P06").outcome == Outcome::not_applicable);
    for (int i = 1; i <= 20; ++i) {
        rules::OtherOrder other;
        other.weight_g = i * 10'000;
        s.on_lane.push_back(other);
    }
    // The 19th of 20 is the 95th percentile: 190 kg.
    s.lines = {line("布匹", 10, 570, 2'000)};
    CHECK(s.check("P06").outcome == Outcome::pass);
    s.lines = {line("布匹", 10, 571, 2'000)};
    CHECK(s.check("P06").outcome == Outcome::warn);
    CHECK(s.check("P06").detail_en ==
          "Weight 571 kg; usually 100 kg, 95% up to 190 kg (20 orders)");
    s.on_lane.resize(19);
    CHECK(s.check("P06").outcome == Outcome::pass);
    s.lines = {line("布匹", 10, 10'001, 20'000)};
    CHECK(s.check("P06").outcome == Outcome::warn);
}

TEST_CASE("P09 looks at the value a kilogram and at large sums") {
    Sample s;
    CHECK(s.check("P09").outcome == Outcome::not_applicable);
    const auto outcome = [&](std::int64_t kg, std::int64_t yuan) {
        s.lines = {line("布匹", 1, kg, kg * 4)};
        s.lines.front().set(order_line::declared_value.spec.id, yuan * 100);
        return s.check("P09").outcome;
    };
    CHECK(outcome(1, 10'000) == Outcome::pass);
    CHECK(outcome(1, 10'001) == Outcome::warn);
    CHECK(outcome(100, 50) == Outcome::pass);
    CHECK(outcome(100, 49) == Outcome::warn);
    CHECK(outcome(1'000, 500'000) == Outcome::pass);
    CHECK(outcome(1'000, 500'001) == Outcome::warn);
}

TEST_CASE("T01 lets half an hour pass, T05 asks on the day itself") {
    Sample s;
    rules::OrderFacts facts = s.facts();
    facts.now_ms = at("2026-11-24T01:30:00Z");
    CHECK(Sample::of(facts, "T01").outcome == Outcome::pass);
    CHECK(Sample::of(facts, "T05").outcome == Outcome::unknown);
    facts.now_ms += 1;
    CHECK(Sample::of(facts, "T01").outcome == Outcome::fail);
    CHECK(s.check("T05").outcome == Outcome::not_applicable);
    CHECK(s.check("T01").detail_en == "2026-11-24 09:00");
    s.order.erase(order::pickup_from.spec.id);
    CHECK(s.check("T01").outcome == Outcome::unknown);
}

TEST_CASE("T02 and T03 fail without any time between, and know no transit time otherwise") {
    Sample s;
    const auto pickup_to = s.order.integer(order::pickup_to.spec.id);
    s.order.set(order::delivery_to.spec.id, pickup_to);
    CHECK(s.check("T02").outcome == Outcome::fail);
    s.order.set(order::delivery_to.spec.id, pickup_to + 4 * hour - 1);
    CHECK(s.check("T02").outcome == Outcome::unknown);
    CHECK(s.check("T03").outcome == Outcome::warn);
    s.order.set(order::delivery_to.spec.id, pickup_to + 4 * hour);
    CHECK(s.check("T03").outcome == Outcome::unknown);
    CHECK(s.check("T03").detail_en.find("4 h after pick-up") == 0);
}

TEST_CASE("K01 and K02 look at the contract that the order names") {
    Sample s;
    CHECK(s.check("K01").outcome == Outcome::not_applicable);
    rules::OrderFacts forgotten = s.facts();
    forgotten.has_contract_in_force = true;
    CHECK(Sample::of(forgotten, "K01").outcome == Outcome::warn);
    s.order.set(order::contract.spec.id, Id{2, 2});
    CHECK(s.check("K01").outcome == Outcome::unknown);
    s.contract = Record();
    s.contract->set(contract::status.spec.id, std::int64_t{contract::in_force.id});
    s.contract->set(contract::starts_on.spec.id, *parse_date("2026-01-01"));
    const auto ends = [&](const char* day) {
        s.contract->set(contract::ends_on.spec.id, *parse_date(day));
        return std::pair(s.check("K01").outcome, s.check("K02").outcome);
    };
    CHECK(ends("2026-12-23") == std::pair{Outcome::pass, Outcome::pass});
    CHECK(ends("2026-12-22") == std::pair{Outcome::pass, Outcome::warn});
    CHECK(ends("2026-11-24") == std::pair{Outcome::pass, Outcome::warn});
    CHECK(ends("2026-11-23") == std::pair{Outcome::fail, Outcome::warn});
    s.contract->set(contract::status.spec.id, std::int64_t{contract::draft.id});
    CHECK(ends("2027-12-31").first == Outcome::fail);
}

TEST_CASE("F01 blocks beyond the limit, where there is one and it may be seen") {
    Sample s;
    CHECK(s.check("F01").outcome == Outcome::not_applicable);
    s.customer.set(customer::credit_limit.spec.id, std::int64_t{200'000});
    rules::OrderFacts facts = s.facts();
    facts.open_minor = 80'000;
    CHECK(Sample::of(facts, "F01").outcome == Outcome::pass);
    CHECK(Sample::of(facts, "F05").outcome == Outcome::pass);
    facts.open_minor = 80'001;
    CHECK(Sample::of(facts, "F01").outcome == Outcome::fail);
    CHECK(Sample::of(facts, "F01").blocks);
    CHECK(Sample::of(facts, "F01").detail_en == "Open 800.01 + this order 1200.00, limit 2000.00");
    facts.data_age_ms = 24 * hour + 1;
    CHECK(Sample::of(facts, "F05").outcome == Outcome::warn);
    facts.may_read_limit = false;
    CHECK(Sample::of(facts, "F01").outcome == Outcome::unknown);
}

TEST_CASE("F03 stops for a blocked customer, F04 for a prepayment nobody has seen") {
    Sample s;
    CHECK(s.check("F03").outcome == Outcome::pass);
    CHECK(s.check("F04").outcome == Outcome::not_applicable);
    s.customer.set(customer::status.spec.id, std::int64_t{customer::blocked.id});
    s.customer.set(customer::block_reason.spec.id, std::string("逾期"));
    CHECK(s.check("F03").outcome == Outcome::fail);
    CHECK(s.check("F03").detail_zh == "逾期");
    s.order.set(order::payment_terms.spec.id, std::int64_t{5});
    CHECK(s.check("F04").outcome == Outcome::unknown);
    rules::OrderFacts facts = s.facts();
    facts.customer = nullptr;
    CHECK(Sample::of(facts, "F03").outcome == Outcome::unknown);
}

TEST_CASE("D01 hears dangerous goods by their names, D02 and D03 follow a declared one") {
    Sample s;
    for (const char* cargo : {"锂电池", "油漆20桶", "医用酒精", "打火机", "氧气瓶", "干冰"}) {
        CAPTURE(cargo);
        s.lines = {line(cargo, 1, 10, 20)};
        CHECK(s.check("D01").outcome == Outcome::fail);
        CHECK_FALSE(s.check("D01").blocks);
        CHECK(s.check("D02").outcome == Outcome::not_applicable);
    }
    s.lines = {line("油漆", 1, 10, 20), line("大米", 1, 10, 20)};
    s.lines.front().set(order_line::dangerous_class.spec.id, std::int64_t{30});
    CHECK(s.check("D01").outcome == Outcome::pass);
    CHECK(s.check("D02").outcome == Outcome::unknown);
    CHECK(s.check("D03").outcome == Outcome::fail);
    s.lines.pop_back();
    CHECK(s.check("D03").outcome == Outcome::pass);
}

TEST_CASE("D04 wants a temperature for what must stay cold") {
    Sample s;
    CHECK(s.check("D04").outcome == Outcome::not_applicable);
    s.lines = {line("冷冻牛肉", 1, 10, 20)};
    CHECK(s.check("D04").outcome == Outcome::fail);
    s.lines.front().set(order_line::temperature.spec.id, std::string("-18"));
    CHECK(s.check("D04").outcome == Outcome::pass);
}

TEST_CASE("U01 finds the same order within a day, give or take two per cent") {
    Sample s;
    rules::OtherOrder other;
    other.number = "SHA-2611-K7-00007";
    other.pieces = 10;
    other.weight_g = 245'000;
    other.lane_to = "成都";
    s.close = {other};
    CHECK(s.check("U01").outcome == Outcome::warn);
    CHECK(s.check("U01").detail_en == "SHA-2611-K7-00007");
    s.close.front().weight_g = 244'999;
    CHECK(s.check("U01").outcome == Outcome::pass);
    s.close.front().weight_g = 250'000;
    s.close.front().pieces = 11;
    CHECK(s.check("U01").outcome == Outcome::pass);
}

TEST_CASE("U02 blocks whoever wrote it from reviewing it") {
    Sample s;
    rules::OrderFacts facts = s.facts();
    CHECK(Sample::of(facts, "U02").outcome == Outcome::pass);
    facts.wrote_it = true;
    CHECK(Sample::of(facts, "U02").outcome == Outcome::fail);
    CHECK(Sample::of(facts, "U02").blocks);
    facts.may_approve = false;
    CHECK(Sample::of(facts, "U02").outcome == Outcome::not_applicable);
}

TEST_CASE("a finding names its field and its line") {
    Sample s;
    s.lines = {line("布匹", 10, 250, 1'000), line("铅", 1, 20, 900'000), line("", 3, 90, 200)};
    s.lines[2].set(order_line::dangerous_class.spec.id, std::int64_t{1});
    CHECK(s.check("P03").spots == std::vector<rules::CheckSpot>{{order_line::weight_g.spec.id, 1}});
    CHECK(s.check("C01").spots == std::vector<rules::CheckSpot>{{order_line::cargo.spec.id, 2}});
    CHECK(s.check("C01").detail_en == "Cargo (line 3)");
    CHECK(s.check("D02").spots ==
          std::vector<rules::CheckSpot>{{order_line::dangerous_class.spec.id, 2}});
    s.order.set(order::delivery_to.spec.id, at("2026-11-24T02:00:00Z"));
    CHECK(s.check("T02").outcome == Outcome::fail);
    CHECK(s.check("T02").spots ==
          std::vector<rules::CheckSpot>{{order::delivery_to.spec.id, std::nullopt}});
}

TEST_CASE("a line without a name is told by its place") {
    Sample s;
    s.lines = {line("布匹", 10, 250, 1'000), line("", 0, 90, 200)};
    s.lines[1].set(order_line::dangerous_class.spec.id, std::int64_t{1});
    s.lines[1].set(order_line::pieces.spec.id, std::int64_t{0});
    CHECK(s.check("D02").detail_en == "Line 2: UN number, emergency phone, safety sheet not kept");
    CHECK(s.check("D02").detail_zh == "第 2 行：联合国编号、应急电话、安全说明书未登记");
    CHECK(s.check("P01").detail_en == "Line 2: pieces are not above 0");
}
