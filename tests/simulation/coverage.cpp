#include "simulation/coverage.h"

#include <array>
#include <iomanip>

#include "desk/history.h"
#include "hub/hub_tables.h"
#include "simulation/plan.h"
#include "support/log_check.h"
#include "support/world.h"

namespace branchline::test {

namespace {

using Stage = store::LoggedGroup::Stage;

constexpr std::array<std::string_view, 10> states{
    "down",       "stopped",   "stopped, waiting", "connecting", "greeting",
    "collecting", "in flight", "judged",           "reading",    "level"};

void add_row(Coverage::Row& to, const Coverage::Row& from) {
    for (const auto& [name, count] : from) to[name] += count;
}

std::uint64_t count_of(const Coverage::Row& row, std::string_view name) {
    const auto at = row.find(std::string(name));
    return at == row.end() ? 0 : at->second;
}

void print_row(std::ostream& out, const std::string& title, const Coverage::Row& row) {
    out << '\n' << title << '\n';
    for (const auto& [name, count] : row) {
        out << "  " << std::left << std::setw(34) << name << std::right << std::setw(9) << count
            << '\n';
    }
}

}  // namespace

void Coverage::add(const Coverage& other) {
    for (const auto& [name, row] : other.faults) add_row(faults[name], row);
    for (const auto& [name, row] : other.commands) add_row(commands[name], row);
    add_row(verdicts, other.verdicts);
    add_row(marks, other.marks);
}

std::string_view protocol_state(World& world, std::size_t desk) {
    if (!world.desk_is_up(desk)) return "down";
    desk::Replica& replica = world.replica(desk);
    switch (world.core(desk).state()) {
        case desk::LinkState::down:
            return replica.log().count(Stage::waiting) > 0 ? "stopped, waiting" : "stopped";
        case desk::LinkState::connecting:
            return "connecting";
        case desk::LinkState::greeting:
            return "greeting";
        case desk::LinkState::waiting_head_office:
            return "collecting";
        case desk::LinkState::online:
            break;
    }
    if (replica.log().count(Stage::waiting) > 0) return "in flight";
    if (replica.log().count(Stage::judged) > 0) return "judged";
    return world.core(desk).is_level() ? "level" : "reading";
}

void count_log(World& world, Coverage& coverage) {
    hub::HubTables tables(world.hub_database(), world.catalogue());
    tables.log.scan(0, [&](const store::LogRow& row) {
        if (row.kind == store::LogKind::epoch || row.device == sync::hub_device) return true;
        const auto code = static_cast<Code>(row.code);
        const auto verdict = static_cast<sync::Verdict>(row.verdict);
        ++coverage.verdicts[std::string(sync::verdict_name(verdict)) +
                            (code == Code::none ? "" : " " + std::string(code_name(code)))];
        if (row.effects.empty()) return true;
        const auto effects = sync::decode_effects(row.effects).value();
        for (const sync::Effect& effect : effects) {
            if (effect.kind == sync::EffectKind::mark) {
                ++coverage.marks[std::string(desk::why_name(effect.mark.why))];
            } else if (sync::is_case_effect(effect.kind)) {
                ++coverage.marks[effect.kind == sync::EffectKind::propose ? "case: proposed"
                                                                          : "case: settled"];
            }
        }
        return true;
    });
}

void print(std::ostream& out, const Coverage& coverage) {
    out << "misfortune x state of the desk\n" << std::left << std::setw(16) << "";
    for (const std::string_view state : states) out << std::right << std::setw(18) << state;
    out << '\n';
    for (const Act act : all_faults().allowed) {
        const std::string name(act_name(act));
        const auto at = coverage.faults.find(name);
        out << std::left << std::setw(16) << name << std::right;
        for (const std::string_view state : states) {
            out << std::setw(18) << (at == coverage.faults.end() ? 0 : count_of(at->second, state));
        }
        out << '\n';
    }
    for (const auto& [command, row] : coverage.commands) print_row(out, command, row);
    print_row(out, "verdicts", coverage.verdicts);
    print_row(out, "losers", coverage.marks);
}

}  // namespace branchline::test
