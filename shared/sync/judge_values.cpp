#include <algorithm>

#include "base/planted.h"
#include "schema/validate.h"
#include "sync/judge_run.h"

namespace branchline::sync {

Record unit_values(const schema::EntitySpec& entity, FieldId lead, const Record& row) {
    Record values;
    for (const schema::FieldSpec* field : entity.fields) {
        if (field->unit_id() == lead) values.set(field->id, row.get(field->id));
    }
    return values;
}

void JudgeRun::emit(Effect effect) {
    scratch_.apply(effect, author_);
    if (is_row_effect(effect.kind)) touched_.insert(effect.key());
    outcome_.effects.push_back(std::move(effect));
}

void JudgeRun::set_unit(const Change& change, const Record& values, const Version& version) {
    Effect effect = effect_on(EffectKind::set, change.entity, change.row);
    effect.unit = unit_of(change);
    // Whole, also where the change names only some fields of the unit: the others are cleared.
    effect.values = unit_values(catalogue_.at(change.entity), change.field, values);
    effect.version = version;
    emit(std::move(effect));
}

void JudgeRun::propose(const Change& change, CaseKind kind, const Record& values) {
    Effect effect = effect_on(EffectKind::propose, change.entity, change.row);
    effect.unit = unit_of(change);
    effect.case_kind = kind;
    effect.proposal = {group_.device, group_.origin, group_.user, judging_.corrected_ms,
                       change.kind,   values,        change.base};
    emit(std::move(effect));
    merged_ = true;
}

// Closes exactly the proposals that the change names (RULES F4), as far as they are still open.
void JudgeRun::settle(const Change& change) {
    if (change.settles.empty()) return;
    const auto kase = scratch_.open_case(case_id(change.key(), unit_of(change)));
    if (kase == nullptr) return;
    Effect effect = effect_on(EffectKind::settle, change.entity, change.row);
    effect.unit = unit_of(change);
    for (const Proposal& proposal : kase->proposals) {
        if (std::find(change.settles.begin(), change.settles.end(), proposal.origin) !=
                change.settles.end() ||
            planted(Planted::settles_every_proposal)) {
            effect.origins.push_back(proposal.origin);
        }
    }
    if (!effect.origins.empty()) emit(std::move(effect));
}

void JudgeRun::mark_arriving(const Change& change, const OriginId& winner, Why why) {
    Effect effect = effect_on(EffectKind::mark, change.entity, change.row);
    effect.unit = unit_of(change);
    effect.values = change.values;
    effect.text = change.element;
    effect.mark = {group_.origin, winner, group_.user, group_.device, judging_.corrected_ms, why};
    emit(std::move(effect));
    merged_ = true;
}

void JudgeRun::mark_current(const Change& change, const Target& target, const Version& current,
                            Why why) {
    const auto info = scratch_.origin(current.origin);
    Effect effect = effect_on(EffectKind::mark, change.entity, change.row);
    effect.unit = unit_of(change);
    effect.values = unit_values(*target.entity, change.field, target.row->values);
    effect.mark.loser = current.origin;
    effect.mark.winner = group_.origin;
    effect.mark.user = info ? info->user : UserId{};
    effect.mark.device = info ? info->device : DeviceId{};
    effect.mark.at_ms = info ? info->corrected_ms : 0;
    effect.mark.why = why;
    if (!planted(Planted::loser_without_mark)) emit(std::move(effect));
    merged_ = true;
}

// SYNC 1.3: a value merged into one that its author had not seen names it, so that nothing built on
// the merged value alone counts as having seen what lies under it. Into one of his own chain it
// names what lies under that.
Version JudgeRun::merged_into(const Change& change, const Version& current) {
    merged_ = true;
    if (planted(Planted::under_left_out)) return whole();
    return {group_.origin, is_own_chain(change, current) ? current.under : current.origin};
}

// Of the same device, and its author had it before him. Not so what that device had done before it
// was put back to an earlier copy of its disk, nor what its clone does, nor what was done after a
// group that is now sent again.
bool JudgeRun::is_own_chain(const Change& change, const Version& current) {
    if (current.origin == group_.origin) return true;
    const auto info = scratch_.origin(current.origin);
    if (!info || info->device != group_.device) return false;
    if (planted(Planted::own_device_is_own_chain)) return true;
    return change.base.origin == current.origin || is_built_on(current.origin);
}

// Through the groups that it depends on: a chain longer than this counts as not seen, which costs a
// question more and no value.
bool JudgeRun::is_built_on(const OriginId& origin) {
    constexpr std::size_t steps_max = 1'000;
    std::vector<OpId> open = group_.depends_on;
    for (std::size_t i = 0; i < open.size() && i < steps_max; ++i) {
        const auto before = scratch_.lineage(open[i]);
        if (!before) continue;
        if (before->origin == origin) return true;
        for (const OpId& op : before->depends_on) {
            if (std::ranges::find(open, op) == open.end()) open.push_back(op);
        }
    }
    return false;
}

void JudgeRun::apply_rule(const Change& change, const Target& target) {
    const UnitId unit = unit_of(change);
    const Version current = target.row->version_of(unit);
    if (forced_.contains({change.key(), unit})) {
        settle(change);
        propose(change, CaseKind::invalid, change.values);
        return;
    }
    const bool stale = change.resolution && change.base != current;
    if (stale && !planted(Planted::stale_answer_asks_anew)) {
        return apply_stale_resolution(change, target, current);
    }
    switch (change.kind) {
        case ChangeKind::add:
        case ChangeKind::remove:
            return apply_element(change, target, current);
        case ChangeKind::correct:
            return apply_correct(change, target, current);
        case ChangeKind::sum:
            return apply_sum(change, target, current);
        case ChangeKind::text:
            return apply_text(change, target, current);
        default:
            break;
    }
    switch (target.lead->rule) {
        case schema::Rule::ask:
            return apply_ask(change, target, current);
        case schema::Rule::first:
            return apply_first(change, target, current);
        case schema::Rule::furthest:
            return apply_furthest(change, target, current);
        default:
            return apply_latest(change, target, current);
    }
}

bool JudgeRun::is_there(const Change& change, const Target& target) const {
    const Record there = unit_values(*target.entity, change.field, target.row->values);
    return std::ranges::all_of(
        there, [&](const auto& each) { return change.values.get(each.first) == each.second; });
}

// A concurrent change to what is there already is no conflict (RULES F19).
bool JudgeRun::apply_same_value(const Change& change, const Target& target,
                                const Version& current) {
    if (!is_there(change, target)) return false;
    settle(change);
    set_unit(change, change.values, merged_into(change, current));
    return true;
}

// An answer given on an older view, whatever the rule of the unit: as long as the case is open it
// is one more proposal; once it is closed its author hears that it is.
void JudgeRun::apply_stale_resolution(const Change& change, const Target& target,
                                      const Version& current) {
    if (apply_same_value(change, target, current)) return;
    const auto kase = scratch_.open_case(case_id(change.key(), unit_of(change)));
    if (kase == nullptr) return mark_arriving(change, current.origin, Why::already_resolved);
    const CaseKind kind = kase->kind;
    settle(change);
    propose(change, kind, change.values);
}

void JudgeRun::apply_latest(const Change& change, const Target& target, const Version& current) {
    if (change.base == current) {
        settle(change);
        set_unit(change, change.values, whole());
        return;
    }
    if (apply_same_value(change, target, current)) return;
    if (change.inverse) return mark_arriving(change, current.origin, Why::not_undone);
    const auto theirs = scratch_.origin(current.origin);
    const std::int64_t their_time = theirs ? theirs->corrected_ms : 0;
    settle(change);
    if (std::pair(judging_.corrected_ms, group_.origin) > std::pair(their_time, current.origin)) {
        mark_current(change, target, current, Why::later_won);
        set_unit(change, change.values, whole());
    } else {
        mark_arriving(change, current.origin, Why::later_won);
    }
}

void JudgeRun::apply_ask(const Change& change, const Target& target, const Version& current) {
    if (change.base == current) {
        settle(change);
        set_unit(change, change.values, whole());
        return;
    }
    if (apply_same_value(change, target, current)) return;
    if (change.inverse) return mark_arriving(change, current.origin, Why::not_undone);
    settle(change);
    propose(change, CaseKind::value, change.values);
}

void JudgeRun::apply_first(const Change& change, const Target& target, const Version& current) {
    if (change.base == current) {
        settle(change);
        set_unit(change, change.values, whole());
        return;
    }
    if (apply_same_value(change, target, current)) return;
    if (change.inverse) return mark_arriving(change, current.origin, Why::not_undone);
    settle(change);
    mark_arriving(change, current.origin, Why::first_stands);
}

void JudgeRun::apply_sum(const Change& change, const Target& target, const Version& current) {
    const schema::FieldSpec& field = *target.lead;
    const bool equal = change.base == current;
    bool adds_here = true;
    if (target.governing != nullptr) {
        const schema::EntitySpec& machine = catalogue_.at(target.governing->entity);
        const auto state = target.governing->values.integer(machine.machine->id);
        adds_here = (schema::state_bit(state) & field.adds_in) != 0;
    }
    std::int64_t result = change.values.integer(field.id);
    if (!change.adds && (result < field.min || result > field.max)) {
        return fail(Code::limit, change, field.id);
    }
    // "Make it 9" must not become "+4" by arrival order: another mode than the author saw is a
    // question to a person. With an equal base nothing unseen lies between, his mode stands.
    if (!equal && change.adds != adds_here) {
        // Where he added and the result is there by chance, the version stays as it was: under
        // the merged one his desk may show the sum of both.
        if (change.adds && is_there(change, target)) {
            merged_ = true;
            return settle(change);
        }
        return apply_ask(change, target, current);
    }
    if (change.adds && !equal && !planted(Planted::sum_overwritten)) {
        const auto* seen = std::get_if<std::int64_t>(&change.seen);
        std::int64_t difference = 0;
        if (__builtin_sub_overflow(result, seen == nullptr ? 0 : *seen, &difference) ||
            __builtin_add_overflow(target.row->values.integer(field.id), difference, &result)) {
            return fail(Code::limit, change, field.id);
        }
    } else if (!equal) {
        return apply_latest(change, target, current);
    }
    const bool fits = result >= field.min && result <= field.max;
    if (!fits && !planted(Planted::limit_of_a_sum_not_asked)) {
        return fail(Code::limit, change, field.id);
    }
    Record values = change.values;
    if (change.adds && !equal) values.set(field.id, result);
    settle(change);
    set_unit(change, values, equal ? whole() : merged_into(change, current));
}

void JudgeRun::apply_text(const Change& change, const Target& target, const Version& current) {
    if (change.base == current) {
        settle(change);
        set_unit(change, change.values, whole());
        return;
    }
    if (apply_same_value(change, target, current)) return;
    if (change.inverse) return mark_arriving(change, current.origin, Why::not_undone);
    const auto* base = std::get_if<std::string>(&change.seen);
    auto merged =
        merge_lines(base == nullptr ? std::string() : *base, change.values.text(change.field),
                    target.row->values.text(change.field));
    if (merged && planted(Planted::text_overwritten)) *merged = change.values.text(change.field);
    settle(change);
    Record values;
    if (merged) values.set(change.field, merged->empty() ? Value{} : Value{*merged});
    if (!merged || !schema::check_value(*target.lead, values.get(change.field))) {
        return propose(change, CaseKind::text, change.values);
    }
    set_unit(change, values, merged_into(change, current));
}

void JudgeRun::apply_furthest(const Change& change, const Target& target, const Version& current) {
    const std::int64_t asked = change.values.integer(change.field);
    // Nobody verifies tomorrow: a date is bounded by the hub's day (SYNC 3).
    if (target.lead->kind == schema::Kind::date && asked > judging_.today) {
        return fail(Code::limit, change, change.field);
    }
    const bool equal = change.base == current;
    if (change.inverse && !equal) {
        if (apply_same_value(change, target, current)) return;
        return mark_arriving(change, current.origin, Why::not_undone);
    }
    const Value& there = target.row->values.get(change.field);
    Record values;
    values.set(change.field,
               schema::is_null(there) ? asked : std::max(asked, std::get<std::int64_t>(there)));
    settle(change);
    set_unit(change, values, equal ? whole() : merged_into(change, current));
}

void JudgeRun::apply_correct(const Change& change, const Target&, const Version& current) {
    if (change.base != current) {
        return fail(Code::changed_since_seen, change, change.field, {}, current.origin);
    }
    settle(change);
    set_unit(change, change.values, whole());
}

void JudgeRun::apply_element(const Change& change, const Target& target, const Version& current) {
    const bool present =
        schema::set_contains(target.row->values.set_of(change.field), change.element);
    const bool add = change.kind == ChangeKind::add;
    const bool equal = change.base == current;
    if (!add && !equal) {
        if (present) mark_arriving(change, current.origin, Why::element_kept);
        merged_ = true;
        return;
    }
    Effect effect = effect_on(EffectKind::element, change.entity, change.row);
    effect.unit = unit_of(change);
    effect.text = change.element;
    effect.present = add;
    effect.version = equal ? whole() : merged_into(change, current);
    emit(std::move(effect));
}

}  // namespace branchline::sync
