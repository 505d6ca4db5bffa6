// 128-bit identifiers. Row ids have UUIDv7 form for index locality only: the time inside is never
// read back as a time or an order (SYNC 1.1). Op ids, devices, incarnations and nonces are random.
// Text form: 32 lower-case hex digits.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace branchline {

class Clock;
class Random;

struct Id {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend constexpr auto operator<=>(const Id&, const Id&) = default;

    [[nodiscard]] constexpr bool is_null() const { return high == 0 && low == 0; }
};

using RowId = Id;
using OpId = Id;      // one issue of a change group: exactly-once at the hub for ever
using OriginId = Id;  // op id of a group's first issue: what versions name (a resend keeps it)
using DeviceId = Id;
using UserId = Id;

Id random_id(Random& random);
RowId new_row_id(const Clock& clock, Random& random);
// An id that every desk derives alike, e.g. of a case from (row, unit) (SYNC 3.4).
Id derived_id(std::string_view purpose, BytesView content);

std::string to_text(const Id& id);
std::optional<Id> parse_id(std::string_view text);  // exactly 32 hex digits

Bytes to_bytes(const Id& id);                      // 16 bytes, big endian: memcmp order = Id order
std::optional<Id> id_from_bytes(BytesView bytes);  // exactly 16 bytes
void write_id(ByteWriter& out, const Id& id);
Id read_id(ByteReader& in);

}  // namespace branchline

template <>
struct std::hash<branchline::Id> {
    std::size_t operator()(const branchline::Id& id) const noexcept {
        return static_cast<std::size_t>(id.high * 0x9e3779b97f4a7c15ULL ^ id.low);
    }
};
