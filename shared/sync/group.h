// A change group: what one command does to one aggregate, atomic everywhere (SYNC 2). The same
// object is the local change log entry, what undo inverts, what the wire and courier files carry
// and what the hub judges. Values only; no threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "schema/record.h"

namespace branchline::sync {

using schema::EntityId;
using schema::FieldId;
using schema::Record;
using schema::Set;
using schema::Value;

// The version of a unit (SYNC 1.3): the origin id of the group that wrote it last, and where that
// value was merged into one its author had not seen, the origin of that foreign version. Compared
// for equality, nothing else: this is what makes "seen" decidable without clocks or counters.
struct Version {
    OriginId origin;
    OriginId under;

    friend auto operator<=>(const Version&, const Version&) = default;

    [[nodiscard]] bool is_null() const { return origin.is_null(); }
};

struct RowKey {
    EntityId entity = 0;
    RowId row;

    friend auto operator<=>(const RowKey&, const RowKey&) = default;
};

// What merges as one: a field, a unit() of fields (named by its lead), or one element of a set
// (named by its set_key).
struct UnitId {
    FieldId field = 0;
    std::string element;

    friend auto operator<=>(const UnitId&, const UnitId&) = default;
};

enum class ChangeKind : std::uint8_t {
    insert = 1,   // values: all fields given
    value = 2,    // values: the fields of the unit
    add = 3,      // element of a set
    remove = 4,   // element of a set
    sum = 5,      // values: the new figure, seen: the old one
    text = 6,     // values: the new text, seen: the text it was made from
    correct = 7,  // furthest, set back by a corrector
    step = 8,     // of the machine
    erase = 9,    // the row with its children
    keep = 10     // answers an erase case: the row stays
};

struct Change {
    EntityId entity = 0;
    RowId row;
    ChangeKind kind = ChangeKind::value;
    FieldId field = 0;    // lead of the unit; the machine's field for a step
    std::string element;  // add, remove: as typed
    std::uint8_t step = 0;
    Record values;
    Value seen;                     // sum, text
    bool adds = false;              // sum: the state its author saw adds (else it sets)
    bool inverse = false;           // of an undo: applies only where its base is current
    bool resolution = false;        // answers a case
    Version base;                   // the unit's version on the author's screen
    Version status_seen;            // of the governing machine, for guarded content (SYNC 3.1)
    std::vector<OriginId> settles;  // proposals its author settles
    Id digest;                      // step: what it covers; erase: the row as seen

    [[nodiscard]] RowKey key() const { return {entity, row}; }

    friend bool operator==(const Change&, const Change&) = default;
};

// When the author did it (SYNC 3.2): a reading of the machine's boot clock, and what the desk made
// of it with its last measurement of the hub's clock; `measured` in a session of the same boot.
struct EditTime {
    BootTime boot;
    std::int64_t corrected_ms = 0;
    bool measured = false;

    friend bool operator==(const EditTime&, const EditTime&) = default;
};

struct Group {
    OpId op;          // this issue of the group
    OriginId origin;  // its first issue; equal to op unless re-sent
    OpId supersedes;  // the refused issue this one replaces; null otherwise
    Id batch;         // null unless part of a larger command
    std::uint32_t batch_position = 0;
    DeviceId device;
    Id incarnation;
    std::uint64_t counter = 0;  // gap and rollback detection only
    UserId user;
    EditTime edit;
    std::string command;           // what the user called it, for history and undo
    std::vector<OpId> depends_on;  // SYNC 2.4
    std::vector<Change> changes;

    friend bool operator==(const Group&, const Group&) = default;
};

// What the authority itself writes (scheduler, undelete, renumbering) it writes as this pseudo-user
// on this pseudo-device.
inline constexpr UserId hub_user{0, 1};
inline constexpr DeviceId hub_device{0, 1};

inline constexpr std::size_t group_changes_max = 500;
inline constexpr std::size_t group_bytes_max = 256 * 1024;

}  // namespace branchline::sync
