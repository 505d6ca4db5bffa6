// Bugs on purpose: the test of the simulator. Each one is a mistake that somebody could make; the
// simulator must find every one of them. They exist only where BRANCHLINE_PLANTED is defined, which
// is the simulator's own copy of the sources; elsewhere each question is a constant `false`.
#pragma once

#include <cstdint>

namespace branchline {

enum class Planted : std::uint8_t {
    none,
    // the hub
    hub_forgets_ops,        // a group that comes twice is taken twice
    hub_answers_early,      // receipts go out before the log is durable
    hub_keeps_every_token,  // a restored or copied desk goes on as the same incarnation
    hub_drops_an_effect,    // a merged group is entered without its last effect
    scope_not_told,         // a desk goes on with the buckets and roles it was told first
    leave_not_told,         // a row that was moved out of sight stays where it was seen
    enter_not_told,         // a row that was moved into sight is told as a change
    handed_over_refused,  // what was typed before a hand-over is refused in place of being offered
    witness_not_taken,    // after a restore, what only others have seen stays lost
    hashes_keep_deletes,  // a deleted row still counts in the sums of its buckets
    archived_ops_forgotten,     // the index of ops goes with the entries below the horizon
    tombstones_dropped_early,   // a deleted row goes before its deletion is below the horizon
    horizon_not_told,           // a desk from beyond the horizon is told what is left of the log
    sums_of_the_old_catalogue,  // an upgrade that numbers rights otherwise leaves the sums as they
                                // are
    // the desk
    desk_saves_relaxed,         // "saved" before it is durable
    cursor_before_page,         // the cursor in a transaction of its own, before the page
    verdict_leaves_fold,        // an accepted group leaves the fold before its entry has come
    refused_stays_in_fold,      // a refused group is shown for ever
    withdraws_what_was_sent,    // undo of a handed-over group leaves no inverse
    outbox_emptied_at_sending,  // a group counts as judged once it is sent
    token_never_renewed,        // the desk goes on with the first token
    refold_touched_rows_only,   // the fold of the touched rows in place of the closure
    refold_named_rows_only,     // a group's parents and children are not looked at again
    own_entries_skipped,        // what one wrote oneself is not applied to canonical
    wall_clock_trusted,         // edit times by the desk's wall clock
    lost_scope_kept,            // rows of a bucket that is not held any more stay
    gained_scope_not_loaded,    // rows of a bucket that is new are not asked for
    canonical_not_kept,         // what is canonical beside a pending group is only in memory
    left_content_kept,          // what was forgotten as a row stays in the log that was read
    carried_not_read,           // what only newer programs know is lost with the next change
    // the rules
    under_left_out,             // a merged version does not name what lies under it
    own_device_is_own_chain,    // nor where it was written before the desk was put back
    dependents_not_refused,     // a group stands although the one it builds on was refused
    delete_ignores_proposals,   // a delete does not notice an open case
    undelete_of_one_row,        // only the edited row comes back, not what went with it
    approval_not_asked,         // content is changed after an approval its author has not seen
    settles_every_proposal,     // an edit closes also the proposals its author has not seen
    covered_content_not_asked,  // approved is not what the approver saw
    four_eyes_not_asked,        // an author approves his own order
    rights_not_asked,           // everybody writes everything
    loser_without_mark,         // a value loses without a trace
    text_overwritten,           // concurrent lines are lost
    limit_of_a_sum_not_asked,   // together two quantities may be more than is allowed
    number_given_twice,         // two rows with one printed number
    stale_answer_asks_anew,     // an answer to a case that is closed opens it again
    sum_overwritten,            // two quantities come in as one
};

#ifdef BRANCHLINE_PLANTED
inline Planted planted_now = Planted::none;

inline bool planted(Planted bug) { return planted_now == bug; }

// This bug, or none, for as long as it lives.
class WithPlanted {
  public:
    explicit WithPlanted(Planted bug) : before_(planted_now) { planted_now = bug; }

    WithPlanted(const WithPlanted&) = delete;
    WithPlanted& operator=(const WithPlanted&) = delete;

    ~WithPlanted() { planted_now = before_; }

  private:
    Planted before_;
};
#else
constexpr bool planted(Planted) { return false; }

struct WithPlanted {
    explicit constexpr WithPlanted(Planted) {}
};
#endif

}  // namespace branchline
