// What an entity declares, as plain data. Everything generic (tables, capture, wire, merge, rights,
// forms, lists, import) is a loop over these. Declarations are written with schema/declare.h.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "base/label.h"
#include "schema/role.h"
#include "schema/value.h"

namespace branchline::schema {

enum class Kind : std::uint8_t {
    text,
    long_text,
    integer,
    boolean,
    money,
    quantity,
    date,
    instant,
    choice,
    ref,
    any_ref,
    set,
    status
};

// What happens to concurrent changes of a unit (SYNC 3). The rule of a unit of several fields is
// its lead's.
enum class Rule : std::uint8_t {
    latest,
    ask,
    first,
    sum,
    set,
    text,
    furthest,
    machine,
    server,
    derived
};

std::string_view kind_name(Kind kind);
std::string_view rule_name(Rule rule);

struct Choice {
    std::uint16_t id;  // permanent; stored and sent. States need ids below 32
    std::string_view name;
    Label label;
};

using StateMask = std::uint32_t;
inline constexpr StateMask any_state = ~StateMask{0};

constexpr StateMask state_bit(std::int64_t state) {
    return state >= 0 && state < 32 ? StateMask{1} << state : 0;
}

struct FieldSpec {
    FieldId id = 0;
    std::string_view name;
    Label label;
    Kind kind = Kind::text;
    Rule rule = Rule::latest;
    bool required = false;         // to save
    bool searchable = false;       // in the search index
    bool natural_key = false;      // equal values of live rows are possible duplicates
    bool is_number = false;        // the business number: given by the desk at creation
    bool keyed = false;            // rows are looked up by its value
    std::uint16_t max_length = 0;  // code points; 0 = the kind's default
    std::int64_t min = std::numeric_limits<std::int64_t>::min();
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
    int digits = 0;                       // money: fraction digits (2)
    std::optional<std::int64_t> initial;  // choice: of a new row where its author gives none
    std::string_view unit;                // of a quantity: "g", "cm3"
    std::span<const Choice> choices;      // choice, status
    std::string_view target;              // ref: entity name
    FieldId unit_lead = 0;                // 0 = a unit of its own, else the lead of its unit()
    RoleMask readers = everyone;          // who may see it at all (confidential when fewer)
    RoleMask writers = 0;               // 0 = whoever may write the entity; else these alone, also
                                        // without that right. Who inserts may set any field he
                                        // may read: `writers` is about changes
    RoleMask correctors = 0;            // furthest: who may *correct*
    StateMask editable_in = any_state;  // of the governing machine; outside it is frozen
    StateMask adds_in = any_state;      // sum: states in which a change adds; else it sets

    [[nodiscard]] constexpr FieldId unit_id() const { return unit_lead != 0 ? unit_lead : id; }

    [[nodiscard]] constexpr bool is_synced() const { return rule != Rule::derived; }

    [[nodiscard]] constexpr bool is_written_by_desks() const {
        return rule != Rule::derived && rule != Rule::server;
    }
};

using FieldList = std::span<const FieldSpec* const>;

// A condition of a step, checked at the desk and again at the hub on merged data.
struct Guard {
    enum class Kind : std::uint8_t {
        filled,       // every field of `fields` has a value
        ordered,      // fields[0] <= fields[1] where both have a value
        has_child,    // at least one live row of `child`, each with every field of `fields` filled
        within_limit  // the customer's limit covers this row and the open ones
                      // (domain/rules/credit.h)
    };
    std::string_view name;
    Label label;
    Kind kind;
    FieldList fields;
    std::string_view child;
    const FieldSpec* limit = nullptr;
    StateMask counts_in = 0;
};

// A rule over the fields of one row that must hold in `in_states` after every accepted group.
struct Check {
    std::string_view name;
    Label label;
    FieldList ordered;  // each <= the next, where both have a value
    StateMask in_states = any_state;
};

struct Transition {
    std::uint8_t id = 0;
    std::string_view name;  // several entries may share a name (roles differ by state)
    Label label;
    StateMask from = 0;
    std::uint16_t to = 0;
    RoleMask roles = 0;   // Role::hub alone: never offered at a desk
    StateMask blind = 0;  // SYNC 3.1
    bool exclusive = false;
    bool forward = false;         // the way of things: the main action where it can be taken
    bool four_eyes = false;       // not by whoever wrote it
    bool marks_writer = false;    // taking it makes the user a writer (submit)
    bool clears_writers = false;  // return: the next submit starts anew
    FieldId reason = 0;           // field that must be filled by the step's group
    FieldList covers;             // fields of the row
    std::span<const std::string_view> covers_children;  // child entities: all their synced fields
    std::span<const Guard> guards;
};

// Who holds the rows (SYNC 4.1).
enum class Scope : std::uint8_t {
    all,       // reference data: everybody
    branch,    // the row's branch, and those it is assigned to
    parent,    // child: its parent's buckets
    follower,  // its customer's buckets and its own branch's
    holder     // the buckets of the record it hangs on, whatever that is
};

struct Rights {
    RoleMask read = 0;
    RoleMask write = 0;
    RoleMask read_assigned = 0;  // only rows assigned to the user
    RoleMask write_assigned = 0;
};

struct EntitySpec {
    EntityId id = 0;
    std::string_view name;
    Label label;
    FieldList fields;                  // ascending ids, common fields included
    const FieldSpec* title = nullptr;  // what names a row to a person
    const FieldSpec* number = nullptr;
    const FieldSpec* machine = nullptr;
    const FieldSpec* parent = nullptr;   // the ref that owns this row: cascades, buckets, machine
    const FieldSpec* follows = nullptr;  // the customer it follows
    const FieldSpec* holder = nullptr;   // the record of any entity that it hangs on
    const FieldSpec* shares = nullptr;   // the branch with which this row shares its parent
    FieldList assigned;                  // refs to users: owner, salesperson
    Scope scope = Scope::branch;
    Rights rights;
    std::span<const Transition> transitions;
    std::span<const Check> checks;
    StateMask rows_editable_in = any_state;  // governing machine: insert and delete of rows
    bool deletable = false;
    StateMask deletable_in = any_state;  // own machine
    bool append_only = false;
    bool server_only = false;  // written by the hub alone

    [[nodiscard]] const FieldSpec* field(FieldId id) const;
    [[nodiscard]] const FieldSpec* field(std::string_view name) const;
    [[nodiscard]] const Transition* transition(std::uint8_t id) const;
};

}  // namespace branchline::schema
