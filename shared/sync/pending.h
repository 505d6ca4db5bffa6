// A desk's own groups that are still in the fold: waiting for a verdict, or judged at a place in
// the log that the desk has not read up to yet (SYNC, words). In the order they were made, indexed
// by the rows they write and read. In memory; the change log is its durable form.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "schema/catalogue.h"
#include "sync/group.h"
#include "sync/state.h"

namespace branchline::sync {

struct PendingGroup {
    Group group;
    std::int64_t verdict_seq = 0;  // 0: no verdict yet
    bool left_out = false;         // fails a hard check in the fold: will probably be refused
    bool doomed = false;           // depends on a group that was refused
    std::set<RowKey> touched;      // rows its effects reached when it was last folded: children of
                                   // a deleted row, the parent that keeps its writers
};

class PendingGroups {
  public:
    explicit PendingGroups(const schema::Catalogue& catalogue) : catalogue_(catalogue) {}

    // `position` = place in the local change log, ascending.
    void add(std::int64_t position, PendingGroup group);
    void remove(std::int64_t position);
    void clear();
    void set_touched(std::int64_t position, std::set<RowKey> rows);

    [[nodiscard]] const std::map<std::int64_t, PendingGroup>& all() const { return groups_; }

    [[nodiscard]] PendingGroup* at(std::int64_t position);
    [[nodiscard]] std::optional<std::int64_t> by_op(const OpId& op) const;
    [[nodiscard]] std::optional<std::int64_t> by_origin(const OriginId& origin) const;
    // Positions of the groups that write the row, or only read it.
    [[nodiscard]] const std::set<std::int64_t>& writing(const RowKey& key) const;
    [[nodiscard]] const std::set<std::int64_t>& reading(const RowKey& key) const;
    // The group and everything that depends on it, transitively, ascending.
    [[nodiscard]] std::set<std::int64_t> with_dependents(std::int64_t position) const;

    [[nodiscard]] static std::set<RowKey> rows_written(const PendingGroup& group);
    [[nodiscard]] std::set<RowKey> rows_read(const Group& group) const;  // references in its values

  private:
    const schema::Catalogue& catalogue_;
    std::map<std::int64_t, PendingGroup> groups_;
    std::map<Id, std::int64_t> by_op_;
    std::map<Id, std::int64_t> by_origin_;
    std::map<Id, std::set<std::int64_t>> dependents_;  // op -> positions that name it
    std::map<RowKey, std::set<std::int64_t>> writing_;
    std::map<RowKey, std::set<std::int64_t>> reading_;
};

}  // namespace branchline::sync
