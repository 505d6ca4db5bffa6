// One group tried on a copy of the model's world (support/reference_model.h). The copy is kept if
// the group is taken and thrown away if not: that is the whole of atomicity here.
#pragma once

#include <map>
#include <set>

#include "support/reference_model.h"

namespace branchline::test {

class ReferenceTrial final : public Sight {
  public:
    ReferenceTrial(const schema::Catalogue& catalogue, const ReferenceModel::Grants& grants,
                   const std::string& free_number, const ModelWorld& before,
                   const sync::Group& group, const std::set<OriginId>& past)
        : catalogue_(catalogue),
          grants_(grants),
          free_number_(free_number),
          before_(before),
          now_(before),
          group_(group),
          past_(past) {}

    void run(const std::vector<std::string>& seen, std::int64_t corrected_ms, std::int64_t today);

    [[nodiscard]] Code failure() const;  // the first in the order of checks; none = taken

    [[nodiscard]] bool merged() const { return merged_; }

    [[nodiscard]] std::vector<std::string> marks() const;

    [[nodiscard]] ModelWorld take_world() { return std::move(now_); }

    // Sight: what this group finds and has made so far.
    const RowPicture* row(const RowKey& key) override;
    std::vector<RowKey> live_rows_with(schema::EntityId entity, schema::FieldId field,
                                       const RowId& target) override;
    std::vector<OriginId> proposals(const RowKey& key) override;

  private:
    using Values = std::map<schema::FieldId, schema::Value>;
    using Place = std::pair<RowKey, UnitId>;

    // In the order in which failures are reported; within one, the change that comes first.
    enum class Check { known, right, machine, content, guard, limit, row };

    // Changes by kind.
    void insert(const sync::Change& change);
    void value(const sync::Change& change);
    void element(const sync::Change& change);
    void step(const sync::Change& change, const std::string& seen);
    void erase(const sync::Change& change, const std::string& seen);
    void keep(const sync::Change& change);

    // Value rules.
    void unseen_value(const sync::Change& change, schema::Rule rule, const Values& typed);
    void latest(const sync::Change& change, const Values& typed);
    void sum(const sync::Change& change, bool hub_adds);
    void text(const sync::Change& change);
    void furthest(const sync::Change& change);
    void correct(const sync::Change& change);
    void take_step(const sync::Change& change, const schema::Transition& step, RowPicture& row);

    // Hard checks.
    [[nodiscard]] bool reads_what_it_hangs_on(const schema::EntitySpec& entity,
                                              const RowPicture& row, schema::RoleMask roles) const;
    [[nodiscard]] bool may(const sync::Change& change, const RowPicture& row,
                           schema::RoleMask roles) const;
    void check_right(const sync::Change& change, const RowPicture& row);
    [[nodiscard]] bool was_handed_over(const sync::Change& change, const RowPicture& row) const;
    void check_content(const sync::Change& change);
    void check_references(const sync::Change& change);
    bool within_limit(const RowKey& key, const schema::Guard& guard);
    bool guards_hold(const RowKey& key, const schema::Transition& step);
    void validate(const RowKey& key);
    bool revert(const RowKey& key, const schema::Check& check);
    std::vector<const schema::Check*> broken_checks(const RowKey& key);

    // The world.
    RowPicture* touch(const sync::Change& change);
    void restore(const RowKey& key);
    [[nodiscard]] bool is_his(const RowKey& key, const RowPicture& row) const;
    [[nodiscard]] RowKey placed_by(const RowKey& key) const;
    [[nodiscard]] schema::RoleMask roles_in(const RowId& branch) const;
    [[nodiscard]] schema::RoleMask roles_for(const RowKey& key) const;
    std::optional<RowKey> governing(const RowKey& key);
    std::int64_t governing_state(const RowKey& key);
    [[nodiscard]] Version merged_into(const sync::Change& change, const Version& version) const;
    Values unit_values(const RowKey& key, schema::FieldId lead);
    Values typed_values(const sync::Change& change);
    void set_unit(const sync::Change& change, const Values& values, const Version& version);
    void propose(const sync::Change& change, const UnitId& unit);
    void settle(const sync::Change& change, const UnitId& unit);
    void note_writer(const RowKey& key, const UnitId& unit);
    void add_mark(const RowKey& key, const UnitId& unit, const OriginId& loser, sync::Why why);

    void fail(Check check, Code code) { failures_.emplace(check, code); }

    [[nodiscard]] Version whole() const { return {group_.origin, {}}; }

    const schema::Catalogue& catalogue_;
    const ReferenceModel::Grants& grants_;
    const std::string& free_number_;
    const ModelWorld& before_;
    ModelWorld now_;
    const sync::Group& group_;
    const std::set<OriginId>& past_;  // all that the group was built on
    std::int64_t corrected_ms_ = 0;
    std::int64_t today_ = 0;
    bool merged_ = false;
    std::map<Check, Code> failures_;
    std::multimap<Place, std::pair<OriginId, sync::Why>> marks_;
    std::set<RowKey> inserted_;
};

}  // namespace branchline::test
