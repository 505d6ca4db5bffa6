#include "simulation/crash_points.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <iostream>

#include "base/ensure.h"

namespace branchline::test {

using support::PointFate;

struct CrashPoints::Misfortune {
    std::string_view name;
    PointFate fate;
    PowerCut left = PowerCut::keep_all;
};

void CrashPoints::watch(World& world, std::size_t desks) {
    world.hub_disk().watch_points([this, &world] { return at_point(world, "hub"); });
    for (std::size_t i = 0; i < desks; ++i) {
        world.desk_disk(i).watch_points(
            [this, &world, i] { return at_point(world, "desk " + std::to_string(i)); });
    }
}

PointFate CrashPoints::at_point(World& world, const std::string& machine) {
    static constexpr std::array misfortunes{
        Misfortune{"power, nothing unsynced left", PointFate::power_fails, PowerCut::drop_unsynced},
        Misfortune{"killed", PointFate::power_fails, PowerCut::keep_all},
        Misfortune{"power, torn", PointFate::power_fails, PowerCut::torn},
        Misfortune{"bad disk", PointFate::io_error},
        Misfortune{"full disk", PointFate::disk_full},
    };
    if (is_struck() || ++passed_ % every_ != 0) return PointFate::passes;
    ++tried_;
    std::cout.flush();
    for (const Misfortune& each : misfortunes) {
        while (copies_.size() >= jobs_) wait_for_one();
        const std::string what = "seed " + std::to_string(seed_) + ", point " +
                                 std::to_string(passed_) + ", " + machine + ", " +
                                 std::string(each.name);
        const int copy = fork();
        ENSURE(copy >= 0);
        if (copy == 0) {
            struck_ = what;
            world.set_power_cut(each.left);
            return each.fate;
        }
        copies_.emplace(copy, what);
    }
    return PointFate::passes;
}

void CrashPoints::wait_for_one() {
    int status = 0;
    const int copy = wait(&status);
    const auto at = copies_.find(copy);
    ENSURE(at != copies_.end());
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        ++failed_;
        if (WIFSIGNALED(status)) std::cout << at->second << ": ended by a signal\n";
    }
    copies_.erase(at);
}

void CrashPoints::end(const std::vector<std::string>& violations) {
    if (!is_struck()) {
        while (!copies_.empty()) wait_for_one();
        for (const std::string& each : violations) {
            ++failed_;
            std::cout << "seed " << seed_ << ", undisturbed: " << each << '\n';
        }
        return;
    }
    for (const std::string& each : violations) std::cout << struck_ << ": " << each << '\n';
    std::cout.flush();
    _exit(violations.empty() ? 0 : 1);
}

}  // namespace branchline::test
