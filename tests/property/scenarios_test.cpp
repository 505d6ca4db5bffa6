// The scenarios that each rule of shared/sync/DESIGN.md was made for, told from the desks: without
// the rule, each of them ends with somebody's work lost, approved unseen or refused for no reason.
#include "property/cells.h"

namespace branchline::test {

namespace {

constexpr schema::FieldId limit = party::limit.spec.id;

ScriptWorld::Compose party_limit(std::int64_t amount) {
    return edit::set(limit, amount, rows::party_1);
}

Value on_screen(Table& table, int desk, const RowKey& key, schema::FieldId field) {
    return table.world.screen(desk).state->row(key)->values.get(field);
}

}  // namespace

TEST_CASE("F1.1 a tag that another branch added unseen is not removed with one's own") {
    Table table;
    table.write(b, edit::add("x"));
    table.write(b, edit::remove("x"));
    table.judged(a, edit::add("x"));
    table.send(b);
    const Outcome outcome = table.send(b);
    CHECK(has_mark(outcome, Why::element_kept, group_of(b, 2)));
    CHECK(schema::set_contains(table.row(rows::deal_1)->values.set_of(deal::tags.spec.id), "x"));
}

TEST_CASE("F1.2 a line merged in between survives the second edit of a chain") {
    Table table;
    table.write(b, edit::memo("one of b\ntwo\nthree\nfour"));
    table.write(b, edit::memo("one of b\ntwo\nthree of b\nfour"));
    table.judged(a, edit::memo("one\ntwo\nthree\nfour of a"));
    table.send(b);
    table.send(b);
    CHECK(table.value(rows::deal_1, deal::memo.spec.id) ==
          Value{"one of b\ntwo\nthree of b\nfour of a"});
}

TEST_CASE("F1.3 an edit merged under one's own stops one's delete") {
    Table table;
    table.write(b, edit::balance(22));
    table.write(b, edit::erase(rows::deal_1));
    table.judged(a, edit::balance(22));
    table.send(b);
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(!table.row(rows::deal_1)->deleted());
    CHECK(table.value(rows::deal_1, balance) == number(24));
}

TEST_CASE("F1.4 a correction does not take back what lies unseen under one's own value") {
    Table table;
    table.write(b, edit::visited(600));
    table.write(b, edit::visited(700));
    table.write(b, edit::correct(600));
    table.judged(a, edit::visited(650));
    table.send(b);
    table.send(b);
    CHECK(is_rejected(table.send(b), Code::changed_since_seen));
    CHECK(table.value(rows::deal_1, deal::visited.spec.id) == number(700));
}

TEST_CASE("F1.5 what a desk did before it was put back lies unseen under what it does now") {
    Table sums;
    sums.judged(b, edit::balance(22));
    sums.world.put_back(b);
    sums.write(b, edit::balance(25));
    sums.write(b, edit::balance(24));
    sums.send(b);
    CHECK(sums.version(rows::deal_1, balance).under == group_of(b, 1));
    sums.send(b);
    CHECK(sums.value(rows::deal_1, balance) == number(26));
    Table lines;
    lines.judged(b, edit::memo("one\ntwo\nthree\nfour of b"));
    lines.world.put_back(b);
    lines.write(b, edit::memo("one again\ntwo\nthree\nfour"));
    lines.write(b, edit::memo("one again\ntwo again\nthree\nfour"));
    lines.send(b);
    lines.send(b);
    CHECK(lines.value(rows::deal_1, deal::memo.spec.id) ==
          Value{"one again\ntwo again\nthree\nfour of b"});
}

TEST_CASE("F1.6 an own chain is found through the groups between, also where one of them lost") {
    Table table;
    table.write(b, edit::memo("one of b\ntwo\nthree\nfour"));
    table.write(b, edit::memo("one of b\ntwo\nthree\nfour of b"));
    table.write(b, edit::memo("one of b\ntwo of b\nthree\nfour of b"));
    table.judged(a, edit::memo("one\ntwo\nthree\nfour of a"));
    table.send(b);
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.proposals(rows::deal_1, deal::memo.spec.id).size() == 1);
    table.send(b);
    CHECK(table.version(rows::deal_1, deal::memo.spec.id) ==
          Version{group_of(b, 3), group_of(a, 1)});
}

