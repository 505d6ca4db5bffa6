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

// A group judged as the fold does it.
struct Tried {
    Outcome outcome;
    Reach reach;
    std::int64_t corrected_ms = 0;
};

Tried try_group(const schema::Catalogue& catalogue, State& state, const Group& group,
                const FoldTime& time);

// What is no longer as it was when it was folded.
struct Arrived {
    std::set<RowKey> rows;
    std::set<RowKey> related;  // their children or referrers changed

    // All that a group changes which comes into the fold or leaves it.
    void add(const PendingGroup& group);
};

struct Folded {
    std::set<RowKey> rows;                            // the closure
    std::map<RowKey, RowPointer> visible;             // rows that a group of it changed
    std::map<Id, std::shared_ptr<const Case>> cases;  // nullptr: closed in the fold
    std::map<std::int64_t, bool> left_out;            // by position, of the groups re-folded
    std::map<std::int64_t, Reach> reach;              // by position
};

// Re-folds every group whose outcome may have become another one. Groups marked doomed are left
// out. What day it is, was asked when the group was made: a clock that was put right since then
// must not hide what its user still waits for an answer to.
Folded refold(const schema::Catalogue& catalogue, State& canonical, const PendingGroups& pending,
              const Arrived& arrived, std::int64_t now_ms);

}  // namespace branchline::sync
