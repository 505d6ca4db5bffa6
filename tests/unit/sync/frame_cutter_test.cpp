// A byte stream becomes frames, however it arrives; what is not ours is known at its first bytes.
#include <doctest/doctest.h>

#include "support/random_values.h"
#include "sync/wire.h"

using namespace branchline;
using namespace branchline::sync;
using support::RandomValues;

namespace {

struct Stream {
    std::vector<Message> messages;
    Bytes bytes;
};

Stream random_stream(RandomValues& values) {
    Stream stream;
    for (std::size_t i = 0; i < 30; ++i) {
        stream.messages.push_back(values.message(values.below(std::variant_size_v<Message>)));
        stream.bytes += encode_frame(stream.messages.back());
    }
    return stream;
}

std::vector<Message> take_all(FrameCutter& cutter) {
    std::vector<Message> taken;
    for (;;) {
        const auto frame = cutter.next();
        REQUIRE(frame.has_value());
        if (!*frame) return taken;
        const auto message = decode_frame(**frame);
        REQUIRE(message.has_value());
        taken.push_back(*message);
    }
}

Code refusal(BytesView bytes, std::size_t limit = frame_bytes_max) {
    FrameCutter cutter(limit);
    cutter.feed(bytes);
    const auto frame = cutter.next();
    return frame ? Code::none : frame.error().code;
}

}  // namespace

TEST_CASE("frames are cut from a stream that arrives byte by byte or in any pieces") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        RandomValues values(seed);
        const Stream stream = random_stream(values);
        FrameCutter cutter(frame_bytes_max);
        std::vector<Message> taken;
        for (std::size_t at = 0; at < stream.bytes.size();) {
            const std::size_t most = seed == 1 ? 1 : 1 + values.below(seed * 40);
            const std::size_t size = std::min(most, stream.bytes.size() - at);
            cutter.feed(BytesView(stream.bytes).substr(at, size));
            for (Message& message : take_all(cutter)) taken.push_back(std::move(message));
            at += size;
        }
        CHECK(taken == stream.messages);
    }
}

TEST_CASE("what is not ours is refused at its first bytes") {
    CHECK(refusal("<") == Code::bad_frame);
    CHECK(refusal("<!DOCTYPE html><html><head><title>Login") == Code::bad_frame);
    CHECK(refusal("HTTP/1.1 302 Found\r\n") == Code::bad_frame);
    CHECK(refusal(BytesView("\x16\x03\x01\x02\x00\x01\x00\x01", 8)) == Code::bad_frame);
    CHECK(refusal("SSH-2.0-OpenSSH") == Code::bad_frame);
    CHECK(refusal("BX") == Code::bad_frame);
    CHECK(refusal(BytesView("BL\x02", 3)) == Code::protocol_version);
    CHECK(refusal(BytesView("BL\x01\x00\x00\x00\x00\x00", 8)) == Code::bad_frame);
    CHECK(refusal(BytesView("BL\x01\x7f\x00\x00\x00\x00", 8)) == Code::bad_frame);
    CHECK(refusal(BytesView("BL\x01\x0c\x08\x00\x00\x00", 8)) == Code::bad_frame);
    CHECK(refusal(BytesView("BL\x01\x0c\x02\x00\x00\x00", 8)) == Code::bad_frame);
    CHECK(refusal("") == Code::none);
    CHECK(refusal("B") == Code::none);
    CHECK(refusal(BytesView("BL\x01\x0c\x00\x00\x00", 7)) == Code::none);
}

TEST_CASE("a frame over the limit is refused when its head is there, and limits can be raised") {
    const BytesView head("BL\x01\x07\x00\x00\x10\x00", 8);  // 4096 bytes and a head
    CHECK(refusal(head, frame_bytes_max_before_login) == Code::bad_frame);
    FrameCutter cutter(frame_bytes_max_before_login);
    cutter.set_limit(frame_bytes_max);
    cutter.feed(head);
    const auto frame = cutter.next();
    REQUIRE(frame.has_value());
    CHECK_FALSE(frame->has_value());
}
