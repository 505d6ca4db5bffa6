// The table of shared/sync/DESIGN.md, cell by cell: rules that keep what both did.
#include "property/cells.h"

namespace branchline::test {

namespace {

constexpr schema::FieldId pieces = line::pieces.spec.id;
constexpr schema::FieldId tags = deal::tags.spec.id;
constexpr schema::FieldId memo = deal::memo.spec.id;
constexpr schema::FieldId visited = deal::visited.spec.id;

// b deletes the deal, a does not know; a's change brings it back.
void check_restores(const ScriptWorld::Compose& compose) {
    Table table;
    table.write(b, compose);
    REQUIRE(table.judged(a, edit::erase(rows::deal_1)).verdict == Verdict::accepted);
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(!table.row(rows::deal_1)->deleted());
    CHECK(!table.row(rows::line_1)->deleted());
}

bool has_tag(Table& table, const std::string& tag) {
    return schema::set_contains(table.row(rows::deal_1)->values.set_of(tags), tag);
}

// a's first line stands, b's is proposed; both have read it.
void open_memo_case(Table& table) {
    table.write(a, edit::memo("one of a\ntwo\nthree\nfour"));
    table.write(b, edit::memo("one of b\ntwo\nthree\nfour"));
    table.send(a);
    table.send(b);
    table.pull(a);
    table.pull(b);
    REQUIRE(table.proposals(rows::deal_1, memo).size() == 1);
}

}  // namespace

TEST_CASE("[sum.equal] the difference is added, within limits") {
    Table table;
    CHECK(table.judged(a, edit::balance(25)).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, balance) == number(25));
    CHECK(table.version(rows::deal_1, balance) == whole(a, 1));
    CHECK(is_rejected(table.judged(a, edit::balance(91)), Code::limit));
}

TEST_CASE("[sum.own] an own chain adds up, what the hub merged in is kept") {
    Table table;
    table.write(a, edit::balance(25));
    table.write(a, edit::balance(27));
    table.write(b, edit::balance(30));
    table.send(a);
    table.send(b);
    CHECK(table.send(a).verdict == Verdict::merged);
    CHECK(table.value(rows::deal_1, balance) == number(37));
}

TEST_CASE("[sum.concurrent] both differences count, limits are asked of the result") {
    Table table;
    table.write(a, edit::balance(50));
    table.write(b, edit::balance(50));
    table.write(b, edit::balance(60));
    table.send(a);
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.value(rows::deal_1, balance) == number(80));
    CHECK(table.version(rows::deal_1, balance) == Version{group_of(b, 1), group_of(a, 1)});
    CHECK(table.send(b).verdict == Verdict::merged);
    table.write(a, edit::balance(51));
    table.write(a, edit::balance(60));
    CHECK(is_rejected(table.send(a), Code::limit));
    CHECK(is_rejected(table.send(a), Code::predecessor));
}

TEST_CASE("[sum.concurrent] where the state sets, the later figure wins") {
    Table table;
    table.write(a, edit::pieces(9));
    table.write(b, edit::pieces(10));
    table.send(b);
    CHECK(has_mark(table.send(a), Why::later_won, group_of(a, 1)));
    CHECK(table.value(rows::line_1, pieces) == number(10));
    CHECK(is_rejected(table.judged(a, edit::pieces(41)), Code::limit));
}

TEST_CASE("[sum.case] a change made under another mode is asked, not added") {
    Table table;
    table.write(b, edit::pieces(10));  // "make it 10", in draft
    table.judged(a, edit::set(deal::city.spec.id, "city"));
    table.judged(a, edit::step(edit::submit));
    table.judged(a, edit::pieces(12));  // "+4", submitted
    CHECK(table.value(rows::line_1, pieces) == number(12));
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.value(rows::line_1, pieces) == number(12));
    REQUIRE(table.proposals(rows::line_1, pieces).size() == 1);
    // The unit in case goes on adding.
    CHECK(table.judged(a, edit::pieces(13)).verdict == Verdict::accepted);
    CHECK(table.value(rows::line_1, pieces) == number(13));
    CHECK(table.proposals(rows::line_1, pieces).size() == 1);
}

