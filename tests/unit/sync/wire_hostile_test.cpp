// Hostile bytes: refused, or decoded into something that encodes again; never more memory than the
// bound says, never a crash.
#include <doctest/doctest.h>
#include <zstd.h>

#include "support/allocation_count.h"
#include "support/random_values.h"
#include "sync/wire.h"

using namespace branchline;
using namespace branchline::sync;
using support::AllocationPeak;
using support::RandomValues;

namespace {

constexpr std::uint8_t push_type = 8;

Bytes frame_of(std::uint8_t type, std::uint8_t flags, BytesView payload) {
    ByteWriter frame;
    frame.raw("BL");
    frame.u8(1);
    frame.u8(type);
    frame.u8(flags);
    frame.u8(static_cast<std::uint8_t>(payload.size() >> 16));
    frame.u8(static_cast<std::uint8_t>(payload.size() >> 8));
    frame.u8(static_cast<std::uint8_t>(payload.size()));
    frame.raw(payload);
    return frame.take();
}

// Frames are refused for what their payload says, so their length is made right first.
Bytes with_length(Bytes frame) {
    const std::size_t payload = frame.size() - 8;
    frame[5] = static_cast<char>(payload >> 16);
    frame[6] = static_cast<char>(payload >> 8);
    frame[7] = static_cast<char>(payload);
    return frame;
}

void check_bounded(BytesView frame, std::size_t limit = frame_bytes_max) {
    const AllocationPeak peak;
    const auto decoded = decode_frame(frame, limit);
    // The refusal's own text, and what the allocator adds to small blocks.
    CHECK(peak.bytes() <= decoded_bytes_max(limit) + 16 * 1024);
    if (!decoded) CHECK(!decoded.error().detail.empty());
}

std::string why(BytesView frame, std::size_t limit = frame_bytes_max) {
    const auto decoded = decode_frame(frame, limit);
    return decoded ? "decoded" : decoded.error().detail;
}

}  // namespace

TEST_CASE("a frame cut off at any byte is refused") {
    for (std::size_t type = 0; type < support::message_types; ++type) {
        CAPTURE(type);
        RandomValues values(40 + type);
        const Bytes frame = encode_frame(values.message(type));
        for (std::size_t size = 0; size < frame.size(); ++size) {
            CHECK_FALSE(decode_frame(BytesView(frame).substr(0, size)).has_value());
            if (size >= 8) check_bounded(with_length(frame.substr(0, size)));
        }
        CHECK_FALSE(decode_frame(frame + '\0').has_value());
    }
}

TEST_CASE("bytes after the end of a body are refused") {
    for (std::size_t type = 0; type < support::message_types; ++type) {
        RandomValues values(90 + type);
        const Bytes frame = encode_frame(values.message(type));
        if (type == 7 || (frame[4] & 1) != 0)
            continue;  // a group may follow; zstd sees its own end
        CHECK_FALSE(decode_frame(with_length(frame + '\0')).has_value());
    }
    const Group group = RandomValues(4).group();
    CHECK_FALSE(decode_group(encode_group(group) + '\0').has_value());
}

TEST_CASE("a flipped bit never crashes and never takes more memory than the bound") {
    for (std::size_t type = 0; type < support::message_types; ++type) {
        CAPTURE(type);
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            RandomValues values(seed * 20 + type);
            Bytes frame = encode_frame(values.message(type));
            for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
                const auto flip = static_cast<char>(1 << bit % 8);
                frame[bit / 8] = static_cast<char>(frame[bit / 8] ^ flip);
                check_bounded(frame);
                frame[bit / 8] = static_cast<char>(frame[bit / 8] ^ flip);
            }
        }
    }
}

TEST_CASE("random bytes never crash and never take more memory than the bound") {
    RandomValues values(77);
    for (int i = 0; i < 10000; ++i) {
        Bytes payload(values.below(200), '\0');
        for (char& byte : payload) byte = static_cast<char>(values.below(i % 2 == 0 ? 256 : 9));
        const auto type = static_cast<std::uint8_t>(1 + values.below(support::message_types));
        check_bounded(frame_of(type, static_cast<std::uint8_t>(values.below(2)), payload));
    }
}

TEST_CASE("a small frame before login takes at most eight times its limit and 64 KiB") {
    RandomValues values(78);
    for (int i = 0; i < 2000; ++i) {
        Bytes payload(values.below(4000), '\x01');
        for (char& byte : payload) byte = static_cast<char>(values.below(256));
        const auto type = static_cast<std::uint8_t>(1 + values.below(support::message_types));
        check_bounded(frame_of(type, 0, payload), frame_bytes_max_before_login);
    }
}

TEST_CASE("sizes that the bytes cannot fill are refused before memory is taken") {
    const Bytes huge = "\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
    const Bytes billion = "\x80\x94\xeb\xdc\x03";
    for (const Bytes& size : {huge, billion, Bytes("\xff\x7f")}) {
        for (std::uint8_t type = 1; type <= support::message_types; ++type) {
            for (std::size_t zeros = 0; zeros < 80; zeros += 3) {
                const Bytes payload = Bytes(zeros, '\0') + size + Bytes(20, '\0');
                const AllocationPeak peak;
                // (Where a mere number stands in its place, it is one.)
                static_cast<void>(decode_frame(frame_of(type, 0, payload)));
                CHECK(peak.bytes() < 128 * 1024);
            }
        }
    }
}

