#include "base/bytes.h"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <vector>

#include "base/random.h"

namespace branchline {

namespace {

constexpr std::uint64_t uint64_max = std::numeric_limits<std::uint64_t>::max();
constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();

Bytes bytes_of(std::initializer_list<int> values) {
    Bytes out;
    for (const int value : values) out.push_back(static_cast<char>(value));
    return out;
}

Bytes varint_bytes(std::uint64_t value) {
    ByteWriter out;
    out.varint(value);
    return out.take();
}

Bytes zigzag_bytes(std::int64_t value) {
    ByteWriter out;
    out.zigzag(value);
    return out.take();
}

bool refuses_varint(const Bytes& bytes) {
    ByteReader in(bytes);
    return in.varint() == 0 && !in.ok();
}

// Of every length: small values are as frequent as large ones.
std::uint64_t any_value(Random& random) { return random.next() >> random.below(64); }

}  // namespace

TEST_CASE("a varint takes one byte for every seven bits") {
    CHECK(varint_bytes(0) == bytes_of({0}));
    CHECK(varint_bytes(127) == bytes_of({0x7f}));
    CHECK(varint_bytes(128) == bytes_of({0x80, 0x01}));
    CHECK(varint_bytes(300) == bytes_of({0xac, 0x02}));
    CHECK(varint_bytes(uint64_max).size() == 10);
    CHECK(varint_bytes(uint64_max >> 1).size() == 9);
}

TEST_CASE("varints at the borders of each length come back") {
    for (int bits = 0; bits < 64; ++bits) {
        const std::uint64_t power = std::uint64_t{1} << bits;
        for (const std::uint64_t value : {power - 1, power, power + 1, uint64_max - power}) {
            const Bytes bytes = varint_bytes(value);
            ByteReader in(bytes);
            CHECK(in.varint() == value);
            CHECK(in.done());
        }
    }
}

TEST_CASE("a varint with padding zeros is refused, zero itself is not") {
    CHECK(refuses_varint(bytes_of({0x80, 0x00})));
    CHECK(refuses_varint(bytes_of({0xff, 0x00})));
    CHECK(refuses_varint(bytes_of({0x81, 0x80, 0x00})));
    CHECK(refuses_varint(bytes_of({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00})));
    const Bytes zero = bytes_of({0});
    CHECK_FALSE(ByteReader(zero).varint());
}

TEST_CASE("a varint of more than 64 bits is refused") {
    const Bytes nine(9, '\xff');
    CHECK_FALSE(refuses_varint(nine + '\x01'));
    CHECK(refuses_varint(nine + '\x02'));
    CHECK(refuses_varint(nine + '\x7f'));
    CHECK(refuses_varint(nine + '\x81' + '\x01'));
    CHECK(refuses_varint(Bytes(100, '\xff')));
    CHECK(refuses_varint(Bytes(100, '\x80')));
}

TEST_CASE("zigzag keeps small magnitudes short on both sides of zero") {
    CHECK(zigzag_bytes(0) == bytes_of({0}));
    CHECK(zigzag_bytes(-1) == bytes_of({1}));
    CHECK(zigzag_bytes(1) == bytes_of({2}));
    CHECK(zigzag_bytes(-64).size() == 1);
    CHECK(zigzag_bytes(64).size() == 2);
    for (const std::int64_t value : {int64_min, int64_min + 1, int64_max, int64_max - 1}) {
        const Bytes bytes = zigzag_bytes(value);
        ByteReader in(bytes);
        CHECK(in.zigzag() == value);
        CHECK(in.done());
    }
}

TEST_CASE("fixed64 sorts as bytes in the order of the numbers") {
    SeededRandom random(1);
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t a = any_value(random);
        const std::uint64_t b = any_value(random);
        ByteWriter first;
        ByteWriter second;
        first.fixed64(a);
        second.fixed64(b);
        CHECK(first.bytes().size() == 8);
        CHECK((first.bytes() < second.bytes()) == (a < b));
    }
}

TEST_CASE("strings keep every byte, the empty one included") {
    ByteWriter out;
    out.string("");
    out.string(std::string_view("a\0b", 3));
    out.string("客户");
    ByteReader in(out.bytes());
    CHECK(in.string().empty());
    CHECK(in.string() == std::string_view("a\0b", 3));
    CHECK(in.string() == "客户");
    CHECK(in.done());
}

