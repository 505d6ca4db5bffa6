#include "schema/value.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "base/random.h"
#include "schema/any_value.h"

namespace branchline::schema {
namespace {

Bytes encoded(const Value& value) {
    ByteWriter out;
    write_value(out, value);
    return out.take();
}

}  // namespace

TEST_CASE("the encoding of each kind of value is fixed for ever") {
    CHECK(to_hex(encoded(Null{})) == "00");
    CHECK(to_hex(encoded(std::int64_t{0})) == "0100");
    CHECK(to_hex(encoded(std::int64_t{-1})) == "0101");
    CHECK(to_hex(encoded(std::int64_t{150})) == "01ac02");
    CHECK(to_hex(encoded(std::string("客户"))) == "0206e5aea2e688b7");
    CHECK(to_hex(encoded(Id{1, 2})) == "0300000000000000010000000000000002");
    CHECK(to_hex(encoded(AnyRef{300, Id{1, 2}})) == "04ac0200000000000000010000000000000002");
    CHECK(to_hex(encoded(Set{"a", "b"})) == "050201610162");
    CHECK(to_hex(encoded(Set{})) == "0500");
}

TEST_CASE("values come back as they were written") {
    SeededRandom random(7);
    for (int i = 0; i < 3'000; ++i) {
        const Value value = any_value(random);
        const Bytes bytes = encoded(value);
        ByteReader in(bytes);
        CHECK(read_value(in) == value);
        CHECK(in.done());
    }
    for (const std::int64_t extreme :
         {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        const Bytes bytes = encoded(extreme);
        ByteReader in(bytes);
        CHECK(read_value(in) == Value(extreme));
    }
}

TEST_CASE("a value cut short is malformed, and reads as nothing") {
    SeededRandom random(8);
    for (int i = 0; i < 500; ++i) {
        const Bytes bytes = encoded(any_value(random));
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            ByteReader in(BytesView(bytes).substr(0, size));
            CHECK(is_null(read_value(in)));
            CHECK_FALSE(in.ok());
        }
    }
}

TEST_CASE("bytes that are no value are refused without harm") {
    for (const BytesView bytes :
         {BytesView("\x06"), BytesView("\xff"), BytesView("\x05\xff\xff\xff\x7f"),
          BytesView("\x02\xff\xff\xff\x7f"), BytesView("\x05\x01\x01\xff"),
          BytesView("\x04\xff\xff\x7f"
                    "0123456789abcdef")}) {
        ByteReader in(bytes);
        CHECK(is_null(read_value(in)));
        CHECK_FALSE(in.ok());
    }
    SeededRandom random(9);
    for (int i = 0; i < 20'000; ++i) {
        Bytes noise(random.below(24), '\0');
        random.fill(noise.data(), noise.size());
        if (!noise.empty()) noise[0] = static_cast<char>(random.below(7));
        ByteReader in(noise);
        const Value value = read_value(in);
        if (!in.ok()) CHECK(is_null(value));
    }
}

TEST_CASE("a set that a peer has sorted otherwise is put into our order") {
    ByteReader in(
        "\x05\x03\x01"
        "b\x01"
        "A\x01"
        "a");
    CHECK(read_value(in) == Value(Set{"A", "b"}));
    CHECK(in.done());
}

TEST_CASE("an element is in a set once, however it is written") {
    Set set;
    CHECK(set_insert(set, "VIP"));
    CHECK_FALSE(set_insert(set, "vip"));
    CHECK_FALSE(set_insert(set, "ＶＩＰ"));
    CHECK_FALSE(set_insert(set, " vip "));
    CHECK(set == Set{"VIP"});
    CHECK(set_contains(set, "Vip"));
    CHECK(set_erase(set, "ｖｉｐ"));
    CHECK_FALSE(set_erase(set, "vip"));
    CHECK(set.empty());
}

TEST_CASE("a set is sorted by key whatever the order of insertion") {
    SeededRandom random(10);
    for (int round = 0; round < 200; ++round) {
        std::vector<std::string> words(12);
        for (std::string& word : words) word = any_word(random);
        Set forward;
        Set backward;
        for (const std::string& word : words) set_insert(forward, word);
        for (auto word = words.rbegin(); word != words.rend(); ++word) set_insert(backward, *word);
        const auto by_key = [](const std::string& a, const std::string& b) {
            return set_key(a) < set_key(b);
        };
        CHECK(std::is_sorted(forward.begin(), forward.end(), by_key));
        CHECK(forward.size() == backward.size());
        for (const std::string& word : words) CHECK(set_contains(forward, word));
        for (const std::string& word : words) set_erase(forward, word);
        CHECK(forward.empty());
    }
}

}  // namespace branchline::schema
