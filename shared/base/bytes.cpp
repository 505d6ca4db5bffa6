#include "base/bytes.h"

#include "base/ensure.h"

namespace branchline {

void ByteWriter::varint(std::uint64_t value) {
    while (value >= 0x80) {
        u8(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7;
    }
    u8(static_cast<std::uint8_t>(value));
}

void ByteWriter::zigzag(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    const std::uint64_t sign = value < 0 ? ~std::uint64_t{0} : 0;
    varint((bits << 1) ^ sign);
}

void ByteWriter::fixed64(std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) u8(static_cast<std::uint8_t>(value >> shift));
}

void ByteWriter::string(BytesView bytes) {
    varint(bytes.size());
    raw(bytes);
}

std::uint8_t ByteReader::u8() {
    const BytesView byte = raw(1);
    return byte.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(byte.front());
}

std::uint64_t ByteReader::varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        const std::uint64_t byte = u8();
        if (!ok_) return 0;
        // One value, one form: equal contents must have equal digests. So no padding zeros, and
        // nothing above the 64th bit (the tenth byte has room for one bit only).
        const bool padded = byte == 0 && shift > 0;
        const bool too_big = shift == 63 && byte > 1;
        if (padded || too_big) break;
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80) return value;
    }
    fail();
    return 0;
}

std::int64_t ByteReader::zigzag() {
    const std::uint64_t bits = varint();
    const std::uint64_t sign = (bits & 1) != 0 ? ~std::uint64_t{0} : 0;
    return static_cast<std::int64_t>((bits >> 1) ^ sign);
}

std::uint64_t ByteReader::fixed64() {
    std::uint64_t value = 0;
    for (const char byte : raw(8)) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
}

BytesView ByteReader::raw(std::size_t size) {
    if (size > in_.size()) fail();
    if (!ok_) return {};
    const BytesView taken = in_.substr(0, size);
    in_.remove_prefix(size);
    return taken;
}

BytesView ByteReader::string() { return raw(count()); }

std::size_t ByteReader::count(std::size_t min_bytes_each) {
    ENSURE(min_bytes_each > 0);
    const std::uint64_t elements = varint();
    if (elements > in_.size() / min_bytes_each) fail();
    return ok_ ? static_cast<std::size_t>(elements) : 0;
}

std::string to_hex(BytesView bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<std::uint8_t>(byte);
        hex.push_back(digits[value >> 4]);
        hex.push_back(digits[value & 0x0f]);
    }
    return hex;
}

}  // namespace branchline
