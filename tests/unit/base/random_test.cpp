#include "base/random.h"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/platform.h"

namespace branchline {

namespace {

// Gives the listed numbers, then zeros.
class Listed final : public Random {
  public:
    explicit Listed(std::vector<std::uint64_t> values) : values_(std::move(values)) {}

    std::uint64_t next() override { return used_ < values_.size() ? values_[used_++] : 0; }

    [[nodiscard]] std::size_t used() const { return used_; }

  private:
    std::vector<std::uint64_t> values_;
    std::size_t used_ = 0;
};

}  // namespace

TEST_CASE("a seed means the published splitmix64 sequence") {
    SeededRandom random(1234567);
    CHECK(random.next() == 6457827717110365317ULL);
    CHECK(random.next() == 3203168211198807973ULL);
    CHECK(random.next() == 9817491932198370423ULL);
    CHECK(random.next() == 4593380528125082431ULL);
    CHECK(random.next() == 16408922859458223821ULL);
}

TEST_CASE("numbers below a bound are below it and reach every value") {
    SeededRandom random(1);
    for (const std::uint64_t bound : {1, 2, 3, 7, 64}) {
        std::vector<int> seen(bound);
        for (std::uint64_t i = 0; i < 200 * bound; ++i) {
            const std::uint64_t value = random.below(bound);
            REQUIRE(value < bound);
            ++seen[value];
        }
        for (const int times : seen) CHECK(times > 100);
    }
    const std::uint64_t large = std::numeric_limits<std::uint64_t>::max();
    for (int i = 0; i < 100; ++i) CHECK(random.below(large) < large);
}

TEST_CASE("numbers that would prefer the small remainders are drawn again") {
    // 2^64 modulo 6 is 4: the first four numbers have no partner and do not count.
    Listed random({0, 3, 4, 5});
    CHECK(random.below(6) == 4);
    CHECK(random.used() == 3);
    // A power of two divides evenly: nothing is thrown away.
    Listed even({0});
    CHECK(even.below(8) == 0);
    CHECK(even.used() == 1);
}

TEST_CASE("bytes are filled lowest first and not beyond the end") {
    std::array<char, 13> bytes{};
    bytes.fill('x');
    Listed random({0x0807060504030201, 0x100f0e0d0c0b0a09});
    random.fill(bytes.data(), 11);
    CHECK(to_hex({bytes.data(), bytes.size()}) == "0102030405060708090a0b7878");
    random.fill(bytes.data(), 0);
    CHECK(random.used() == 2);
}

TEST_CASE("the randomness of the system does not repeat") {
    SystemRandom random;
    const std::uint64_t first = random.next();
    CHECK(first != random.next());
    std::string bytes(64, '\0');
    random.fill(bytes.data(), bytes.size());
    CHECK(bytes != std::string(64, '\0'));
}

}  // namespace branchline
