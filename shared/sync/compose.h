// From what a user does to the group that says so: takes bases, digests, seen figures and the
// proposals he settles from his screen, and names what the group depends on (SYNC 1.3, 2.4, 3.1,
// 3.3). The finished group has been judged against the screen: what the desk can refuse, it
// refuses before anything is saved, with the hub's own code.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "sync/fold.h"
#include "sync/group.h"
#include "sync/overlay.h"
#include "sync/pending.h"

namespace branchline::sync {

struct Identity {
    DeviceId device;
    Id incarnation;
    UserId user;
};

class Composer {
  public:
    // `screen` shows canonical rows with all pending groups; it must not change meanwhile.
    Composer(const schema::Catalogue& catalogue, State& screen, const PendingGroups& pending,
             const Identity& identity, const OpId& op);

    Status insert(EntityId entity, const RowId& row, Record values);
    // New values of fields of any rule but machine; units, sets and sums are told apart here.
    // Values that are there already are left out, but for the reason of a step() that follows.
    Status set(const RowKey& key, const Record& values);
    Status add(const RowKey& key, FieldId set, std::string element);
    Status remove(const RowKey& key, FieldId set, std::string element);
    Status increase(const RowKey& key, FieldId sum, std::int64_t by);
    Status correct(const RowKey& key, FieldId field, Value value);
    Status step(const RowKey& key, std::string_view name);
    Status erase(const RowKey& key);
    // Answers a case with this value of its unit; for an erase case: erase or keep.
    Status resolve(const Case& kase, const Record& values);
    Status resolve_erase(const Case& kase, bool erase_again);
    // The group that takes back what `change` (of a group of one's own) did, as far as its base is
    // still current; `before` is the row as it was.
    Status invert(const Change& change, const RowState& before);

    [[nodiscard]] bool empty() const { return group_.changes.empty(); }

    // Judged against the screen: the group, or why the hub would refuse it.
    struct Ready {
        Group group;
        Tried tried;  // as the fold sees it now
    };

    Result<Ready> finish(const EditTime& edit, std::uint64_t counter, std::string command,
                         const FoldTime& time);

  private:
    Result<RowPointer> live(const RowKey& key);
    Change change_of(ChangeKind kind, const RowState& row, FieldId field);
    Status set_unit(const RowState& row, const schema::FieldSpec& lead, const Record& values);
    void push_unit(const RowState& row, const schema::FieldSpec& lead, const Record& unit);
    Status set_elements(const RowState& row, const schema::FieldSpec& field, const Set& wanted);
    void settle_own(Change& change);
    void push(Change change, const Effect& effect);
    void depend_on_row(const RowKey& key, bool structural_only);
    void depend_on_version(const Version& version);
    void depend_for(const Change& change);
    void depend_on_family(const RowKey& key, bool with_referrers);

    const schema::Catalogue& catalogue_;
    State& screen_;
    const PendingGroups& pending_;
    Overlay scratch_;  // the screen with the group's own earlier changes
    Group group_;
    std::set<std::int64_t> depends_;                    // positions
    std::set<std::pair<RowKey, FieldId>> given_again_;  // units set to what they were
};

// Whether a change that others have heard of can be taken back by another one (SYNC 2.9).
bool has_inverse(const schema::Catalogue& catalogue, const Change& change);

// Error of a verdict, for the person: the code with the fields' names.
Error error_of(const schema::Catalogue& catalogue, const Outcome& outcome);

}  // namespace branchline::sync
