// Conflicts: open cases that ask somebody for a decision, and what a rule has settled already
// (SYNC 3). A case has one id everywhere. On the thread of the replica.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/desk.h"
#include "desk/history.h"
#include "sync/state.h"

namespace branchline::desk {

struct CaseView {
    Id id;
    const schema::EntitySpec* entity = nullptr;
    RowId row;
    const schema::FieldSpec* field =
        nullptr;                           // lead of the unit; nullptr: the row (delete or keep)
    std::string rule;                      // name of the rule, or delete, restore, hand_over
    std::optional<schema::Record> base;    // what the decisive proposal was made from
    std::optional<schema::Record> mine;    // this device's proposal
    std::optional<schema::Record> theirs;  // the value at the hub
    std::vector<sync::Proposal> proposals;
    bool open = true;
    std::int64_t at_ms = 0;
};

// Nothing where the user may not read what it is about.
std::optional<CaseView> view_of(Viewer& viewer, const Journal& journal, const sync::Case& kase);
// Fields that the user may not read are left out, as everywhere.
std::vector<CaseView> open_cases(Desk& desk);
std::int64_t count_open_cases(Desk& desk);
// What rules and people have settled, the newest first: `mine` is the value that lost. At most so
// many, from the newest `entries` of the log.
std::vector<CaseView> settled_cases(Desk& desk, std::size_t limit,
                                    std::size_t entries = std::numeric_limits<std::size_t>::max());

// By id, a unique prefix of it, or the row's name if it has one case only.
Result<CaseView> find_case(Desk& desk, std::string_view text);

// take: mine, theirs, the id of a proposal (its device, or a prefix), or FIELD=VALUE (several, for
// a unit). For delete against edit: mine deletes again, theirs keeps.
Result<Done> resolve_case(Desk& desk, const CaseView& kase, const std::vector<std::string>& take);

// The id that documents give to a proposal: that of the group that made it.
inline Id proposal_id(const sync::Proposal& proposal) { return proposal.origin; }

}  // namespace branchline::desk
