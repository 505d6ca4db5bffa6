// The table of shared/sync/DESIGN.md, cell by cell: rules where one value stands and another does
// not.
#include "property/cells.h"

namespace branchline::test {

namespace {

constexpr schema::FieldId grade = deal::grade.spec.id;
constexpr schema::FieldId city = deal::city.spec.id;
constexpr schema::FieldId street = deal::street.spec.id;

// Opens the case of the price: a's 11 stands, b's 12 is proposed. Both have read it.
void open_price_case(Table& table) {
    table.write(a, edit::price(11));
    table.write(b, edit::price(12));
    table.send(a);
    table.send(b);
    table.pull(a);
    table.pull(b);
    REQUIRE(table.proposals(rows::deal_1, price).size() == 1);
}

// b deletes the deal, a does not know and changes it.
Outcome change_deleted_deal(Table& table, const ScriptWorld::Compose& compose) {
    table.write(a, compose);
    REQUIRE(table.judged(b, edit::erase(rows::deal_1)).verdict == Verdict::accepted);
    const Outcome outcome = table.send(a);
    CHECK(outcome.verdict == Verdict::merged);
    CHECK(!table.row(rows::deal_1)->deleted());
    CHECK(!table.row(rows::line_1)->deleted());
    CHECK(table.proposals(rows::deal_1, 0).size() == 1);
    return outcome;
}

}  // namespace

TEST_CASE(
    "[latest.absent] [unit.absent] [inverse.absent] [ask.absent] [resolution.absent] "
    "[first.absent] [sum.absent] [add.absent] [remove.absent] [text.absent] "
    "[furthest.absent] [correct.absent] [step.absent] [covered.absent] [delete.absent] a "
    "change of a row that the hub never heard of is refused") {
    const RowKey unknown{deal::spec.spec.id, {0xD, 77}};
    const std::vector<ScriptWorld::Compose> commands{
        edit::set(title, "x", unknown),
        edit::set(city, "x", unknown),
        [&](ScriptAuthor& author) { author.set(unknown, one(title, "x")).inverse(); },
        edit::set(price, std::int64_t{1}, unknown),
        [&](ScriptAuthor& author) { author.set(unknown, one(price, "x")).resolution(); },
        edit::set(grade, std::int64_t{1}, unknown),
        edit::balance(1, unknown),
        [&](ScriptAuthor& author) { author.add(unknown, deal::tags.spec.id, "x"); },
        [&](ScriptAuthor& author) { author.remove(unknown, deal::tags.spec.id, "x"); },
        [&](ScriptAuthor& author) { author.text(unknown, deal::memo.spec.id, "x"); },
        edit::set(deal::visited.spec.id, std::int64_t{1}, unknown),
        [&](ScriptAuthor& author) { author.correct(unknown, deal::visited.spec.id, 1); },
        edit::step(edit::submit, unknown),
        edit::erase(unknown)};
    for (const auto& command : commands) {
        Table table;
        CHECK(is_rejected(table.judged(b, command), Code::row_gone));
    }
}

TEST_CASE("[latest.equal] what its author saw is replaced") {
    Table table;
    CHECK(table.judged(a, edit::title("new")).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, title) == Value{"new"});
    CHECK(table.version(rows::deal_1, title) == whole(a, 1));
}

TEST_CASE("[latest.own] an own chain is not concurrent with itself") {
    Table table;
    table.write(a, edit::title("first"));
    table.write(a, edit::title("second"));
    CHECK(table.send(a).verdict == Verdict::accepted);
    CHECK(table.send(a).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, title) == Value{"second"});
    CHECK(table.version(rows::deal_1, title) == whole(a, 2));
}

TEST_CASE("[latest.own] on a lost group of one's own it is compared like any other") {
    Table table;
    table.write(a, edit::title("lost"));
    table.write(b, edit::title("between"));
    table.write(a, edit::title("later"));
    table.send(b);
    CHECK(has_mark(table.send(a), Why::later_won, group_of(a, 1)));
    CHECK(has_mark(table.send(a), Why::later_won, group_of(b, 1)));
    CHECK(table.value(rows::deal_1, title) == Value{"later"});
}

TEST_CASE("[latest.concurrent] the later corrected time wins and the loser is marked") {
    for (const bool later_first : {false, true}) {
        Table table;
        table.write(a, edit::title("early"));
        table.write(b, edit::title("late"));
        table.send(later_first ? b : a);
        const Outcome outcome = table.send(later_first ? a : b);
        CHECK(outcome.verdict == Verdict::merged);
        CHECK(has_mark(outcome, Why::later_won, group_of(a, 1)));
        CHECK(table.value(rows::deal_1, title) == Value{"late"});
        CHECK(table.version(rows::deal_1, title) == whole(b, 1));
    }
}

