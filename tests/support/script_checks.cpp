// What must hold whatever the rules say in detail: nobody's work is overwritten unseen and without
// a trace, nothing typed is lost. And what a desk sends again.
#include <algorithm>

#include "base/text.h"
#include "support/script_world.h"
#include "support/test_catalogue.h"

namespace branchline::test {

using sync::Change;
using sync::ChangeKind;
using sync::Effect;
using sync::EffectKind;

namespace {

schema::Record without_nulls(const schema::Record& values) {
    schema::Record kept;
    for (const auto& [field, value] : values) {
        if (!schema::is_null(value)) {
            kept.set(field, value);
        }
    }
    return kept;
}

bool has_trace(const sync::Outcome& outcome, const Change& change, const schema::Record& values) {
    return std::ranges::any_of(outcome.effects, [&](const Effect& effect) {
        return effect.key() == change.key() && effect.unit.field == change.field &&
               ((effect.kind == EffectKind::mark && without_nulls(effect.values) == values) ||
                (effect.kind == EffectKind::propose &&
                 without_nulls(effect.proposal.values) == values));
    });
}

schema::Record unit_of(const sync::RowState& row, schema::FieldId lead) {
    schema::Record values;
    for (const schema::FieldSpec* field : test_catalogue().at(row.entity).fields) {
        if (field->unit_id() == lead) {
            values.set(field->id, row.values.get(field->id));
        }
    }
    return without_nulls(values);
}

bool lines_kept(const std::string& typed, const std::string& seen, const std::string& held) {
    const auto old_lines = split_lines(seen);
    const auto lines = split_lines(held);
    return std::ranges::all_of(split_lines(typed), [&](std::string_view line) {
        return std::ranges::find(old_lines, line) != old_lines.end() ||
               std::ranges::find(lines, line) != lines.end();
    });
}

bool changes_unit(const Change& change) {
    return change.kind != ChangeKind::insert && change.kind != ChangeKind::erase &&
           change.kind != ChangeKind::keep && change.kind != ChangeKind::step;
}

bool merges_always(const Change& change, const schema::FieldSpec& field) {
    return change.kind == ChangeKind::text || field.rule == schema::Rule::furthest ||
           (change.kind == ChangeKind::sum && change.adds);
}

}  // namespace

// `before` is the hub's state the group was judged on.
void ScriptWorld::check_trace(const Authored& authored, const sync::Outcome& outcome,
                              const sync::Overlay& before) {
    for (std::size_t i = 0; i < authored.group.changes.size() && failure_.empty(); ++i) {
        const Change& change = authored.group.changes[i];
        const auto found = before.rows().find(change.key());
        if (found == before.rows().end() || !changes_unit(change)) {
            continue;
        }
        const sync::RowState& old = *found->second;
        const UnitId unit{change.field, schema::set_key(change.element)};
        const bool current = change.base == old.version_of(unit);
        sync::Overlay state = before;
        if (current &&
            shown_unit(test_catalogue(), state, change.key(), unit) != authored.shown[i]) {
            fail("the base is current, but its author saw something else: " + authored.shown[i],
                 authored.group);
        }
        const sync::RowState& row = *hub_->rows().at(change.key());
        const schema::FieldSpec& field = *test_catalogue().at(change.entity).field(change.field);
        if (change.kind == ChangeKind::add || change.kind == ChangeKind::remove) {
            continue;
        }
        const schema::Record typed = without_nulls(change.values);
        const bool stands =
            unit_of(row, change.field) == typed || has_trace(outcome, change, typed);
        const bool merged =
            merges_always(change, field) &&
            (change.kind != ChangeKind::text ||
             lines_kept(change.values.text(change.field),
                        schema::is_null(change.seen) ? "" : std::get<std::string>(change.seen),
                        row.values.text(change.field)));
        if (!stands && !merged) {
            fail("what was typed is neither in the row nor proposed nor marked: " + text_of(change),
                 authored.group);
        }
        const schema::Record lost = unit_of(old, change.field);
        if (!current && !merges_always(change, field) && lost != unit_of(row, change.field) &&
            !has_trace(outcome, change, lost)) {
            fail("an unseen value went without a mark: " + text_of(lost), authored.group);
        }
    }
}

// The oldest refused group that may go again: not one whose difference must be looked at, not one
// whose row its author has touched since, and only after the groups it depends on.
void ScriptWorld::resend(int index) {
    ScriptDesk& desk = desks_.at(static_cast<std::size_t>(index));
    for (const auto& written : desk.written) {
        const sync::Group& group = written->group;
        if (!desk.refused.contains(group.op) || desk.sent_again_as.contains(group.op)) {
            continue;
        }
        const Code code = log_.at(desk.verdict_at.at(group.op))->outcome.code;
        const bool touched_since = std::ranges::any_of(desk.written, [&](const auto& other) {
            return other->group.counter > group.counter &&
                   std::ranges::any_of(other->group.changes, [&](const Change& change) {
                       return std::ranges::any_of(group.changes, [&](const Change& own) {
                           return own.key() == change.key();
                       });
                   });
        });
        if (touched_since || code == Code::changed_since_seen || code == Code::approved_since) {
            continue;
        }
        Authored again = *written;
        bool ready = true;
        for (OpId& op : again.group.depends_on) {
            const auto newer = desk.sent_again_as.find(op);
            op = newer == desk.sent_again_as.end() ? op : newer->second;
            ready = ready && !desk.refused.contains(op);
        }
        if (!ready) {
            continue;
        }
        again.group.supersedes = group.op;
        again.group.counter = ++desk.counter;
        again.group.op = desk.op_of(again.group.counter);
        desk.sent_again_as[group.op] = again.group.op;
        desk.written.push_back(std::make_shared<const Authored>(std::move(again)));
        return;
    }
}

void put_usual_rows(ScriptWorld& world) {
    const auto record = [](std::initializer_list<schema::Record::Entry> entries) {
        schema::Record values;
        for (const auto& [field, value] : entries) {
            values.set(field, value);
        }
        return values;
    };
    const std::string memo = "one\ntwo\nthree\nfour";
    for (const Id& office : {rows::office, rows::other_office}) {
        world.put({office::spec.spec.id, office}, record({{office::code.spec.id, "O"}}));
    }
    for (const RowKey& key : {rows::party_1, rows::party_2}) {
        world.put(key, record({{party::name.spec.id, text_of(key)}}));
    }
    for (const RowKey& key : {rows::deal_1, rows::deal_2}) {
        world.put(key,
                  record({{deal::branch.spec.id, rows::office},
                          {deal::number.spec.id, "N" + std::to_string(key.row.low)},
                          {deal::customer.spec.id, rows::party_1.row},
                          {deal::title.spec.id, "title"},
                          {deal::price.spec.id, std::int64_t{10}},
                          {deal::memo.spec.id, memo},
                          {deal::visited.spec.id, std::int64_t{500}},
                          {deal::low.spec.id, std::int64_t{3}},
                          {deal::high.spec.id, std::int64_t{6}},
                          {deal::city.spec.id, "city"},
                          {deal::tags.spec.id, schema::Set{"old"}},
                          {deal::status.spec.id,
                           std::int64_t{key == rows::deal_1 ? deal::draft.id : deal::approved.id}},
                          {deal::balance.spec.id, std::int64_t{20}}}));
    }
    for (const auto& [key, deal] :
         {std::pair{rows::line_1, rows::deal_1}, std::pair{rows::line_2, rows::deal_2}}) {
        world.put(key, record({{line::owner.spec.id, deal.row},
                               {line::cargo.spec.id, "boxes"},
                               {line::pieces.spec.id, std::int64_t{8}}}));
    }
    world.put(rows::visit_1,
              record({{visit::about.spec.id, rows::deal_2.row}, {visit::what.spec.id, "tea"}}));
}

}  // namespace branchline::test
