// The desk's composer against the groups that the scripts write by themselves: for the same command
// on the same screen, the same bases, digests, settled proposals and seen figures; and nothing that
// the screen shows to be refused leaves the composer.
#include "sync/compose.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "support/script_commands.h"
#include "support/test_catalogue.h"

namespace branchline::test {

namespace {

using sync::Change;
using sync::ChangeKind;

schema::Record whole_unit(const Change& change) {
    schema::Record values;
    for (const schema::FieldSpec* field : test_catalogue().at(change.entity).fields) {
        if (field->unit_id() == change.field) {
            values.set(field->id, change.values.get(field->id));
        }
    }
    return values;
}

// What the composer is asked to do, to get this change.
Status ask(sync::Composer& composer, sync::State& screen, const Change& change) {
    const RowKey key = change.key();
    if (change.resolution) {
        const bool erasing = change.kind == ChangeKind::erase;
        const bool of_row = erasing || change.kind == ChangeKind::keep;
        const UnitId unit = of_row ? UnitId{} : UnitId{change.field, {}};
        const auto kase = screen.open_case(sync::case_id(key, unit));
        if (kase == nullptr) {
            return refuse(Code::not_found);
        }
        return of_row ? composer.resolve_erase(*kase, erasing)
                      : composer.resolve(*kase, whole_unit(change));
    }
    switch (change.kind) {
        case ChangeKind::insert:
            return composer.insert(change.entity, change.row, change.values);
        case ChangeKind::add:
            return composer.add(key, change.field, change.element);
        case ChangeKind::remove:
            return composer.remove(key, change.field, change.element);
        case ChangeKind::correct:
            return composer.correct(key, change.field, change.values.get(change.field));
        case ChangeKind::step:
            return composer.step(key,
                                 test_catalogue().at(change.entity).transition(change.step)->name);
        case ChangeKind::erase:
            return composer.erase(key);
        default:
            return composer.set(key, whole_unit(change));
    }
}

// Without what the two may write differently and the judge does not read: nulls, the state of a new
// row, the digest of a step that covers nothing, the base of a change that is about the whole row.
Change normal(Change change) {
    const schema::EntitySpec& entity = test_catalogue().at(change.entity);
    schema::Record values;
    for (const auto& [field, value] : change.values) {
        const bool is_state = entity.machine != nullptr && entity.machine->id == field;
        if (!schema::is_null(value) && !is_state) {
            values.set(field, value);
        }
    }
    change.values = values;
    if (change.kind == ChangeKind::step) {
        const schema::Transition& step = *entity.transition(change.step);
        const bool covers = !step.covers.empty() || !step.covers_children.empty();
        change.digest = covers ? change.digest : Id{};
    }
    if (change.kind == ChangeKind::keep || change.kind == ChangeKind::erase) change.base = {};
    return change;
}

// The composer leaves out what is there already, and undo has a way of its own.
bool comparable(sync::State& screen, const sync::Group& group) {
    return std::ranges::none_of(group.changes, [&](const Change& change) {
        const sync::RowPointer row = screen.row(change.key());
        const bool same = change.kind != ChangeKind::correct && change.values.size() > 0 &&
                          !change.resolution && row != nullptr &&
                          std::ranges::all_of(whole_unit(change), [&](const auto& each) {
                              return row->values.get(each.first) == each.second;
                          });
        return change.inverse || (same && change.kind != ChangeKind::insert);
    });
}

struct Counts {
    std::size_t equal = 0;
    std::size_t refused = 0;
    std::string failure;
};

void compare_changes(const sync::Group& mine, const Authored& made, Counts& counts) {
    ++counts.equal;
    bool equal = mine.changes.size() == made.group.changes.size();
    for (std::size_t i = 0; equal && i < mine.changes.size(); ++i) {
        equal = normal(mine.changes[i]) == normal(made.group.changes[i]);
    }
    // The scripts name every group that the rule names; the composer may see that fewer will do.
    const std::set<OpId> allowed(made.group.depends_on.begin(), made.group.depends_on.end());
    for (const OpId& op : mine.depends_on) {
        equal = equal && allowed.contains(op);
    }
    if (!equal) {
        counts.failure =
            "composed\n  " + text_of(mine) + "\nexpected\n  " + text_of(made.group) + "\n";
    }
}

void compare(ScriptWorld::Screen& shown, const Authored& made, Counts& counts) {
    if (!counts.failure.empty() || !comparable(*shown.state, made.group)) {
        return;
    }
    const sync::FoldTime time{2'000'000, ScriptWorld::today};
    const sync::Outcome expected =
        sync::judge(test_catalogue(), *shown.state, made.group,
                    {sync::Mode::fold, made.group.edit.corrected_ms, time.now_ms, time.today, {}});
    sync::PendingGroups pending;
    std::int64_t position = 0;
    for (const sync::Group* group : shown.folded) {
        sync::PendingGroup each;
        each.group = *group;
        pending.add(++position, std::move(each));
    }
    sync::Composer composer(test_catalogue(), *shown.state, pending,
                            {made.group.device, made.group.incarnation, made.group.user},
                            made.group.op);
    bool asked = true;
    for (const Change& change : made.group.changes) {
        asked = asked && ask(composer, *shown.state, change).has_value();
    }
    std::optional<sync::Group> composed;
    if (asked) {
        if (auto ready = composer.finish(made.group.edit, made.group.counter, "", time)) {
            composed = ready->group;
        }
    }
    if (expected.verdict == sync::Verdict::rejected && !composed) {
        ++counts.refused;
    } else if (expected.verdict == sync::Verdict::accepted && composed) {
        compare_changes(*composed, made, counts);
    } else if (expected.verdict != sync::Verdict::merged) {
        counts.failure = std::string(composed ? "composed" : "refused") +
                         " what the screen shows " +
                         std::string(sync::verdict_name(expected.verdict)) + " " +
                         std::string(code_name(expected.code)) + "\n  " + text_of(made.group);
    }
}

}  // namespace

TEST_CASE("the composer writes the groups that the rules ask for") {
    Counts counts;
    for (std::uint64_t seed = 1; seed <= 250 && counts.failure.empty(); ++seed) {
        INFO("seed " << seed);
        play(random_script(seed, 3, 80), 3, [&](ScriptWorld::Screen& shown, const Authored& made) {
            compare(shown, made, counts);
        });
        REQUIRE_MESSAGE(counts.failure.empty(), counts.failure);
    }
    CHECK(counts.equal > 1000);
    CHECK(counts.refused > 50);
    MESSAGE(counts.equal << " groups composed alike, " << counts.refused << " refused alike");
}

TEST_CASE("a second return for the same reason carries its reason") {
    ScriptWorld world(3);
    put_usual_rows(world);
    sync::RowState row = *world.hub().row(rows::deal_1);
    row.values.set(deal::status.spec.id, std::int64_t{deal::submitted.id});
    row.values.set(deal::reason.spec.id, "no date");
    world.hub().put_row(rows::deal_1, std::make_shared<const sync::RowState>(row));
    const sync::PendingGroups pending;
    const ScriptDesk& desk = world.desk(1);
    sync::Composer composer(test_catalogue(), world.hub(), pending,
                            {desk.device, desk.device, desk.user}, {0xB, 1});
    schema::Record reason;
    reason.set(deal::reason.spec.id, "no date");
    REQUIRE(composer.set(rows::deal_1, reason));
    REQUIRE(composer.step(rows::deal_1, "return"));
    CHECK(composer.finish({}, 1, "return", {2'000'000, ScriptWorld::today}).has_value());
}

}  // namespace branchline::test
