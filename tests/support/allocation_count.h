// Counts what the test program allocates, to test that decoding has a bound. The counters are of
// the whole program: use them where one thread runs.
#pragma once

#include <cstddef>

namespace branchline::support {

// From construction on: the largest sum of memory held at one time, over what was held before.
class AllocationPeak {
  public:
    AllocationPeak();
    [[nodiscard]] std::size_t bytes() const;

  private:
    std::size_t before_;
};

}  // namespace branchline::support