TEST_CASE("many items that are large only in memory are refused at the bound") {
    const Bytes empties(900'000, '\0');
    ByteWriter groups;
    for (int i = 0; i < 40'000; ++i) {
        groups.raw(BytesView("\x00", 1));
        groups.raw(Bytes(16, '\x07'));
        groups.raw(BytesView("\0\0\0\0\0\0\0\0", 8));
    }
    check_bounded(frame_of(push_type, 0, groups.bytes()));
    for (std::uint8_t type = 1; type <= support::message_types; ++type) {
        check_bounded(frame_of(type, 0, empties));
    }
}

TEST_CASE("compressed bytes that declare more than they may are refused before memory is taken") {
    const auto bomb = [](std::size_t size) {
        const Bytes zeros(size, '\0');
        Bytes packed(ZSTD_compressBound(size), '\0');
        packed.resize(ZSTD_compress(packed.data(), packed.size(), zeros.data(), size, 19));
        return frame_of(push_type, 1, Bytes(1, '\0') + packed.substr(4));
    };
    CHECK(why(bomb(64 * 1024 * 1024)) == "it declares too large a size");
    CHECK(why(bomb(1024 * 1024), 4096) == "it declares too large a size");
    const AllocationPeak peak;
    CHECK_FALSE(decode_frame(bomb(3 * 1024 * 1024)).has_value());
    CHECK(peak.bytes() <= decoded_bytes_max(frame_bytes_max));
    CHECK(why(frame_of(push_type, 1, "")) == "it ends too early");
    CHECK(why(frame_of(push_type, 1, Bytes(40, '\x20'))) != "decoded");
}

TEST_CASE("a group with more than 500 changes or more than 256 KiB is refused") {
    Group group;
    group.op = group.origin = Id{1, 2};
    group.changes.resize(group_changes_max);
    CHECK(decode_group(encode_group(group)).has_value());
    group.changes.resize(group_changes_max + 1);
    CHECK_FALSE(decode_group(encode_group(group)).has_value());
    CHECK_FALSE(decode_frame(encode_frame(Push{{group}, {}})).has_value());

    group.changes.resize(1);
    group.changes[0].values.set(1, std::string(group_bytes_max, 'x'));
    CHECK(decode_group(encode_group(group)).error().code == Code::too_large);
    CHECK_FALSE(decode_frame(encode_frame(Push{{group}, {}})).has_value());
}

TEST_CASE("what has no meaning is refused with its reason") {
    const Bytes op(16, '\x07');
    // flags 3: same author, next counter; no time; no command; one change.
    const Bytes head = Bytes("\x03") + op + Bytes("\0\0\x01", 3);
    const auto reason = [&head](BytesView change) {
        const auto group = decode_group(head + Bytes(change));
        return group ? "decoded" : group.error().detail;
    };
    // Kind and flags, entity, row, field, base; then what the flags announce.
    CHECK(reason(BytesView("\x22\x05\x00\x01", 4)) == "decoded");
    CHECK(reason(BytesView("\x20\x05\x00\x01", 4)) == "a choice out of range");
    CHECK(reason(BytesView("\x2b\x05\x00\x01", 4)) == "a choice out of range");
    CHECK(reason(BytesView("\x22\x85\x00\x00\x01", 5)) == "it ends too early");
    CHECK(reason(BytesView("\x22\x05\x63\x01", 4)) == "an id that is not in the table");
    CHECK(reason(BytesView("\x02\x05\x00\x01\x07", 5)) == "a version of unknown form");
    CHECK(reason(BytesView("\x02\x05\x00\x01\x0c", 5)) ==
          "a version by a seq that is not known here");
    CHECK(reason(BytesView("\x62\x05\x00\x01\x1f", 5)) == "a value of unknown form");
    CHECK(reason(BytesView("\x62\x05\x00\x01\x20", 5)) == "a text that is not in the table");
    CHECK(reason(BytesView("\xa2\x05\x00\x01\x00", 5)) == "an empty list of extras");
    CHECK(reason(BytesView("\xe2\x05\x00\x01\x81\x01\x01\x05\x80", 9)) == "values given twice");
    // A record whose second field is the first one again would need a difference below nothing.
    CHECK(reason(BytesView("\xa2\x05\x00\x01\x01\x02\xff\xff\x03\x80\x00\x80", 12)) ==
          "a field number out of range");
}

TEST_CASE(
    "messages of fixed form skip what a newer peer adds and default what an older one lacks") {
    const Ping ping{300, true};
    Bytes frame = encode_frame(ping);
    const Bytes payload = frame.substr(8);
    REQUIRE(static_cast<std::size_t>(payload[0]) == payload.size() - 1);

    Bytes newer = payload + "\x05later";
    newer[0] = static_cast<char>(payload[0] + 6);
    CHECK(decode_frame(frame_of(12, 0, newer)).value() == Message{ping});

    Bytes older = payload.substr(0, payload.size() - 1);
    older[0] = static_cast<char>(payload[0] - 1);
    CHECK(decode_frame(frame_of(12, 0, older)).value() == Message{Ping{300, false}});

    Bytes torn = payload.substr(0, 2);
    torn[0] = 1;
    CHECK_FALSE(decode_frame(frame_of(12, 0, torn)).has_value());
}