TEST_CASE("random sequences of all kinds come back as they were written") {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        SeededRandom random(seed);
        ByteWriter out;
        const std::uint64_t steps = random.below(30);
        for (std::uint64_t i = 0; i < steps; ++i) {
            out.u8(static_cast<std::uint8_t>(i));
            out.varint(any_value(random));
            out.zigzag(static_cast<std::int64_t>(any_value(random)));
            out.fixed64(random.next());
            out.string(Bytes(random.below(200), static_cast<char>(i)));
        }
        SeededRandom again(seed);
        ByteReader in(out.bytes());
        REQUIRE(again.below(30) == steps);
        for (std::uint64_t i = 0; i < steps; ++i) {
            CHECK(in.u8() == i);
            CHECK(in.varint() == any_value(again));
            CHECK(in.zigzag() == static_cast<std::int64_t>(any_value(again)));
            CHECK(in.fixed64() == again.next());
            CHECK(in.string() == Bytes(again.below(200), static_cast<char>(i)));
        }
        CHECK(in.done());
    }
}

TEST_CASE("a message cut off at any byte fails instead of giving wrong values") {
    ByteWriter out;
    out.u8(7);
    out.varint(uint64_max);
    out.zigzag(-123456789);
    out.fixed64(42);
    out.string("a short text");
    const Bytes whole = out.take();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const Bytes part = whole.substr(0, size);  // a copy, so that a sanitizer sees an overrun
        ByteReader in(part);
        in.u8();
        in.varint();
        in.zigzag();
        in.fixed64();
        CHECK(in.string().empty());
        CHECK_FALSE(in.ok());
        CHECK_FALSE(in.done());
    }
}

TEST_CASE("an error stays: whatever is read after it is empty") {
    const Bytes bytes = bytes_of({0x05, 'a', 0x01, 0x02});
    ByteReader in(bytes);
    CHECK(in.string().empty());
    CHECK_FALSE(in.ok());
    CHECK(in.u8() == 0);
    CHECK(in.varint() == 0);
    CHECK(in.zigzag() == 0);
    CHECK(in.fixed64() == 0);
    CHECK(in.raw(1).empty());
    CHECK(in.raw(0).empty());
    CHECK(in.count() == 0);
    CHECK_FALSE(in.ok());
}

TEST_CASE("a caller can declare what he has read to be wrong") {
    const Bytes bytes = bytes_of({1, 2});
    ByteReader in(bytes);
    CHECK(in.u8() == 1);
    in.fail();
    CHECK(in.u8() == 0);
    CHECK_FALSE(in.done());
}

TEST_CASE("a length that reaches beyond the end is refused") {
    for (const std::uint64_t length : {std::uint64_t{4}, std::uint64_t{1} << 32, uint64_max}) {
        ByteWriter out;
        out.varint(length);
        out.raw("abc");
        ByteReader in(out.bytes());
        CHECK(in.string().empty());
        CHECK_FALSE(in.ok());
    }
    ByteReader in("abc");
    CHECK(in.raw(uint64_max).empty());
    CHECK_FALSE(in.ok());
}

TEST_CASE("a count fits only if that many elements can still follow") {
    const auto accepts = [](std::uint64_t elements, std::size_t each, std::size_t rest) {
        ByteWriter out;
        out.varint(elements);
        out.raw(Bytes(rest, 'x'));
        ByteReader in(out.bytes());
        const std::size_t count = in.count(each);
        CHECK(count == (in.ok() ? elements : 0));
        return in.ok();
    };
    CHECK(accepts(0, 1, 0));
    CHECK(accepts(0, 16, 3));
    CHECK(accepts(4, 1, 4));
    CHECK_FALSE(accepts(5, 1, 4));
    CHECK(accepts(2, 16, 32));
    CHECK_FALSE(accepts(2, 16, 31));
    CHECK_FALSE(accepts(3, 16, 32));
    // Products that wrap around 64 bits to something small.
    CHECK_FALSE(accepts(std::uint64_t{1} << 60, 16, 100));
    CHECK_FALSE(accepts(uint64_max, uint64_max, 1));
    CHECK_FALSE(accepts(uint64_max, 1, 100));
}

TEST_CASE("random bytes never make the reader leave its input") {
    SeededRandom random(7);
    for (int i = 0; i < 20'000; ++i) {
        Bytes noise(random.below(40), '\0');
        random.fill(noise.data(), noise.size());
        ByteReader in(noise);
        std::size_t before = in.left();
        while (in.ok() && in.left() > 0) {
            switch (random.below(6)) {
                case 0:
                    in.u8();
                    break;
                case 1:
                    in.varint();
                    break;
                case 2:
                    in.zigzag();
                    break;
                case 3:
                    in.fixed64();
                    break;
                case 4:
                    CHECK(in.string().size() < noise.size());
                    break;
                default:
                    CHECK(in.count(1 + random.below(20)) <= noise.size());
                    break;
            }
            CHECK(in.left() <= before);
            before = in.left();
        }
    }
}

TEST_CASE("hexadecimal text has two lower-case digits for each byte") {
    CHECK(to_hex("").empty());
    CHECK(to_hex(bytes_of({0x00, 0x0f, 0xa5, 0xff})) == "000fa5ff");
}

}  // namespace branchline