TEST_CASE("F2 a base that lost is an honest conflict, a base that was refused refuses") {
    Table lost;
    lost.write(a, edit::price(11));
    lost.write(a, edit::price(12));
    lost.judged(b, edit::price(20));
    lost.send(a);
    CHECK(lost.send(a).verdict == Verdict::merged);
    CHECK(lost.proposals(rows::deal_1, deal::price.spec.id).size() == 1);
    Table refused;
    refused.write(a, edit::balance(80));
    refused.write(a, edit::balance(70));
    refused.judged(b, edit::balance(60));
    CHECK(is_rejected(refused.send(a), Code::limit));
    CHECK(is_rejected(refused.send(a), Code::predecessor));
    CHECK(refused.value(rows::deal_1, balance) == number(60));
}

TEST_CASE("F3 a group from a courier file finds its base by id, not by the counter") {
    Table table;
    table.write(a, edit::title("fifth"));
    table.write(a, edit::title("sixth"));
    // The laptop was restored to before the fifth group, and made another fifth one.
    auto other = std::make_shared<Authored>(*table.world.desk(a).written[0]);
    other->group.op = other->group.origin = {0xA, 55};
    other->group.changes[0].values = one(title, "fifth again");
    table.world.hand_in(other);
    CHECK(table.send(a, 1).verdict == Verdict::deferred);
    CHECK(table.value(rows::deal_1, title) == Value{"fifth again"});
    table.send(a);
    REQUIRE(table.world.log().size() == 3);
    CHECK(table.world.log()[2]->outcome.verdict != Verdict::rejected);
}

TEST_CASE("F4.1 a third figure does not push the second out of the case") {
    Table table;
    table.write(a, party_limit(1));
    table.write(b, party_limit(2));
    table.write(c, party_limit(3));
    for (const int desk : {a, b, c}) {
        table.send(desk);
    }
    CHECK(table.value(rows::party_1, limit) == number(1));
    const auto proposals = table.proposals(rows::party_1, limit);
    REQUIRE(proposals.size() == 2);
    CHECK(proposals[0].values == one(limit, std::int64_t{2}));
    CHECK(proposals[1].values == one(limit, std::int64_t{3}));
}

TEST_CASE("F4.2 a resolver who did not see the first resolution does not undo it") {
    Table table;
    table.write(a, party_limit(1));
    table.write(b, party_limit(2));
    table.send(a);
    table.send(b);
    table.pull(a);
    table.pull(b);
    table.write(a, [](ScriptAuthor& author) {
        author.set(rows::party_1, one(limit, std::int64_t{9})).resolution();
    });
    table.judged(b, [](ScriptAuthor& author) {
        author.set(rows::party_1, one(limit, std::int64_t{1})).resolution();
    });
    CHECK(has_mark(table.send(a), Why::already_resolved, group_of(a, 2)));
    CHECK(table.value(rows::party_1, limit) == number(1));
}

TEST_CASE("F4.3 a resolution closes only the proposals that stood on its card") {
    Table table;
    table.write(a, party_limit(1));
    table.write(b, party_limit(2));
    table.write(c, party_limit(3));
    table.send(a);
    table.send(b);
    table.pull(a);
    table.write(a, [](ScriptAuthor& author) {
        author.set(rows::party_1, one(limit, std::int64_t{2})).resolution();
    });
    table.send(c);
    CHECK(table.send(a).verdict == Verdict::accepted);
    const auto proposals = table.proposals(rows::party_1, limit);
    REQUIRE(proposals.size() == 1);
    CHECK(proposals[0].device == group_of(c, 0));
}

TEST_CASE("F5 an edit that arrives after the approval it did not see is refused") {
    Table table;
    table.judged(a, edit::step(edit::submit));
    table.pull(a);
    table.pull(b);
    table.write(a, edit::price(12));
    table.write(a, edit::insert_line(101));
    table.judged(b, edit::step(edit::approve));
    CHECK(is_rejected(table.send(a), Code::approved_since));
    CHECK(is_rejected(table.send(a), Code::approved_since));
}

TEST_CASE("F6 what is covered are values: other fields and a change back refuse nobody") {
    Table table;
    table.judged(a, edit::step(edit::submit));
    table.pull(a);
    table.pull(b);
    table.write(b, edit::step(edit::approve));
    table.judged(a, edit::grade(3));
    table.judged(a, edit::title("other"));
    table.judged(a, edit::title("title"));
    CHECK(table.send(b).verdict == Verdict::accepted);
}

