// What refuses a group, and what brings deleted rows back.
#include <algorithm>

#include "support/reference_trial.h"

namespace branchline::test {

using sync::Change;
using sync::ChangeKind;
using sync::Why;

namespace {

bool contains(schema::FieldList list, schema::FieldId field) {
    return std::ranges::any_of(list,
                               [&](const schema::FieldSpec* each) { return each->id == field; });
}

std::vector<schema::FieldId> fields_of(const Change& change) {
    if (change.values.size() == 0) {
        return {change.field};
    }
    std::vector<schema::FieldId> fields;
    for (const auto& [field, value] : change.values) {
        fields.push_back(field);
    }
    return fields;
}

bool concerns_row(const Change& change) {
    return change.kind == ChangeKind::insert || change.kind == ChangeKind::erase ||
           change.kind == ChangeKind::keep;
}

}  // namespace

Code ReferenceTrial::failure() const {
    return failures_.empty() ? Code::none : failures_.begin()->second;
}

RowPicture* ReferenceTrial::touch(const Change& change) {
    const auto found = now_.rows.find(change.key());
    if (found == now_.rows.end()) {
        fail(Check::known, Code::row_gone);
        return nullptr;
    }
    restore(change.key());
    return &found->second;
}

// Everything its deleting group took, and every deleted row that a restored row refers to.
void ReferenceTrial::restore(const RowKey& key) {
    const OriginId deleter = now_.rows[key].deleted_by;
    if (deleter.is_null()) {
        return;
    }
    merged_ = true;
    std::set<RowKey> back;
    for (auto& [each, row] : now_.rows) {
        if (row.deleted_by == deleter) {
            row.deleted_by = {};
            back.insert(each);
        }
    }
    for (const RowKey& each : back) {
        const schema::EntitySpec& entity = catalogue_.at(each.entity);
        const RowPicture& row = now_.rows[each];
        bool topmost = true;
        for (const schema::FieldSpec* field : entity.fields) {
            const auto target = row.target(catalogue_, *field);
            if (!target) continue;
            topmost = topmost && !(field == entity.parent && back.contains(*target));
            restore(*target);
        }
        if (topmost) {
            const ModelOrigin& who = now_.origins[deleter];
            now_.cases[{each, {}}][who.device] = {deleter, who.user, ChangeKind::erase, {}};
        }
    }
}

void ReferenceTrial::check_references(const Change& change) {
    const schema::EntitySpec& entity = catalogue_.at(change.entity);
    for (const auto& [id, value] : change.values) {
        const auto key = named_by(catalogue_, *entity.field(id), value);
        if (!key) continue;
        if (now_.rows.contains(*key)) {
            restore(*key);
        } else {
            fail(Check::known, Code::reference);
        }
    }
}

// The row whose branch counts: a child's is its parent's, a file's that of what it hangs on.
RowKey ReferenceTrial::placed_by(const RowKey& key) const {
    const schema::EntitySpec& entity = catalogue_.at(key.entity);
    const auto row = now_.rows.find(key);
    const schema::FieldSpec* up = entity.parent != nullptr ? entity.parent : entity.holder;
    if (up == nullptr || row == now_.rows.end()) return key;
    const auto above = row->second.target(catalogue_, *up);
    return above ? placed_by(*above) : key;
}

schema::RoleMask ReferenceTrial::roles_in(const RowId& branch) const {
    schema::RoleMask roles = 0;
    for (const auto& [who, granted] : grants_) {
        const bool counts = branch.is_null() || who.second.is_null() || who.second == branch;
        roles |= who.first == group_.user && counts ? granted : 0;
    }
    return roles;
}

schema::RoleMask ReferenceTrial::roles_for(const RowKey& key) const {
    const RowKey place = placed_by(key);
    const auto row = now_.rows.find(place);
    if (row == now_.rows.end()) return 0;
    const schema::FieldSpec* field = catalogue_.at(place.entity).field("branch");
    const bool of_a_branch =
        field != nullptr && catalogue_.at(place.entity).scope != schema::Scope::all;
    return roles_in(of_a_branch ? row->second.reference(field->id) : RowId{});
}

// By name, or because what he has been given leads to it.
bool ReferenceTrial::is_his(const RowKey& key, const RowPicture& row) const {
    const schema::EntitySpec& entity = catalogue_.at(key.entity);
    for (const schema::FieldSpec* field : entity.assigned) {
        if (row.reference(field->id) == group_.user) return true;
    }
    for (const schema::FieldSpec* up : {entity.parent, entity.follows, entity.holder}) {
        const auto above = up == nullptr ? std::nullopt : row.target(catalogue_, *up);
        if (!above) continue;
        const auto found = now_.rows.find(*above);
        if (found != now_.rows.end() && is_his(found->first, found->second)) return true;
    }
    return false;
}

bool ReferenceTrial::reads_what_it_hangs_on(const schema::EntitySpec& entity, const RowPicture& row,
                                            schema::RoleMask roles) const {
    const auto above =
        entity.holder == nullptr ? std::nullopt : row.target(catalogue_, *entity.holder);
    const auto found = above ? now_.rows.find(*above) : now_.rows.end();
    if (found == now_.rows.end()) return true;
    const schema::Rights& rights = catalogue_.at(above->entity).rights;
    return (roles & rights.read) != 0 ||
           ((roles & rights.read_assigned) != 0 && is_his(found->first, found->second));
}

bool ReferenceTrial::may(const Change& change, const RowPicture& row,
                         schema::RoleMask roles) const {
    const schema::EntitySpec& entity = catalogue_.at(change.entity);
    const bool allowed =
        reads_what_it_hangs_on(entity, row, roles) &&
        ((roles & entity.rights.write) != 0 ||
         ((roles & entity.rights.write_assigned) != 0 && is_his(change.key(), row)));
    if (concerns_row(change)) return allowed;
    const schema::FieldSpec& field = *entity.field(change.field);
    if (change.kind == ChangeKind::correct && (roles & field.correctors) == 0) return false;
    return field.writers != 0 ? (roles & field.writers) != 0
                              : allowed && (roles & field.readers) != 0;
}

void ReferenceTrial::check_right(const Change& change, const RowPicture& row) {
    if (!may(change, row, roles_for(change.key()))) fail(Check::right, Code::right);
}

// He might, where the row was when he typed it, and does not where it has been taken since.
bool ReferenceTrial::was_handed_over(const Change& change, const RowPicture& row) const {
    const bool gives_a_value = change.kind == ChangeKind::value ||
                               change.kind == ChangeKind::text || change.kind == ChangeKind::sum;
    const auto left = before_.left.find(placed_by(change.key()));
    if (!gives_a_value || left == before_.left.end()) return false;
    if (may(change, row, roles_for(change.key()))) return false;
    return std::ranges::any_of(left->second, [&](const auto& each) {
        return each.first > corrected_ms_ && may(change, row, roles_in(each.second));
    });
}

std::optional<RowKey> ReferenceTrial::governing(const RowKey& key) {
    const schema::EntitySpec& entity = catalogue_.at(key.entity);
    if (entity.machine != nullptr) {
        return key;
    }
    if (entity.parent == nullptr) {
        return std::nullopt;
    }
    const schema::EntitySpec& owner = *catalogue_.entity(entity.parent->target);
    const RowKey parent{owner.id, now_.rows[key].reference(entity.parent->id)};
    return owner.machine != nullptr && now_.rows.contains(parent) ? std::optional(parent)
                                                                  : std::nullopt;
}

std::int64_t ReferenceTrial::governing_state(const RowKey& key) {
    const auto machine = governing(key);
    return machine ? now_.rows[*machine].number(catalogue_.at(machine->entity).machine->id) : 0;
}

// approved_since, then frozen.
void ReferenceTrial::check_content(const Change& change) {
    const auto machine = governing(change.key());
    if (!machine) {
        return;
    }
    const schema::EntitySpec& entity = catalogue_.at(change.entity);
    const RowPicture& row = now_.rows[*machine];
    for (const auto& [id, since] : row.covers) {
        const schema::Transition& step =
            *catalogue_.at(machine->entity).transition(static_cast<std::uint8_t>(id));
        bool covered = false;
        if (*machine != change.key()) {
            covered =
                std::ranges::find(step.covers_children, entity.name) != step.covers_children.end();
        } else if (!concerns_row(change)) {
            covered = std::ranges::any_of(fields_of(change), [&](schema::FieldId field) {
                return contains(step.covers, field);
            });
        }
        if (covered && std::ranges::find(since, change.status_seen) == since.end()) {
            fail(Check::content, Code::approved_since);
        }
    }
    schema::StateMask open = schema::any_state;
    if (!concerns_row(change)) {
        open = entity.field(change.field)->editable_in;
    } else if (*machine != change.key()) {
        open = entity.rows_editable_in;
    }
    if ((open & schema::state_bit(governing_state(change.key()))) == 0) {
        fail(Check::content, Code::frozen);
    }
}

// What the customer has open, this row included, is not more than his limit; no limit, no question.
bool ReferenceTrial::within_limit(const RowKey& key, const schema::Guard& guard) {
    if (guard.limit == nullptr) {
        return true;
    }
    const schema::FieldSpec& reference = *guard.fields[0];
    const schema::FieldId amount = guard.fields[1]->id;
    const schema::FieldId state = catalogue_.at(key.entity).machine->id;
    const RowId who = now_.rows[key].reference(reference.id);
    const auto other = now_.rows.find({catalogue_.entity(reference.target)->id, who});
    if (other == now_.rows.end() || !other->second.values.contains(guard.limit->id)) {
        return true;
    }
    std::int64_t open = now_.rows[key].number(amount);
    for (const RowKey& each : live_rows_with(key.entity, reference.id, who)) {
        const RowPicture& row = now_.rows[each];
        const bool counts = (guard.counts_in & schema::state_bit(row.number(state))) != 0;
        open += each != key && counts ? row.number(amount) : 0;
    }
    return open <= other->second.number(guard.limit->id);
}

bool ReferenceTrial::guards_hold(const RowKey& key, const schema::Transition& step) {
    const auto filled = [&](const RowKey& where, schema::FieldList fields) {
        return std::ranges::all_of(fields, [&](const schema::FieldSpec* field) {
            return now_.rows[where].values.contains(field->id);
        });
    };
    bool hold = true;
    for (const schema::Guard& guard : step.guards) {
        if (guard.kind == schema::Guard::Kind::filled) {
            hold = hold && filled(key, guard.fields);
        } else if (guard.kind == schema::Guard::Kind::ordered) {
            hold = hold &&
                   (!filled(key, guard.fields) || now_.rows[key].number(guard.fields[0]->id) <=
                                                      now_.rows[key].number(guard.fields[1]->id));
        } else if (guard.kind == schema::Guard::Kind::has_child) {
            const std::vector<RowKey> rows = family(catalogue_, *this, key);
            std::size_t children = 0;
            for (const RowKey& each : rows) {
                if (catalogue_.at(each.entity).name == guard.child) {
                    ++children;
                    hold = hold && filled(each, guard.fields);
                }
            }
            hold = hold && children > 0;
        } else if (guard.kind == schema::Guard::Kind::within_limit) {
            hold = hold && within_limit(key, guard);
        }
    }
    if (step.reason != 0) {
        hold = hold && std::ranges::any_of(group_.changes, [&](const Change& change) {
                   return change.key() == key && !schema::is_null(change.values.get(step.reason));
               });
    }
    return hold;
}

std::vector<const schema::Check*> ReferenceTrial::broken_checks(const RowKey& key) {
    const schema::EntitySpec& entity = catalogue_.at(key.entity);
    const RowPicture& row = now_.rows[key];
    const std::int64_t state = entity.machine == nullptr ? 0 : row.number(entity.machine->id);
    std::vector<const schema::Check*> broken;
    for (const schema::Check& check : entity.checks) {
        bool holds = true;
        for (std::size_t i = 1; i < check.ordered.size(); ++i) {
            const schema::FieldId low = check.ordered[i - 1]->id;
            const schema::FieldId high = check.ordered[i]->id;
            holds = holds && (!row.values.contains(low) || !row.values.contains(high) ||
                              row.number(low) <= row.number(high));
        }
        const bool counts =
            entity.machine == nullptr || (check.in_states & schema::state_bit(state)) != 0;
        if (counts && !holds) {
            broken.push_back(&check);
        }
    }
    return broken;
}

void ReferenceTrial::validate(const RowKey& key) {
    const auto found = now_.rows.find(key);
    if (found == now_.rows.end() || !found->second.deleted_by.is_null()) {
        return;
    }
    for (const schema::FieldSpec* field : catalogue_.at(key.entity).fields) {
        if (field->required && !found->second.values.contains(field->id)) {
            fail(Check::row, Code::invalid);
        }
    }
    for (const schema::Check* check : broken_checks(key)) {
        if (inserted_.contains(key) || !revert(key, *check)) {
            fail(Check::row, Code::invalid);
        }
    }
    if (!broken_checks(key).empty()) {
        fail(Check::row, Code::invalid);
    }
}

// Turns the typed units that the check reads into proposals, also those that had lost. A resolution
// is not asked again.
bool ReferenceTrial::revert(const RowKey& key, const schema::Check& check) {
    bool found = false;
    for (const Change& change : group_.changes) {
        const bool read = std::ranges::any_of(check.ordered, [&](const schema::FieldSpec* field) {
            return field->unit_id() == change.field;
        });
        if (change.key() != key || change.kind != ChangeKind::value || change.resolution || !read) {
            continue;
        }
        found = true;
        const Place place{key, {change.field, {}}};
        const RowPicture& before = before_.rows.at(key);
        RowPicture& row = now_.rows[key];
        for (const auto& [id, ignored] : typed_values(change)) {
            row.values.erase(id);
            if (before.values.contains(id)) {
                row.values[id] = before.value(id);
            }
        }
        row.versions.erase(place.second);
        if (before.versions.contains(place.second)) {
            row.versions[place.second] = before.version_of(place.second);
        }
        marks_.erase(place);
        merged_ = true;
        propose(change, place.second);
    }
    return found;
}

ReferenceTrial::Values ReferenceTrial::unit_values(const RowKey& key, schema::FieldId lead) {
    Values values;
    for (const schema::FieldSpec* field : catalogue_.at(key.entity).fields) {
        if (field->unit_id() == lead) {
            values[field->id] = now_.rows[key].value(field->id);
        }
    }
    return values;
}

ReferenceTrial::Values ReferenceTrial::typed_values(const Change& change) {
    Values values;
    for (const schema::FieldSpec* field : catalogue_.at(change.entity).fields) {
        if (field->unit_id() == change.field) {
            values[field->id] = change.values.get(field->id);
        }
    }
    return values;
}

const RowPicture* ReferenceTrial::row(const RowKey& key) {
    const auto found = now_.rows.find(key);
    return found == now_.rows.end() ? nullptr : &found->second;
}

std::vector<RowKey> ReferenceTrial::live_rows_with(schema::EntityId entity, schema::FieldId field,
                                                   const RowId& target) {
    std::vector<RowKey> rows;
    for (const auto& [key, row] : now_.rows) {
        if (key.entity == entity && row.deleted_by.is_null() && row.reference(field) == target) {
            rows.push_back(key);
        }
    }
    return rows;
}

std::vector<OriginId> ReferenceTrial::proposals(const RowKey& key) {
    std::vector<OriginId> origins;
    for (const auto& [place, kase] : now_.cases) {
        for (const auto& [device, proposal] : kase) {
            if (place.first == key) {
                origins.push_back(proposal.origin);
            }
        }
    }
    std::ranges::sort(origins);
    return origins;
}

}  // namespace branchline::test
