// A plan: everything that will happen in one run, made up front from the seed. Each action draws
// from dice of its own, keyed by (seed, action), so that leaving one out does not reshuffle the
// others; that is what makes shrinking work (ddmin over actions, then simpler weather).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "simulation/sim_network.h"

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
    fail_hub_disk
};

struct Action {
    std::uint64_t id = 0;  // names its dice
    Act act = Act::command;
    std::size_t desk = 0;
    std::int64_t amount = 0;  // ms to pass, skew, one of the power-cut modes

    friend bool operator==(const Action&, const Action&) = default;
};

struct Plan {
    std::uint64_t seed = 0;
    std::size_t desks = 2;
    LinkWeather weather;
    std::vector<Action> actions;
};

// Which misfortunes a plan may contain; swarm: each seed draws a subset of them.
struct FaultSet {
    std::set<Act> allowed;
    bool rough_weather = true;
};

FaultSet all_faults();
// "cut,crash_desk,…" or "none" or "all".
Result<FaultSet> parse_faults(std::string_view list);

Plan make_plan(std::uint64_t seed, const FaultSet& faults);
std::string to_text(const Plan& plan);
Result<Plan> parse_plan(std::string_view text);

struct RunResult {
    std::vector<std::string> violations;
    std::uint64_t trace = 0;  // digest of what happened: two runs of a plan agree
    std::int64_t simulated_ms = 0;
    std::size_t saved = 0;  // groups reported saved
};

// `tell`: every action is printed with what came of it.
RunResult run_plan(const Plan& plan, bool tell = false);

// Bugs on purpose (base/planted.h): whether each is found, last line "K of N planted bugs found".
// `search`: over these many seeds, telling the first; else around the recorded one.
// Whether this plan shows the bug of that name; nothing where there is no such bug.
std::optional<bool> shows_bug(const std::string& name, const Plan& plan);
int run_planted(std::uint64_t search, const std::string& only, bool shrinking);

// The smallest plan found that still fails, within this many runs.
Plan shrink(const Plan& plan, int runs_most);

}  // namespace branchline::test