TEST_CASE("[latest.concurrent] equal times are decided by the origin") {
    Table table;
    table.write(a, edit::title("of a"));
    table.world.now_ms -= 1000;
    table.write(b, edit::title("of b"));
    table.send(b);
    CHECK(has_mark(table.send(a), Why::later_won, group_of(a, 1)));
    CHECK(table.value(rows::deal_1, title) == Value{"of b"});
}

TEST_CASE("[latest.concurrent] the same value is no conflict, but a merged version") {
    Table table;
    table.write(a, edit::title("same"));
    table.write(b, edit::title("same"));
    table.send(a);
    const Outcome outcome = table.send(b);
    CHECK(outcome.verdict == Verdict::merged);
    CHECK(marks_of(outcome).empty());
    CHECK(table.version(rows::deal_1, title) == Version{group_of(b, 1), group_of(a, 1)});
}

TEST_CASE("[latest.case] an edit of a unit in case follows its rule and closes its own proposal") {
    Table table;
    // Low and high together break the range: a's low is only proposed.
    table.write(a, edit::set(deal::low.spec.id, std::int64_t{6}));
    table.judged(b, edit::set(deal::high.spec.id, std::int64_t{4}));
    table.send(a);
    table.write(b, edit::set(deal::low.spec.id, std::int64_t{9}));  // breaks it, too
    table.send(b);
    CHECK(table.proposals(rows::deal_1, deal::low.spec.id).size() == 2);
    table.pull(a);
    CHECK(table.judged(a, edit::set(deal::low.spec.id, std::int64_t{2})).verdict ==
          Verdict::accepted);
    CHECK(table.value(rows::deal_1, deal::low.spec.id) == Value{std::int64_t{2}});
    REQUIRE(table.proposals(rows::deal_1, deal::low.spec.id).size() == 1);
    CHECK(table.proposals(rows::deal_1, deal::low.spec.id)[0].origin == group_of(b, 2));
}

TEST_CASE(
    "[latest.deleted] [unit.deleted] [inverse.deleted] [ask.deleted] [first.deleted] a "
    "change of a row deleted unseen brings it back, then follows its rule") {
    Table table;
    change_deleted_deal(table, edit::title("x"));
    CHECK(table.value(rows::deal_1, title) == Value{"x"});
    Table place;
    change_deleted_deal(place, edit::place("city 2", "street 2"));
    CHECK(place.value(rows::deal_1, street) == Value{"street 2"});
    Table undone;
    change_deleted_deal(undone, edit::undo(title, "older"));
    CHECK(undone.value(rows::deal_1, title) == Value{"older"});
    Table asked;
    change_deleted_deal(asked, edit::price(99));
    CHECK(asked.value(rows::deal_1, price) == Value{std::int64_t{99}});
    Table first;
    change_deleted_deal(first, edit::grade(3));
    CHECK(first.value(rows::deal_1, grade) == Value{std::int64_t{3}});
}

TEST_CASE("[unit.equal] all fields of the unit are set, the ones not named are cleared") {
    Table table;
    table.judged(a, edit::place("city 2", "street 2"));
    CHECK(table.version(rows::deal_1, city) == whole(a, 1));
    CHECK(table.judged(a, edit::set(city, "city 3")).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, city) == Value{"city 3"});
    CHECK(schema::is_null(table.value(rows::deal_1, street)));
}

TEST_CASE("[unit.own] an own chain replaces the whole unit each time") {
    Table table;
    table.write(a, edit::place("city 2", "street 2"));
    table.write(a, edit::place("city 3", "street 3"));
    table.send(a);
    CHECK(table.send(a).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, street) == Value{"street 3"});
}

TEST_CASE("[unit.concurrent] one address wins whole, never field by field") {
    Table table;
    table.write(a, edit::place("city a", "street a"));
    table.write(b, edit::set(city, "city b"));
    table.send(b);
    const Outcome outcome = table.send(a);
    CHECK(has_mark(outcome, Why::later_won, group_of(a, 1)));
    CHECK(table.value(rows::deal_1, city) == Value{"city b"});
    CHECK(schema::is_null(table.value(rows::deal_1, street)));
}

