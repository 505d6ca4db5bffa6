#include <algorithm>
#include <array>
#include <iostream>

#include "base/digest.h"
#include "simulation/crash_points.h"
#include "simulation/plan.h"
#include "support/oracles.h"
#include "support/world.h"

namespace branchline::test {

namespace {

constexpr std::int64_t rest_most_ms = 30 * 60 * 1000;

// Executes one plan. Failures below the store (a full disk) end a node as they would end the
// process: it is started again.
class Run {
  public:
    Run(const Plan& plan, bool tell, CrashPoints* points)
        : plan_(plan),
          tell_(tell),
          points_(points),
          world_(WorldOptions{LinkWeather{}, plan.seed}) {
        for (std::size_t i = 0; i < plan.desks.size(); ++i) {
            world_.add_desk("user" + std::to_string(i), plan.desks[i]);
            world_.go_online(i);
        }
        workload_.staff = world_.staff();
        workload_.hot_rows = plan.hot_rows;
        workload_.variety = plan.variety;
        backups_.resize(plan.desks.size());
    }

    RunResult finish() {
        come_to_rest("did not come up");
        if (points_ != nullptr) points_->watch(world_, plan_.desks.size());
        lay_in_stock();
        for (std::size_t i = 0; i < plan_.desks.size(); ++i) back_up(i);
        hub_backup_ = world_.hub_disk().snapshot();
        world_.set_weather(plan_.weather);
        for (const Action& action : plan_.actions) {
            if (!result_.violations.empty() || is_struck()) break;
            act(action);
            trace(static_cast<std::uint64_t>(action.act) * 31 + action.desk);
            for (std::string& each : check_now(world_)) note(std::move(each));
        }
        heal();
        rest_and_check();
        if (std::ranges::find(plan_.actions, Act::upgrade, &Action::act) != plan_.actions.end()) {
            upgrade_all();
            rest_and_check();
        }
        count_log(world_, result_.coverage);
        result_.simulated_ms = world_.now_ms();
        result_.saved = witness_.saved.size();
        trace(static_cast<std::uint64_t>(world_.now_ms()));
        return result_;
    }

  private:
    struct Backup {
        FaultVfs::Files files;
        std::uint64_t sessions = 0;
        Id incarnation;
    };

    // In a process of its own: what follows is recovery.
    [[nodiscard]] bool is_struck() const { return points_ != nullptr && points_->is_struck(); }

    void back_up(std::size_t desk) {
        backups_[desk] = {world_.desk_disk(desk).snapshot(), world_.sessions_of(desk),
                          world_.replica(desk).identity().incarnation};
    }

    bool come_to_rest(std::string otherwise) {
        if (world_.settle(rest_most_ms)) return true;
        note(std::move(otherwise));
        tell_links();
        return false;
    }

