// A desk's own groups that are still in the fold: waiting for a verdict, or judged at a place in
// the log that the desk has not read up to yet (SYNC, words). In the order they were made, indexed
// by what they reach. In memory; the change log is its durable form.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "sync/group.h"
#include "sync/state.h"

namespace branchline::sync {

// What a group did when it was last folded, and everything that this followed from.
struct Reach {
    std::set<RowKey> touched;  // rows it changed: also children of a deleted row, the parent that
                               // keeps its writers
    std::set<RowKey> moved;    // rows those referred to, before or after: as their children and
                               // referrers, they may look different
    std::set<RowKey> read;     // rows that were looked at
    std::set<RowKey> asked;    // rows whose children or referrers were looked for

    friend bool operator==(const Reach&, const Reach&) = default;
};

struct PendingGroup {
    Group group;
    std::int64_t verdict_seq = 0;  // 0: no verdict yet
    bool left_out = false;         // fails a hard check in the fold: will probably be refused
    bool doomed = false;           // depends on a group that was refused
    Reach reach;
};

class PendingGroups {
  public:
    // `position` = place in the local change log, ascending.
    void add(std::int64_t position, PendingGroup group);
    void remove(std::int64_t position);
    void clear();
    void set_reach(std::int64_t position, Reach reach);

    [[nodiscard]] const std::map<std::int64_t, PendingGroup>& all() const { return groups_; }

    [[nodiscard]] PendingGroup* at(std::int64_t position);
    [[nodiscard]] std::optional<std::int64_t> by_op(const OpId& op) const;
    [[nodiscard]] std::optional<std::int64_t> by_origin(const OriginId& origin) const;
    // Positions of the groups that write the row, or looked at it.
    [[nodiscard]] const std::set<std::int64_t>& writing(const RowKey& key) const;
    [[nodiscard]] const std::set<std::int64_t>& reading(const RowKey& key) const;
    // Of those that change, or looked for, its children and referrers.
    [[nodiscard]] const std::set<std::int64_t>& moving(const RowKey& key) const;
    [[nodiscard]] const std::set<std::int64_t>& asking(const RowKey& key) const;
    // The group and everything that depends on it, transitively, ascending.
    [[nodiscard]] std::set<std::int64_t> with_dependents(std::int64_t position) const;
    // The same of a group that need not be here, without itself.
    [[nodiscard]] std::set<std::int64_t> depending_on(const OpId& op) const;

    [[nodiscard]] static std::set<RowKey> rows_written(const PendingGroup& group);

  private:
    using Index = std::map<RowKey, std::set<std::int64_t>>;

    void enter(std::int64_t position, const PendingGroup& group);
    void take_out(std::int64_t position, const PendingGroup& group);

    std::map<std::int64_t, PendingGroup> groups_;
    std::map<Id, std::int64_t> by_op_;
    std::map<Id, std::int64_t> by_origin_;
    std::map<Id, std::set<std::int64_t>> dependents_;  // op -> positions that name it
    Index writing_;
    Index reading_;
    Index moving_;
    Index asking_;
};

}  // namespace branchline::sync
