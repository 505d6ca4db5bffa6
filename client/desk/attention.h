// What the hub has refused and nobody has dealt with (SYNC 2.6): one item per root, with the groups
// that were refused because they build on it. On the thread of the replica.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/desk.h"

namespace branchline::desk {

struct RefusedChange {
    const schema::EntitySpec* entity = nullptr;
    RowId row;
    sync::RowKey record;                       // the row, or what it is a line of
    const schema::FieldSpec* field = nullptr;  // nullptr: the row as a whole
    std::string what;                          // create, set, step, delete …
    schema::Record values;
    const schema::Transition* step = nullptr;  // of the machine
    sync::Version base;                        // of the unit, on its author's screen
};

struct RefusedItem {
    Id id;  // op id of the root
    const schema::EntitySpec* entity = nullptr;
    RowId row;
    std::string command;
    std::int64_t made_ms = 0;
    Error error;                         // why
    std::vector<OpId> groups;            // the root, then those that build on it, in order
    std::vector<OpId> own;               // of these, the ones about its record and its children
    std::vector<RefusedChange> changes;  // of all groups, in order

    // The record of the root; what else is in the bundle was built on it elsewhere.
    [[nodiscard]] bool is_about(const sync::RowKey& record) const;
    // All that its own groups did was this step, with what belongs to it.
    [[nodiscard]] bool is_only_step(std::string_view name) const;
};

// A group of another record that cannot go along: it stays in attention, and is to be done again.
struct LeftBehind {
    sync::RowKey row;
    std::string command;
    Error error;
};

std::vector<RefusedItem> refused_items(Desk& desk);
Result<RefusedItem> find_refused(Desk& desk, std::string_view text);
// The whole bundle, as it was. cannot_resend says why not.
Result<Done> resend(Desk& desk, const RefusedItem& item);
Result<Done> discard(Desk& desk, const RefusedItem& item);
// How to commit what takes its place: where others go along with it, all are one batch.
CommitOptions in_place_of(Desk& desk, const RefusedItem& item);
// The group `by` (null: nothing was left to do) holds what its own groups were. What was built on
// them elsewhere is sent again with it, in this batch, as far as it stands on what is there now.
std::vector<LeftBehind> replace(Desk& desk, const RefusedItem& item, const OpId& by,
                                const Id& batch = {});

}  // namespace branchline::desk