    void rest_and_check() {
        if (!result_.violations.empty()) return;
        if (!come_to_rest("not at rest after " + std::to_string(rest_most_ms / 60'000) +
                          " minutes")) {
            return;
        }
        for (std::string& each : check_rest(world_, witness_)) note(std::move(each));
    }

    // In the end everybody has the same program again.
    void upgrade_all() {
        world_.upgrade_hub();
        for (std::size_t i = 0; i < plan_.desks.size(); ++i) {
            if (!world_.is_lost(i)) world_.upgrade_desk(i);
        }
    }

    // The company is at work already: see Stock.
    void lay_in_stock() {
        for (std::size_t i = 0; i < plan_.stock.customers; ++i) {
            for (const Command command :
                 {Command::create_customer, Command::create_order, Command::create_contract}) {
                command_of(next_of_stock(command, i % plan_.desks.size()));
            }
        }
        if (plan_.stock.customers > 0) come_to_rest("no rest after the stock");
        for (std::size_t round = 0; round < plan_.stock.rounds; ++round) {
            for (std::size_t desk = 0; desk < plan_.desks.size(); ++desk) {
                command_of(next_of_stock(Command::advance, desk));
                come_to_rest("no rest after the stock");
            }
        }
    }

    Action next_of_stock(Command command, std::size_t desk) {
        constexpr std::uint64_t first = 1'000'000;  // beyond the ids of actions
        Action action;
        action.id = first + stocked_++;
        action.command = command;
        action.desk = desk;
        return action;
    }

    void note(std::string violation) { result_.violations.push_back(std::move(violation)); }

    // For a run that does not come to rest: where each desk stands.
    void tell_links() {
        for (std::size_t i = 0; i < plan_.desks.size(); ++i) {
            if (!world_.desk_is_up(i)) continue;
            const desk::ClientCore& core = world_.core(i);
            note("desk " + std::to_string(i) + ": state " +
                 std::to_string(static_cast<int>(core.state())) + ", cursor " +
                 std::to_string(world_.replica(i).cursor().seq) + " of " +
                 std::to_string(core.head_seq()) + ", waiting " +
                 std::to_string(world_.replica(i).log().count(store::LoggedGroup::Stage::waiting)) +
                 ", deferred " +
                 std::to_string(std::ranges::count_if(
                     world_.replica(i).log().in_stage(store::LoggedGroup::Stage::waiting),
                     [](const auto& group) { return group.deferred; })) +
                 ", " + core.last_error().message(Lang::en));
        }
    }

    void trace(std::uint64_t value) {
        result_.trace = result_.trace * 0x100000001b3ULL + value + 1;
    }

    void command_of(const Action& action) {
        if (!world_.desk_is_up(action.desk)) world_.start_desk(action.desk);
        SeededRandom dice(plan_.seed * 1'000'003 + action.id);
        try {
            const Done done = perform(world_.replica(action.desk), workload_, action.command, dice);
            trace(done.op.low);
            count(action, done);
            if (tell_) {
                std::cout << action.id << " desk " << action.desk << ": "
                          << command_name(action.command) << ' ' << done.what << ' '
                          << code_name(done.refusal) << '\n';
            }
            if (!done.op.is_null()) witness_.saved.emplace(done.op, world_.now_ms());
            world_.poke(action.desk);
        } catch (const store::Failure&) {
            // Nothing was reported saved; the process would end and be started again.
            world_.restart_failed_desk(action.desk);
        }
    }

    void count(const Action& action, const Done& done) {
        std::string came_of_it = done.what.empty() ? "nothing to do it with" : "saved";
        if (done.refusal != Code::none) came_of_it = code_name(done.refusal);
        ++result_.coverage.commands[std::string(command_name(action.command))][came_of_it];
    }

    // A misfortune of the hub strikes every desk.
    void count_fault(const Action& action) {
        const bool at_hub = action.act == Act::crash_hub || action.act == Act::fail_hub_disk ||
                            action.act == Act::compact;
        for (std::size_t i = 0; i < plan_.desks.size(); ++i) {
            if ((!at_hub && i != action.desk) || world_.is_lost(i)) continue;
            const std::string state(protocol_state(world_, i));
            ++result_.coverage.faults[std::string(act_name(action.act))][state];
        }
    }

    // The laptop is put back to an earlier copy of its disk: what it had told nobody is gone with
    // the disk, everything else must come back.
    void restore(const Action& action) {
        const std::size_t i = action.desk;
        if (world_.desk_is_up(i)) {
            if (action.amount == 0) {
                back_up(i);
                return;
            }
            for (const auto& group :
                 world_.replica(i).log().in_stage(store::LoggedGroup::Stage::waiting)) {
                witness_.saved.erase(group.op);
            }
            for (auto stage :
                 {store::LoggedGroup::Stage::withdrawn, store::LoggedGroup::Stage::refused,
                  store::LoggedGroup::Stage::closed, store::LoggedGroup::Stage::settled,
                  store::LoggedGroup::Stage::judged}) {
                for (const auto& group : world_.replica(i).log().in_stage(stage)) {
                    witness_.saved.erase(group.op);
                }
            }
            world_.crash_desk(i, PowerCut::keep_all, true);
        }
        // A token is renewed with every greeting; one that is older than the last but one tells the
        // hub that this is a copy of what was.
        // A hub that went back itself remembers no better.
        if (world_.sessions_of(i) >= backups_[i].sessions + 2 && !witness_.hub_went_back) {
            witness_.left_behind[i] = backups_[i].incarnation;
        }
        witness_.restored.insert(i);
        world_.set_sessions(i, backups_[i].sessions);
        world_.desk_disk(i).restore(backups_[i].files);
        world_.start_desk(i);
    }

    // What a desk had told nobody but this hub is gone only if the desk is, too.
    void restore_hub(const Action& action) {
        if (action.amount == 0) {
            hub_backup_ = world_.hub_disk().snapshot();
            return;
        }
        witness_.hub_went_back = true;
        witness_.left_behind.clear();
        world_.restore_hub(hub_backup_, action.amount == 2);
    }

    void regrant(const Action& action) {
        using enum schema::Role;
        static constexpr std::array given{manager, sales, warehouse, finance, headquarters, clerk};
        const auto which = static_cast<std::size_t>(action.amount) % given.size();
        const bool elsewhere = static_cast<std::size_t>(action.amount) >= given.size();
        world_.regrant(action.desk, given[which], elsewhere);
    }

    // The last but one stays, so that there is somebody to witness.
    void lose_desk(const Action& action) {
        std::size_t there = 0;
        for (std::size_t i = 0; i < plan_.desks.size(); ++i) there += world_.is_lost(i) ? 0 : 1;
        if (there <= 1) return;
        if (!world_.desk_is_up(action.desk)) world_.start_desk(action.desk);
        for (const auto& group : world_.replica(action.desk).log().newest(1'000'000)) {
            witness_.saved.erase(group.op);
        }
        world_.lose_desk(action.desk);
    }

    void act(const Action& action) {
        if (world_.is_lost(action.desk) && action.act != Act::pass_time &&
            action.act != Act::restore_hub && action.act != Act::crash_hub &&
            action.act != Act::compact) {
            return;
        }
        if (scope_faults().allowed.contains(action.act)) count_fault(action);
        const auto mode = static_cast<PowerCut>(action.amount);
        switch (action.act) {
            case Act::command:
                return command_of(action);
            case Act::pass_time:
                return world_.run_for(action.amount);
            case Act::go_online:
                return world_.go_online(action.desk);
            case Act::go_offline:
                return world_.go_offline(action.desk);
            case Act::cut:
                return world_.cut(action.desk, action.amount == 0);
            case Act::crash_desk:
                if (world_.desk_is_up(action.desk)) {
                    world_.crash_desk(action.desk, mode, action.amount != 1);
                }
                return world_.start_desk(action.desk);
            case Act::crash_hub:
                world_.crash_hub(mode);
                world_.run_for(50);
                return world_.start_hub();
            case Act::restore_desk:
                return restore(action);
            case Act::fail_hub_disk:
                return world_.hub_disk().fail_at(
                    1 + static_cast<std::uint64_t>(action.amount) * 5,
                    action.id % 2 == 0 ? support::Fault::disk_full : support::Fault::io_error,
                    support::Repeat::once);
            case Act::restore_hub:
                return restore_hub(action);
            case Act::lose_desk:
                return lose_desk(action);
            case Act::regrant:
                return regrant(action);
            case Act::hand_over: {
                SeededRandom dice(plan_.seed * 1'000'003 + action.id);
                return world_.hand_over(dice);
            }
            case Act::compact: {
                SeededRandom dice(plan_.seed * 1'000'003 + action.id);
                return world_.compact(static_cast<World::Extent>(action.amount), dice);
            }
            case Act::upgrade:
                return action.amount == 0 ? world_.upgrade_hub() : world_.upgrade_desk(action.desk);
            case Act::skew_clock:
                return world_.desk_clock(action.desk).set_skew(action.amount);
            case Act::fill_disk:
                return world_.desk_disk(action.desk)
                    .fail_at(1 + static_cast<std::uint64_t>(action.amount) * 3,
                             support::Fault::disk_full, support::Repeat::once);
        }
    }

    void heal() {
        world_.set_weather({});
        world_.hub_disk().clear_faults();
        if (!world_.hub_is_up()) world_.start_hub();
        for (std::size_t i = 0; i < plan_.desks.size(); ++i) {
            if (world_.is_lost(i)) continue;
            world_.desk_disk(i).clear_faults();
            if (!world_.desk_is_up(i)) world_.start_desk(i);
            world_.go_online(i);
        }
    }

    const Plan& plan_;
    bool tell_;
    CrashPoints* points_;
    World world_;
    Workload workload_;
    std::uint64_t stocked_ = 0;
    Witness witness_;
    std::vector<Backup> backups_;
    FaultVfs::Files hub_backup_;
    RunResult result_;
};

}  // namespace

RunResult run_plan(const Plan& plan, bool tell) {
    support::seed_sqlite(static_cast<std::uint32_t>(plan.seed) + 1);
    return Run(plan, tell, nullptr).finish();
}

RunResult run_plan(const Plan& plan, CrashPoints& points) {
    support::seed_sqlite(static_cast<std::uint32_t>(plan.seed) + 1);
    RunResult result = Run(plan, false, &points).finish();
    points.end(result.violations);
    return result;
}

}  // namespace branchline::test
