// Every message comes back as it went, and equal values have equal bytes.
#include "sync/wire.h"

#include <doctest/doctest.h>

#include <map>

#include "support/allocation_count.h"
#include "support/random_values.h"

using namespace branchline;
using namespace branchline::sync;
using support::RandomValues;

namespace {

template <class T, class Encode, class Decode>
void check_round_trip(const T& value, Encode encode, Decode decode) {
    const Bytes bytes = encode(value);
    const auto decoded = decode(bytes);
    REQUIRE_MESSAGE(decoded.has_value(), decoded.error().detail);
    CHECK(*decoded == value);
    CHECK(encode(*decoded) == bytes);
}

Known random_known(RandomValues& values) {
    Known known;
    known.device = values.id();
    known.incarnation = values.id();
    known.user = values.id();
    known.boot = {values.id(), values.integer()};
    known.hub_ms = values.integer();
    known.words = {"order.new", "", "上海", "a", "a"};
    return known;
}

}  // namespace

TEST_CASE("every message comes back as it went") {
    for (std::size_t type = 0; type < support::message_types; ++type) {
        for (std::uint64_t seed = 1; seed <= 300; ++seed) {
            CAPTURE(type);
            CAPTURE(seed);
            RandomValues values(seed * 100 + type);
            const Message message = values.message(type);
            REQUIRE(message.index() == type);
            check_round_trip(
                message, [](const Message& it) { return encode_frame(it); },
                [](BytesView bytes) { return decode_frame(bytes); });
        }
    }
}

TEST_CASE("the messages of a session come back in their order") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        RandomValues values(seed);
        Known writer = random_known(values);
        Known reader = writer;
        for (int i = 0; i < 20; ++i) {
            const Message message = values.message(values.below(support::message_types));
            const Bytes frame = encode_frame(message, &writer);
            const auto decoded = decode_frame(frame, frame_bytes_max, &reader);
            REQUIRE_MESSAGE(decoded.has_value(), decoded.error().detail);
            CHECK(*decoded == message);
        }
        CHECK(writer.recent == reader.recent);
        CHECK(writer.references == reader.references);
        CHECK(writer.words == reader.words);
        CHECK(writer.at == reader.at);
    }
}

TEST_CASE("versions that both ends know by seq travel as seq") {
    RandomValues values(5);
    std::map<OriginId, std::int64_t> seqs;
    std::map<std::int64_t, OriginId> origins;
    Known known = random_known(values);
    known.seq = 1000;
    known.seq_of = [&](const OriginId& origin) { return seqs.contains(origin) ? seqs[origin] : 0; };
    known.origin_at = [&](std::int64_t seq) {
        return origins.contains(seq) ? origins[seq] : OriginId{};
    };
    for (std::int64_t seq = 1; seq <= 1005; ++seq) {
        const Id origin = values.id();
        if (origin.is_null() || seqs.contains(origin)) continue;
        seqs[origin] = seq;
        origins[seq] = origin;
    }
    Known other = known;
    for (int i = 0; i < 200; ++i) {
        const Message message = values.message(7);
        const auto decoded = decode_frame(encode_frame(message, &known), frame_bytes_max, &other);
        REQUIRE_MESSAGE(decoded.has_value(), decoded.error().detail);
        CHECK(*decoded == message);
    }
}

TEST_CASE("a frame that refers to what is not known is refused") {
    RandomValues values(9);
    Known known = random_known(values);
    const Bytes frame = encode_frame(Push{{values.group()}, {}}, &known);
    CHECK(decode_frame(frame).error().code == Code::bad_frame);

    known.seq = 10;
    known.seq_of = [](const OriginId&) { return 7; };
    known.origin_at = [](std::int64_t) { return OriginId{}; };
    Group group;
    group.op = group.origin = Id{1, 2};
    group.changes.resize(1);
    group.changes[0].base = {Id{3, 4}, {}};
    const Bytes by_seq = encode_frame(Push{{group}, {}}, &known);
    known.recent.clear();
    known.references.clear();
    CHECK(decode_frame(by_seq, frame_bytes_max, &known).error().code == Code::bad_frame);
}

TEST_CASE("groups, effects, entries and rows come back as they went") {
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        CAPTURE(seed);
        RandomValues values(seed);
        check_round_trip(values.group(), encode_group, decode_group);
        check_round_trip(values.entry(), encode_entry, decode_entry);
        check_round_trip(values.row(), encode_row, decode_row);
        std::vector<Effect> effects;
        for (std::uint64_t i = values.below(6); i > 0; --i) effects.push_back(values.effect());
        check_round_trip(effects, encode_effects, decode_effects);
    }
}

TEST_CASE("a page large enough to be compressed comes back as it went") {
    for (const std::size_t entries : {50, 400}) {
        RandomValues values(entries);
        Message message = values.page(entries);
        check_round_trip(
            message, [](const Message& it) { return encode_frame(it); },
            [](BytesView bytes) { return decode_frame(bytes); });
    }
}

TEST_CASE("entities and fields that this build does not know are carried") {
    Group group;
    group.op = group.origin = Id{1, 2};
    Change change;
    change.entity = 64'999;
    change.row = Id{3, 4};
    change.field = 65'535;
    change.values.set(65'535, std::string("from a newer desk"));
    group.changes.push_back(change);
    const auto decoded = decode_group(encode_group(group));
    REQUIRE(decoded.has_value());
    CHECK(*decoded == group);
}

TEST_CASE("the content digest leaves out the clock's measurement and nothing else") {
    RandomValues values(3);
    const Group group = values.group();
    const Id digest = content_digest(group);
    Group other = group;
    other.edit.corrected_ms += 5;
    other.edit.measured = !other.edit.measured;
    CHECK(content_digest(other) == digest);
    other.edit.boot.ms += 1;
    CHECK(content_digest(other) != digest);
    other = group;
    other.op = Id{7, 7};
    CHECK(content_digest(other) != digest);
    other = group;
    other.command += "x";
    CHECK(content_digest(other) != digest);
}

TEST_CASE("what decoding holds in memory stays below the cost that builders of frames count") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        RandomValues values(seed);
        Page page;
        Push push;
        std::size_t page_cost = 0;
        std::size_t push_cost = 0;
        for (std::size_t i = 0; i < 40 * seed % 400; ++i) {
            page.page_class = PageClass::snapshot;
            page.entries.push_back(values.entry());
            page_cost +=
                memory_cost(page.entries.back()) + encode_entry(page.entries.back()).size();
            push.groups.push_back(values.group());
            push_cost += memory_cost(push.groups.back()) + encode_group(push.groups.back()).size();
        }
        constexpr std::size_t fixed = 48 * 1024;
        const Bytes page_frame = encode_frame(page);
        const support::AllocationPeak page_peak;
        CHECK(decode_frame(page_frame).has_value());
        CHECK(page_peak.bytes() <= page_cost + fixed);
        const Bytes push_frame = encode_frame(push);
        const support::AllocationPeak push_peak;
        CHECK(decode_frame(push_frame).has_value());
        CHECK(push_peak.bytes() <= push_cost + fixed);
    }
}
