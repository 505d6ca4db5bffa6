// People, links, time and misfortune in stories.
#include <algorithm>
#include <stdexcept>

#include "stories/story.h"

namespace branchline::test {

namespace {

std::int64_t milliseconds(const std::string& count, const std::string& unit) {
    static const std::map<std::string, std::int64_t> units{
        {"second", 1'000}, {"minute", 60'000}, {"hour", 3'600'000}, {"day", 86'400'000}};
    const auto at = units.find(unit.ends_with('s') ? unit.substr(0, unit.size() - 1) : unit);
    const bool is_number = count.find_first_not_of("0123456789") == std::string::npos;
    if (at == units.end() || !is_number || count.size() > 6) {
        throw std::invalid_argument("how long are " + count + " " + unit + "?");
    }
    return std::stoll(count) * at->second;
}

// There are two: SHA, where everybody is who is not said to be elsewhere, and BEI.
bool is_other_branch(const Words& words) {
    if (words.size() < 3 || words[2] == "SHA") return false;
    if (words[2] != "BEI") throw std::invalid_argument("there is no branch " + words[2]);
    return true;
}

}  // namespace

std::string Story::person(const Words& words) {
    const auto role = schema::parse_role(words[1]);
    if (!role) return words[1] + " is no role";
    if (people_.contains(words[0])) return words[0] + " is there already";
    const std::size_t desk = world_.add_desk(words[0], *role, is_other_branch(words));
    people_[words[0]].desk = desk;
    world_.go_online(desk);
    return {};
}

// The role in that branch is another one now, or he has one there, too.
std::string Story::becomes(const Words& words) {
    const auto role = schema::parse_role(words[1]);
    if (!role) return words[1] + " is no role";
    world_.regrant(find(words[0]).desk, *role, is_other_branch(words));
    return {};
}

std::string Story::offline(const Words& words) {
    Person& person = find(words[0]);
    person.offline = true;
    world_.go_offline(person.desk);
    return {};
}

std::string Story::online(const Words& words) {
    Person& person = find(words[0]);
    person.offline = false;
    world_.go_online(person.desk);
    return {};
}

// Whoever is offline is so again afterwards.
std::string Story::syncs(const Words& words) {
    Person& person = find(words[0]);
    if (person.offline) world_.go_online(person.desk);
    std::string wrong = rest();
    if (person.offline) world_.go_offline(person.desk);
    return wrong;
}

// One after the other, in the order of their names; then once more for what came behind them.
std::string Story::everybody_syncs(const Words&) {
    for (int round = 0; round < 2; ++round) {
        for (const auto& [who, person] : people_) {
            if (std::string wrong = syncs({who}); !wrong.empty()) return wrong;
        }
    }
    return {};
}

std::string Story::time_passes(const Words& words) {
    world_.run_for(milliseconds(words[0], words[1]));
    return {};
}

std::string Story::clock_is_wrong(const Words& words) {
    const bool ahead = words[3] == "ahead";
    if (!ahead && words[3] != "behind") return "ahead or behind?";
    const std::int64_t by = milliseconds(words[1], words[2]);
    world_.desk_clock(find(words[0]).desk).set_skew(ahead ? by : -by);
    return {};
}

std::string Story::power_fails(const Words& words) {
    const std::size_t desk = find(words[0]).desk;
    world_.crash_desk(desk, PowerCut::drop_unsynced, true);
    world_.start_desk(desk);
    return {};
}

std::string Story::hub_fails(const Words&) {
    world_.crash_hub(PowerCut::drop_unsynced);
    world_.run_for(100);
    world_.start_hub();
    return {};
}

// As far as the head: whoever is offline comes back from beyond the horizon.
std::string Story::archive(const Words&) {
    world_.compact(World::Extent::all, world_.random());
    return {};
}

std::string Story::back_up(const Words& words) {
    Person& person = find(words[0]);
    person.backup = world_.desk_disk(person.desk).snapshot();
    return {};
}

std::string Story::restore(const Words& words) {
    Person& person = find(words[0]);
    world_.crash_desk(person.desk, PowerCut::keep_all, true);
    world_.desk_disk(person.desk).restore(person.backup);
    world_.start_desk(person.desk);
    return {};
}

}  // namespace branchline::test
