// Randomness as an injected value. SeededRandom (splitmix64) is ours so that a seed means the same
// on every compiler and library; it is for simulation and tests, never for keys.
#pragma once

#include <cstddef>
#include <cstdint>

namespace branchline {

class Random {
  public:
    virtual ~Random() = default;
    virtual std::uint64_t next() = 0;
    // Uniform in [0, bound); bound > 0.
    std::uint64_t below(std::uint64_t bound);
    void fill(void* out, std::size_t size);
};

class SeededRandom final : public Random {
  public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() override;

  private:
    std::uint64_t state_;
};

}  // namespace branchline
