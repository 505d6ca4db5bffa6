// What the merge function sees of the world: rows with their versions, open cases, who is who. The
// hub's tables, a desk's canonical rows, the fold over them and the tests' memory all implement it,
// so there is one merge function (sync/judge.h) and no second opinion.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "schema/catalogue.h"
#include "store/origins.h"
#include "sync/group.h"

namespace branchline::sync {

// After a covering step: every version of the machine since, that step's own first. A change to
// covered content must carry one of them as seen.
struct CoverMark {
    std::uint8_t step = 0;
    std::vector<Version> since;

    friend bool operator==(const CoverMark&, const CoverMark&) = default;
};

struct UnitVersion {
    UnitId unit;
    Version version;

    friend bool operator==(const UnitVersion&, const UnitVersion&) = default;
};

struct RowState {
    EntityId entity = 0;
    RowId id;
    Record values;                      // also of fields that only newer peers know
    Version inserted;                   // the version of every unit that has none of its own
    std::vector<UnitVersion> versions;  // ascending by unit; only those differing from `inserted`
    std::vector<UserId> writers;        // four eyes: who wrote it since the last return
    std::vector<CoverMark> covers;
    OriginId deleted_by;          // not null: a tombstone, with its whole content
    std::int64_t created_at = 0;  // corrected time of the creating group
    UserId created_by;
    std::int64_t changed_at = 0;
    UserId changed_by;
    bool card = false;  // a desk does not hold the row, only what names it (sync/cards.h)

    [[nodiscard]] bool deleted() const { return !deleted_by.is_null(); }

    [[nodiscard]] RowKey key() const { return {entity, id}; }

    [[nodiscard]] Version version_of(const UnitId& unit) const;
    void set_version(const UnitId& unit, const Version& version);
    friend bool operator==(const RowState&, const RowState&) = default;
};

using RowPointer = std::shared_ptr<const RowState>;

enum class CaseKind : std::uint8_t {
    value = 1,    // ask: two figures, or a change that no longer fits the state's mode
    text = 2,     // lines that clash
    invalid = 3,  // together they break a rule of the row
    erase = 4,    // deleted here, changed there: `mine` deletes again
    hand_over = 5,
    restore = 6
};

// What a device would like the unit to be. One per device and case.
struct Proposal {
    DeviceId device;
    OriginId origin;
    UserId user;
    std::int64_t at_ms = 0;  // corrected time
    ChangeKind kind = ChangeKind::value;
    Record values;  // empty for erase
    Version base;

    friend bool operator==(const Proposal&, const Proposal&) = default;
};

struct Case {
    Id id;  // derived from row + unit: the same on every desk
    EntityId entity = 0;
    RowId row;
    UnitId unit;  // field 0: the row itself (erase)
    CaseKind kind = CaseKind::value;
    std::vector<Proposal> proposals;  // ascending by device; none left = closed
    std::int64_t opened_ms = 0;

    friend bool operator==(const Case&, const Case&) = default;
};

Id case_id(const RowKey& row, const UnitId& unit);

enum class Fate : std::uint8_t { unknown, taken, rejected, deferred };

// What a group was built on.
struct Lineage {
    OriginId origin;
    std::vector<OpId> depends_on;
};

class State {
  public:
    virtual ~State() = default;
    // The row, tombstones included; nullptr when it was never heard of.
    virtual RowPointer row(const RowKey& key) = 0;
    // Rows of `entity` whose `field` refers to `target`, tombstones included, ascending.
    virtual std::vector<RowId> referring(EntityId entity, FieldId field, const RowId& target) = 0;
    // Tombstones made by the group of this origin, ascending.
    virtual std::vector<RowKey> deleted_by(const OriginId& origin) = 0;
    // Live rows with this comparison key in a number or natural key field, ascending.
    virtual std::vector<RowId> with_key(EntityId entity, FieldId field, const std::string& key) = 0;
    // The open case of that id; nullptr when there is none.
    virtual std::shared_ptr<const Case> open_case(const Id& id) = 0;
    virtual std::vector<std::shared_ptr<const Case>> open_cases_of(const RowKey& key) = 0;
    // The group behind a version; nothing when no group of that origin was taken.
    virtual std::optional<store::OriginInfo> origin(const OriginId& origin) = 0;
    virtual Fate fate(const OpId& op) = 0;
    // Nothing: that group is not known here.
    virtual std::optional<Lineage> lineage(const OpId& op) = 0;
    // Roles that count for rows of this branch: those of the user in it, and company-wide ones. A
    // null branch asks for all roles he has anywhere (reference data).
    virtual schema::RoleMask roles(const UserId& user, const RowId& branch) = 0;
};

// Adds the rows that `values`, of a row of `entity`, refer to.
void note_references(const schema::Catalogue& catalogue, EntityId entity, const Record& values,
                     std::set<RowKey>& keys);
// The live rows owned by `key` (children and theirs), parents before children, ascending by entity.
std::vector<RowKey> owned_rows(const schema::Catalogue& catalogue, State& state, const RowKey& key);
// The entity of the record that a row hangs on (EntitySpec::holder); nullptr where it hangs
// nowhere.
const schema::EntitySpec* holder_entity(const schema::Catalogue& catalogue, EntityId entity,
                                        const Record& values);
// That record; nullptr where there is none.
RowPointer holder_of(const schema::Catalogue& catalogue, State& state, const RowState& row);
// The branch whose roles count for a row: its own, else that of its parent or holder; null for
// reference data.
RowId branch_of(const schema::Catalogue& catalogue, State& state, const RowState& row);
// The row whose machine governs this one (itself, its parent, or nullptr).
RowPointer governing_row(const schema::Catalogue& catalogue, State& state, const RowState& row);

// Digests of SYNC 3.1 and 3.3, over what `state` shows. `roles` = the roles of the stepping user in
// the row's branch: fields stripped from him are not covered by him.
Id covered_digest(const schema::Catalogue& catalogue, State& state, const RowState& row,
                  const schema::Transition& step, schema::RoleMask roles);
Id row_digest(const schema::Catalogue& catalogue, State& state, const RowState& row);

}  // namespace branchline::sync
