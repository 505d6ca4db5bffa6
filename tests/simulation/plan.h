// A plan: everything that will happen in one run, made up front from the seed. Each action draws
// from dice of its own, keyed by (seed, action), so that leaving one out does not reshuffle the
// others; that is what makes shrinking work (ddmin over actions, then a simpler company).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "schema/role.h"
#include "simulation/coverage.h"
#include "simulation/workload.h"
#include "support/sim_network.h"

namespace branchline::test {

enum class Act : std::uint8_t {
    command,
    pass_time,
    go_online,
    go_offline,
    cut,
    crash_desk,
    crash_hub,
    restore_desk,
    skew_clock,
    fill_disk,
    fail_hub_disk,
    restore_hub,  // amount 0: a backup; 1: its files are put back by hand; 2: by the tool
    lose_desk,    // the machine is gone for good
    regrant,      // the user of a desk gets another role; amount: which, and where
    hand_over,    // a customer or an order changes its branch or owner
    compact,      // of the hub's log; amount: a World::Extent
    upgrade       // to the next version; amount 0: of the hub's program, else of the desk's
};

std::string_view act_name(Act act);

struct Action {
    std::uint64_t id = 0;  // names its dice
    Act act = Act::command;
    Command command{};  // of Act::command
    std::size_t desk = 0;
    std::int64_t amount = 0;  // ms to pass, skew, one of the power-cut modes

    friend bool operator==(const Action&, const Action&) = default;
};

// What is there before the first action: so many customers, each with an order and a contract, and
// so many rounds in which everybody takes a step with them.
struct Stock {
    std::size_t customers = 0;
    std::size_t rounds = 0;
};

struct Plan {
    std::uint64_t seed = 0;
    std::vector<schema::Role> desks;  // whose they are
    std::size_t hot_rows = 12;        // see Workload
    std::uint64_t variety = 100;
    Stock stock;
    LinkWeather weather;
    std::vector<Action> actions;
};

// Which misfortunes a plan may contain; swarm: each seed draws a subset of them.
struct FaultSet {
    std::set<Act> allowed;
    bool rough_weather = true;
};

FaultSet all_faults();
// What brings a hub back to an earlier state, and desks with it or not: short plans, many of them.
FaultSet heal_faults();
// What changes who may hold what, with all else that may go wrong but a hub that goes back.
FaultSet scope_faults();
// Programs of two versions, with all that may go wrong within one and who may hold what.
FaultSet version_faults();
// "cut,crash_desk,…" or "none", "all", "heal", "scopes", "versions".
Result<FaultSet> parse_faults(std::string_view list);

// Swarm: each seed has its own people, commands, misfortunes and rhythm, so that what is rare over
// all seeds is frequent in some.
Plan make_plan(std::uint64_t seed, const FaultSet& faults);
std::string to_text(const Plan& plan);
Result<Plan> parse_plan(std::string_view text);

struct RunResult {
    std::vector<std::string> violations;
    std::uint64_t trace = 0;  // digest of what happened: two runs of a plan agree
    std::int64_t simulated_ms = 0;
    std::size_t saved = 0;  // groups reported saved
    Coverage coverage;
};

// `tell`: every action is printed with what came of it.
RunResult run_plan(const Plan& plan, bool tell = false);

class CrashPoints;
// The same, and at every point of `points` once more from there on with what happens at it.
RunResult run_plan(const Plan& plan, CrashPoints& points);

// Whether this plan shows the bug on purpose (base/planted.h) of that name; nothing where there is
// no such bug.
std::optional<bool> shows_bug(const std::string& name, const Plan& plan);
// Whether each of them is found, last line "K of N planted bugs found". `search`: over these many
// seeds, telling the first; else around the recorded one.
int run_planted(std::uint64_t search, const std::string& only, bool shrinking);

// The smallest plan found that still fails, within this many runs.
Plan shrink(const Plan& plan, int runs_most);

}  // namespace branchline::test
