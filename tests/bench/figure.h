// One figure of tools/bench: what we need and what the floor needs, measured in turns in one
// process, as one JSON line. The median counts; min and max are of our own runs.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace branchline::bench {

class Figure {
  public:
    // `target` is the greatest ratio of ours to the floor.
    Figure(std::string work, double target, std::string unit = "s")
        : work_(std::move(work)), target_(target), unit_(std::move(unit)) {}

    void add(double ours, double floor) {
        ours_.push_back(ours);
        floor_.push_back(floor);
    }

    [[nodiscard]] std::string line() const;

  private:
    std::string work_;
    double target_;
    std::string unit_;
    std::vector<double> ours_;
    std::vector<double> floor_;
};

// The value below which this part of the values lies; 0.5 is the median.
double quantile(std::vector<double> values, double part);

using Instant = std::chrono::steady_clock::time_point;

inline Instant now() { return std::chrono::steady_clock::now(); }

inline double seconds_between(Instant from, Instant to) {
    return std::chrono::duration<double>(to - from).count();
}

double seconds_of(const std::function<void()>& work);

}  // namespace branchline::bench
