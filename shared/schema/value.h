// One value of one field, and its canonical encoding (what digests, hashes, logs and frames use).
// Absent is not null: a Record simply has no entry for a field that is absent.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"

namespace branchline::schema {

using FieldId = std::uint16_t;   // permanent within its entity, never reused
using EntityId = std::uint16_t;  // permanent, never reused

// A reference to a row of any entity (task.about, attachment.about).
struct AnyRef {
    EntityId entity = 0;
    RowId row;

    friend auto operator<=>(const AnyRef&, const AnyRef&) = default;
};

struct Null {
    friend auto operator<=>(const Null&, const Null&) = default;
};

// Elements sorted by their set_key, each key once.
using Set = std::vector<std::string>;

// text: string · integer, boolean (0/1), money (minor units), quantity, date (days), instant (UTC
// ms), choice and status (choice id): int64 · ref: Id · any_ref: AnyRef · set: Set
using Value = std::variant<Null, std::int64_t, std::string, Id, AnyRef, Set>;

inline bool is_null(const Value& value) { return std::holds_alternative<Null>(value); }

// What decides whether two elements of a set are the same: NFKC, case folded, trimmed (SYNC 3).
std::string set_key(std::string_view element);
bool set_insert(Set& set, std::string element);      // false when an equal key was present
bool set_erase(Set& set, std::string_view element);  // by key; false when not present
bool set_contains(const Set& set, std::string_view element);

void write_value(ByteWriter& out, const Value& value);  // tag byte + content
Value read_value(ByteReader& in);                       // bounded; fails the reader when malformed

}  // namespace branchline::schema
