// The one merge function. Hub and fold call it with the same group and get the same outcome for the
// same state; the rule table is shared/sync/DESIGN.md, proven against the reference model in tests.
// Pure but for reading `state`; nothing is written: the outcome lists the effects.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sync/effect.h"
#include "sync/group.h"
#include "sync/state.h"

namespace branchline::sync {

enum class Mode : std::uint8_t {
    hub,  // final
    fold  // provisional, on a desk: dependencies are not waited for, and guards that need more
          // than the replica are left to the hub
};

struct Judging {
    Mode mode = Mode::hub;
    std::int64_t corrected_ms = 0;  // of this group (corrected_time below)
    std::int64_t received_ms = 0;   // hub's clock now (an estimate of it in the fold)
    std::int64_t today = 0;         // hub's date: days since 1970-01-01 at the company's offset
    // Acknowledged in another history (SYNC 5.6): what a hard check stops today becomes a case.
    bool acknowledged = false;
    bool waits = true;  // for what it builds on; acknowledged groups that waited long do not
    // A free number under the hub's own device code, asked when a printed one collides (SYNC 3.6).
    std::function<std::string(const std::string& printed)> renumber;
    // The branches whose roles counted for the row when this was made, if it was handed over since
    // (SYNC 4.2).
    std::function<std::vector<RowId>(const RowKey&)> branches_left;
    // May its author know of this row (SYNC 3.8)? Empty: of all that are there, as on a desk.
    std::function<bool(const RowKey&)> knows;
};

Outcome judge(const schema::Catalogue& catalogue, State& state, const Group& group,
              const Judging& judging);

// SYNC 3.2: the author's time, clamped to [what he had seen and done before, now]. `previous_ms` is
// the corrected time of the same incarnation's last group with a smaller counter, 0 if none.
std::int64_t corrected_time(State& state, const Group& group, std::int64_t previous_ms,
                            std::int64_t received_ms);

// Three-way merge of texts by lines. Nothing when lines clash.
std::optional<std::string> merge_lines(const std::string& base, const std::string& mine,
                                       const std::string& theirs);

}  // namespace branchline::sync
