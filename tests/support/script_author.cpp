#include "support/script_author.h"

#include <algorithm>
#include <memory>

namespace branchline::test {

using sync::Change;
using sync::ChangeKind;

std::string shown_unit(const schema::Catalogue& catalogue, sync::State& state, const RowKey& key,
                       const UnitId& unit) {
    const sync::RowPointer row = state.row(key);
    if (row == nullptr) {
        return "no row";
    }
    if (!unit.element.empty()) {
        return schema::set_contains(row->values.set_of(unit.field), unit.element) ? "there" : "not";
    }
    std::string text;
    for (const schema::FieldSpec* field : catalogue.at(key.entity).fields) {
        if (field->unit_id() == unit.field) {
            text += text_of(row->values.get(field->id)) + ";";
        }
    }
    return text;
}

ScriptAuthor::ScriptAuthor(const schema::Catalogue& catalogue, sync::State& screen,
                           std::vector<const sync::Group*> pending, sync::Group head)
    : catalogue_(catalogue),
      screen_(screen),
      pending_(std::move(pending)),
      draft_(catalogue, screen),
      made_{std::move(head), {}, {}} {}

Change ScriptAuthor::change_of(ChangeKind kind, const RowKey& key, const UnitId& unit) {
    Change change;
    change.entity = key.entity;
    change.row = key.row;
    change.kind = kind;
    change.field = unit.field;
    change.element = unit.element;
    const sync::RowPointer row = draft_.row(key);
    if (row == nullptr) {
        return change;
    }
    if (kind != ChangeKind::erase) {
        change.base = row->version_of({unit.field, schema::set_key(unit.element)});
    }
    if (const auto machine = sync::governing_row(catalogue_, draft_, *row)) {
        const schema::FieldSpec& status = *catalogue_.at(machine->entity).machine;
        change.status_seen = machine->version_of({status.id, {}});
    }
    if (const auto kase = draft_.open_case(sync::case_id(key, unit))) {
        for (const sync::Proposal& proposal : kase->proposals) {
            if (proposal.device == made_.group.device) {
                change.settles.push_back(proposal.origin);
            }
        }
    }
    return change;
}

void ScriptAuthor::push(Change change, std::string seen) {
    made_.shown.push_back(
        shown_unit(catalogue_, draft_, change.key(), {change.field, change.element}));
    made_.group.changes.push_back(std::move(change));
    made_.seen.push_back(std::move(seen));
    redraft();
}

// Later changes of the group see the earlier ones. A group that the screen would refuse is written
// all the same, from the screen as it is.
void ScriptAuthor::redraft() {
    const sync::Judging judging{sync::Mode::fold,
                                made_.group.edit.corrected_ms,
                                made_.group.edit.corrected_ms,
                                1'000'000,
                                {}};
    const sync::Outcome outcome = sync::judge(catalogue_, screen_, made_.group, judging);
    std::destroy_at(&draft_);  // refers to the screen, so it cannot be assigned
    std::construct_at(&draft_, catalogue_, screen_);
    if (outcome.taken()) {
        draft_.take(made_.group, outcome,
                    {made_.group.origin, made_.group.user, made_.group.device,
                     made_.group.edit.corrected_ms},
                    0);
    }
}

ScriptAuthor& ScriptAuthor::insert(const RowKey& key, const schema::Record& values) {
    Change change = change_of(ChangeKind::insert, key, {});
    change.values = values;
    const schema::EntitySpec& entity = catalogue_.at(key.entity);
    if (entity.parent != nullptr) {
        const RowKey parent{catalogue_.entity(entity.parent->target)->id,
                            values.id(entity.parent->id)};
        const sync::RowPointer row = draft_.row(parent);
        if (row != nullptr && catalogue_.at(parent.entity).machine != nullptr) {
            change.status_seen = row->version_of({catalogue_.at(parent.entity).machine->id, {}});
        }
    }
    push(std::move(change), {});
    return *this;
}

ScriptAuthor& ScriptAuthor::set(const RowKey& key, const schema::Record& unit_values) {
    const schema::FieldSpec& field = *catalogue_.at(key.entity).field(unit_values.begin()->first);
    Change change = change_of(ChangeKind::value, key, {field.unit_id(), {}});
    change.values = unit_values;
    push(std::move(change), {});
    return *this;
}

ScriptAuthor& ScriptAuthor::sum(const RowKey& key, schema::FieldId field, std::int64_t new_value) {
    Change change = change_of(ChangeKind::sum, key, {field, {}});
    change.values.set(field, new_value);
    if (const sync::RowPointer row = draft_.row(key)) {
        change.seen = row->values.get(field);
        const auto machine = sync::governing_row(catalogue_, draft_, *row);
        const std::int64_t state =
            machine == nullptr
                ? 0
                : machine->values.integer(catalogue_.at(machine->entity).machine->id);
        change.adds =
            (catalogue_.at(key.entity).field(field)->adds_in & schema::state_bit(state)) != 0;
    }
    push(std::move(change), {});
    return *this;
}

ScriptAuthor& ScriptAuthor::text(const RowKey& key, schema::FieldId field,
                                 const std::string& text) {
    Change change = change_of(ChangeKind::text, key, {field, {}});
    change.values.set(field, text);
    if (const sync::RowPointer row = draft_.row(key)) {
        change.seen = row->values.get(field);
    }
    push(std::move(change), {});
    return *this;
}

ScriptAuthor& ScriptAuthor::add(const RowKey& key, schema::FieldId field,
                                const std::string& element) {
    push(change_of(ChangeKind::add, key, {field, element}), {});
    return *this;
}

ScriptAuthor& ScriptAuthor::remove(const RowKey& key, schema::FieldId field,
                                   const std::string& element) {
    push(change_of(ChangeKind::remove, key, {field, element}), {});
    return *this;
}

ScriptAuthor& ScriptAuthor::correct(const RowKey& key, schema::FieldId field, std::int64_t value) {
    Change change = change_of(ChangeKind::correct, key, {field, {}});
    change.values.set(field, value);
    push(std::move(change), {});
    return *this;
}

ScriptAuthor& ScriptAuthor::step(const RowKey& key, const schema::Transition& step) {
    Change change = change_of(ChangeKind::step, key, {catalogue_.at(key.entity).machine->id, {}});
    change.step = step.id;
    std::string seen;
    if (const sync::RowPointer row = draft_.row(key)) {
        const schema::RoleMask roles =
            draft_.roles(made_.group.user, sync::branch_of(catalogue_, draft_, *row));
        change.digest = sync::covered_digest(catalogue_, draft_, *row, step, roles);
        StateSight sight(catalogue_, draft_);
        seen = seen_by_step(catalogue_, sight, key, step, roles);
    }
    push(std::move(change), std::move(seen));
    return *this;
}

ScriptAuthor& ScriptAuthor::erase(const RowKey& key) {
    Change change = change_of(ChangeKind::erase, key, {});
    std::string seen;
    const sync::RowPointer row = draft_.row(key);
    if (row != nullptr && !row->deleted()) {
        change.digest = sync::row_digest(catalogue_, draft_, *row);
        StateSight sight(catalogue_, draft_);
        seen = seen_by_delete(catalogue_, sight, key);
    }
    push(std::move(change), std::move(seen));
    return *this;
}

ScriptAuthor& ScriptAuthor::keep(const RowKey& key) {
    push(change_of(ChangeKind::keep, key, {}), {});
    return *this;
}

ScriptAuthor& ScriptAuthor::resolution() {
    Change& change = made_.group.changes.back();
    change.resolution = true;
    change.settles.clear();
    if (const auto kase =
            screen_.open_case(sync::case_id(change.key(), {change.field, change.element}))) {
        for (const sync::Proposal& proposal : kase->proposals) {
            change.settles.push_back(proposal.origin);
        }
    }
    redraft();
    return *this;
}

ScriptAuthor& ScriptAuthor::inverse() {
    made_.group.changes.back().inverse = true;
    redraft();
    return *this;
}

// The row, its parent, its children and the rows it refers to.
std::vector<RowKey> ScriptAuthor::neighbours(const Change& change) {
    std::vector<RowKey> rows{change.key()};
    const auto add_references = [&](const schema::Record& values) {
        for (const schema::FieldSpec* field : catalogue_.at(change.entity).fields) {
            if (field->kind == schema::Kind::ref && !values.id(field->id).is_null()) {
                rows.push_back({catalogue_.entity(field->target)->id, values.id(field->id)});
            }
        }
    };
    add_references(change.values);
    if (const sync::RowPointer row = screen_.row(change.key())) {
        add_references(row->values);
    }
    const auto add_all = [&](std::span<const schema::Reference> references) {
        for (const schema::Reference& from : references) {
            for (const RowId& id : screen_.referring(from.entity->id, from.field->id, change.row)) {
                rows.push_back({from.entity->id, id});
            }
        }
    };
    add_all(catalogue_.children_of(change.entity));
    if (change.kind == ChangeKind::erase) {
        add_all(catalogue_.referrers_of(change.entity));  // it also builds on their deletion
    }
    return rows;
}

bool ScriptAuthor::builds_on(const Change& change, const sync::Group& earlier) {
    const OriginId origin = earlier.origin;
    if (origin == change.base.origin || origin == change.base.under ||
        origin == change.status_seen.origin ||
        std::ranges::find(change.settles, origin) != change.settles.end()) {
        return true;
    }
    std::vector<RowKey> near = neighbours(change);
    std::vector<RowKey> covered;
    StateSight sight(catalogue_, screen_);
    const sync::RowPointer row = screen_.row(change.key());
    if ((change.kind == ChangeKind::erase || change.kind == ChangeKind::step) && row != nullptr) {
        covered = family(catalogue_, sight, change.key());
        if (change.kind == ChangeKind::erase) {
            const std::vector<RowKey> others = referrers(catalogue_, sight, covered);
            covered.insert(covered.end(), others.begin(), others.end());
        }
    }
    return std::ranges::any_of(earlier.changes, [&](const Change& other) {
        const bool moves = other.kind == ChangeKind::insert || other.kind == ChangeKind::erase ||
                           other.kind == ChangeKind::step;
        return (moves && std::ranges::find(near, other.key()) != near.end()) ||
               std::ranges::find(covered, other.key()) != covered.end();
    });
}

Authored ScriptAuthor::finish() {
    for (const sync::Group* earlier : pending_) {
        const bool needed = std::ranges::any_of(
            made_.group.changes, [&](const Change& change) { return builds_on(change, *earlier); });
        if (needed) {
            made_.group.depends_on.push_back(earlier->op);
        }
    }
    return std::move(made_);
}

}  // namespace branchline::test
