#include <algorithm>

#include "base/planted.h"
#include "schema/validate.h"
#include "sync/judge_run.h"
#include "sync/rights.h"

namespace branchline::sync {

namespace {

bool filled(const Record& row, const schema::FieldSpec& field) {
    return schema::is_filled(row.find(field.id));
}

bool all_filled(const Record& row, schema::FieldList fields) {
    return std::all_of(fields.begin(), fields.end(),
                       [&](const schema::FieldSpec* field) { return filled(row, *field); });
}

}  // namespace

bool JudgeRun::within_limit(const schema::Guard& guard, const RowState& row) {
    if (guard.limit == nullptr || judging_.mode == Mode::fold) return true;
    const schema::FieldSpec& reference = *guard.fields[0];
    const schema::FieldSpec& amount = *guard.fields[1];
    const schema::EntitySpec* target = catalogue_.entity(reference.target);
    RowPointer other = scratch_.row({target->id, row.values.id(reference.id)});
    if (other == nullptr || schema::is_null(other->values.get(guard.limit->id))) return true;
    const schema::EntitySpec& entity = catalogue_.at(row.entity);
    std::int64_t open = row.values.integer(amount.id);
    for (const RowId& id : scratch_.referring(row.entity, reference.id, other->id)) {
        RowPointer each = scratch_.row({row.entity, id});
        if (each == nullptr || each->deleted() || each->id == row.id) continue;
        const std::int64_t state = each->values.integer(entity.machine->id);
        if ((schema::state_bit(state) & guard.counts_in) == 0) continue;
        if (__builtin_add_overflow(open, each->values.integer(amount.id), &open)) return false;
    }
    return open <= other->values.integer(guard.limit->id);
}

bool JudgeRun::guard_holds(const schema::Guard& guard, const RowState& row) {
    switch (guard.kind) {
        case schema::Guard::Kind::filled:
            return all_filled(row.values, guard.fields);
        case schema::Guard::Kind::ordered:
            return !filled(row.values, *guard.fields[0]) || !filled(row.values, *guard.fields[1]) ||
                   row.values.integer(guard.fields[0]->id) <=
                       row.values.integer(guard.fields[1]->id);
        case schema::Guard::Kind::has_child: {
            const schema::EntitySpec* child = catalogue_.entity(guard.child);
            std::size_t live = 0;
            for (const RowId& id : scratch_.referring(child->id, child->parent->id, row.id)) {
                RowPointer line = scratch_.row({child->id, id});
                if (line == nullptr || line->deleted()) continue;
                if (!all_filled(line->values, guard.fields)) return false;
                ++live;
            }
            return live > 0;
        }
        case schema::Guard::Kind::within_limit:
            return within_limit(guard, row);
    }
    return false;
}

// SYNC 3.1, in its order. True: take it. False: failed, or there already.
bool JudgeRun::step_is_legal(const Change& change, const Target& target,
                             const schema::Transition& step) {
    const FieldId field = target.entity->machine->id;
    const std::int64_t state = target.row->values.integer(field);
    const Version current = target.row->version_of({field, {}});
    if (state == step.to) {
        if (step.exclusive) {
            fail(Code::already, change, field, std::string(step.name), current.origin);
        } else {
            mark_arriving(change, current.origin, Why::already_there);
            merged_ = true;
        }
        return false;
    }
    if ((schema::state_bit(state) & step.from) == 0) {
        fail(Code::illegal_step, change, field, std::string(step.name), current.origin);
        return false;
    }
    if (change.base != current) {
        if ((schema::state_bit(state) & step.blind) == 0) {
            fail(Code::changed_since_seen, change, field, std::string(step.name), current.origin);
            return false;
        }
        mark_current(change, target, current, Why::over_step);
        merged_ = true;
    }
    if ((!step.covers.empty() || !step.covers_children.empty()) &&
        !planted(Planted::covered_content_not_asked) &&
        covered_digest(catalogue_, scratch_, *target.row, step, target.roles) != change.digest) {
        fail(Code::changed_since_seen, change, field, std::string(step.name));
        return false;
    }
    return true;
}

void JudgeRun::judge_step(const Change& change) {
    Target target;
    if (!find_target(change, target)) return;
    const schema::EntitySpec& entity = *target.entity;
    const schema::Transition* step = entity.transition(change.step);
    if (entity.machine == nullptr || step == nullptr || change.field != entity.machine->id) {
        return fail(Code::illegal_step, change, change.field);
    }
    // Roles that only write rows assigned to them take steps only on such rows.
    schema::RoleMask counting = step->roles & target.roles;
    if (!is_assigned(catalogue_, scratch_, *target.row, group_.user)) {
        counting &= ~(entity.rights.write_assigned & ~entity.rights.write);
    }
    if (counting == 0) return fail(Code::right, change, change.field, std::string(step->name));
    if (target.row->deleted()) {
        restore(change.key());
        target.row = scratch_.row(change.key());
        target.governing = target.row;
    }
    if (!step_is_legal(change, target, *step)) return;
    const auto& writers = target.row->writers;
    if (step->four_eyes && !planted(Planted::four_eyes_not_asked) &&
        std::find(writers.begin(), writers.end(), group_.user) != writers.end()) {
        return fail(Code::four_eyes, change, change.field, std::string(step->name));
    }
    // Given with this step, not left over from an earlier one.
    const bool reasoned =
        step->reason == 0 ||
        std::any_of(group_.changes.begin(), group_.changes.end(), [&](const Change& other) {
            return other.key() == change.key() && filled(other.values, *entity.field(step->reason));
        });
    if (!reasoned) return fail(Code::guard, change, step->reason, "reason");
    const std::size_t failed_before = failures_.size();
    for (const schema::Guard& guard : step->guards) {
        if (guard_holds(guard, *target.row)) continue;
        fail(Code::guard, change, guard.fields.empty() ? change.field : guard.fields[0]->id,
             std::string(guard.name));
    }
    if (failures_.size() == failed_before) take_step(change, target, *step);
}

void JudgeRun::take_step(const Change& change, const Target& target,
                         const schema::Transition& step) {
    Record values;
    values.set(change.field, std::int64_t{step.to});
    set_unit(change, values, whole());
    std::vector<CoverMark> covers = target.row->covers;
    for (CoverMark& mark : covers) mark.since.push_back(whole());
    if (!step.covers.empty() || !step.covers_children.empty()) {
        std::erase_if(covers, [&](const CoverMark& mark) { return mark.step == step.id; });
        covers.push_back({step.id, {whole()}});
    }
    if (covers != target.row->covers) {
        Effect effect = effect_on(EffectKind::covers, change.entity, change.row);
        effect.covers = std::move(covers);
        emit(std::move(effect));
    }
    std::vector<UserId> writers = target.row->writers;
    if (step.clears_writers) writers = {target.row->created_by};
    if (step.marks_writer &&
        std::find(writers.begin(), writers.end(), group_.user) == writers.end()) {
        writers.push_back(group_.user);
    }
    if (writers != target.row->writers) {
        Effect effect = effect_on(EffectKind::writers, change.entity, change.row);
        effect.writers = std::move(writers);
        emit(std::move(effect));
    }
}

// Four eyes (SYNC, "who wrote it"): whoever creates, submits or changes covered content of a row
// that some step checks that way is written down with the row; its children's changes count.
void JudgeRun::note_writer(const Target& target) {
    if (target.governing == nullptr || is_hub()) return;
    RowPointer row = scratch_.row(target.governing->key());
    if (row == nullptr) return;
    const schema::EntitySpec& machine = catalogue_.at(row->entity);
    const bool matters = std::any_of(
        machine.transitions.begin(), machine.transitions.end(),
        [&](const schema::Transition& step) { return step.four_eyes && is_covered(target, step); });
    const auto& known = row->writers;
    if (!matters || std::find(known.begin(), known.end(), group_.user) != known.end()) return;
    Effect effect = effect_on(EffectKind::writers, row->entity, row->id);
    effect.writers = known;
    effect.writers.push_back(group_.user);
    emit(std::move(effect));
}

}  // namespace branchline::sync
