#include "base/id.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/random.h"

namespace branchline {

namespace {

constexpr std::size_t text_size = 32;
constexpr std::size_t byte_size = 16;

std::optional<std::uint64_t> hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<std::uint64_t>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<std::uint64_t>(digit - 'a' + 10);
    if (digit >= 'A' && digit <= 'F') return static_cast<std::uint64_t>(digit - 'A' + 10);
    return std::nullopt;
}

}  // namespace

Id random_id(Random& random) {
    const std::uint64_t high = random.next();
    return {high, random.next()};
}

RowId new_row_id(const Clock& clock, Random& random) {
    // high: 48 bits of milliseconds, version 7, 12 random bits. low: variant 10, 62 random bits.
    const auto ms = static_cast<std::uint64_t>(clock.wall_ms());
    Id id = random_id(random);
    id.high = ms << 16 | 0x7000 | (id.high & 0x0fff);
    id.low = std::uint64_t{1} << 63 | (id.low & ~(std::uint64_t{3} << 62));
    return id;
}

Id derived_id(std::string_view purpose, BytesView content) {
    ByteWriter both;  // with lengths, so that no byte can move from one part to the other unseen
    both.string(purpose);
    both.string(content);
    return short_digest_of(both.bytes());
}

std::string to_text(const Id& id) { return to_hex(to_bytes(id)); }

std::optional<Id> parse_id(std::string_view text) {
    if (text.size() != text_size) return std::nullopt;
    Id id;
    for (std::size_t i = 0; i < text_size; ++i) {
        const auto value = hex_value(text[i]);
        if (!value) return std::nullopt;
        std::uint64_t& half = i < text_size / 2 ? id.high : id.low;
        half = half << 4 | *value;
    }
    return id;
}

Bytes to_bytes(const Id& id) {
    ByteWriter out;
    write_id(out, id);
    return out.take();
}

std::optional<Id> id_from_bytes(BytesView bytes) {
    if (bytes.size() != byte_size) return std::nullopt;
    ByteReader in(bytes);
    return read_id(in);
}

void write_id(ByteWriter& out, const Id& id) {
    out.fixed64(id.high);
    out.fixed64(id.low);
}

Id read_id(ByteReader& in) {
    if (in.left() < byte_size) in.fail();  // else the first half alone would still be read
    Id id;
    id.high = in.fixed64();
    id.low = in.fixed64();
    return id;
}

}  // namespace branchline
