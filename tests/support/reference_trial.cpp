// Value rules, steps, deletes. The checks that refuse a group stand in reference_checks.cpp.
#include "support/reference_trial.h"

#include <algorithm>

#include "support/reference_text.h"

namespace branchline::test {

using schema::Rule;
using sync::Change;
using sync::ChangeKind;
using sync::Why;

namespace {

const UnitId row_itself{};

}  // namespace

void ReferenceTrial::run(const std::vector<std::string>& seen, std::int64_t corrected_ms,
                         std::int64_t today) {
    corrected_ms_ = corrected_ms;
    today_ = today;
    std::set<RowKey> touched;
    for (std::size_t i = 0; i < group_.changes.size(); ++i) {
        const Change& change = group_.changes[i];
        touched.insert(change.key());
        switch (change.kind) {
            case ChangeKind::insert:
                insert(change);
                break;
            case ChangeKind::add:
            case ChangeKind::remove:
                element(change);
                break;
            case ChangeKind::step:
                step(change, seen[i]);
                break;
            case ChangeKind::erase:
                erase(change, seen[i]);
                break;
            case ChangeKind::keep:
                keep(change);
                break;
            default:
                value(change);
        }
    }
    for (const RowKey& key : touched) {
        validate(key);
    }
}

void ReferenceTrial::insert(const Change& change) {
    const schema::EntitySpec& entity = catalogue_.at(change.entity);
    if (now_.rows.contains(change.key())) {
        fail(Check::known, Code::exists);
        return;
    }
    check_references(change);
    RowPicture made;
    for (const auto& [field, value] : change.values) {
        if (!schema::is_null(value)) {
            made.values[field] = value;
        }
    }
    made.inserted = whole();
    made.creator = group_.user;
    if (entity.machine != nullptr) {
        made.values[entity.machine->id] = std::int64_t{entity.machine->choices.front().id};
        made.writers.insert(group_.user);
    }
    if (entity.number != nullptr && made.values.contains(entity.number->id)) {
        schema::Value& number = made.values[entity.number->id];
        const bool taken = std::ranges::any_of(now_.rows, [&](const auto& each) {
            return each.first.entity == change.entity && each.second.deleted_by.is_null() &&
                   each.second.value(entity.number->id) == number;
        });
        if (taken) {
            number = free_number_;
            merged_ = true;
        }
    }
    now_.rows[change.key()] = made;
    inserted_.insert(change.key());
    check_right(change, made);
    check_content(change);
    note_writer(change.key(), row_itself);
}

void ReferenceTrial::value(const Change& change) {
    const auto there = now_.rows.find(change.key());
    const bool was_deleted = there != now_.rows.end() && !there->second.deleted_by.is_null();
    RowPicture* row = touch(change);
    if (row == nullptr) {
        return;
    }
    check_references(change);
    if (!was_deleted && was_handed_over(change, *row)) {
        propose(change, {change.field, {}});
        merged_ = true;
        return;
    }
    check_right(change, *row);
    check_content(change);
    const schema::FieldSpec& field = *catalogue_.at(change.entity).field(change.field);
    const schema::FieldSpec* parent = catalogue_.at(change.entity).parent;
    if (&field == parent && typed_values(change) != unit_values(change.key(), field.id)) {
        fail(Check::content, Code::frozen);
        return;
    }
    const bool current = change.base == row->version_of({change.field, {}});
    note_writer(change.key(), {change.field, {}});
    if (change.resolution && !current) {
        unseen_value(change, field.rule, typed_values(change));
    } else if (change.kind == ChangeKind::sum) {
        sum(change, (field.adds_in & schema::state_bit(governing_state(change.key()))) != 0);
    } else if (change.kind == ChangeKind::correct) {
        correct(change);
    } else if (field.rule == Rule::furthest) {
        furthest(change);
    } else if (current) {
        set_unit(change, typed_values(change), whole());
    } else {
        unseen_value(change, field.rule, typed_values(change));
    }
}

// The base is not the current version, and the rule is not one that merges in any case.
void ReferenceTrial::unseen_value(const Change& change, Rule rule, const Values& typed) {
    const UnitId unit{change.field, {}};
    const Version current = now_.rows[change.key()].version_of(unit);
    merged_ = true;
    if (typed == unit_values(change.key(), change.field)) {
        set_unit(change, typed, merged_into(change, current));
    } else if (change.resolution) {
        if (now_.cases.contains({change.key(), unit})) {
            propose(change, unit);
        } else {
            add_mark(change.key(), unit, group_.origin, Why::already_resolved);
        }
    } else if (change.inverse) {
        add_mark(change.key(), unit, group_.origin, Why::not_undone);
    } else if (rule == Rule::text) {
        text(change);
    } else if (rule == Rule::first) {
        add_mark(change.key(), unit, group_.origin, Why::first_stands);
        settle(change, unit);
    } else if (rule == Rule::ask) {
        propose(change, unit);
    } else {
        latest(change, typed);
    }
}

void ReferenceTrial::latest(const Change& change, const Values& typed) {
    const UnitId unit{change.field, {}};
    const OriginId other = now_.rows[change.key()].version_of(unit).origin;
    const std::pair theirs(now_.origins[other].corrected_ms, other);
    if (std::pair(corrected_ms_, group_.origin) > theirs) {
        add_mark(change.key(), unit, other, Why::later_won);
        set_unit(change, typed, whole());
    } else {
        add_mark(change.key(), unit, group_.origin, Why::later_won);
        settle(change, unit);
    }
}

void ReferenceTrial::sum(const Change& change, bool hub_adds) {
    const RowPicture& row = now_.rows[change.key()];
    const Version current = row.version_of({change.field, {}});
    const schema::FieldSpec& field = *catalogue_.at(change.entity).field(change.field);
    const std::int64_t asked = change.values.integer(change.field);
    const bool sets = !change.adds || (!hub_adds && change.base == current);
    if (sets && (asked < field.min || asked > field.max)) {
        fail(Check::limit, Code::limit);
    }
    if (!change.adds || !hub_adds) {
        if (change.base == current) {
            set_unit(change, typed_values(change), whole());
        } else if (change.adds && typed_values(change) == unit_values(change.key(), field.id)) {
            merged_ = true;  // the same by chance: no question, and no new version
            settle(change, {change.field, {}});
        } else {
            unseen_value(change, change.adds == hub_adds ? Rule::latest : Rule::ask,
                         typed_values(change));
        }
        return;
    }
    const auto* seen = std::get_if<std::int64_t>(&change.seen);
    const std::int64_t result = row.number(change.field) + asked - (seen == nullptr ? 0 : *seen);
    if (result < field.min || result > field.max) {
        fail(Check::limit, Code::limit);
    }
    merged_ = merged_ || change.base != current;
    set_unit(change, {{change.field, result}},
             change.base == current ? whole() : merged_into(change, current));
}

void ReferenceTrial::text(const Change& change) {
    const UnitId unit{change.field, {}};
    const RowPicture& row = now_.rows[change.key()];
    const schema::Value held = row.value(change.field);
    const auto as_text = [](const schema::Value& value) {
        return schema::is_null(value) ? std::string() : std::get<std::string>(value);
    };
    const auto merged =
        merge_texts(as_text(change.seen), change.values.text(change.field), as_text(held));
    if (merged) {
        set_unit(change,
                 {{change.field, merged->empty() ? schema::Value{} : schema::Value{*merged}}},
                 merged_into(change, row.version_of(unit)));
    } else {
        propose(change, unit);
    }
}

void ReferenceTrial::furthest(const Change& change) {
    const RowPicture& row = now_.rows[change.key()];
    const Version current = row.version_of({change.field, {}});
    const bool is_date =
        catalogue_.at(change.entity).field(change.field)->kind == schema::Kind::date;
    std::int64_t result = change.values.integer(change.field);
    if (is_date && result > today_) {
        fail(Check::limit, Code::limit);
    }
    if (change.inverse && change.base != current) {
        unseen_value(change, Rule::furthest, typed_values(change));
        return;
    }
    if (row.values.contains(change.field)) {
        result = std::max(result, row.number(change.field));
    }
    merged_ = merged_ || change.base != current;
    set_unit(change, {{change.field, result}},
             change.base == current ? whole() : merged_into(change, current));
}

void ReferenceTrial::correct(const Change& change) {
    if (change.base == now_.rows[change.key()].version_of({change.field, {}})) {
        set_unit(change, typed_values(change), whole());
    } else {
        fail(Check::machine, Code::changed_since_seen);
    }
}

void ReferenceTrial::element(const Change& change) {
    RowPicture* row = touch(change);
    if (row == nullptr) {
        return;
    }
    check_right(change, *row);
    check_content(change);
    const UnitId unit{change.field, schema::set_key(change.element)};
    const Version current = row->version_of(unit);
    const bool seen = change.base == current;
    note_writer(change.key(), unit);
    const schema::Value held = row->value(change.field);
    schema::Set set = schema::is_null(held) ? schema::Set{} : std::get<schema::Set>(held);
    merged_ = merged_ || !seen;
    if (change.kind == ChangeKind::remove && !seen) {
        if (schema::set_contains(set, change.element)) {
            add_mark(change.key(), unit, group_.origin, Why::element_kept);
        }
        return;
    }
    if (change.kind == ChangeKind::add) {
        schema::set_insert(set, change.element);
    } else {
        schema::set_erase(set, change.element);
    }
    row->values[change.field] = set;
    if (set.empty()) {
        row->values.erase(change.field);
    }
    row->versions[unit] = seen ? whole() : merged_into(change, current);
}

void ReferenceTrial::step(const Change& change, const std::string& seen) {
    RowPicture* row = touch(change);
    if (row == nullptr) {
        return;
    }
    const schema::EntitySpec& entity = catalogue_.at(change.entity);
    const schema::Transition& step = *entity.transition(change.step);
    const UnitId unit{entity.machine->id, {}};
    const schema::RoleMask roles = roles_for(change.key());
    if ((roles & step.roles) == 0) {
        fail(Check::right, Code::right);
    }
    const std::int64_t state = row->number(unit.field);
    const Version current = row->version_of(unit);
    if (state == step.to) {
        if (step.exclusive) {
            fail(Check::machine, Code::already);
        }
        merged_ = true;
        add_mark(change.key(), unit, group_.origin, Why::already_there);
        return;
    }
    if ((step.from & schema::state_bit(state)) == 0) {
        fail(Check::machine, Code::illegal_step);
        return;
    }
    if (change.base != current) {
        if ((step.blind & schema::state_bit(state)) == 0) {
            fail(Check::machine, Code::changed_since_seen);
            return;
        }
        merged_ = true;
        add_mark(change.key(), unit, current.origin, Why::over_step);
    }
    if (seen != seen_by_step(catalogue_, *this, change.key(), step, roles)) {
        fail(Check::machine, Code::changed_since_seen);
        return;
    }
    take_step(change, step, *row);
}

void ReferenceTrial::take_step(const Change& change, const schema::Transition& step,
                               RowPicture& row) {
    if (step.four_eyes && row.writers.contains(group_.user)) {
        fail(Check::guard, Code::four_eyes);
    }
    if (!guards_hold(change.key(), step)) {
        fail(Check::guard, Code::guard);
    }
    const UnitId unit{change.field, {}};
    row.values[unit.field] = std::int64_t{step.to};
    row.versions[unit] = whole();
    for (auto& [id, since] : row.covers) {
        since.push_back(whole());
    }
    if (!step.covers.empty() || !step.covers_children.empty()) {
        row.covers[step.id] = {whole()};
    }
    if (step.clears_writers) {
        row.writers = {row.creator};
    }
    if (step.marks_writer) {
        row.writers.insert(group_.user);
    }
}

void ReferenceTrial::erase(const Change& change, const std::string& seen) {
    const auto found = now_.rows.find(change.key());
    if (found == now_.rows.end()) {
        fail(Check::known, Code::row_gone);
        return;
    }
    if (!found->second.deleted_by.is_null()) {
        merged_ = true;
        return;
    }
    check_right(change, found->second);
    check_content(change);
    if (seen != seen_by_delete(catalogue_, *this, change.key())) {
        merged_ = true;
        propose(change, row_itself);
        return;
    }
    const schema::EntitySpec& entity = catalogue_.at(change.entity);
    const bool allowed =
        entity.machine == nullptr ||
        (entity.deletable_in & schema::state_bit(found->second.number(entity.machine->id))) != 0;
    if (!entity.deletable || !allowed) {
        fail(Check::row, Code::not_deletable);
    }
    const std::vector<RowKey> taken = family(catalogue_, *this, change.key());
    if (!referrers(catalogue_, *this, taken).empty()) {
        fail(Check::row, Code::referenced);
    }
    for (const RowKey& key : taken) {
        now_.rows[key].deleted_by = group_.origin;
    }
    settle(change, row_itself);
    if (governing(change.key()) != change.key()) {
        note_writer(change.key(), row_itself);
    }
}

void ReferenceTrial::keep(const Change& change) {
    const auto found = now_.rows.find(change.key());
    if (found == now_.rows.end()) {
        fail(Check::known, Code::row_gone);
        return;
    }
    check_right(change, found->second);
    settle(change, row_itself);
}

Version ReferenceTrial::merged_into(const Change& change, const Version& version) const {
    const auto other = now_.origins.find(version.origin);
    const bool his = other != now_.origins.end() && other->second.device == group_.device;
    const bool known = past_.contains(version.origin) || change.base.origin == version.origin;
    const bool own = version.origin == group_.origin || (his && known);
    return {group_.origin, own ? version.under : version.origin};
}

void ReferenceTrial::set_unit(const Change& change, const Values& values, const Version& version) {
    RowPicture& row = now_.rows[change.key()];
    const UnitId unit{change.field, {}};
    for (const auto& [field, value] : values) {
        row.values[field] = value;
        if (schema::is_null(value)) {
            row.values.erase(field);
        }
    }
    row.versions[unit] = version;
    settle(change, unit);
}

void ReferenceTrial::propose(const Change& change, const UnitId& unit) {
    settle(change, unit);
    now_.cases[{change.key(), unit}][group_.device] = {
        group_.origin, group_.user, change.kind,
        change.kind == ChangeKind::erase ? schema::Record{} : change.values};
}

// Exactly what the change names, as far as it is still open.
void ReferenceTrial::settle(const Change& change, const UnitId& unit) {
    const auto found = now_.cases.find({change.key(), unit});
    if (found == now_.cases.end()) {
        return;
    }
    std::erase_if(found->second, [&](const auto& each) {
        return std::ranges::find(change.settles, each.second.origin) != change.settles.end();
    });
    if (found->second.empty()) {
        now_.cases.erase(found);
    }
}

// Whoever types a value for content that a step with four eyes covers has written it, whether it
// stands or not: what lost or is only proposed may still be chosen by somebody else.
void ReferenceTrial::note_writer(const RowKey& key, const UnitId& unit) {
    const auto machine = governing(key);
    if (!machine) {
        return;
    }
    const schema::EntitySpec& entity = catalogue_.at(key.entity);
    const auto covers = [&](const schema::Transition& step) {
        if (*machine != key) {
            return std::ranges::find(step.covers_children, entity.name) !=
                   step.covers_children.end();
        }
        return unit == row_itself ||
               std::ranges::any_of(step.covers, [&](const schema::FieldSpec* field) {
                   return field->unit_id() == unit.field;
               });
    };
    for (const schema::Transition& step : catalogue_.at(machine->entity).transitions) {
        if (step.four_eyes && covers(step)) {
            now_.rows[*machine].writers.insert(group_.user);
        }
    }
}

void ReferenceTrial::add_mark(const RowKey& key, const UnitId& unit, const OriginId& loser,
                              Why why) {
    marks_.emplace(Place{key, unit}, std::pair{loser, why});
}

std::vector<std::string> ReferenceTrial::marks() const {
    std::vector<std::string> texts;
    for (const auto& [place, mark] : marks_) {
        texts.push_back(mark_text(place.first, place.second, mark.first, mark.second));
    }
    std::ranges::sort(texts);
    return texts;
}

}  // namespace branchline::test
