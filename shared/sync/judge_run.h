// One run of the judge over one group: private to judge*.cpp. Every change is checked and applied
// to a scratch layer in order; hard failures are collected, so that a rejection names all of them.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "sync/judge.h"
#include "sync/overlay.h"

namespace branchline::sync {

// Units of the arriving group that may only become proposals, because together with what is there
// they break a rule of their row (SYNC 1.4).
using ForcedUnits = std::set<std::pair<RowKey, UnitId>>;

class JudgeRun {
  public:
    JudgeRun(const schema::Catalogue& catalogue, State& state, const Group& group,
             const Judging& judging, const ForcedUnits& forced);
    Outcome finish();

    // Units to force in another run; empty when the rows are valid or cannot be saved that way.
    [[nodiscard]] const ForcedUnits& must_force() const { return must_force_; }

  private:
    struct Failure {
        Code code;
        std::string rule;
        FieldPlace place;
        OpId cause;
    };

    // The row a change is about, with what the checks ask about it.
    struct Target {
        RowPointer row;
        const schema::EntitySpec* entity = nullptr;
        const schema::FieldSpec* lead = nullptr;
        schema::RoleMask roles = 0;
        RowPointer governing;  // null where no machine governs
    };

    // judge.cpp: the order of a group
    bool dependencies();
    void judge_change(const Change& change);
    void judge_insert(const Change& change);
    void judge_unit(const Change& change);
    void judge_erase(const Change& change);
    void judge_keep(const Change& change);
    bool delete_is_allowed(const Change& change, const Target& target);
    void restore(const RowKey& key);
    void blame_deleter(const RowKey& key, const OriginId& deleter);
    void restore_references(const RowState& row);
    void give_number(Change& change);
    void validate_rows();

    // judge_offer.cpp: acknowledged in another history
    void keep_acknowledged(const Change& change, std::size_t failed_before);

    // judge_step.cpp: the machine
    void judge_step(const Change& change);
    bool step_is_legal(const Change& change, const Target& target, const schema::Transition& step);
    void take_step(const Change& change, const Target& target, const schema::Transition& step);
    bool guard_holds(const schema::Guard& guard, const RowState& row);
    bool within_limit(const schema::Guard& guard, const RowState& row);

    // judge_checks.cpp: hard checks
    bool find_target(const Change& change, Target& target);
    bool may_write(const RowState& row, schema::RoleMask roles);
    bool is_allowed(const Change& change, const Target& target, const schema::FieldSpec& field,
                    schema::RoleMask roles);
    bool may_write_field(const Change& change, const Target& target,
                         const schema::FieldSpec& field);
    bool was_handed_over(const Change& change, const Target& target);
    bool guarded_content_seen(const Change& change, const Target& target);
    bool is_covered(const Target& target, const schema::Transition& step) const;
    bool moves_to_other_parent(const Change& change, const Target& target) const;
    bool kind_fits(const Change& change, const schema::FieldSpec& lead) const;
    bool references_exist(const Change& change, const schema::EntitySpec& entity);
    bool author_knows(const RowState& row) const;
    bool values_fit(const Change& change, const schema::EntitySpec& entity);
    schema::RoleMask roles_for(const RowState& row);

    // judge_values.cpp: the rule table
    void apply_rule(const Change& change, const Target& target);
    void apply_stale_resolution(const Change& change, const Target& target, const Version& current);
    void apply_latest(const Change& change, const Target& target, const Version& current);
    void apply_ask(const Change& change, const Target& target, const Version& current);
    void apply_first(const Change& change, const Target& target, const Version& current);
    void apply_sum(const Change& change, const Target& target, const Version& current);
    void apply_text(const Change& change, const Target& target, const Version& current);
    void apply_furthest(const Change& change, const Target& target, const Version& current);
    void apply_correct(const Change& change, const Target& target, const Version& current);
    void apply_element(const Change& change, const Target& target, const Version& current);
    [[nodiscard]] bool is_there(const Change& change, const Target& target) const;
    bool apply_same_value(const Change& change, const Target& target, const Version& current);

    // effects
    void emit(Effect effect);
    void set_unit(const Change& change, const Record& values, const Version& version);
    void propose(const Change& change, CaseKind kind, const Record& values);
    void settle(const Change& change);
    void mark_arriving(const Change& change, const OriginId& winner, Why why);
    void mark_current(const Change& change, const Target& target, const Version& current, Why why);
    void note_writer(const Target& target);
    void fail(Code code, const Change& change, FieldId field, std::string rule = {},
              OpId cause = {});

    [[nodiscard]] Version whole() const { return {group_.origin, OriginId{}}; }

    Version merged_into(const Change& change, const Version& current);
    bool is_own_chain(const Change& change, const Version& current);
    bool is_built_on(const OriginId& origin);

    [[nodiscard]] bool is_hub() const { return group_.user == hub_user; }

    const schema::Catalogue& catalogue_;
    const Group& group_;
    const Judging& judging_;
    const ForcedUnits& forced_;
    Overlay scratch_;
    Author author_;
    Outcome outcome_;
    std::vector<Failure> failures_;
    std::set<RowKey> touched_;
    ForcedUnits must_force_;
    bool merged_ = false;
};

UnitId unit_of(const Change& change);
// The values of a unit in a row, nulls included.
Record unit_values(const schema::EntitySpec& entity, FieldId lead, const Record& row);

}  // namespace branchline::sync
