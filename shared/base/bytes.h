// Byte strings, and the bounded little codec everything durable is written with: varints, zigzag
// integers, length-prefixed strings. A reader never allocates more than the bytes it was given and
// its error is sticky: read on, then ask `ok()` once. No threads, no I/O.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace branchline {

using Bytes = std::string;  // raw bytes, not text; std::string because SQLite, maps and views agree
using BytesView = std::string_view;

class ByteWriter {
  public:
    void u8(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }

    void varint(std::uint64_t value);   // LEB128, 1..10 bytes
    void zigzag(std::int64_t value);    // small magnitudes are short, either sign
    void fixed64(std::uint64_t value);  // big endian: sorts as bytes

    void raw(BytesView bytes) { out_.append(bytes); }

    void string(BytesView bytes);  // varint length, then the bytes

    [[nodiscard]] const Bytes& bytes() const { return out_; }

    [[nodiscard]] Bytes take() { return std::move(out_); }

  private:
    Bytes out_;
};

class ByteReader {
  public:
    explicit ByteReader(BytesView in) : in_(in) {}

    // It reads the caller's bytes, so they must outlive it: not of a temporary.
    template <std::same_as<Bytes> Temporary>
    explicit ByteReader(Temporary&&) = delete;

    std::uint8_t u8();
    std::uint64_t varint();  // refuses over-long and non-minimal forms
    std::int64_t zigzag();
    std::uint64_t fixed64();
    BytesView raw(std::size_t size);  // a view into the input; empty once failed
    BytesView string();
    // A count of elements that each take at least `min_bytes_each`: fails instead of letting a
    // hostile count reserve memory that the input could never fill.
    std::size_t count(std::size_t min_bytes_each = 1);

    void fail() { ok_ = false; }

    [[nodiscard]] bool ok() const { return ok_; }

    [[nodiscard]] bool done() const { return ok_ && in_.empty(); }

    [[nodiscard]] std::size_t left() const { return in_.size(); }

  private:
    BytesView in_;
    bool ok_ = true;
};

std::string to_hex(BytesView bytes);

}  // namespace branchline
