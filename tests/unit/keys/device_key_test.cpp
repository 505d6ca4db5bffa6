#include "keys/device_key.h"

#include <doctest/doctest.h>

#include <set>

using namespace branchline;
using namespace branchline::keys;

TEST_CASE("what a device signs is verified with its public key and with no other") {
    SeededRandom random(1);
    const DeviceKey key = DeviceKey::generate(random);
    const DeviceKey other = DeviceKey::generate(random);
    const Bytes signature = key.sign("statement");
    CHECK(signature.size() == signature_bytes);
    CHECK(is_signed_by(key.public_key(), "statement", signature));
    CHECK_FALSE(is_signed_by(key.public_key(), "Statement", signature));
    CHECK_FALSE(is_signed_by(other.public_key(), "statement", signature));
    Bytes damaged = signature;
    damaged[5] = static_cast<char>(damaged[5] ^ 1);
    CHECK_FALSE(is_signed_by(key.public_key(), "statement", damaged));
}

TEST_CASE("keys and signatures of the wrong length are refused without being read") {
    SeededRandom random(2);
    const DeviceKey key = DeviceKey::generate(random);
    const Bytes signature = key.sign("s");
    CHECK_FALSE(is_signed_by("", "s", signature));
    CHECK_FALSE(is_signed_by(key.public_key().substr(1), "s", signature));
    CHECK_FALSE(is_signed_by(key.public_key(), "s", ""));
    CHECK_FALSE(is_signed_by(key.public_key(), "s", signature + "x"));
}

TEST_CASE("a key made of its secrets again is the same key") {
    SeededRandom random(3);
    DeviceKey key = DeviceKey::generate(random);
    DeviceKey again = DeviceKey::restore(key.secrets());
    CHECK(again.public_key() == key.public_key());
    CHECK(again.database_key() == key.database_key());
    CHECK(again.sign("s") == key.sign("s"));
    const Bytes public_key = key.public_key();
    const DeviceKey moved = std::move(key);
    CHECK(moved.public_key() == public_key);
    CHECK(is_signed_by(public_key, "s", moved.sign("s")));
}

TEST_CASE("the database key has nothing in common with the signing key") {
    SeededRandom random(4);
    const DeviceKey one = DeviceKey::generate(random);
    const DeviceKey two = DeviceKey::generate(random);
    CHECK(one.database_key() != two.database_key());
    CHECK(Bytes(view_of(one.database_key())) != one.public_key());
}

TEST_CASE("a statement differs with purpose, nonce, installation and channel") {
    Digest channel{};
    Digest other_channel{};
    other_channel[31] = 1;
    const std::set<Bytes> statements = {
        statement_of(Purpose::login, {1, 2}, {3, 4}, channel),
        statement_of(Purpose::enrolment, {1, 2}, {3, 4}, channel),
        statement_of(Purpose::login, {1, 3}, {3, 4}, channel),
        statement_of(Purpose::login, {1, 2}, {3, 5}, channel),
        statement_of(Purpose::login, {1, 2}, {3, 4}, other_channel),
    };
    CHECK(statements.size() == 5);
}