TEST_CASE("F7 a step is not taken over a return and a second submit that were not seen") {
    Table table;
    table.judged(a, edit::step(edit::submit));
    table.pull(b);
    table.pull(c);
    table.write(c, edit::step(edit::approve));
    table.judged(b, edit::step(edit::turn_back));
    table.pull(a);
    table.judged(a, edit::step(edit::submit));
    CHECK(is_rejected(table.send(c), Code::changed_since_seen));
    CHECK(table.row(rows::deal_1)->values.integer(deal::status.spec.id) == deal::submitted.id);
}

TEST_CASE("F8 a proposal that the deleter did not see keeps the row") {
    Table table;
    table.write(a, edit::price(11));
    table.write(b, edit::price(12));
    table.send(a);
    table.pull(a);
    table.write(a, edit::erase(rows::deal_1));
    table.send(b);
    table.send(a);
    CHECK(!table.row(rows::deal_1)->deleted());
    CHECK(table.proposals(rows::deal_1, deal::price.spec.id).size() == 1);
}

TEST_CASE("F9.1 what comes back comes back with everything its deleter took") {
    Table table;
    table.write(a, edit::insert_line(101));
    table.judged(b, edit::erase(rows::deal_1));
    CHECK(table.send(a).verdict == Verdict::merged);
    CHECK(!table.row(rows::line_1)->deleted());
    CHECK(!table.row(rows::deal_1)->deleted());
}

TEST_CASE("F9.2 an edit of a line brings back its deal and the deal's party") {
    Table table;
    table.judged(b, edit::set(deal::customer.spec.id, rows::party_2.row));
    table.pull(a);
    table.write(a, edit::pieces(9));
    REQUIRE(table.judged(b, edit::erase(rows::deal_1)).verdict == Verdict::accepted);
    REQUIRE(table.judged(b, edit::erase(rows::party_2)).verdict == Verdict::accepted);
    CHECK(table.send(a).verdict == Verdict::merged);
    for (const RowKey& key : {rows::line_1, rows::deal_1, rows::party_2}) {
        CHECK(!table.row(key)->deleted());
    }
    CHECK(table.proposals(rows::deal_1, 0).size() == 1);
    CHECK(table.proposals(rows::party_2, 0).size() == 1);
}

TEST_CASE("F9.3 a row that comes back is found as a possible duplicate") {
    Table table;
    const auto named_alike = [&] {
        return table.world.hub().with_key(party::spec.spec.id, party::name.spec.id, "2:p2").size();
    };
    table.write(a, edit::set(limit, std::int64_t{5}, rows::party_2));
    table.judged(b, edit::erase(rows::party_2));
    table.judged(b, [](ScriptAuthor& author) {
        author.insert({party::spec.spec.id, {0x19, 101}}, one(party::name.spec.id, "2:P2"));
    });
    CHECK(named_alike() == 1);
    table.send(a);
    CHECK(named_alike() == 2);
}

TEST_CASE("F10 a delete that builds on a delete names it") {
    Table table;
    table.judged(a, edit::set(deal::customer.spec.id, rows::party_2.row));
    table.pull(b);
    table.write(b, edit::erase(rows::deal_1));
    table.write(b, edit::erase(rows::party_2));
    CHECK(table.world.desk(b).written[1]->group.depends_on == std::vector<OpId>{group_of(b, 1)});
    table.judged(a, edit::title("unseen"));
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(!table.row(rows::deal_1)->deleted());
    CHECK(!table.row(rows::party_2)->deleted());
}

TEST_CASE("F11 a verdict that overtakes the log does not take the value off the screen") {
    Table table;
    table.judged(b, edit::price(11));
    table.judged(a, edit::title("mine"));
    table.world.hear_verdicts(a);
    CHECK(on_screen(table, a, rows::deal_1, title) == Value{"mine"});
    CHECK(on_screen(table, a, rows::deal_1, deal::price.spec.id) == number(10));
    table.pull(a);
    CHECK(on_screen(table, a, rows::deal_1, title) == Value{"mine"});
    CHECK(on_screen(table, a, rows::deal_1, deal::price.spec.id) == number(11));
}

