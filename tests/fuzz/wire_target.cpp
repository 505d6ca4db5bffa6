#include "fuzz/wire_target.h"

#include "base/ensure.h"
#include "sync/wire.h"

namespace branchline::fuzz {

namespace {

using namespace sync;

template <class Decode, class Encode>
void check(BytesView bytes, Decode decode, Encode encode) {
    const auto first = decode(bytes);
    if (!first) return;
    const Bytes again = encode(*first);
    const auto second = decode(again);
    ENSURE(second.has_value() && *second == *first);
    ENSURE(encode(*second) == again);
}

void cut(BytesView bytes) {
    FrameCutter cutter(frame_bytes_max_before_login);
    while (!bytes.empty()) {
        const std::size_t size = std::min<std::size_t>(bytes.size(), 7);
        cutter.feed(bytes.substr(0, size));
        bytes.remove_prefix(size);
        for (;;) {
            const auto frame = cutter.next();
            if (!frame) return;
            if (!*frame) break;
            ENSURE((*frame)->size() <= frame_bytes_max_before_login);
        }
    }
}

}  // namespace

void feed_wire(BytesView input) {
    if (input.empty()) return;
    const BytesView bytes = input.substr(1);
    const auto message = [](BytesView it) { return decode_frame(it); };
    const auto frame = [](const Message& it) { return encode_frame(it); };
    switch (static_cast<std::uint8_t>(input.front()) % wire_decoders) {
        case 0:
            return check(bytes, message, frame);
        case 1:
            return check(bytes, decode_group, encode_group);
        case 2:
            return check(bytes, decode_effects, encode_effects);
        case 3:
            return check(bytes, decode_entry, encode_entry);
        case 4:
            return check(bytes, decode_row, encode_row);
        default:
            return cut(bytes);
    }
}

}  // namespace branchline::fuzz
