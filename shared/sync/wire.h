// Messages <-> frames. A frame is an 8-byte head (magic, version, message type, flags, payload
// length) and the payload; payloads above a threshold are zstd-compressed with their size declared.
// Every length is checked against the bytes left before anything is allocated, and all memory that
// a frame asks for is metered, so decoding hostile bytes has a bound. Pure; no sockets. The bytes
// are drawn in PROTOCOL.md.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "sync/message.h"
#include "sync/wire_anchors.h"

namespace branchline::sync {

// What the two ends of a session told each other in Hello and HelloReply, so that no frame repeats
// it: an edit of two fields shrinks by half. Optional: without it (courier files, before Hello) a
// frame stands alone. Each end keeps one of these for each direction, and encodes or decodes all
// frames of that direction with it, in their order, because what it remembers grows with them
// (SessionContext does that).
struct Known {
    DeviceId device;
    Id incarnation;
    UserId user;              // of the device's registration
    BootTime boot;            // of Hello
    std::int64_t hub_ms = 0;  // HelloReply.hub_now_ms
    // Versions at or below the point the hub has just confirmed may travel as their seq (SYNC 6.2).
    // Who encodes needs the first function, who decodes the second, or neither has one.
    std::int64_t seq = 0;                                 // of that point
    std::function<std::int64_t(const OriginId&)> seq_of;  // 0: not taken at or below it
    std::function<OriginId(std::int64_t)> origin_at;      // null: no taken group there
    // Kept by the codec: where the last frame ended, what the last ones held, the ids that their
    // values referred to, and the words they brought.
    std::optional<wire::Anchors> at;  // nothing: no frame so far
    Bytes recent;
    std::vector<Id> references;
    std::vector<std::string> words;
};

Bytes encode_frame(const Message& message, Known* known = nullptr);
// The message of one whole frame (head included). Code::bad_frame says what was wrong,
// Code::protocol_version that the frame is of another version.
Result<Message> decode_frame(BytesView frame, std::size_t bytes_max = frame_bytes_max,
                             Known* known = nullptr);

// Decoding a frame takes at most this much memory, its own bytes not counted. An item is many times
// its bytes on the wire (a header-only entry: 20 against 400), so who fills a Push or a Page stops
// before the sum of memory_cost() reaches it, or the other end refuses the frame.
constexpr std::size_t decoded_bytes_max(std::size_t frame_limit) {
    return 8 * frame_limit + 64 * 1024;
}

// What a desk fills a Push with: far below a frame, so that a cut costs little, and half of what a
// frame may unpack to, which leaves room for the frame's own tables.
inline constexpr std::size_t push_bytes = 192 * 1024;
inline constexpr std::size_t push_memory = decoded_bytes_max(frame_bytes_max) / 2;

std::size_t memory_cost(const Group& group);
std::size_t memory_cost(const Entry& entry);

// Cuts a byte stream into frames. Feed what arrives, take frames until none is left; an oversized
// or alien head is an error at once, before its body is waited for.
class FrameCutter {
  public:
    explicit FrameCutter(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    void set_limit(std::size_t bytes_max) { bytes_max_ = bytes_max; }

    void feed(BytesView bytes);
    Result<std::optional<Bytes>> next();

  private:
    std::size_t bytes_max_;
    Bytes buffer_;
    std::size_t taken_ = 0;  // bytes at the front of the buffer that are behind us
};

// The group's own codec (SYNC 6.2), also the form of change logs: ids once in a table, versions
// elided when null. Deterministic: equal groups have equal bytes.
Bytes encode_group(const Group& group);
Result<Group> decode_group(BytesView bytes);
Bytes encode_effects(const std::vector<Effect>& effects);
Result<std::vector<Effect>> decode_effects(BytesView bytes);
Bytes encode_entry(const Entry& entry);
Result<Entry> decode_entry(BytesView bytes);
// A row whole, with its versions by id: canonical copies, hashes.
Bytes encode_row(const RowState& row);
Result<RowState> decode_row(BytesView bytes);

// What a receipt names and a resend is compared by: everything the author decided, without the
// measurement of his clock.
Id content_digest(const Group& group);

}  // namespace branchline::sync