// Two, as their author sees it: 8 + 2 on his screen, and 10 + 2 once the other's 10 has arrived.
TEST_CASE(
    "[sum.concurrent] what was added under another mode and is there by chance is no version") {
    Table table;
    table.judged(a, edit::step(edit::submit));
    table.pull(b);
    table.write(b, edit::pieces(10));  // "+2", submitted
    table.judged(a, edit::step(edit::turn_back));
    table.judged(a, edit::pieces(10));  // "make it 10", in draft
    const Version before = table.version(rows::line_1, pieces);
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.value(rows::line_1, pieces) == number(10));
    CHECK(table.version(rows::line_1, pieces) == before);
    CHECK(table.proposals(rows::line_1, pieces).empty());
}

TEST_CASE(
    "[sum.deleted] [add.deleted] [remove.deleted] [text.deleted] [furthest.deleted] "
    "[correct.deleted] a change of a row deleted unseen brings it back") {
    check_restores(edit::balance(21));
    check_restores(edit::add("new"));
    check_restores(edit::remove("old"));
    check_restores(edit::memo("one"));
    check_restores(edit::visited(600));
    check_restores(edit::correct(400));
}

TEST_CASE("[add.equal] [add.own] an element is added, an own chain stays whole") {
    Table table;
    table.write(a, edit::add("new"));
    table.write(a, edit::remove("new"));
    table.write(a, edit::add("New "));
    table.send(a);
    CHECK(table.version(rows::deal_1, tags, "new") == whole(a, 1));
    table.send(a);
    CHECK(table.send(a).verdict == Verdict::accepted);
    CHECK(has_tag(table, "new"));
    CHECK(table.version(rows::deal_1, tags, "new") == whole(a, 3));
}

TEST_CASE("[add.concurrent] an add always holds, and remembers what it was merged into") {
    Table table;
    table.write(b, edit::add("new"));
    table.judged(a, edit::add("new"));
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.version(rows::deal_1, tags, "new") == Version{group_of(b, 1), group_of(a, 1)});
    table.write(b, edit::add("old"));
    table.judged(a, edit::remove("old"));
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(has_tag(table, "old"));
}

TEST_CASE("[remove.equal] what its author saw is removed") {
    Table table;
    CHECK(table.judged(a, edit::remove("old")).verdict == Verdict::accepted);
    CHECK(!has_tag(table, "old"));
    CHECK(table.version(rows::deal_1, tags, "old") == whole(a, 1));
}

TEST_CASE("[remove.own] an own add can be removed, unless somebody else added it unseen") {
    Table table;
    table.write(a, edit::add("new"));
    table.write(a, edit::remove("new"));
    table.send(a);
    CHECK(table.send(a).verdict == Verdict::accepted);
    CHECK(!has_tag(table, "new"));
    Table both;
    both.write(a, edit::add("new"));
    both.write(a, edit::remove("new"));
    both.judged(b, edit::add("new"));
    both.send(a);
    CHECK(has_mark(both.send(a), Why::element_kept, group_of(a, 2)));
    CHECK(has_tag(both, "new"));
}

TEST_CASE("[remove.concurrent] an element changed unseen stays, an absent one stays absent") {
    Table table;
    table.write(a, edit::remove("old"));
    table.judged(b, edit::remove("old"));
    const Outcome nothing = table.send(a);
    CHECK(nothing.verdict == Verdict::merged);
    CHECK(nothing.effects.empty());
    CHECK(table.version(rows::deal_1, tags, "old") == whole(b, 1));
    table.write(a, edit::add("old"));
    table.pull(b);
    table.judged(b, edit::add("old"));
    table.write(b, edit::remove("old"));
    table.send(a);
    CHECK(has_mark(table.send(b), Why::element_kept, group_of(b, 3)));
}

TEST_CASE("[text.equal] the text is set as typed") {
    Table table;
    CHECK(table.judged(a, edit::memo("all new")).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, memo) == Value{"all new"});
    CHECK(table.version(rows::deal_1, memo) == whole(a, 1));
}

TEST_CASE("[text.own] an own chain keeps what the hub merged into its first group") {
    Table table;
    table.write(a, edit::memo("one\ntwo of a\nthree\nfour"));
    table.write(b, edit::memo("one of b\ntwo\nthree\nfour"));
    table.write(b, edit::memo("one of b\ntwo\nthree\nfour of b"));
    table.send(a);
    table.send(b);
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.value(rows::deal_1, memo) == Value{"one of b\ntwo of a\nthree\nfour of b"});
}

