#include <algorithm>
#include <array>

#include "base/random.h"
#include "simulation/plan.h"

namespace branchline::test {

namespace {

using schema::Role;

constexpr std::int64_t ten_years_ms = std::int64_t{10} * 365 * 24 * 3600 * 1000;

// Who works together. Two of a kind write the same fields, different ones cover for each other and
// do not see the same.
const std::vector<std::vector<Role>>& teams() {
    static const std::vector<std::vector<Role>> all{
        {Role::manager, Role::reviewer, Role::manager},
        {Role::manager, Role::manager, Role::reviewer},
        {Role::manager, Role::manager, Role::manager},
        {Role::manager, Role::finance, Role::manager},
        {Role::manager, Role::clerk, Role::reviewer},
        {Role::manager, Role::headquarters, Role::clerk},
        {Role::manager, Role::reviewer, Role::warehouse},
        {Role::manager, Role::dispatcher, Role::clerk},
        {Role::manager, Role::clerk, Role::auditor}};
    return all;
}

// Who sees different parts of the company: by branch, by what is assigned to him, by his role.
const std::vector<std::vector<Role>>& neighbours() {
    static const std::vector<std::vector<Role>> all{
        {Role::manager, Role::headquarters, Role::sales},
        {Role::manager, Role::sales, Role::manager},
        {Role::manager, Role::warehouse, Role::clerk},
        {Role::manager, Role::finance, Role::headquarters},
        {Role::manager, Role::auditor, Role::sales},
        {Role::manager, Role::clerk, Role::manager}};
    return all;
}

// What people come to differ about: decided while it changed, deleted while it grew, two figures,
// two texts.
const std::vector<std::vector<Command>>& quarrels() {
    using enum Command;
    static const std::vector<std::vector<Command>> all{
        {submit, submit, advance, advance, edit_quantity, edit_field, edit_money, create_child,
         send_back, cancel, answer_refusal},
        {erase, erase, erase, create_child, create_order, edit_quantity, edit_tags, resolve,
         submit},
        {edit_money, edit_money, edit_money, resolve, resolve, erase, edit_date, undo,
         answer_refusal},
        {edit_text, edit_text, edit_tags, edit_tags, edit_date, resolve, undo, redo}};
    return all;
}

// One seed's way of going wrong.
class PlanMaker {
  public:
    PlanMaker(std::uint64_t seed, const FaultSet& faults)
        : dice_(seed * 0x9e3779b97f4a7c15ULL + 17) {
        plan_.seed = seed;
        const bool scopes = faults.allowed.contains(Act::regrant);
        plan_.desks = one_of(scopes ? neighbours() : teams());
        plan_.desks.resize(2 + dice_.below(2));
        plan_.hot_rows = std::array<std::size_t, 4>{1, 2, 3, 12}[dice_.below(4)];
        plan_.variety = dice_.below(3) == 0 ? 100 : 4;
        plan_.stock = {1 + dice_.below(3), dice_.below(4)};
        for (const Act act : faults.allowed) {
            if (act == Act::compact) continue;  // strewn(), so that all else stays what it was
            if (toss()) faults_.push_back(act);
        }
        if (faults.allowed.contains(Act::restore_hub)) restless();
        // All of these plans, and often: it is what they are for.
        if (scopes) faults_.insert(faults_.end(), {Act::regrant, Act::hand_over, Act::hand_over});
        if (faults.allowed.contains(Act::upgrade)) upgrades();
        if (faults.rough_weather && toss()) {
            plan_.weather.delay_most_ms = 20 + number(3'000);
            plan_.weather.piece_bytes_most = 1 + dice_.below(2'000);
            plan_.weather.cut_one_in = toss() ? 0 : 5 + dice_.below(200);
        }
        choose_commands();
        if (scopes) {
            using enum Command;
            commands_.insert(commands_.end(), {share, share, attach});
        }
        if (faults.allowed.contains(Act::upgrade)) {
            commands_.insert(commands_.end(), 1 + commands_.size() / 2, Command::use_new);
        }
    }

    Plan make() {
        if (restless_) {
            for (std::uint64_t left = 6 + dice_.below(20); left > 0; --left) {
                if (dice_.below(5) == 0) fault();
                anything();
            }
            return std::move(plan_);
        }
        const bool steady = dice_.below(4) == 0;
        if (steady) {
            for (std::uint64_t left = 20 + dice_.below(60); left > 0; --left) anything();
        } else {
            for (std::uint64_t left = 2 + dice_.below(6); left > 0; --left) episode();
        }
        return std::move(plan_);
    }

  private:
    template <class T>
    const T& one_of(const std::vector<T>& from) {
        return from[dice_.below(from.size())];
    }

    bool toss() { return dice_.below(2) == 0; }

    std::int64_t number(std::uint64_t below) {
        return static_cast<std::int64_t>(dice_.below(below));
    }

    // Everything, or what meets in one kind of quarrel, or a few things at random and those often.
    void choose_commands() {
        switch (dice_.below(4)) {
            case 0:
                for (std::size_t i = 0; i < everyday_commands; ++i) {
                    commands_.push_back(static_cast<Command>(i));
                }
                return;
            case 1:
                for (std::uint64_t kinds = 3 + dice_.below(5); kinds > 0; --kinds) {
                    const auto command = static_cast<Command>(dice_.below(everyday_commands));
                    commands_.insert(commands_.end(), 1 + dice_.below(3), command);
                }
                return;
            default:
                commands_ = one_of(quarrels());
        }
    }

    void add(Act act, std::size_t desk, std::int64_t amount = 0) {
        Action action;
        action.id = next_++;
        action.act = act;
        action.desk = desk;
        action.amount = amount;
        if (act == Act::command) action.command = one_of(commands_);
        plan_.actions.push_back(action);
    }

    std::size_t any_desk() { return dice_.below(plan_.desks.size()); }

    void fault() {
        if (faults_.empty()) return;
        // While something is under way rather than before or after it.
        if (toss()) {
            add(Act::pass_time, 0,
                number(1 + 4 * static_cast<std::uint64_t>(plan_.weather.delay_most_ms)));
        }
        const Act act = one_of(faults_);
        const bool skews = act == Act::skew_clock;
        const bool grants = act == Act::regrant;
        add(act, any_desk(),
            skews    ? number(2 * static_cast<std::uint64_t>(ten_years_ms)) - ten_years_ms
            : grants ? number(12)
                     : number(3));
    }

    void anything() {
        const std::uint64_t roll = dice_.below(100);
        if (roll < 60) return add(Act::command, any_desk());
        if (roll < 82) {
            return add(Act::pass_time, 0, dice_.below(3) == 0 ? number(60'000) : number(400));
        }
        if (roll < 88) return add(Act::go_online, any_desk());
        if (roll < 92) return add(Act::go_offline, any_desk());
        fault();
    }

    // Where the hub goes back, every few actions do something to it, in short plans.
    void restless() {
        restless_ = true;
        faults_.insert(faults_.end(), 2, Act::restore_hub);
    }

    // Some begin with the next version, others come to it later, or never.
    void upgrades() {
        faults_.insert(faults_.end(), {Act::upgrade, Act::upgrade});
        if (dice_.below(3) == 0) add(Act::upgrade, 0, 0);
        for (std::size_t desk = 0; desk < plan_.desks.size(); ++desk) {
            if (dice_.below(3) == 0) add(Act::upgrade, desk, 1);
        }
    }

    // Some go away, work on what they have, and come back one after the other.
    void episode() {
        std::vector<std::size_t> away;
        for (std::size_t i = 0; i < plan_.desks.size(); ++i) {
            if (dice_.below(3) != 0) away.push_back(i);
        }
        for (const std::size_t desk : away) add(Act::go_offline, desk);
        std::size_t desk = any_desk();
        for (std::uint64_t left = 3 + dice_.below(12); left > 0; --left) {
            if (toss()) desk = any_desk();
            add(Act::command, desk);
            const std::uint64_t roll = dice_.below(12);
            if (roll < 2) add(Act::pass_time, 0, roll == 0 ? number(400) : number(7'200'000));
            if (roll == 2) fault();
        }
        for (std::size_t i = away.size(); i > 1; --i) std::swap(away[i - 1], away[dice_.below(i)]);
        for (const std::size_t each : away) {
            add(Act::go_online, each);
            if (dice_.below(4) == 0) fault();
            if (dice_.below(3) == 0) add(Act::command, each);
            add(Act::pass_time, 0, toss() ? number(300) : 5'000);
        }
        if (dice_.below(3) != 0) add(Act::pass_time, 0, 20'000);
    }

    SeededRandom dice_;
    Plan plan_;
    std::vector<Act> faults_;
    bool restless_ = false;
    std::vector<Command> commands_;
    std::uint64_t next_ = 0;
};

}  // namespace

namespace {

// Compactions at any place of every other plan, with dice of their own.
Plan strewn(Plan plan) {
    constexpr std::uint64_t first_id = 1'000'000;
    SeededRandom dice(plan.seed * 0xd1342543de82ef95ULL + 5);
    if (dice.below(2) == 0) return plan;
    for (std::uint64_t count = 1 + dice.below(4), i = 0; i < count; ++i) {
        Action action;
        action.id = first_id + i;
        action.act = Act::compact;
        action.amount = static_cast<std::int64_t>(dice.below(3));
        const auto at = static_cast<std::ptrdiff_t>(dice.below(plan.actions.size() + 1));
        plan.actions.insert(plan.actions.begin() + at, action);
    }
    return plan;
}

}  // namespace

Plan make_plan(std::uint64_t seed, const FaultSet& faults) {
    Plan plan = PlanMaker(seed, faults).make();
    return faults.allowed.contains(Act::compact) ? strewn(std::move(plan)) : plan;
}

}  // namespace branchline::test
