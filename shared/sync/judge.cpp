#include "sync/judge.h"

#include <algorithm>

#include "base/planted.h"
#include "schema/validate.h"
#include "sync/judge_run.h"

namespace branchline::sync {

UnitId unit_of(const Change& change) {
    if (change.kind == ChangeKind::erase || change.kind == ChangeKind::keep) return {};
    const bool element = change.kind == ChangeKind::add || change.kind == ChangeKind::remove;
    return {change.field, element ? schema::set_key(change.element) : std::string()};
}

JudgeRun::JudgeRun(const schema::Catalogue& catalogue, State& state, const Group& group,
                   const Judging& judging, const ForcedUnits& forced)
    : catalogue_(catalogue),
      group_(group),
      judging_(judging),
      forced_(forced),
      scratch_(catalogue, state),
      author_{group.origin, group.user, group.device, judging.corrected_ms} {}

// SYNC 2.8 names the order in which failures are reported; the first kind found in that order
// stands, with every field it concerns.
int check_rank(Code code) {
    switch (code) {
        case Code::predecessor:
            return 0;
        case Code::row_gone:
        case Code::exists:
        case Code::reference:
        case Code::unknown_field:
            return 1;
        case Code::right:
            return 2;
        case Code::already:
        case Code::illegal_step:
        case Code::changed_since_seen:
            return 3;
        case Code::frozen:
        case Code::approved_since:
            return 4;
        case Code::four_eyes:
        case Code::guard:
            return 5;
        case Code::limit:
            return 6;
        default:
            return 7;
    }
}

Outcome JudgeRun::finish() {
    // The group's own origin counts as known from here on: changes of one group build on each
    // other.
    scratch_.put_origin({group_.origin, judging_.corrected_ms, 0, group_.user, group_.device});
    if (!dependencies()) return std::move(outcome_);
    for (const Change& change : group_.changes) {
        const std::size_t failed_before = failures_.size();
        judge_change(change);
        if (judging_.acknowledged) keep_acknowledged(change, failed_before);
    }
    if (failures_.empty()) validate_rows();
    if (failures_.empty()) {
        outcome_.verdict = merged_ ? Verdict::merged : Verdict::accepted;
        return std::move(outcome_);
    }
    outcome_.effects.clear();
    outcome_.verdict = Verdict::rejected;
    const Failure& first = *std::min_element(
        failures_.begin(), failures_.end(),
        [](const Failure& a, const Failure& b) { return check_rank(a.code) < check_rank(b.code); });
    outcome_.code = first.code;
    outcome_.rule = first.rule;
    outcome_.cause = first.cause;
    for (const Failure& failure : failures_) {
        if (failure.code == first.code) outcome_.fields.push_back(failure.place);
    }
    return std::move(outcome_);
}

// SYNC 2.4: a dependent of a rejected group is rejected with it, a group whose predecessors are
// unknown here waits for them. The fold leaves this to its caller, who knows what it left out.
bool JudgeRun::dependencies() {
    if (judging_.mode == Mode::fold) return true;
    auto need = [&](const Id& id) {
        if (id.is_null() || id == group_.origin || scratch_.origin(id).has_value()) return true;
        const Fate fate = scratch_.fate(id);
        if (fate == Fate::taken) return true;
        if (fate == Fate::rejected && judging_.acknowledged) return true;
        if (fate == Fate::rejected && planted(Planted::dependents_not_refused)) return true;
        if (fate == Fate::rejected) {
            outcome_.verdict = Verdict::rejected;
            outcome_.code = Code::predecessor;
            outcome_.cause = id;
            return false;
        }
        if (judging_.waits) outcome_.waits_for.push_back(id);
        return true;
    };
    for (const OpId& op : group_.depends_on) {
        if (!need(op)) return false;
    }
    for (const Change& change : group_.changes) {
        for (const Id& id : {change.base.origin, change.base.under, change.status_seen.origin}) {
            if (!need(id)) return false;
        }
    }
    if (outcome_.waits_for.empty()) return true;
    std::sort(outcome_.waits_for.begin(), outcome_.waits_for.end());
    outcome_.waits_for.erase(std::unique(outcome_.waits_for.begin(), outcome_.waits_for.end()),
                             outcome_.waits_for.end());
    outcome_.verdict = Verdict::deferred;
    return false;
}

void JudgeRun::judge_change(const Change& change) {
    if (catalogue_.entity(change.entity) == nullptr) {
        fail(Code::unknown_field, change, change.field);
        return;
    }
    switch (change.kind) {
        case ChangeKind::insert:
            return judge_insert(change);
        case ChangeKind::step:
            return judge_step(change);
        case ChangeKind::erase:
            return judge_erase(change);
        case ChangeKind::keep:
            return judge_keep(change);
        default:
            return judge_unit(change);
    }
}

void JudgeRun::judge_insert(const Change& given) {
    const schema::EntitySpec& entity = catalogue_.at(given.entity);
    if (scratch_.row(given.key()) != nullptr) return fail(Code::exists, given, 0);
    Change change = given;
    if (entity.machine != nullptr) {
        const std::int64_t initial = entity.machine->choices.front().id;
        const Value& asked = change.values.get(entity.machine->id);
        if (!schema::is_null(asked) && asked != Value{initial}) {
            return fail(Code::illegal_step, change, entity.machine->id);
        }
        change.values.set(entity.machine->id, initial);
    }
    if (!references_exist(change, entity)) return;
    Target target;
    target.entity = &entity;
    RowState row;
    row.entity = change.entity;
    row.id = change.row;
    row.values = change.values;
    target.row = std::make_shared<const RowState>(row);
    target.governing =
        entity.machine != nullptr ? nullptr : governing_row(catalogue_, scratch_, row);
    target.roles = roles_for(row);
    // A refused row is made all the same: its children, in the same group, must not be reported as
    // having no parent, which would hide the reason.
    for (const auto& [id, value] : change.values) {
        const schema::FieldSpec* field = entity.field(id);
        if (field == nullptr) return fail(Code::unknown_field, change, id);
        if (field != entity.machine && !schema::is_null(value)) {
            may_write_field(change, target, *field);
        }
    }
    if (!may_write(row, target.roles)) fail(Code::right, change, 0);
    guarded_content_seen(change, target);
    values_fit(change, entity);
    give_number(change);
    Effect effect = effect_on(EffectKind::insert, change.entity, change.row);
    effect.values = change.values;
    effect.version = whole();
    emit(std::move(effect));
    target.row = scratch_.row(change.key());
    if (entity.machine != nullptr) target.governing = target.row;
    note_writer(target);
}

// Two desks print one number only between a restore and the first contact after it (SYNC 3.6): the
// later row keeps its place and gets a number from the hub's own counter.
void JudgeRun::give_number(Change& change) {
    const schema::EntitySpec& entity = catalogue_.at(change.entity);
    if (entity.number == nullptr || !judging_.renumber) return;
    if (planted(Planted::number_given_twice)) return;
    const std::string printed = change.values.text(entity.number->id);
    if (printed.empty()) return;
    const std::string key = schema::comparison_key(*entity.number, Value{printed});
    if (scratch_.with_key(change.entity, entity.number->id, key).empty()) return;
    change.values.set(entity.number->id, judging_.renumber(printed));
    Effect alias = effect_on(EffectKind::alias, change.entity, change.row);
    alias.unit = {entity.number->id, {}};
    alias.text = printed;
    emit(std::move(alias));
    merged_ = true;
}

void JudgeRun::judge_unit(const Change& change) {
    Target target;
    if (!find_target(change, target)) return;
    const schema::EntitySpec& entity = *target.entity;
    target.lead = entity.field(change.field);
    if (target.lead == nullptr || target.lead->unit_id() != change.field) {
        return fail(Code::unknown_field, change, change.field);
    }
    for (const auto& [id, value] : change.values) {
        const schema::FieldSpec* field = entity.field(id);
        if (field == nullptr || field->unit_id() != change.field) {
            return fail(Code::unknown_field, change, id);
        }
    }
    if (!references_exist(change, entity)) return;
    if (was_handed_over(change, target)) {
        // Nobody can choose what could not be taken.
        if (!kind_fits(change, *target.lead)) return fail(Code::invalid, change, change.field);
        if (!values_fit(change, entity)) return;
        settle(change);
        return propose(change, CaseKind::hand_over, change.values);
    }
    if (!may_write_field(change, target, *target.lead)) return;
    if (!guarded_content_seen(change, target)) return;
    if (moves_to_other_parent(change, target)) {
        return fail(Code::frozen, change, change.field, "parent");
    }
    if (!kind_fits(change, *target.lead)) return fail(Code::invalid, change, change.field);
    if (!values_fit(change, entity)) return;
    if (target.row->deleted()) {
        restore(change.key());
        target.row = scratch_.row(change.key());
    }
    apply_rule(change, target);
    note_writer(target);
}

bool JudgeRun::delete_is_allowed(const Change& change, const Target& target) {
    const schema::EntitySpec& entity = *target.entity;
    if (!entity.deletable) {
        fail(Code::not_deletable, change, 0);
        return false;
    }
    if (!may_write(*target.row, target.roles)) {
        fail(Code::right, change, 0);
        return false;
    }
    return guarded_content_seen(change, target);
}

void JudgeRun::judge_erase(const Change& change) {
    Target target;
    if (!find_target(change, target)) return;
    if (target.row->deleted()) {
        merged_ = true;
        return;
    }
    if (!delete_is_allowed(change, target)) return;
    if (row_digest(catalogue_, scratch_, *target.row) != change.digest) {
        settle(change);
        propose(change, CaseKind::erase, {});
        return;
    }
    const schema::EntitySpec& entity = *target.entity;
    if (entity.machine != nullptr) {
        const std::int64_t state = target.row->values.integer(entity.machine->id);
        if ((schema::state_bit(state) & entity.deletable_in) == 0) {
            return fail(Code::not_deletable, change, entity.machine->id);
        }
    }
    std::vector<RowKey> family = owned_rows(catalogue_, scratch_, change.key());
    family.push_back(change.key());
    std::sort(family.begin(), family.end());
    for (const RowKey& member : family) {
        for (const schema::Reference& reference : catalogue_.referrers_of(member.entity)) {
            for (const RowId& id :
                 scratch_.referring(reference.entity->id, reference.field->id, member.row)) {
                const RowKey other{reference.entity->id, id};
                RowPointer row = scratch_.row(other);
                if (row == nullptr || row->deleted()) continue;
                if (std::binary_search(family.begin(), family.end(), other)) continue;
                failures_.push_back(
                    {Code::referenced, {}, {other.entity, other.row, reference.field->id}, {}});
            }
        }
    }
    if (!failures_.empty()) return;
    settle(change);
    const bool is_child = target.governing != nullptr && target.governing->key() != change.key();
    if (is_child) note_writer(target);
    for (const RowKey& member : family) {
        emit(effect_on(EffectKind::tombstone, member.entity, member.row));
    }
}

void JudgeRun::judge_keep(const Change& change) {
    Target target;
    if (!find_target(change, target)) return;
    if (!may_write(*target.row, target.roles)) {
        return fail(Code::right, change, 0);
    }
    settle(change);
}

// SYNC 3.3: a change to a row that its author had not seen deleted brings back everything that the
// deleting group took and, transitively, every deleted row that a restored one refers to. Each
// deleter is asked again, through a case of the row he deleted.
void JudgeRun::restore(const RowKey& key) {
    RowPointer row = scratch_.row(key);
    if (row == nullptr || !row->deleted()) return;
    const OriginId deleter = row->deleted_by;
    std::vector<RowKey> taken = scratch_.deleted_by(deleter);
    if (planted(Planted::undelete_of_one_row)) taken = {key};
    for (const RowKey& member : taken) {
        emit(effect_on(EffectKind::undelete, member.entity, member.row));
    }
    for (const RowKey& member : taken) {
        RowPointer back = scratch_.row(member);
        const schema::EntitySpec& entity = catalogue_.at(member.entity);
        const bool owned = entity.parent != nullptr &&
                           std::find(taken.begin(), taken.end(),
                                     RowKey{catalogue_.entity(entity.parent->target)->id,
                                            back->values.id(entity.parent->id)}) != taken.end();
        if (!owned) blame_deleter(member, deleter);
    }
    for (const RowKey& member : taken) restore_references(*scratch_.row(member));
    merged_ = true;
}

void JudgeRun::blame_deleter(const RowKey& key, const OriginId& deleter) {
    const auto info = scratch_.origin(deleter);
    Effect effect = effect_on(EffectKind::propose, key.entity, key.row);
    effect.case_kind = CaseKind::erase;
    effect.proposal.device = info ? info->device : DeviceId{};
    effect.proposal.user = info ? info->user : UserId{};
    effect.proposal.at_ms = info ? info->corrected_ms : 0;
    effect.proposal.origin = deleter;
    effect.proposal.kind = ChangeKind::erase;
    emit(std::move(effect));
}

void JudgeRun::restore_references(const RowState& row) {
    for (const schema::FieldSpec* field : catalogue_.at(row.entity).fields) {
        if (field->kind == schema::Kind::ref) {
            const schema::EntitySpec* target = catalogue_.entity(field->target);
            const RowId id = row.values.id(field->id);
            if (target != nullptr && !id.is_null()) restore({target->id, id});
        } else if (field->kind == schema::Kind::any_ref) {
            const Value& value = row.values.get(field->id);
            if (const auto* any = std::get_if<schema::AnyRef>(&value)) {
                restore({any->entity, any->row});
            }
        }
    }
}

// SYNC 1.4: the row must be valid after every accepted group, also when nothing was concurrent.
// Units that a failed check reads become proposals in a second run; a required field that is gone,
// an insert or a resolution cannot be saved that way.
void JudgeRun::validate_rows() {
    for (const RowKey& key : touched_) {
        RowPointer row = scratch_.row(key);
        if (row == nullptr || row->deleted()) continue;
        const schema::EntitySpec& entity = catalogue_.at(key.entity);
        for (const schema::RowFault& fault : schema::check_row(entity, row->values)) {
            Change place;
            place.entity = key.entity;
            place.row = key.row;
            for (FieldId field : fault.fields) fail(Code::invalid, place, field, fault.rule);
            if (fault.rule == "required") continue;
            for (const Change& change : group_.changes) {
                const schema::FieldSpec* lead = entity.field(change.field);
                if (change.key() != key || lead == nullptr || change.resolution) continue;
                if (change.kind == ChangeKind::insert || change.kind == ChangeKind::step) continue;
                const bool read =
                    std::any_of(fault.fields.begin(), fault.fields.end(), [&](FieldId id) {
                        const schema::FieldSpec* field = entity.field(id);
                        return field != nullptr && field->unit_id() == change.field;
                    });
                const std::pair<RowKey, UnitId> unit{key, unit_of(change)};
                if (read && !forced_.contains(unit)) must_force_.insert(unit);
            }
        }
    }
}

Outcome judge(const schema::Catalogue& catalogue, State& state, const Group& group,
              const Judging& judging) {
    ForcedUnits forced;
    for (;;) {
        JudgeRun run(catalogue, state, group, judging, forced);
        Outcome outcome = run.finish();
        if (run.must_force().empty()) return outcome;
        forced.insert(run.must_force().begin(), run.must_force().end());
    }
}

std::int64_t corrected_time(State& state, const Group& group, std::int64_t previous_ms,
                            std::int64_t received_ms) {
    std::int64_t earliest = previous_ms;
    auto seen = [&](const OriginId& origin) {
        if (origin.is_null() || origin == group.origin) return;
        if (const auto info = state.origin(origin)) {
            earliest = std::max(earliest, info->corrected_ms);
        }
    };
    for (const OpId& op : group.depends_on) seen(op);
    for (const Change& change : group.changes) {
        seen(change.base.origin);
        seen(change.base.under);
    }
    return std::min(std::max(group.edit.corrected_ms, earliest), received_ms);
}

}  // namespace branchline::sync