TEST_CASE("[unit.case] a unit in case is proposed and resolved whole") {
    const auto rate = [](std::int64_t amount, const std::string& per) {
        Record values = one(deal::rate.spec.id, amount);
        values.set(deal::rate_per.spec.id, per);
        return values;
    };
    Table table;
    table.write(a, [&](ScriptAuthor& author) { author.set(rows::deal_1, rate(5, "ton")); });
    table.write(b, [&](ScriptAuthor& author) { author.set(rows::deal_1, rate(7, "load")); });
    table.send(a);
    table.send(b);
    REQUIRE(table.proposals(rows::deal_1, deal::rate.spec.id).size() == 1);
    CHECK(table.proposals(rows::deal_1, deal::rate.spec.id)[0].values == rate(7, "load"));
    table.pull(b);
    table.judged(
        b, [&](ScriptAuthor& author) { author.set(rows::deal_1, rate(7, "load")).resolution(); });
    CHECK(table.proposals(rows::deal_1, deal::rate.spec.id).empty());
    CHECK(table.value(rows::deal_1, deal::rate_per.spec.id) == Value{"load"});
}

TEST_CASE("[inverse.equal] [inverse.own] an undo applies where its base is current") {
    Table table;
    table.judged(a, edit::title("mistake"));
    CHECK(table.judged(a, edit::undo(title, "title")).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, title) == Value{"title"});
    table.write(b, edit::price(5));
    table.write(b, edit::undo(price, std::int64_t{10}));
    table.send(b);
    CHECK(table.send(b).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, price) == Value{std::int64_t{10}});
}

TEST_CASE("[inverse.concurrent] an undo over an unseen change is not applied, and told") {
    Table table;
    table.judged(a, edit::title("mistake"));
    table.write(a, edit::undo(title, "title"));
    table.judged(b, edit::title("unseen"));
    const Outcome outcome = table.send(a);
    CHECK(outcome.verdict == Verdict::merged);
    CHECK(has_mark(outcome, Why::not_undone, group_of(a, 2)));
    CHECK(table.value(rows::deal_1, title) == Value{"unseen"});
}

TEST_CASE("[inverse.concurrent] an undo to the value that is there is no loser") {
    Table table;
    table.write(a, edit::title("mistake"));
    table.write(a, edit::undo(title, "title"));
    table.judged(b, edit::title("title"));
    table.send(a);
    table.judged(b, edit::title("title"));
    const Outcome outcome = table.send(a);
    CHECK(outcome.verdict == Verdict::merged);
    CHECK(marks_of(outcome).empty());
}

TEST_CASE("[inverse.case] an undo of a unit in case applies where its base is current") {
    Table table;
    open_price_case(table);
    CHECK(table.judged(a, edit::undo(price, std::int64_t{10})).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, price) == Value{std::int64_t{10}});
    CHECK(table.proposals(rows::deal_1, price).size() == 1);
}

TEST_CASE("[ask.equal] a current edit is set and closes the own proposal") {
    Table table;
    open_price_case(table);
    CHECK(table.judged(b, edit::price(15)).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, price) == Value{std::int64_t{15}});
    CHECK(table.proposals(rows::deal_1, price).empty());
}

TEST_CASE("[ask.own] a successor of an own lost group replaces the own proposal") {
    Table table;
    table.write(b, edit::price(12));
    table.write(b, edit::price(13));
    table.judged(a, edit::price(11));
    table.send(b);
    table.send(b);
    const auto proposals = table.proposals(rows::deal_1, price);
    REQUIRE(proposals.size() == 1);
    CHECK(proposals[0].values == one(price, std::int64_t{13}));
    CHECK(table.value(rows::deal_1, price) == Value{std::int64_t{11}});
}

TEST_CASE("[ask.concurrent] the hub value stays, the other one is a proposal of its device") {
    Table table;
    table.write(a, edit::price(11));
    table.write(b, edit::price(12));
    table.send(a);
    const Outcome outcome = table.send(b);
    CHECK(outcome.verdict == Verdict::merged);
    CHECK(table.value(rows::deal_1, price) == Value{std::int64_t{11}});
    CHECK(table.version(rows::deal_1, price) == whole(a, 1));
    const auto proposals = table.proposals(rows::deal_1, price);
    REQUIRE(proposals.size() == 1);
    CHECK(proposals[0].values == one(price, std::int64_t{12}));
}

