// The test of the test: every bug on purpose must be found. The recorded seed is the first one,
// from 1 on, whose run of all misfortunes shows the bug; around it the bug is looked for again, so
// that a change of the plans does not make the test red as long as the bug is still found easily.
#include <array>
#include <iostream>
#include <string>
#include <string_view>

#include "base/planted.h"
#include "simulation/plan.h"

namespace branchline::test {

namespace {

struct Bug {
    Planted bug;
    std::string_view name;
    std::uint64_t seed;
    FaultSet (*faults)() = all_faults;
};

constexpr std::array bugs{
    Bug{Planted::hub_forgets_ops, "hub_forgets_ops", 16},
    Bug{Planted::hub_answers_early, "hub_answers_early", 2},
    Bug{Planted::hub_keeps_every_token, "hub_keeps_every_token", 4},
    Bug{Planted::hub_drops_an_effect, "hub_drops_an_effect", 16},
    Bug{Planted::desk_saves_relaxed, "desk_saves_relaxed", 4},
    Bug{Planted::cursor_before_page, "cursor_before_page", 11},
    Bug{Planted::verdict_leaves_fold, "verdict_leaves_fold", 13},
    Bug{Planted::refused_stays_in_fold, "refused_stays_in_fold", 10},
    Bug{Planted::withdraws_what_was_sent, "withdraws_what_was_sent", 9},
    Bug{Planted::outbox_emptied_at_sending, "outbox_emptied_at_sending", 5},
    Bug{Planted::token_never_renewed, "token_never_renewed", 4},
    Bug{Planted::refold_touched_rows_only, "refold_touched_rows_only", 153},
    Bug{Planted::own_entries_skipped, "own_entries_skipped", 1},
    Bug{Planted::wall_clock_trusted, "wall_clock_trusted", 3},
    Bug{Planted::under_left_out, "under_left_out", 7},
    Bug{Planted::own_device_is_own_chain, "own_device_is_own_chain", 6014},
    Bug{Planted::dependents_not_refused, "dependents_not_refused", 10},
    Bug{Planted::delete_ignores_proposals, "delete_ignores_proposals", 7},
    Bug{Planted::undelete_of_one_row, "undelete_of_one_row", 39},
    Bug{Planted::approval_not_asked, "approval_not_asked", 94},
    Bug{Planted::settles_every_proposal, "settles_every_proposal", 56},
    Bug{Planted::covered_content_not_asked, "covered_content_not_asked", 210},
    Bug{Planted::four_eyes_not_asked, "four_eyes_not_asked", 8},
    Bug{Planted::rights_not_asked, "rights_not_asked", 3},
    Bug{Planted::loser_without_mark, "loser_without_mark", 36},
    Bug{Planted::text_overwritten, "text_overwritten", 12},
    Bug{Planted::sum_overwritten, "sum_overwritten", 193},
    Bug{Planted::hashes_keep_deletes, "hashes_keep_deletes", 2},
    Bug{Planted::canonical_not_kept, "canonical_not_kept", 2},
    Bug{Planted::limit_of_a_sum_not_asked, "limit_of_a_sum_not_asked", 193},
    Bug{Planted::number_given_twice, "number_given_twice", 29},
    Bug{Planted::stale_answer_asks_anew, "stale_answer_asks_anew", 56},
    Bug{Planted::witness_not_taken, "witness_not_taken", 24, heal_faults},
    Bug{Planted::archived_ops_forgotten, "archived_ops_forgotten", 40},
    Bug{Planted::tombstones_dropped_early, "tombstones_dropped_early", 2},
    Bug{Planted::horizon_not_told, "horizon_not_told", 2},
    Bug{Planted::scope_not_told, "scope_not_told", 1, scope_faults},
    Bug{Planted::leave_not_told, "leave_not_told", 2, scope_faults},
    Bug{Planted::enter_not_told, "enter_not_told", 111, scope_faults},
    Bug{Planted::handed_over_refused, "handed_over_refused", 20, scope_faults},
    Bug{Planted::lost_scope_kept, "lost_scope_kept", 3, scope_faults},
    Bug{Planted::gained_scope_not_loaded, "gained_scope_not_loaded", 4, scope_faults},
    Bug{Planted::left_content_kept, "left_content_kept", 2, scope_faults},
    Bug{Planted::sums_of_the_old_catalogue, "sums_of_the_old_catalogue", 2, version_faults},
    Bug{Planted::carried_not_read, "carried_not_read", 2, version_faults},
};

constexpr std::uint64_t around = 20;

// The first seed that shows it; 0: none.
std::uint64_t find(const Bug& bug, std::uint64_t first, std::uint64_t last, bool shrinking) {
    const WithPlanted with(bug.bug);
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        const Plan plan = make_plan(seed, bug.faults());
        const RunResult result = run_plan(plan);
        if (result.violations.empty()) continue;
        std::cout << bug.name << ": seed " << seed << ", " << result.violations.front()
                  << std::endl;
        if (shrinking) std::cout << to_text(shrink(plan, 200));
        return seed;
    }
    return 0;
}

// The recorded seed first, then its neighbours, nearest first.
std::uint64_t find_near(const Bug& bug) {
    for (std::uint64_t away = 0; away <= around; ++away) {
        if (const auto seed = find(bug, bug.seed + away, bug.seed + away, false)) return seed;
        if (away == 0 || away >= bug.seed) continue;
        if (const auto seed = find(bug, bug.seed - away, bug.seed - away, false)) return seed;
    }
    return 0;
}

bool is_clean(const Bug& bug, std::uint64_t seed) {
    const RunResult result = run_plan(make_plan(seed, bug.faults()));
    if (!result.violations.empty()) {
        std::cout << "without a bug: seed " << seed << ", " << result.violations.front() << '\n';
    }
    return result.violations.empty();
}

}  // namespace

std::optional<bool> shows_bug(const std::string& name, const Plan& plan) {
    for (const Bug& bug : bugs) {
        if (bug.name != name) continue;
        const WithPlanted with(bug.bug);
        return !run_plan(plan).violations.empty();
    }
    return std::nullopt;
}

int run_planted(std::uint64_t search, const std::string& only, bool shrinking) {
    std::size_t found = 0;
    std::size_t asked = 0;
    bool clean = true;
    for (const Bug& bug : bugs) {
        if (!only.empty() && bug.name != only) continue;
        ++asked;
        const std::uint64_t seed = search > 0 ? find(bug, 1, search, shrinking) : find_near(bug);
        if (seed == 0) {
            std::cout << bug.name << ": NOT FOUND" << std::endl;
            continue;
        }
        ++found;
        clean = is_clean(bug, seed) && clean;  // it is the bug that is found, nothing else
    }
    std::cout << found << " of " << asked << " planted bugs found\n";
    return clean && found == asked ? 0 : 1;
}

}  // namespace branchline::test
