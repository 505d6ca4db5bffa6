// PROTOCOL.md shows three frames byte by byte. They are made here and compared with the document,
// so that it stays true.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "sync/wire.h"

using namespace branchline;
using namespace branchline::sync;

namespace {

constexpr Id id_of(std::uint64_t high, std::uint64_t low) { return {high, low}; }

Message challenge() {
    Challenge message;
    message.protocol_min = message.protocol_max = 1;
    message.nonce = id_of(0x1011121314151617, 0x18191a1b1c1d1e1f);
    message.installation = id_of(0x2021222324252627, 0x28292a2b2c2d2e2f);
    return message;
}

constexpr std::int64_t now_ms = 1'793'500'000'000;

Known session() {
    Known known;
    known.device = id_of(1, 1);
    known.incarnation = id_of(2, 2);
    known.user = id_of(3, 3);
    known.boot = {id_of(4, 4), 500'000};
    known.hub_ms = now_ms;
    known.words = {"order.new", "order.edit"};
    known.seq = 1000;
    known.seq_of = [](const OriginId& origin) { return origin == id_of(5, 5) ? 990 : 0; };
    known.origin_at = [](std::int64_t seq) { return seq == 990 ? id_of(5, 5) : OriginId{}; };
    return known;
}

Message edit() {
    Group group;
    group.op = group.origin = id_of(0xa0a1a2a3a4a5a6a7, 0xa8a9aaabacadaeaf);
    group.device = id_of(1, 1);
    group.incarnation = id_of(2, 2);
    group.user = id_of(3, 3);
    group.counter = 300;
    group.edit = {{id_of(4, 4), 560'000}, now_ms + 60'000, true};
    group.command = "order.edit";
    Change change;
    change.entity = 7;
    change.row =
        id_of(static_cast<std::uint64_t>(now_ms - 1000) << 16 | 0x7b0b, 0x8c0d0e0f10111213);
    change.base = {id_of(5, 5), {}};
    change.field = 27;
    change.values.set(27, std::int64_t{3});
    group.changes.push_back(change);
    change.field = 20;
    change.values = {};
    change.values.set(20, std::string("Hamburg"));
    group.changes.push_back(change);
    return Push{{group}, {}};
}

Message file_piece() {
    FilePiece piece;
    for (std::size_t i = 0; i < piece.file.size(); ++i) {
        piece.file[i] = static_cast<std::uint8_t>(0xa0 + i);
    }
    piece.offset = 262'144;
    piece.bytes = "hello";
    return piece;
}

std::string hexdump(BytesView bytes) {
    std::string dump;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        dump += to_hex(bytes.substr(at, 1));
        dump += at % 16 == 15 || at + 1 == bytes.size() ? '\n' : ' ';
    }
    return dump;
}

// The block of the document that stands behind this line.
std::string block_after(const std::string& document, const std::string& line) {
    const std::size_t start = document.find(line + "\n```\n");
    if (start == std::string::npos) return "";
    const std::size_t from = start + line.size() + 5;
    return document.substr(from, document.find("```", from) - from);
}

std::string protocol_document() {
    std::ifstream in("shared/sync/PROTOCOL.md");
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("the document shows the challenge as it is") {
    CHECK(block_after(protocol_document(), "Example 1, a Challenge:") ==
          hexdump(encode_frame(challenge())));
}

TEST_CASE("the document shows an edit of two fields as it is") {
    Known writer = session();
    Known reader = session();
    const Bytes frame = encode_frame(edit(), &writer);
    CHECK(block_after(protocol_document(), "Example 2, an edit of two fields in a session:") ==
          hexdump(frame));
    const auto decoded = decode_frame(frame, frame_bytes_max, &reader);
    REQUIRE(decoded.has_value());
    CHECK(*decoded == edit());
}

TEST_CASE("the document shows a piece of a file as it is") {
    CHECK(block_after(protocol_document(), "Example 3, a piece of a file:") ==
          hexdump(encode_frame(file_piece())));
}

TEST_CASE("the document names every limit with its number") {
    const std::string document = protocol_document();
    for (const std::size_t limit : {frame_bytes_max, frame_bytes_max_before_login, group_bytes_max,
                                    group_changes_max, file_piece_bytes_max}) {
        CAPTURE(limit);
        CHECK(document.find(" " + std::to_string(limit) + " ") != std::string::npos);
    }
}
