#include "base/digest.h"

#include <doctest/doctest.h>

#include <limits>

#include "base/random.h"

namespace branchline {

namespace {

constexpr std::uint64_t all_ones = std::numeric_limits<std::uint64_t>::max();

Key key_of(std::uint8_t fill) {
    Key key;
    key.fill(fill);
    return key;
}

}  // namespace

TEST_CASE("digests are BLAKE2b with 256 and 128 bits") {
    // Figures of another implementation: they stand in every log for ever.
    CHECK(to_hex(view_of(digest_of(""))) ==
          "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    CHECK(to_hex(view_of(digest_of("abc"))) ==
          "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    CHECK(to_text(short_digest_of("abc")) == "cf4ab791c62b8d2b2109c90275287816");
    CHECK(to_text(short_digest_of("")) == "cae66941d9efbd404e4d88758ea67670");
}

TEST_CASE("a MAC depends on its key and on every byte") {
    const Digest mac = mac_of(key_of(1), "receipt");
    CHECK(mac == mac_of(key_of(1), "receipt"));
    CHECK(mac != mac_of(key_of(2), "receipt"));
    CHECK(mac != mac_of(key_of(1), "receipts"));
    CHECK(mac != mac_of(key_of(1), ""));
    CHECK(mac != digest_of("receipt"));
    CHECK(to_hex(view_of(mac_of(key_of(0), "abc"))) ==
          "bad705ff155af631f38dc6cafdda827a31595c802f3ff585c10691c58944d89b");
}

TEST_CASE("comparing in constant time gives the same answer as comparing") {
    CHECK(equal_in_constant_time("", ""));
    CHECK(equal_in_constant_time("abc", "abc"));
    CHECK_FALSE(equal_in_constant_time("abc", "abd"));
    CHECK_FALSE(equal_in_constant_time("abc", "ab"));
    CHECK_FALSE(equal_in_constant_time("", "a"));
    CHECK_FALSE(equal_in_constant_time({}, "a"));
}

TEST_CASE("the view of a digest is its 32 bytes") {
    const Digest digest = digest_of("abc");
    const BytesView view = view_of(digest);
    REQUIRE(view.size() == 32);
    CHECK(static_cast<std::uint8_t>(view.front()) == digest.front());
    CHECK(static_cast<std::uint8_t>(view.back()) == digest.back());
}

TEST_CASE("sums carry from the lower to the upper half and wrap at 128 bits") {
    CHECK(hash_add({0, all_ones}, {0, 1}) == Id{1, 0});
    CHECK(hash_subtract({1, 0}, {0, 1}) == Id{0, all_ones});
    CHECK(hash_add({all_ones, all_ones}, {0, 1}).is_null());
    CHECK(hash_subtract({0, 0}, {0, 1}) == Id{all_ones, all_ones});
    CHECK(hash_add({1, 2}, {3, 4}) == Id{4, 6});
    CHECK(hash_subtract({4, 6}, {3, 4}) == Id{1, 2});
}

TEST_CASE("the hash of a set does not depend on order, and taking away undoes adding") {
    SeededRandom random(11);
    for (int i = 0; i < 1000; ++i) {
        const Id a = random_id(random);
        const Id b = random_id(random);
        const Id c = random_id(random);
        REQUIRE(hash_add(a, b) == hash_add(b, a));
        REQUIRE(hash_add(hash_add(a, b), c) == hash_add(a, hash_add(b, c)));
        REQUIRE(hash_subtract(hash_add(a, b), b) == a);
        REQUIRE(hash_add(hash_subtract(a, b), b) == a);
        REQUIRE(hash_subtract(a, a).is_null());
    }
}

}  // namespace branchline
