#include "simulation/plan.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace branchline::test {

namespace {

struct ActName {
    Act act;
    std::string_view name;
};

constexpr std::array<ActName, 11> names{{{Act::command, "command"},
                                         {Act::pass_time, "pass_time"},
                                         {Act::go_online, "go_online"},
                                         {Act::go_offline, "go_offline"},
                                         {Act::cut, "cut"},
                                         {Act::crash_desk, "crash_desk"},
                                         {Act::crash_hub, "crash_hub"},
                                         {Act::restore_desk, "restore_desk"},
                                         {Act::skew_clock, "skew_clock"},
                                         {Act::fill_disk, "fill_disk"},
                                         {Act::fail_hub_disk, "fail_hub_disk"}}};

std::string_view name_of(Act act) {
    for (const ActName& each : names) {
        if (each.act == act) return each.name;
    }
    return "?";
}

constexpr std::int64_t ten_years_ms = std::int64_t{10} * 365 * 24 * 3600 * 1000;

Action make_action(std::uint64_t id, const std::vector<Act>& faults, std::size_t desks,
                   SeededRandom& dice) {
    Action action;
    action.id = id;
    action.desk = dice.below(desks);
    const std::uint64_t roll = dice.below(100);
    if (roll < 60) {
        action.act = Act::command;
    } else if (roll < 82) {
        action.act = Act::pass_time;
        action.amount =
            static_cast<std::int64_t>(dice.below(3) == 0 ? dice.below(60'000) : dice.below(400));
    } else if (roll < 88) {
        action.act = Act::go_online;
    } else if (roll < 92) {
        action.act = Act::go_offline;
    } else if (!faults.empty()) {
        action.act = faults[dice.below(faults.size())];
        action.amount = static_cast<std::int64_t>(dice.below(3));
        if (action.act == Act::skew_clock) {
            action.amount = static_cast<std::int64_t>(dice.below(2 * ten_years_ms)) - ten_years_ms;
        }
    } else {
        action.act = Act::pass_time;
        action.amount = 100;
    }
    return action;
}

}  // namespace

FaultSet all_faults() {
    return {{Act::cut, Act::crash_desk, Act::crash_hub, Act::restore_desk, Act::skew_clock,
             Act::fill_disk, Act::fail_hub_disk},
            true};
}

Result<FaultSet> parse_faults(std::string_view list) {
    if (list == "all") return all_faults();
    FaultSet faults{{}, false};
    if (list == "none") return faults;
    std::istringstream in{std::string(list)};
    for (std::string word; std::getline(in, word, ',');) {
        if (word == "weather") {
            faults.rough_weather = true;
            continue;
        }
        const auto at = std::find_if(names.begin(), names.end(),
                                     [&](const ActName& each) { return each.name == word; });
        if (at == names.end() || !all_faults().allowed.contains(at->act)) {
            return refuse(Code::unknown_option, "--faults", word);
        }
        faults.allowed.insert(at->act);
    }
    return faults;
}

Plan make_plan(std::uint64_t seed, const FaultSet& faults) {
    SeededRandom dice(seed * 0x9e3779b97f4a7c15ULL + 17);
    Plan plan;
    plan.seed = seed;
    plan.desks = 2 + dice.below(2);
    // Swarm: each seed has its own subset of misfortunes, so that rare ones meet often somewhere.
    std::vector<Act> mine;
    for (Act act : faults.allowed) {
        if (dice.below(2) == 0) mine.push_back(act);
    }
    if (faults.rough_weather && dice.below(2) == 0) {
        plan.weather.delay_most_ms = static_cast<std::int64_t>(20 + dice.below(3'000));
        plan.weather.piece_bytes_most = 1 + dice.below(2'000);
        plan.weather.cut_one_in = dice.below(2) == 0 ? 0 : 5 + dice.below(200);
    }
    const std::size_t length = 20 + dice.below(60);
    for (std::size_t i = 0; i < length; ++i) {
        plan.actions.push_back(make_action(i, mine, plan.desks, dice));
    }
    return plan;
}

std::string to_text(const Plan& plan) {
    std::ostringstream out;
    out << "seed " << plan.seed << "\ndesks " << plan.desks << "\nweather "
        << plan.weather.delay_least_ms << ' ' << plan.weather.delay_most_ms << ' '
        << plan.weather.piece_bytes_most << ' ' << plan.weather.cut_one_in << '\n';
    for (const Action& action : plan.actions) {
        out << action.id << ' ' << name_of(action.act) << ' ' << action.desk << ' ' << action.amount
            << '\n';
    }
    return out.str();
}

Result<Plan> parse_plan(std::string_view text) {
    std::istringstream in{std::string(text)};
    Plan plan;
    std::string word;
    bool fine = in >> word && word == "seed" && in >> plan.seed >> word && word == "desks" &&
                in >> plan.desks >> word && word == "weather" &&
                in >> plan.weather.delay_least_ms >> plan.weather.delay_most_ms >>
                    plan.weather.piece_bytes_most >> plan.weather.cut_one_in;
    Action action;
    while (fine && in >> action.id >> word >> action.desk >> action.amount) {
        const auto at = std::find_if(names.begin(), names.end(),
                                     [&](const ActName& each) { return each.name == word; });
        fine = at != names.end() && action.desk < plan.desks;
        if (fine) action.act = at->act;
        plan.actions.push_back(action);
    }
    if (!fine || !in.eof()) return refuse(Code::bad_file, "plan", word);
    return plan;
}

// ddmin over the actions: leave out ever smaller stretches while the plan still fails.
Plan shrink(const Plan& plan, int runs_most) {
    Plan best = plan;
    int runs = 0;
    const auto fails = [&](const Plan& candidate) {
        ++runs;
        return !run_plan(candidate).violations.empty();
    };
    for (std::size_t stretch = std::max<std::size_t>(1, best.actions.size() / 2); stretch > 0;
         stretch /= 2) {
        for (std::size_t from = 0; from < best.actions.size() && runs < runs_most;) {
            Plan candidate = best;
            const auto first = candidate.actions.begin() + static_cast<std::ptrdiff_t>(from);
            const auto count = std::min(stretch, candidate.actions.size() - from);
            candidate.actions.erase(first, first + static_cast<std::ptrdiff_t>(count));
            if (fails(candidate)) {
                best = std::move(candidate);
            } else {
                from += stretch;
            }
        }
    }
    Plan calm = best;
    calm.weather = {};
    if (runs < runs_most && fails(calm)) best = calm;
    return best;
}

}  // namespace branchline::test