TEST_CASE("F11 a refused group leaves the screen at once, with what depends on it") {
    Table table;
    table.write(a, edit::balance(80));
    table.write(a, edit::balance(70));
    table.judged(b, edit::balance(60));
    CHECK(is_rejected(table.send(a), Code::limit));
    CHECK(on_screen(table, a, rows::deal_1, balance) == number(70));
    table.world.hear_verdicts(a);
    CHECK(on_screen(table, a, rows::deal_1, balance) == number(20));
}

TEST_CASE("F12 an arrival refolds what a pending group refers to") {
    Table table;
    table.write(b, edit::insert_deal(101, "N9", rows::party_2.row));
    table.judged(a, edit::erase(rows::party_2));
    table.pull(b);
    const auto screen = table.world.screen(b);
    CHECK(screen.state->row({deal::spec.spec.id, {0xD, 101}}) != nullptr);
    CHECK(!screen.state->row(rows::party_2)->deleted());
}

TEST_CASE("F12 a pending group that would be refused is left out whole, with its dependents") {
    Table table;
    table.judged(a, edit::step(edit::submit));
    table.pull(a);
    table.pull(b);
    table.write(a, edit::price(12));
    table.write(a, edit::price(13));
    table.judged(b, edit::step(edit::approve));
    table.pull(a);
    CHECK(on_screen(table, a, rows::deal_1, deal::price.spec.id) == number(10));
    CHECK(table.world.screen(a).folded.empty());
}

TEST_CASE("F13 what would be left without its base is known before a group is withdrawn") {
    Table table;
    table.write(a, edit::title("first"));
    table.write(a, edit::title("second"));
    table.write(a, edit::price(11));
    CHECK(table.world.desk(a).written[1]->group.depends_on == std::vector<OpId>{group_of(a, 1)});
    CHECK(table.world.desk(a).written[2]->group.depends_on.empty());
}

TEST_CASE("F14 an undo does not win over a value that its author never saw") {
    Table table;
    table.write(b, edit::title("of b"));
    table.write(b, edit::undo(title, "title"));
    table.judged(a, edit::title("of a"));
    table.send(b);
    CHECK(has_mark(table.send(b), Why::not_undone, group_of(b, 2)));
    CHECK(table.value(rows::deal_1, title) == Value{"of a"});
}

TEST_CASE("F15 a bundle sent again keeps its origins, so nothing inside is rewritten") {
    Table table;
    table.write(a, edit::balance(80));
    table.write(a, edit::erase(rows::deal_1));
    table.judged(b, edit::balance(60));
    CHECK(is_rejected(table.send(a), Code::limit));
    CHECK(is_rejected(table.send(a), Code::predecessor));
    table.pull(a);
    // b takes his figure back; the bundle as it was written then meets what its author saw.
    table.pull(b);
    table.judged(b, edit::balance(20));
    auto root = std::make_shared<Authored>(*table.world.desk(a).written[0]);
    root->group.op = {0xA, 61};
    auto dependent = std::make_shared<Authored>(*table.world.desk(a).written[1]);
    dependent->group.op = {0xA, 62};
    dependent->group.depends_on = {root->group.op};
    table.world.hand_in(root);
    REQUIRE(table.world.log().back()->outcome.taken());
    CHECK(table.version(rows::deal_1, balance).origin == group_of(a, 1));
    table.world.hand_in(dependent);
    // The delete meets b's figure under a's own: it loses honestly, and is not refused.
    CHECK(table.world.log().back()->outcome.verdict == Verdict::merged);
    CHECK(table.world.failure().empty());
}

TEST_CASE("F15 a delete sent again after its refused predecessor goes through") {
    Table table;
    table.judged(b, edit::step(edit::submit));
    table.pull(a);
    table.write(a, [](ScriptAuthor& author) {
        author.set(rows::party_2, one(limit, std::int64_t{4}));
        author.step(rows::deal_1, edit::approve);
    });
    table.write(a, edit::erase(rows::party_2));
    table.judged(b, edit::title("unseen"));
    CHECK(is_rejected(table.send(a), Code::changed_since_seen));
    CHECK(is_rejected(table.send(a), Code::predecessor));
    auto root = std::make_shared<Authored>(*table.world.desk(a).written[0]);
    root->group.op = {0xA, 61};
    root->group.changes.pop_back();
    root->seen.pop_back();
    auto dependent = std::make_shared<Authored>(*table.world.desk(a).written[1]);
    dependent->group.op = {0xA, 62};
    dependent->group.depends_on = {root->group.op};
    table.world.hand_in(root);
    table.world.hand_in(dependent);
    CHECK(table.world.failure().empty());
    CHECK(table.row(rows::party_2)->deleted());
}

