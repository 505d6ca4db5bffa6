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

constexpr std::array<ActName, 17> names{{{Act::command, "command"},
                                         {Act::pass_time, "pass_time"},
                                         {Act::go_online, "go_online"},
                                         {Act::go_offline, "go_offline"},
                                         {Act::cut, "cut"},
                                         {Act::crash_desk, "crash_desk"},
                                         {Act::crash_hub, "crash_hub"},
                                         {Act::restore_desk, "restore_desk"},
                                         {Act::skew_clock, "skew_clock"},
                                         {Act::fill_disk, "fill_disk"},
                                         {Act::fail_hub_disk, "fail_hub_disk"},
                                         {Act::restore_hub, "restore_hub"},
                                         {Act::lose_desk, "lose_desk"},
                                         {Act::regrant, "regrant"},
                                         {Act::hand_over, "hand_over"},
                                         {Act::compact, "compact"},
                                         {Act::upgrade, "upgrade"}}};

// A command by its own name, everything else by that of the act.
bool read_name(const std::string& word, Action& action) {
    const auto at = std::find_if(names.begin(), names.end(),
                                 [&](const ActName& each) { return each.name == word; });
    const auto command = parse_command(word);
    if (at != names.end()) action.act = at->act;
    if (command) {
        action.act = Act::command;
        action.command = *command;
    }
    return command.has_value() || (at != names.end() && at->act != Act::command);
}

bool read_desks(std::istream& in, std::vector<schema::Role>& desks) {
    std::size_t count = 0;
    in >> count;
    for (std::string word; desks.size() < count && in >> word;) {
        const auto role = schema::parse_role(word);
        if (!role) return false;
        desks.push_back(*role);
    }
    return count > 0 && desks.size() == count;
}

bool read_word(std::istream& in, std::string_view expected) {
    std::string word;
    return in >> word && word == expected;
}

}  // namespace

std::string_view act_name(Act act) {
    for (const ActName& each : names) {
        if (each.act == act) return each.name;
    }
    return "?";
}

FaultSet all_faults() {
    return {{Act::cut, Act::crash_desk, Act::crash_hub, Act::restore_desk, Act::skew_clock,
             Act::fill_disk, Act::fail_hub_disk, Act::compact},
            true};
}

FaultSet heal_faults() {
    return {{Act::restore_hub, Act::restore_desk, Act::lose_desk, Act::crash_hub, Act::cut,
             Act::compact},
            false};
}

FaultSet scope_faults() {
    FaultSet faults = all_faults();
    faults.allowed.insert({Act::regrant, Act::hand_over});
    return faults;
}

FaultSet version_faults() {
    FaultSet faults = scope_faults();
    faults.allowed.insert(Act::upgrade);
    return faults;
}

Result<FaultSet> parse_faults(std::string_view list) {
    if (list == "all") return all_faults();
    if (list == "heal") return heal_faults();
    if (list == "scopes") return scope_faults();
    if (list == "versions") return version_faults();
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
        const bool known = at != names.end() && (scope_faults().allowed.contains(at->act) ||
                                                 heal_faults().allowed.contains(at->act) ||
                                                 version_faults().allowed.contains(at->act));
        if (!known) {
            return refuse(Code::unknown_option, "--faults", word);
        }
        faults.allowed.insert(at->act);
    }
    return faults;
}

std::string to_text(const Plan& plan) {
    std::ostringstream out;
    out << "seed " << plan.seed << "\ndesks " << plan.desks.size();
    for (const schema::Role role : plan.desks) out << ' ' << schema::role_name(role);
    out << "\nmeet " << plan.hot_rows << ' ' << plan.variety << "\nstock " << plan.stock.customers
        << ' ' << plan.stock.rounds << "\nweather " << plan.weather.delay_least_ms << ' '
        << plan.weather.delay_most_ms << ' ' << plan.weather.piece_bytes_most << ' '
        << plan.weather.cut_one_in << '\n';
    for (const Action& action : plan.actions) {
        const bool commands = action.act == Act::command;
        out << action.id << ' ' << (commands ? command_name(action.command) : act_name(action.act))
            << ' ' << action.desk << ' ' << action.amount << '\n';
    }
    return out.str();
}

Result<Plan> parse_plan(std::string_view text) {
    std::istringstream in{std::string(text)};
    Plan plan;
    LinkWeather& weather = plan.weather;
    bool fine = read_word(in, "seed") && in >> plan.seed && read_word(in, "desks") &&
                read_desks(in, plan.desks) && read_word(in, "meet") &&
                in >> plan.hot_rows >> plan.variety && read_word(in, "stock") &&
                in >> plan.stock.customers >> plan.stock.rounds && read_word(in, "weather") &&
                in >> weather.delay_least_ms >> weather.delay_most_ms >> weather.piece_bytes_most >>
                    weather.cut_one_in;
    std::string word;
    Action action;
    while (fine && in >> action.id >> word >> action.desk >> action.amount) {
        fine = read_name(word, action) && action.desk < plan.desks.size();
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
    const auto try_simpler = [&](auto change) {
        Plan simpler = best;
        change(simpler);
        if (runs < runs_most && fails(simpler)) best = std::move(simpler);
    };
    try_simpler([](Plan& simpler) { simpler.weather = {}; });
    try_simpler([](Plan& simpler) { simpler.stock = {}; });
    try_simpler([](Plan& simpler) { simpler.stock.rounds = 0; });
    return best;
}

}  // namespace branchline::test
