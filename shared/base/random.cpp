#include "base/random.h"

#include <algorithm>

#include "base/ensure.h"

namespace branchline {

std::uint64_t Random::below(std::uint64_t bound) {
    ENSURE(bound > 0);
    // 2^64 modulo bound: without these first values every remainder is equally likely.
    const std::uint64_t surplus = (0 - bound) % bound;
    std::uint64_t value = next();
    while (value < surplus) value = next();
    return value % bound;
}

void Random::fill(void* out, std::size_t size) {
    auto* bytes = static_cast<unsigned char*>(out);
    while (size > 0) {
        // Lowest byte first by arithmetic, so that a seed fills alike on every machine.
        std::uint64_t value = next();
        const std::size_t part = std::min<std::size_t>(size, 8);
        for (std::size_t i = 0; i < part; ++i, value >>= 8) {
            *bytes++ = static_cast<unsigned char>(value & 0xff);
        }
        size -= part;
    }
}

std::uint64_t SeededRandom::next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31);
}

}  // namespace branchline