TEST_CASE("[text.concurrent] different lines merge, neighbouring ones, too") {
    Table table;
    table.write(a, edit::memo("one\ntwo of a\nthree\nfour"));
    table.write(b, edit::memo("one of b\ntwo\nthree\nfour\nfive"));
    table.send(a);
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.value(rows::deal_1, memo) == Value{"one of b\ntwo of a\nthree\nfour\nfive"});
    CHECK(table.version(rows::deal_1, memo) == Version{group_of(b, 1), group_of(a, 1)});
}

TEST_CASE("[text.concurrent] one line changed twice is a case") {
    Table table;
    open_memo_case(table);
    CHECK(table.value(rows::deal_1, memo) == Value{"one of a\ntwo\nthree\nfour"});
    CHECK(table.version(rows::deal_1, memo) == whole(a, 1));
    CHECK(table.proposals(rows::deal_1, memo)[0].values == one(memo, "one of b\ntwo\nthree\nfour"));
}

TEST_CASE("[text.case] a clean merge closes the own proposal, a clash replaces it") {
    Table clean;
    open_memo_case(clean);
    clean.write(b, edit::memo("one of a\ntwo\nthree\nfour of b"));
    clean.judged(a, edit::memo("one of a\ntwo of a\nthree\nfour"));
    CHECK(clean.send(b).verdict == Verdict::merged);
    CHECK(clean.value(rows::deal_1, memo) == Value{"one of a\ntwo of a\nthree\nfour of b"});
    CHECK(clean.proposals(rows::deal_1, memo).empty());
    Table clash;
    open_memo_case(clash);
    clash.write(b, edit::memo("one again of b\ntwo\nthree\nfour"));
    clash.judged(a, edit::memo("one again of a\ntwo\nthree\nfour"));
    clash.send(b);
    REQUIRE(clash.proposals(rows::deal_1, memo).size() == 1);
    CHECK(clash.proposals(rows::deal_1, memo)[0].origin == group_of(b, 2));
}

TEST_CASE("[furthest.equal] the greater one stands, nobody gets beyond the hub's date") {
    Table table;
    CHECK(table.judged(a, edit::visited(600)).verdict == Verdict::accepted);
    CHECK(table.judged(a, edit::visited(550)).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, visited) == number(600));
    CHECK(table.version(rows::deal_1, visited) == whole(a, 2));
    CHECK(is_rejected(table.judged(a, edit::visited(ScriptWorld::today + 1)), Code::limit));
}

TEST_CASE("[furthest.own] [furthest.concurrent] the greater one stands, merged") {
    Table table;
    table.write(a, edit::visited(600));
    table.write(b, edit::visited(650));
    table.write(b, edit::visited(700));
    table.send(a);
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.version(rows::deal_1, visited) == Version{group_of(b, 1), group_of(a, 1)});
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.value(rows::deal_1, visited) == number(700));
}

TEST_CASE("[correct.equal] a corrector sets back what he sees, others may not") {
    Table table;
    CHECK(table.judged(b, edit::correct(400)).verdict == Verdict::accepted);
    CHECK(table.value(rows::deal_1, visited) == number(400));
    CHECK(is_rejected(table.judged(a, edit::correct(300)), Code::right));
}

TEST_CASE("[correct.own] [correct.concurrent] a correction over an unseen value is refused") {
    Table own;
    own.write(b, edit::visited(600));
    own.write(b, edit::correct(400));
    own.send(b);
    CHECK(own.send(b).verdict == Verdict::accepted);
    Table merged;
    merged.write(b, edit::visited(600));
    merged.write(b, edit::correct(400));
    merged.judged(a, edit::visited(650));
    merged.send(b);
    CHECK(is_rejected(merged.send(b), Code::changed_since_seen));
    CHECK(merged.value(rows::deal_1, visited) == number(650));
    Table foreign;
    foreign.write(b, edit::correct(400));
    foreign.judged(a, edit::visited(650));
    CHECK(is_rejected(foreign.send(b), Code::changed_since_seen));
}

}  // namespace branchline::test