TEST_CASE("[ask.concurrent] the same figure opens no case") {
    Table table;
    table.write(a, edit::price(50));
    table.write(b, edit::price(50));
    table.send(a);
    table.send(b);
    CHECK(table.proposals(rows::deal_1, price).empty());
    CHECK(table.version(rows::deal_1, price) == Version{group_of(b, 1), group_of(a, 1)});
}

TEST_CASE("[ask.case] a current edit changes the hub value, foreign proposals stay") {
    Table table;
    open_price_case(table);
    CHECK(table.judged(a, edit::price(20)).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, price) == Value{std::int64_t{20}});
    REQUIRE(table.proposals(rows::deal_1, price).size() == 1);
    CHECK(table.proposals(rows::deal_1, price)[0].device == group_of(b, 0));
}

TEST_CASE(
    "[resolution.equal] [resolution.own] a resolution sets and closes exactly what it names") {
    Table table;
    open_price_case(table);
    table.write(a, edit::resolve(price, std::int64_t{12}));
    table.write(a, edit::price(13));
    CHECK(table.send(a).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, price) == Value{std::int64_t{12}});
    CHECK(table.proposals(rows::deal_1, price).empty());
    CHECK(table.send(a).verdict == Verdict::accepted);
}

TEST_CASE("[resolution.concurrent] the second resolver hears that it is resolved") {
    Table table;
    open_price_case(table);
    table.write(a, edit::resolve(price, std::int64_t{12}));
    table.write(b, edit::resolve(price, std::int64_t{11}));
    table.send(a);
    const Outcome outcome = table.send(b);
    CHECK(outcome.verdict == Verdict::merged);
    CHECK(has_mark(outcome, Why::already_resolved, group_of(b, 2)));
    CHECK(table.value(rows::deal_1, price) == Value{std::int64_t{12}});
}

TEST_CASE("[resolution.concurrent] two who chose the same are of one mind") {
    Table table;
    open_price_case(table);
    table.write(a, edit::resolve(price, std::int64_t{12}));
    table.write(b, edit::resolve(price, std::int64_t{12}));
    table.send(a);
    const Outcome outcome = table.send(b);
    CHECK(outcome.verdict == Verdict::merged);
    CHECK(marks_of(outcome).empty());
}

TEST_CASE("[resolution.case] on an older view it becomes a proposal, what it names is closed") {
    Table table;
    open_price_case(table);
    table.write(b, edit::resolve(price, std::int64_t{12}));
    table.judged(a, edit::price(30));  // unseen by b
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.value(rows::deal_1, price) == Value{std::int64_t{30}});
    const auto proposals = table.proposals(rows::deal_1, price);
    REQUIRE(proposals.size() == 1);
    CHECK(proposals[0].origin == group_of(b, 2));
}

TEST_CASE("[resolution.deleted] an answer brings the row back") {
    Table table;
    open_price_case(table);
    table.write(a, edit::resolve(price, std::int64_t{12}));
    REQUIRE(table.judged(b, edit::erase(rows::deal_1)).verdict == Verdict::accepted);
    CHECK(table.send(a).verdict == Verdict::merged);
    CHECK(!table.row(rows::deal_1)->deleted());
    CHECK(table.value(rows::deal_1, price) == Value{std::int64_t{12}});
}

TEST_CASE("[first.equal] the first value stands") {
    Table table;
    CHECK(table.judged(a, edit::grade(1)).verdict == Verdict::accepted);
    CHECK(table.judged(a, edit::grade(2)).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, grade) == Value{std::int64_t{2}});
}

TEST_CASE("[first.own] a successor of an own lost group loses, too") {
    Table table;
    table.write(b, edit::grade(2));
    table.write(b, edit::grade(3));
    table.judged(a, edit::grade(1));
    table.send(b);
    CHECK(has_mark(table.send(b), Why::first_stands, group_of(b, 2)));
    CHECK(table.value(rows::deal_1, grade) == Value{std::int64_t{1}});
}

TEST_CASE("[first.concurrent] the hub value stays and the author is told") {
    Table table;
    table.write(a, edit::grade(1));
    table.write(b, edit::grade(2));
    table.send(a);
    const Outcome outcome = table.send(b);
    CHECK(outcome.verdict == Verdict::merged);
    CHECK(has_mark(outcome, Why::first_stands, group_of(b, 1)));
    CHECK(table.value(rows::deal_1, grade) == Value{std::int64_t{1}});
    Table same;
    same.write(a, edit::grade(1));
    same.write(b, edit::grade(1));
    same.send(a);
    CHECK(marks_of(same.send(b)).empty());
}

}  // namespace branchline::test
