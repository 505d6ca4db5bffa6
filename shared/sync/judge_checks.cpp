#include <algorithm>

#include "base/planted.h"
#include "schema/validate.h"
#include "sync/judge_run.h"
#include "sync/rights.h"

namespace branchline::sync {

void JudgeRun::fail(Code code, const Change& change, FieldId field, std::string rule, OpId cause) {
    failures_.push_back({code, std::move(rule), {change.entity, change.row, field}, cause});
}

schema::RoleMask JudgeRun::roles_for(const RowState& row) {
    if (is_hub()) return schema::roles(schema::Role::hub);
    return scratch_.roles(group_.user, branch_of(catalogue_, scratch_, row));
}

bool JudgeRun::find_target(const Change& change, Target& target) {
    target.row = scratch_.row(change.key());
    if (target.row == nullptr || target.row->card) {
        fail(Code::row_gone, change, change.field);
        return false;
    }
    target.entity = &catalogue_.at(change.entity);
    target.governing = governing_row(catalogue_, scratch_, *target.row);
    target.roles = roles_for(*target.row);
    return true;
}

bool JudgeRun::may_write(const RowState& row, schema::RoleMask roles) {
    return is_hub() || may_write_row(catalogue_, scratch_, row, {group_.user, roles});
}

// A field with writers of its own may be changed by them alone, also where their role does not
// write the entity (finance sets a customer's credit limit). The author of a new row fills in what
// he may read: the right to the row as a whole is asked apart.
bool JudgeRun::is_allowed(const Change& change, const Target& target,
                          const schema::FieldSpec& field, schema::RoleMask roles) {
    if (is_hub() || planted(Planted::rights_not_asked)) return true;
    if (change.kind == ChangeKind::insert) {
        return field.is_written_by_desks() && !target.entity->server_only &&
               field.kind != schema::Kind::status && (field.readers & roles) != 0;
    }
    const bool corrects = change.kind != ChangeKind::correct || (field.correctors & roles) != 0;
    return corrects &&
           may_change_field(catalogue_, scratch_, *target.row, field, {group_.user, roles});
}

bool JudgeRun::may_write_field(const Change& change, const Target& target,
                               const schema::FieldSpec& field) {
    const bool allowed = is_allowed(change, target, field, target.roles);
    if (!allowed) fail(Code::right, change, field.id);
    return allowed;
}

// Its author had the right when he typed it, and lost it because the row went to another branch: he
// could not know. There somebody decides (SYNC 2.2, 4.2).
bool JudgeRun::was_handed_over(const Change& change, const Target& target) {
    const bool gives_a_value = change.kind == ChangeKind::value ||
                               change.kind == ChangeKind::text || change.kind == ChangeKind::sum;
    if (!judging_.branches_left || !gives_a_value || target.row->deleted()) return false;
    if (is_allowed(change, target, *target.lead, target.roles)) return false;
    const std::vector<RowId> branches = judging_.branches_left(change.key());
    return std::any_of(branches.begin(), branches.end(), [&](const RowId& branch) {
        return is_allowed(change, target, *target.lead, scratch_.roles(group_.user, branch));
    });
}

bool JudgeRun::is_covered(const Target& target, const schema::Transition& step) const {
    const bool own = target.governing->key() == target.row->key();
    if (!own) {
        return std::find(step.covers_children.begin(), step.covers_children.end(),
                         target.entity->name) != step.covers_children.end();
    }
    if (target.lead == nullptr) return true;  // the row as a whole
    return std::any_of(step.covers.begin(), step.covers.end(),
                       [&](const schema::FieldSpec* f) { return f->unit_id() == target.lead->id; });
}

// SYNC 3.1: what a step covers is guarded from then on. Who has not seen the step is told so
// (approved_since); who has, may do what the state allows (frozen).
bool JudgeRun::guarded_content_seen(const Change& change, const Target& target) {
    if (target.governing == nullptr || is_hub()) return true;
    const schema::EntitySpec& machine = catalogue_.at(target.governing->entity);
    const bool own = target.governing->key() == target.row->key();
    for (const CoverMark& mark : target.governing->covers) {
        const schema::Transition* step = machine.transition(mark.step);
        if (step == nullptr || !is_covered(target, *step)) continue;
        // A delete of the row itself notices an unseen step by its digest, and loses to it.
        if (own && target.lead == nullptr) continue;
        if (std::find(mark.since.begin(), mark.since.end(), change.status_seen) ==
                mark.since.end() &&
            !planted(Planted::approval_not_asked)) {
            fail(Code::approved_since, change, change.field, std::string(step->name),
                 mark.since.front().origin);
            return false;
        }
    }
    const std::int64_t state = target.governing->values.integer(machine.machine->id);
    if ((schema::state_bit(state) & editable_states(*target.entity, target.lead, own)) != 0) {
        return true;
    }
    const schema::Choice* name = nullptr;
    for (const schema::Choice& choice : machine.machine->choices) {
        if (choice.id == state) name = &choice;
    }
    fail(Code::frozen, change, change.field, name == nullptr ? "" : std::string(name->name));
    return false;
}

// What is out of its author's sight is as good as not there (SYNC 3.8): by naming it he would be
// shown what it is called.
bool JudgeRun::author_knows(const RowState& row) const {
    const bool may_name_all = !judging_.knows || judging_.acknowledged || is_hub();
    return may_name_all || row.inserted.origin == group_.origin || judging_.knows(row.key());
}

// A reference to nothing is refused; one to a row deleted unseen brings that row back (SYNC 3.3).
bool JudgeRun::references_exist(const Change& change, const schema::EntitySpec& entity) {
    bool fine = true;
    std::vector<RowKey> deleted;
    for (const auto& [id, value] : change.values) {
        const schema::FieldSpec* field = entity.field(id);
        if (field == nullptr) continue;
        RowKey key;
        if (const auto* row = std::get_if<Id>(&value)) {
            const schema::EntitySpec* target = catalogue_.entity(field->target);
            key = {target == nullptr ? EntityId{0} : target->id, *row};
        } else if (const auto* any = std::get_if<schema::AnyRef>(&value)) {
            key = {any->entity, any->row};
        } else {
            continue;
        }
        RowPointer row = scratch_.row(key);
        if (row == nullptr || !author_knows(*row)) {
            fail(Code::reference, change, id);
            fine = false;
        } else if (row->deleted()) {
            deleted.push_back(key);
        }
    }
    if (fine) {
        for (const RowKey& key : deleted) restore(key);
    }
    return fine;
}

// A row stays with the parent it was inserted under: as a move it would come into, or leave, what
// has been approved there and what only others may write, without either being asked.
bool JudgeRun::moves_to_other_parent(const Change& change, const Target& target) const {
    const schema::FieldSpec* parent = target.entity->parent;
    return parent != nullptr && change.field == parent->id &&
           change.values.get(parent->id) != target.row->values.get(parent->id);
}

// A peer must not choose the rule of a field by the kind of its change. A resolution gives the
// value of its unit, whatever the rule.
bool JudgeRun::kind_fits(const Change& change, const schema::FieldSpec& lead) const {
    switch (change.kind) {
        case ChangeKind::add:
        case ChangeKind::remove:
            return lead.rule == schema::Rule::set;
        case ChangeKind::sum:
            return lead.rule == schema::Rule::sum;
        case ChangeKind::text:
            return lead.rule == schema::Rule::text;
        case ChangeKind::correct:
            return lead.rule == schema::Rule::furthest;
        case ChangeKind::value:
            break;
        default:
            return false;
    }
    const bool merges = lead.rule == schema::Rule::sum || lead.rule == schema::Rule::text;
    return lead.rule != schema::Rule::set && lead.rule != schema::Rule::machine &&
           (!merges || change.resolution);
}

bool JudgeRun::values_fit(const Change& change, const schema::EntitySpec& entity) {
    bool fine = true;
    for (const auto& [id, value] : change.values) {
        const schema::FieldSpec* field = entity.field(id);
        // The limit of a sum is asked of its result, which this figure need not be.
        if (field == nullptr || change.kind == ChangeKind::sum) continue;
        if (!schema::check_value(*field, value)) {
            fail(Code::invalid, change, id);
            fine = false;
        }
    }
    return fine;
}

}  // namespace branchline::sync