TEST_CASE("F16 corrected time lies between what was seen and the receipt") {
    Table table;
    table.judged(a, edit::title("x"));  // at 1001 s
    sync::Group group = table.world.desk(a).written[0]->group;
    group.op = group.origin = {0xA, 9};
    sync::Overlay& hub = table.world.hub();
    group.edit.corrected_ms = 5'000'000;  // a clock far ahead
    CHECK(sync::corrected_time(hub, group, 0, 1'500'000) == 1'500'000);
    group.edit.corrected_ms = 1;  // far behind: not before what its author had seen,
    group.changes[0].base = whole(a, 1);
    CHECK(sync::corrected_time(hub, group, 0, 1'500'000) == 1'001'000);
    group.changes[0].base = {};
    group.depends_on = {group_of(a, 1)};
    CHECK(sync::corrected_time(hub, group, 0, 1'500'000) == 1'001'000);
    group.depends_on.clear();  // nor before what he had done
    CHECK(sync::corrected_time(hub, group, 1'200'000, 1'500'000) == 1'200'000);
    group.edit.corrected_ms = 1'300'000;
    CHECK(sync::corrected_time(hub, group, 1'200'000, 1'500'000) == 1'300'000);
}

TEST_CASE("F17 a number printed twice is replaced from the hub's own counter") {
    Table table;
    table.judged(a, edit::insert_deal(101, "N9"));
    const Outcome outcome = table.judged(b, edit::insert_deal(102, "N9"));
    CHECK(outcome.verdict == Verdict::merged);
    const RowKey first{deal::spec.spec.id, {0xD, 101}};
    const RowKey later{deal::spec.spec.id, {0xD, 102}};
    CHECK(table.value(first, deal::number.spec.id) == Value{"N9"});
    CHECK(table.value(later, deal::number.spec.id) == Value{"H-1"});
}

TEST_CASE("F18 each element has its own version: a remove of one knows nothing of another") {
    Table table;
    table.write(a, edit::remove("old"));
    table.judged(b, edit::add("new"));
    CHECK(table.send(a).verdict == Verdict::accepted);
    CHECK(table.row(rows::deal_1)->values.set_of(deal::tags.spec.id) == schema::Set{"new"});
}

TEST_CASE("F19.1 two who typed the same figure are not asked which one is right") {
    Table table;
    table.write(a, edit::price(50));
    table.write(b, edit::price(50));
    table.send(a);
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.proposals(rows::deal_1, deal::price.spec.id).empty());
}

TEST_CASE("F19.2 two units, each right by itself and wrong together, end in a case") {
    Table table;
    table.write(a, edit::set(deal::low.spec.id, std::int64_t{5}));
    table.write(b, edit::set(deal::high.spec.id, std::int64_t{4}));
    table.send(a);
    CHECK(table.send(b).verdict == Verdict::merged);
    CHECK(table.value(rows::deal_1, deal::high.spec.id) == number(6));
    CHECK(table.proposals(rows::deal_1, deal::high.spec.id).size() == 1);
    // A resolution that would break the row is refused.
    table.pull(a);
    CHECK(is_rejected(table.judged(a, edit::resolve(deal::high.spec.id, std::int64_t{4})),
                      Code::invalid));
    CHECK(is_rejected(table.judged(a, edit::set(title, schema::Null{})), Code::invalid));
}

TEST_CASE("F19.3 'make it 9' does not become '+1' by the order of arrival") {
    for (const bool step_first : {false, true}) {
        Table table;
        table.write(b, edit::pieces(9));  // in draft, where a figure is set
        table.write(a, edit::step(edit::submit));
        table.send(step_first ? a : b);
        CHECK(table.send(step_first ? b : a).taken());
        CHECK(table.value(rows::line_1, line::pieces.spec.id) == number(9));
    }
}

}  // namespace branchline::test
