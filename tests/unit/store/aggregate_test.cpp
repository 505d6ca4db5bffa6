#include <doctest/doctest.h>

#include <limits>

#include "base/civil.h"
#include "store/query.h"
#include "store/stock.h"

namespace branchline::store {

using namespace stock;

namespace {

std::int64_t day(const char* text) { return *parse_date(text); }

std::vector<AggregateRow> ask(Stock& stock, const Aggregate& question) {
    const auto result = aggregate(stock.database, stock.entities, question);
    REQUIRE(result);
    return *result;
}

StoredRow sale(std::uint64_t number, const char* due, std::int64_t price, const Choice& state) {
    StoredRow row = item_row(number);
    if (due != nullptr) row.values.set(item::due.spec.id, day(due));
    row.values.set(item::price.spec.id, price);
    row.values.set(item::state.spec.id, choice(state));
    return row;
}

Stock& filled(Stock& stock) {
    StoredRow dead = sale(9, "2026-11-23", 1'000'000, item::done);
    dead.deleted = true;
    stock.put({sale(1, "2026-11-22", 100, item::draft), sale(2, "2026-11-23", 250, item::done),
               sale(3, "2026-11-30", 50, item::done), sale(4, "2026-12-01", -20, item::draft),
               sale(5, nullptr, 7, item::draft), dead});
    return stock;
}

Aggregate by_due(Period period) {
    Aggregate question;
    question.entity = 2;
    question.groups = {{item::due.spec.id, period}};
    question.measures = {{Measure::Kind::count, 0}, {Measure::Kind::sum, item::price.spec.id}};
    return question;
}

}  // namespace

TEST_CASE("without groups there is one row of totals") {
    Stock stock;
    Aggregate question;
    question.entity = 2;
    question.measures = {{Measure::Kind::count, 0},
                         {Measure::Kind::count, item::due.spec.id},
                         {Measure::Kind::sum, item::price.spec.id},
                         {Measure::Kind::min, item::due.spec.id},
                         {Measure::Kind::max, item::price.spec.id}};
    auto rows = ask(stock, question);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].results ==
          std::vector<Value>{std::int64_t{0}, std::int64_t{0}, Null{}, Null{}, Null{}});
    rows = ask(filled(stock), question);
    CHECK(rows[0].results == std::vector<Value>{std::int64_t{5}, std::int64_t{4}, std::int64_t{387},
                                                day("2026-11-22"), std::int64_t{250}});
}

TEST_CASE("periods begin on Mondays, firsts of the month, of the quarter and of the year") {
    Stock stock;
    filled(stock);
    const auto check = [&](Period period,
                           std::vector<std::pair<const char*, std::int64_t>> expected) {
        const auto rows = ask(stock, by_due(period));
        REQUIRE(rows.size() == expected.size() + 1);
        CHECK(rows[0].keys[0] == Value(Null{}));
        for (std::size_t i = 0; i < expected.size(); ++i) {
            CHECK(rows[i + 1].keys[0] == Value(day(expected[i].first)));
            CHECK(rows[i + 1].results[1] == Value(expected[i].second));
        }
    };
    check(Period::day,
          {{"2026-11-22", 100}, {"2026-11-23", 250}, {"2026-11-30", 50}, {"2026-12-01", -20}});
    check(Period::week, {{"2026-11-16", 100}, {"2026-11-23", 250}, {"2026-11-30", 30}});
    check(Period::month, {{"2026-11-01", 400}, {"2026-12-01", -20}});
    check(Period::quarter, {{"2026-10-01", 380}});
    check(Period::year, {{"2026-01-01", 380}});
}

TEST_CASE("days before 1970 fall into their periods, days beyond the calendar stay alone") {
    Stock stock;
    stock.put({sale(1, "1969-12-31", 1, item::draft), sale(2, "1969-12-28", 2, item::draft)});
    StoredRow far = item_row(3);
    far.values.set(item::due.spec.id, std::numeric_limits<std::int64_t>::max());
    far.values.set(item::price.spec.id, std::int64_t{4});
    stock.put(far);
    const auto rows = ask(stock, by_due(Period::week));
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].keys[0] == Value(day("1969-12-22")));
    CHECK(rows[1].keys[0] == Value(day("1969-12-29")));
    CHECK(rows[2].keys[0] == Value(std::numeric_limits<std::int64_t>::max()));
}

TEST_CASE("the days of instants begin at the company's midnight") {
    Stock stock;
    StoredRow row = item_row(1);
    row.values.set(item::seen.spec.id,
                   *parse_instant("2026-11-22T17:00:00Z"));  // 01:00 in Shanghai
    stock.put(row);
    Aggregate question;
    question.entity = 2;
    question.groups = {{item::seen.spec.id, Period::day}};
    question.measures = {{Measure::Kind::count, 0}};
    CHECK(ask(stock, question)[0].keys[0] == Value(day("2026-11-22")));
    question.offset_minutes = 480;
    CHECK(ask(stock, question)[0].keys[0] == Value(day("2026-11-23")));
}

TEST_CASE("groups by several fields come in the order of their keys, with the filter applied") {
    Stock stock;
    filled(stock);
    Aggregate question = by_due(Period::month);
    question.groups.insert(question.groups.begin(), {item::state.spec.id, Period::none});
    question.filter = Filter::negate(Filter::is_null(item::due.spec.id));
    const auto rows = ask(stock, question);
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].keys == std::vector<Value>{std::int64_t{1}, day("2026-11-01")});
    CHECK(rows[1].keys == std::vector<Value>{std::int64_t{1}, day("2026-12-01")});
    CHECK(rows[2].keys == std::vector<Value>{std::int64_t{2}, day("2026-11-01")});
    CHECK(rows[2].results == std::vector<Value>{std::int64_t{2}, std::int64_t{300}});
}

TEST_CASE("a sum that leaves its range is refused, not wrong") {
    Stock stock;
    const std::int64_t most = std::numeric_limits<std::int64_t>::max();
    stock.put({sale(1, nullptr, most, item::draft), sale(2, nullptr, 1, item::draft)});
    Aggregate question;
    question.entity = 2;
    question.measures = {{Measure::Kind::sum, item::price.spec.id}};
    const auto result = aggregate(stock.database, stock.entities, question);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Code::limit);
}

TEST_CASE("measures and groups that a field does not have are refused") {
    Stock stock;
    const auto refused = [&](GroupKey group, Measure measure) {
        Aggregate question;
        question.entity = 2;
        question.groups = {group};
        question.measures = {measure};
        return !aggregate(stock.database, stock.entities, question);
    };
    const Measure count{Measure::Kind::count, 0};
    const GroupKey state{item::state.spec.id, Period::none};
    CHECK(refused({item::pieces.spec.id, Period::month}, count));
    CHECK(refused({999, Period::none}, count));
    CHECK(refused(state, {Measure::Kind::sum, 0}));
    CHECK(refused(state, {Measure::Kind::sum, item::name.spec.id}));
    CHECK(refused(state, {Measure::Kind::sum, item::due.spec.id}));
    CHECK(refused(state, {Measure::Kind::max, item::state.spec.id}));
    CHECK_FALSE(refused(state, {Measure::Kind::max, item::due.spec.id}));
}

}  // namespace branchline::store
