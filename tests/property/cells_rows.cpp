// The table of shared/sync/DESIGN.md, cell by cell: steps, what they cover, rows that come and go,
// and what holds for whole groups.
#include "property/cells.h"

namespace branchline::test {

namespace {

constexpr schema::FieldId status = deal::status.spec.id;

std::int64_t state_of(Table& table, const RowKey& key = rows::deal_1) {
    return table.row(key)->values.integer(status);
}

// a has submitted, everybody has read it.
void submit(Table& table) {
    REQUIRE(table.judged(a, edit::step(edit::submit)).verdict == Verdict::accepted);
    for (const int desk : {a, b, c}) {
        table.pull(desk);
    }
}

}  // namespace

TEST_CASE("[step.equal] a step is taken from a state it starts from, over seen content") {
    Table table;
    CHECK(is_rejected(table.judged(b, edit::step(edit::approve)), Code::illegal_step));
    submit(table);
    CHECK(table.version(rows::deal_1, status) == whole(a, 1));
    CHECK(is_rejected(table.judged(a, edit::step(edit::approve)), Code::four_eyes));
    table.write(b, edit::step(edit::approve));
    table.judged(a, edit::price(11));  // still open to the clerk, unseen by b
    CHECK(is_rejected(table.send(b), Code::changed_since_seen));
    table.pull(b);
    CHECK(table.judged(b, edit::step(edit::approve)).verdict == Verdict::accepted);
    CHECK(state_of(table) == deal::approved.id);
}

TEST_CASE("[step.equal] guards are asked on merged data, a reason is given with the step") {
    Table table;
    table.write(a, edit::step(edit::submit));
    table.judged(b, edit::erase(rows::line_1));
    CHECK(is_rejected(table.send(a), Code::guard));
    Table again;
    submit(again);
    again.judged(b, edit::step(edit::turn_back));
    again.pull(a);
    again.judged(a, edit::step(edit::submit));
    again.pull(b);
    const auto without_reason = [](ScriptAuthor& author) {
        author.step(rows::deal_1, edit::turn_back);
    };
    CHECK(is_rejected(again.judged(b, without_reason), Code::guard));
}

TEST_CASE("[step.equal] who does not see a field is not held up by it") {
    Table table;
    submit(table);
    table.write(c, edit::step(edit::approve));
    table.judged(a, edit::price(11));
    CHECK(table.send(c).verdict == Verdict::accepted);
    Table title_seen;
    submit(title_seen);
    title_seen.write(c, edit::step(edit::approve));
    title_seen.judged(a, edit::title("other"));
    CHECK(is_rejected(title_seen.send(c), Code::changed_since_seen));
}

TEST_CASE("[step.own] own changes and steps of the chain count as seen") {
    Table table;
    table.write(b, edit::price(11));
    table.write(b, edit::step(edit::submit));
    table.write(b, edit::step(edit::cancel));
    for (int i = 0; i < 3; ++i) {
        CHECK(table.send(b).verdict == Verdict::accepted);
    }
    CHECK(state_of(table) == deal::cancelled.id);
}

TEST_CASE("[step.concurrent] in the target state already: nothing, the rest of the group applies") {
    Table table;
    submit(table);
    table.write(b, edit::step(edit::turn_back));
    table.write(c, [](ScriptAuthor& author) { author.step(rows::deal_1, edit::approve); });
    table.judged(a, edit::price(10));
    CHECK(table.send(b).verdict == Verdict::accepted);
    CHECK(is_rejected(table.send(c), Code::illegal_step));
    Table both;
    both.write(a, [](ScriptAuthor& author) {
        author.set(rows::deal_1, one(title, "by a"));
        author.step(rows::deal_1, edit::submit);
    });
    both.judged(b, edit::step(edit::submit));
    const Outcome outcome = both.send(a);
    CHECK(outcome.verdict == Verdict::merged);
    CHECK(has_mark(outcome, Why::already_there, group_of(a, 1)));
    CHECK(both.value(rows::deal_1, title) == Value{"by a"});
    CHECK(both.version(rows::deal_1, status) == whole(b, 1));
}

TEST_CASE("[step.concurrent] an exclusive step is taken once") {
    Table table;
    table.write(a, edit::step(edit::close, rows::deal_2));
    table.judged(b, edit::step(edit::close, rows::deal_2));
    CHECK(is_rejected(table.send(a), Code::already));
}

TEST_CASE("[step.concurrent] a blind step goes over an unseen one, any other is refused") {
    Table table;
    table.write(b, edit::step(edit::cancel));
    table.judged(a, edit::step(edit::submit));
    const Outcome outcome = table.send(b);
    CHECK(outcome.verdict == Verdict::merged);
    CHECK(has_mark(outcome, Why::over_step, group_of(a, 1)));
    CHECK(state_of(table) == deal::cancelled.id);
    Table approved;
    submit(approved);
    approved.write(a, edit::step(edit::cancel));
    approved.judged(b, edit::step(edit::approve));
    CHECK(is_rejected(approved.send(a), Code::changed_since_seen));
}

TEST_CASE("[step.deleted] a step on a row deleted unseen brings it back if it is taken") {
    Table table;
    table.write(a, edit::step(edit::submit));
    table.judged(b, edit::erase(rows::deal_1));
    CHECK(table.send(a).verdict == Verdict::merged);
    CHECK(!table.row(rows::line_1)->deleted());
    CHECK(state_of(table) == deal::submitted.id);
    Table refused;
    refused.judged(b, edit::erase(rows::line_1));
    refused.write(a, edit::step(edit::submit));
    refused.judged(b, edit::erase(rows::deal_1));
    CHECK(is_rejected(refused.send(a), Code::guard));
    CHECK(refused.row(rows::deal_1)->deleted());
}

TEST_CASE("[covered.equal] who saw the step may do what the state allows") {
    Table table;
    submit(table);
    table.judged(b, edit::step(edit::approve));
    table.pull(a);
    CHECK(table.judged(a, edit::title("seen")).verdict == Verdict::accepted);
    CHECK(is_rejected(table.judged(a, edit::price(12)), Code::frozen));
    CHECK(is_rejected(table.judged(a, edit::insert_line(101)), Code::frozen));
    table.judged(b, edit::step(edit::reopen));
    CHECK(table.judged(a, edit::price(12)).verdict == Verdict::accepted);
}

TEST_CASE("[covered.own] an own step was seen by what follows it") {
    Table table;
    submit(table);
    table.write(b, edit::step(edit::approve));
    table.write(b, edit::title("after"));
    table.send(b);
    CHECK(table.send(b).verdict == Verdict::accepted);
}

TEST_CASE("[covered.concurrent] [covered.case] a change that has not seen the step is refused") {
    const std::vector<ScriptWorld::Compose> changes{
        edit::title("x"),
        edit::price(12),
        edit::place("x", "y"),
        edit::insert_line(101),
        edit::erase(rows::line_1),
        edit::pieces(9),
        edit::set(line::cargo.spec.id, "x", rows::line_1)};
    for (const auto& change : changes) {
        Table table;
        submit(table);
        table.write(a, change);
        table.judged(b, edit::step(edit::approve));
        CHECK(is_rejected(table.send(a), Code::approved_since));
    }
    Table later;  // also when the row has long been opened again
    submit(later);
    later.write(a, edit::price(12));
    later.judged(b, edit::step(edit::approve));
    later.judged(b, edit::step(edit::reopen));
    CHECK(is_rejected(later.send(a), Code::approved_since));
    Table in_case;
    in_case.write(a, edit::price(11));
    in_case.write(b, edit::price(12));
    in_case.send(a);
    in_case.send(b);
    in_case.pull(a);
    submit(in_case);
    in_case.write(a, edit::resolve(price, std::int64_t{12}));
    in_case.judged(c, edit::step(edit::approve));
    CHECK(is_rejected(in_case.send(a), Code::approved_since));
}

TEST_CASE("[covered.deleted] covered content of a deleted row comes back only if it is taken") {
    Table table;
    table.judged(b, edit::step(edit::submit));
    table.pull(c);
    table.pull(a);
    table.write(a, edit::title("unseen"));
    table.judged(c, edit::step(edit::approve));
    table.pull(b);
    table.judged(b, edit::step(edit::reopen));
    REQUIRE(table.judged(b, edit::erase(rows::deal_1)).verdict == Verdict::accepted);
    CHECK(is_rejected(table.send(a), Code::approved_since));
    CHECK(table.row(rows::deal_1)->deleted());
    table.pull(c);
    Table seen;
    seen.write(a, edit::title("x"));
    seen.judged(b, edit::erase(rows::deal_1));
    CHECK(seen.send(a).verdict == Verdict::merged);
}

TEST_CASE("[insert.absent] a parent or target that nobody knows is refused") {
    Table table;
    const RowKey unknown{deal::spec.spec.id, {0xD, 77}};
    CHECK(is_rejected(table.judged(a, edit::insert_line(101, unknown)), Code::reference));
    CHECK(is_rejected(table.judged(a, edit::insert_deal(101, "N9", {0x19, 77})), Code::reference));
}

TEST_CASE("[insert.equal] a row is created in the first state, all units whole") {
    Table table;
    CHECK(table.judged(a, edit::insert_deal(101, "N9")).verdict == Verdict::accepted);
    const RowKey key{deal::spec.spec.id, {0xD, 101}};
    CHECK(state_of(table, key) == deal::draft.id);
    CHECK(table.version(key, title) == whole(a, 1));
    CHECK(table.row(key)->writers == std::vector<UserId>{table.world.desk(a).user});
}

TEST_CASE("[insert.own] a child of a pending parent depends on it") {
    Table table;
    const RowKey key{deal::spec.spec.id, {0xD, 101}};
    table.write(a, edit::insert_deal(101, "N9"));
    table.write(a, edit::insert_line(101, key));
    CHECK(table.world.desk(a).written[1]->group.depends_on == std::vector<OpId>{group_of(a, 1)});
    CHECK(table.send(a, 1).verdict == Verdict::deferred);
    CHECK(table.send(a).verdict == Verdict::accepted);
    CHECK(table.row({line::spec.spec.id, {0x15, 101}}) != nullptr);
}

TEST_CASE("[insert.concurrent] the same row twice is refused") {
    Table table;
    table.write(a, edit::insert_deal(101, "N8"));
    table.write(b, edit::insert_deal(101, "N9"));
    table.send(a);
    CHECK(is_rejected(table.send(b), Code::exists));
}

TEST_CASE("[insert.deleted] a parent or target deleted unseen is brought back first") {
    Table table;
    table.write(a, edit::insert_line(101));
    table.judged(b, edit::erase(rows::deal_1));
    CHECK(table.send(a).verdict == Verdict::merged);
    CHECK(!table.row(rows::deal_1)->deleted());
    CHECK(!table.row(rows::line_1)->deleted());
    Table target;
    target.write(a, edit::insert_deal(101, "N9", rows::party_2.row));
    target.judged(b, edit::erase(rows::party_2));
    CHECK(target.send(a).verdict == Verdict::merged);
    CHECK(!target.row(rows::party_2)->deleted());
    CHECK(target.proposals(rows::party_2, 0).size() == 1);
}

TEST_CASE("[delete.equal] [delete.own] a row goes with its children, own edits are known") {
    Table table;
    table.write(a, edit::price(11));
    table.write(a, edit::erase(rows::deal_1));
    table.send(a);
    CHECK(table.send(a).verdict == Verdict::accepted);
    CHECK(table.row(rows::deal_1)->deleted());
    CHECK(table.row(rows::line_1)->deleted());
    Table closed;
    CHECK(is_rejected(closed.judged(a, edit::erase(rows::deal_2)), Code::not_deletable));
    CHECK(is_rejected(closed.judged(a, edit::erase(rows::party_1)), Code::referenced));
}

TEST_CASE("[delete.concurrent] a delete loses whole to anything unseen") {
    const std::vector<ScriptWorld::Compose> changes{
        edit::title("x"), edit::insert_line(101), edit::insert_visit(101),
        edit::set(line::cargo.spec.id, "x", rows::line_1), edit::erase(rows::line_1)};
    for (const auto& change : changes) {
        Table table;
        table.write(b, edit::erase(rows::deal_1));
        REQUIRE(table.judged(a, change).taken());
        CHECK(table.send(b).verdict == Verdict::merged);
        CHECK(!table.row(rows::deal_1)->deleted());
        const auto proposals = table.proposals(rows::deal_1, 0);
        REQUIRE(proposals.size() == 1);
        CHECK(proposals[0].kind == ChangeKind::erase);
    }
}

TEST_CASE("[delete.case] an unseen proposal stops a delete, a seen one does not") {
    Table table;
    table.write(a, edit::price(11));
    table.write(b, edit::price(12));
    table.send(a);
    table.pull(a);
    table.write(a, edit::erase(rows::deal_1));
    table.send(b);
    CHECK(table.send(a).verdict == Verdict::merged);
    CHECK(!table.row(rows::deal_1)->deleted());
    table.pull(a);
    const auto again = [](ScriptAuthor& author) { author.erase(rows::deal_1).resolution(); };
    CHECK(table.judged(a, again).verdict == Verdict::accepted);
    CHECK(table.row(rows::deal_1)->deleted());
    CHECK(table.proposals(rows::deal_1, 0).empty());
}

TEST_CASE("[delete.case] keeping the row closes the question") {
    Table table;
    table.write(b, edit::erase(rows::deal_1));
    table.judged(a, edit::title("x"));
    table.send(b);
    table.pull(b);
    const auto keep = [](ScriptAuthor& author) { author.keep(rows::deal_1).resolution(); };
    CHECK(table.judged(b, keep).verdict == Verdict::accepted);
    CHECK(table.proposals(rows::deal_1, 0).empty());
    CHECK(!table.row(rows::deal_1)->deleted());
}

TEST_CASE("[delete.deleted] deleting a deleted row is no change") {
    Table table;
    table.write(a, edit::erase(rows::deal_1));
    table.judged(b, edit::erase(rows::deal_1));
    const Outcome outcome = table.send(a);
    CHECK(outcome.taken());
    CHECK(outcome.effects.empty());
}

TEST_CASE("[natural_key] equal keys are found by a query, no row is refused for them") {
    Table table;
    const RowKey key{party::spec.spec.id, {0x19, 101}};
    const auto insert = [&](ScriptAuthor& author) {
        author.insert(key, one(party::name.spec.id, "2:p1 "));
    };
    CHECK(table.judged(a, insert).verdict == Verdict::accepted);
    CHECK(table.world.hub().with_key(party::spec.spec.id, party::name.spec.id, "2:p1").size() == 2);
    table.judged(a, edit::erase(key));
    CHECK(table.world.hub().with_key(party::spec.spec.id, party::name.spec.id, "2:p1").size() == 1);
}

TEST_CASE("[hard] one failed check leaves the whole group without effect, an undelete included") {
    Table table;
    table.write(a, [](ScriptAuthor& author) {
        author.set(rows::deal_1, one(title, "new"));
        author.set(rows::deal_1, one(deal::terms.spec.id, "not for clerks"));
    });
    table.judged(b, edit::erase(rows::deal_1));
    CHECK(is_rejected(table.send(a), Code::right));
    CHECK(table.row(rows::deal_1)->deleted());
    CHECK(table.value(rows::deal_1, title) == Value{"title"});
}

TEST_CASE("[hard] a refused row is not reported as its children's missing parent") {
    Table table;
    const RowKey key{deal::spec.spec.id, {0xD, 101}};
    const auto both = [&](ScriptAuthor& author) {
        edit::insert_deal(101, "N9")(author);
        edit::insert_line(101, key)(author);
    };
    CHECK(is_rejected(table.judged(c, both), Code::right));
}

TEST_CASE("[hard] a line is not moved into another deal") {
    Table table;
    const auto move = edit::set(line::owner.spec.id, rows::deal_2.row, rows::line_1);
    CHECK(is_rejected(table.judged(a, move), Code::frozen));
    CHECK(table.judged(a, edit::set(line::owner.spec.id, rows::deal_1.row, rows::line_1)).taken());
}

// What no desk of ours writes, but what a peer could send.
TEST_CASE("[hard] the kind of a change does not choose the rule of its field") {
    const auto send = [](schema::FieldId field, ChangeKind kind, const Value& value) {
        Table table;
        table.world.compare = false;
        table.write(b, edit::title("x"));
        auto forged = std::make_shared<Authored>(*table.world.desk(b).written[0]);
        sync::Change& change = forged->group.changes[0];
        change.field = field;
        change.kind = kind;
        change.element = std::string("x");
        change.values = one(field, value);
        table.world.hand_in(forged);
        return table.world.log().back()->outcome;
    };
    const Value number = std::int64_t{1};
    CHECK(is_rejected(send(deal::price.spec.id, ChangeKind::sum, number), Code::invalid));
    CHECK(is_rejected(send(deal::balance.spec.id, ChangeKind::value, number), Code::invalid));
    CHECK(is_rejected(send(deal::memo.spec.id, ChangeKind::value, Value{"x"}), Code::invalid));
    CHECK(is_rejected(send(title, ChangeKind::text, Value{"x"}), Code::invalid));
    CHECK(is_rejected(send(title, ChangeKind::add, Value{"x"}), Code::invalid));
    CHECK(is_rejected(send(deal::tags.spec.id, ChangeKind::value, Value{"x"}), Code::invalid));
    CHECK(is_rejected(send(status, ChangeKind::value, number), Code::right));
}

TEST_CASE("[number] a printed number that collides is replaced, the printed one stays as alias") {
    Table table;
    const Outcome outcome = table.judged(a, edit::insert_deal(101, "N1"));
    CHECK(outcome.verdict == Verdict::merged);
    const RowKey key{deal::spec.spec.id, {0xD, 101}};
    CHECK(table.value(key, deal::number.spec.id) == Value{"H-0"});
    CHECK(std::ranges::any_of(outcome.effects, [](const sync::Effect& effect) {
        return effect.kind == sync::EffectKind::alias && effect.text == "N1";
    }));
}

}  // namespace branchline::test
