// What judging a group did, as the hub publishes it: the same list is applied to the hub's tables,
// logged, paged to desks (stripped of what they may not see) and applied there. Also the verdict.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "sync/group.h"
#include "sync/state.h"

namespace branchline::sync {

enum class EffectKind : std::uint8_t {
    insert = 1,     // values, version
    set = 2,        // unit, values (all fields of the unit; null clears), version
    element = 3,    // unit, text, present, version
    tombstone = 4,  // the row is deleted by this group
    undelete = 5,   // it is back
    propose = 6,    // unit, case_kind, proposal: put in place of that device's older one
    settle = 7,     // unit, origins: these proposals are closed; the case too when none is left
    mark = 8,       // unit, values/text, loser, winner, why: a settled loser, for the history
    alias = 9,      // text: the number printed before the hub gave another one
    writers = 10,   // writers
    covers = 11,    // covers
    leave = 12,     // to a desk: the row is out of its sight
    enter = 13,     // to a desk: the row has come into its sight, and follows whole
    move = 14       // to a desk: the row is in sight as before, but in other buckets
};

// Why a value did not stand.
enum class Why : std::uint8_t {
    later_won = 1,         // latest
    first_stands = 2,      // first
    element_kept = 3,      // a remove that had not seen the present element
    already_resolved = 4,  // a resolution that found no open case
    not_undone = 5,        // an inverse whose base was no longer current
    over_step = 6,         // a blind step went over an unseen one
    already_there = 7,     // the step had been taken
    delete_lost = 8        // changed since: the row stays
};

struct Mark {
    OriginId loser;   // the group whose value did not stand
    OriginId winner;  // the one whose did
    UserId user;      // the loser's author
    DeviceId device;
    std::int64_t at_ms = 0;
    Why why = Why::later_won;

    friend bool operator==(const Mark&, const Mark&) = default;
};

struct Effect {
    EffectKind kind = EffectKind::set;
    EntityId entity = 0;
    RowId row;
    UnitId unit;
    Record values;
    std::string text;
    bool present = false;
    Version version;
    CaseKind case_kind = CaseKind::value;
    Proposal proposal;
    std::vector<OriginId> origins;
    Mark mark;
    std::vector<UserId> writers;
    std::vector<CoverMark> covers;

    [[nodiscard]] RowKey key() const { return {entity, row}; }

    friend bool operator==(const Effect&, const Effect&) = default;
};

inline Effect effect_on(EffectKind kind, EntityId entity, const RowId& row) {
    Effect effect;
    effect.kind = kind;
    effect.entity = entity;
    effect.row = row;
    return effect;
}

enum class Verdict : std::uint8_t { accepted = 1, merged = 2, rejected = 3, deferred = 4 };
std::string_view verdict_name(Verdict verdict);

struct FieldPlace {
    EntityId entity = 0;
    RowId row;
    FieldId field = 0;

    friend auto operator<=>(const FieldPlace&, const FieldPlace&) = default;
};

struct Outcome {
    Verdict verdict = Verdict::accepted;
    Code code = Code::none;          // rejected
    std::string rule;                // guard or check that failed, limit, … for the reader
    std::vector<FieldPlace> fields;  // every offending one of that code
    OpId cause;                      // predecessor, or the group that stands in the way
    std::vector<OpId> waits_for;     // deferred: op or origin ids that are unknown here
    std::vector<Effect> effects;     // empty unless accepted or merged

    [[nodiscard]] bool taken() const {
        return verdict == Verdict::accepted || verdict == Verdict::merged;
    }
};

// The group's facts that effects are applied with.
struct Author {
    OriginId origin;
    UserId user;
    DeviceId device;
    std::int64_t corrected_ms = 0;
};

// Applies one row effect to a row (insert: `row` is empty before). Case effects are the caller's
// (apply_to_case). Pure.
void apply_to_row(const schema::Catalogue& catalogue, const Effect& effect, const Author& author,
                  RowState& row);
// Applies propose or settle; `kase` is what open_case gave, or a fresh one. Closed when it ends
// without proposals.
void apply_to_case(const Effect& effect, std::int64_t now_ms, Case& kase);
bool is_row_effect(EffectKind kind);   // insert, set, element, tombstone, undelete, writers, covers
bool is_case_effect(EffectKind kind);  // propose, settle

// What only a desk is told: it says nothing of the row itself.
constexpr bool is_about_sight(EffectKind kind) {
    return kind == EffectKind::leave || kind == EffectKind::enter || kind == EffectKind::move;
}

}  // namespace branchline::sync
