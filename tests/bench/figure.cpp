#include "bench/figure.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace branchline::bench {

namespace {

// Four digits that count: more would claim what no run can tell.
double rounded(double value) {
    if (value == 0) return 0;
    const double scale = std::pow(10, 3 - std::floor(std::log10(std::abs(value))));
    return std::round(value * scale) / scale;
}

}  // namespace

double quantile(std::vector<double> values, double part) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const double place = part * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return std::lerp(values[below], values[above], place - static_cast<double>(below));
}

std::string Figure::line() const {
    const double ours = quantile(ours_, 0.5);
    const double floor = quantile(floor_, 0.5);
    nlohmann::ordered_json line;
    line["work"] = work_;
    line["ours"] = rounded(ours);
    line["floor"] = rounded(floor);
    line["ratio"] = rounded(ours / floor);
    line["min"] = rounded(quantile(ours_, 0));
    line["max"] = rounded(quantile(ours_, 1));
    line["target"] = target_;
    line["unit"] = unit_;
    return line.dump();
}

double seconds_of(const std::function<void()>& work) {
    const Instant start = now();
    work();
    return seconds_between(start, now());
}

}  // namespace branchline::bench
