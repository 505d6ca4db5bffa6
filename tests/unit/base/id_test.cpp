#include "base/id.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "base/random.h"

namespace branchline {

namespace {

class SetClock final : public Clock {
  public:
    explicit SetClock(std::int64_t ms) : ms_(ms) {}

    [[nodiscard]] std::int64_t wall_ms() const override { return ms_; }

    [[nodiscard]] BootTime boot_time() const override { return {{}, ms_}; }

  private:
    std::int64_t ms_;
};

constexpr Id sample{0x0123456789abcdef, 0xfedcba9876543210};
constexpr std::string_view sample_text = "0123456789abcdeffedcba9876543210";

}  // namespace

TEST_CASE("only the id of zeros is null") {
    CHECK(Id{}.is_null());
    CHECK_FALSE(Id{1, 0}.is_null());
    CHECK_FALSE(Id{0, 1}.is_null());
}

TEST_CASE("the text of an id is 32 lower-case digits") {
    CHECK(to_text(sample) == sample_text);
    CHECK(to_text(Id{}) == std::string(32, '0'));
    CHECK(parse_id(sample_text) == sample);
    CHECK(parse_id("0123456789ABCDEFFEDCBA9876543210") == sample);
}

TEST_CASE("a text of another length or with other characters is no id") {
    CHECK_FALSE(parse_id("").has_value());
    CHECK_FALSE(parse_id(sample_text.substr(1)).has_value());
    CHECK_FALSE(parse_id(std::string(sample_text) + "0").has_value());
    CHECK_FALSE(parse_id("01234567-9abcdeffedcba9876543210").has_value());
    CHECK_FALSE(parse_id("0123456789abcdeffedcba987654321g").has_value());
    CHECK_FALSE(parse_id("0123456789abcdeffedcba987654321 ").has_value());
    CHECK_FALSE(parse_id(" 123456789abcdeffedcba9876543210").has_value());
    CHECK_FALSE(parse_id("+123456789abcdeffedcba9876543210").has_value());
    CHECK_FALSE(parse_id(std::string(32, '\0')).has_value());
}

TEST_CASE("16 bytes make an id, fewer or more do not") {
    const Bytes bytes = to_bytes(sample);
    CHECK(to_hex(bytes) == sample_text);
    CHECK(id_from_bytes(bytes) == sample);
    CHECK_FALSE(id_from_bytes(bytes.substr(1)).has_value());
    CHECK_FALSE(id_from_bytes(bytes + 'x').has_value());
    CHECK_FALSE(id_from_bytes("").has_value());
}

TEST_CASE("an id cut off inside a message is refused whole") {
    ByteWriter out;
    write_id(out, sample);
    out.u8(9);
    ByteReader in(out.bytes());
    CHECK(read_id(in) == sample);
    CHECK(in.u8() == 9);
    CHECK(in.done());
    for (std::size_t size = 0; size < 16; ++size) {
        ByteReader part(BytesView(out.bytes()).substr(0, size));
        CHECK(read_id(part).is_null());
        CHECK_FALSE(part.ok());
    }
}

TEST_CASE("random ids come back from text and bytes, and bytes sort as ids do") {
    SeededRandom random(1);
    Id before;
    for (int i = 0; i < 2000; ++i) {
        const Id id = random_id(random);
        REQUIRE(parse_id(to_text(id)) == id);
        REQUIRE(id_from_bytes(to_bytes(id)) == id);
        REQUIRE((to_bytes(before) < to_bytes(id)) == (before < id));
        REQUIRE((to_text(before) < to_text(id)) == (before < id));
        before = id;
    }
}

TEST_CASE("a row id has the form of a UUIDv7") {
    SeededRandom random(2);
    const SetClock clock(0x018f0a1b2c3d);
    for (int i = 0; i < 200; ++i) {
        const std::string text = to_text(new_row_id(clock, random));
        CHECK(text.substr(0, 12) == "018f0a1b2c3d");
        CHECK(text[12] == '7');
        CHECK(std::string("89ab").find(text[16]) != std::string::npos);
    }
}

TEST_CASE("row ids of one millisecond differ, and later milliseconds sort later") {
    SeededRandom random(3);
    std::set<Id> ids;
    for (std::int64_t ms = 1000; ms < 1100; ++ms) {
        for (int i = 0; i < 20; ++i) {
            const Id id = new_row_id(SetClock(ms), random);
            CHECK(ids.insert(id).second);
            CHECK((id.high >> 16) == static_cast<std::uint64_t>(ms));
        }
    }
}

TEST_CASE("all bits of a row id that are free are random") {
    SeededRandom random(4);
    const SetClock clock(0);
    Id ever_set;
    Id ever_clear;
    for (int i = 0; i < 500; ++i) {
        const Id id = new_row_id(clock, random);
        ever_set = {ever_set.high | id.high, ever_set.low | id.low};
        ever_clear = {ever_clear.high | ~id.high, ever_clear.low | ~id.low};
    }
    CHECK((ever_set.high & ever_clear.high) == 0x0fff);
    CHECK((ever_set.low & ever_clear.low) == 0x3fffffffffffffff);
}

TEST_CASE("a clock that is far off still gives well-formed row ids") {
    SeededRandom random(5);
    for (const std::int64_t ms : {std::int64_t{-1}, std::int64_t{1} << 60}) {
        CHECK(to_text(new_row_id(SetClock(ms), random))[12] == '7');
    }
}

TEST_CASE("a derived id is the same on every desk and depends on both of its parts") {
    CHECK(to_text(derived_id("case", "abc")) == "f87d9f3829e10ed2513ceb02f018ae21");
    CHECK(derived_id("case", "abc") == derived_id("case", "abc"));
    CHECK(derived_id("case", "abc") != derived_id("task", "abc"));
    CHECK(derived_id("case", "abc") != derived_id("case", "abd"));
    CHECK(derived_id("case", "abc") != derived_id("casea", "bc"));
    CHECK(derived_id("", "caseabc") != derived_id("caseabc", ""));
}

TEST_CASE("ids that share a half land in different places of a hash table") {
    std::unordered_set<std::size_t> hashes;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        hashes.insert(std::hash<Id>()(Id{0x018f0a1b2c3d7000 + i, 42}));
        hashes.insert(std::hash<Id>()(Id{0x018f0a1b2c3d7000, 1000 + i}));
    }
    CHECK(hashes.size() > 1990);
}

}  // namespace branchline
