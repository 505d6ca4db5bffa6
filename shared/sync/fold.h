// The optimistic view (SYNC 2.7): what a desk shows is its canonical rows with its pending groups
// judged over them, in the order they were made, by the one merge function. An arrival re-folds the
// closure of what it touched; the from-scratch fold over everything is the oracle in tests.
#pragma once

#include <map>
#include <set>

#include "sync/judge.h"
#include "sync/overlay.h"
#include "sync/pending.h"

namespace branchline::sync {

struct FoldTime {
    std::int64_t now_ms = 0;  // estimate of the hub's clock
    std::int64_t today = 0;
};

struct Folded {
    std::set<RowKey> rows;                             // the closure
    std::map<RowKey, RowPointer> visible;              // rows that a group of it changed
    std::map<Id, std::shared_ptr<const Case>> cases;   // nullptr: closed in the fold
    std::map<std::int64_t, bool> left_out;             // by position, of the groups re-folded
    std::map<std::int64_t, std::set<RowKey>> touched;  // by position, what their effects reached
};

// Re-folds what depends on `dirty` (rows that arrived, or that a group left). `related` are rows
// whose children or referrers arrived: only groups that write them are concerned. Groups marked
// doomed are left out.
Folded refold(const schema::Catalogue& catalogue, State& canonical, const PendingGroups& pending,
              std::set<RowKey> dirty, std::set<RowKey> related, const FoldTime& time);

}  // namespace branchline::sync
