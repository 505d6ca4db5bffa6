// Every write point of a company's disks in turn: there the power fails, with what of the unsynced
// writes is left in three ways, or the write meets a bad or a full disk. The run itself goes on
// undisturbed; at each point a copy of the process (fork) meets the misfortune, the machine comes
// back, the work ends there, and the company comes to rest under the oracles. So a point costs its
// recovery, not the way to it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "support/world.h"

namespace branchline::test {

class CrashPoints {
  public:
    // Each `every`th point, with so many copies at once.
    CrashPoints(std::uint64_t every, std::uint64_t jobs) : every_(every), jobs_(jobs) {}

    void begin(std::uint64_t seed) { seed_ = seed; }

    void watch(World& world, std::size_t desks);

    // True in a copy, from its misfortune on.
    [[nodiscard]] bool is_struck() const { return !struck_.empty(); }

    // The run has ended. A copy tells its violations and ends; the run itself waits for its copies.
    void end(const std::vector<std::string>& violations);

    [[nodiscard]] std::uint64_t passed() const { return passed_; }

    [[nodiscard]] std::uint64_t tried() const { return tried_; }

    [[nodiscard]] std::uint64_t failed() const { return failed_; }

  private:
    struct Misfortune;

    support::PointFate at_point(World& world, const std::string& machine);
    void wait_for_one();

    std::uint64_t every_;
    std::uint64_t jobs_;
    std::uint64_t seed_ = 0;
    std::uint64_t passed_ = 0;
    std::uint64_t tried_ = 0;
    std::uint64_t failed_ = 0;
    std::string struck_;  // what has struck this copy, and where
    std::map<int, std::string> copies_;
};

}  // namespace branchline::test
