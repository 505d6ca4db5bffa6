#include "bench/works.h"

namespace branchline::bench {

Figure& Figures::at(const std::string& work, double target, const std::string& unit) {
    const auto [place, is_new] = figures_.try_emplace(work, work, target, unit);
    if (is_new) order_.push_back(work);
    return place->second;
}

}  // namespace branchline::bench
