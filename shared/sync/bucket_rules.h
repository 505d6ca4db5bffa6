// Who holds what, as rules (SYNC 4.1, PRODUCT §2): in which buckets a row is, which buckets a user
// holds with which roles, and what he reads of a row by being there. The hub decides with them what
// goes to whom; a desk, what it may keep and what the hashes of a bucket are made of. Pure but for
// reading rows.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "store/held_bucket.h"
#include "sync/grant_roles.h"
#include "sync/state.h"

namespace branchline::sync {

// Reference data, for everybody. A branch's bucket has the id of the branch's row, so that both
// ends name it alike without a table.
inline constexpr Id bucket_all{0, 2};
// Rows that belong to no branch and are no reference data: who works for the whole company has
// them.
inline constexpr Id bucket_unplaced{0, 3};
Id share_bucket(const RowId& customer);
// What is assigned to somebody in a branch (null: outside any): his roles there count for it.
Id assigned_bucket(const UserId& user, const RowId& branch);

// Rows shared with branches beside their own: as long as a row says so (EntitySpec::shares).
class Shares {
  public:
    Shares(const schema::Catalogue& catalogue, State& state)
        : catalogue_(catalogue), state_(state) {}

    [[nodiscard]] bool is_shared(const RowState& row) const;
    // Ascending.
    [[nodiscard]] std::vector<RowId> shared_with(const RowId& branch) const;
    // Branches from which the row, or what it belongs to, was taken back after `ms` (corrected
    // time).
    [[nodiscard]] std::vector<RowId> taken_back_since(const RowState& row, std::int64_t ms) const;

  private:
    // Tombstones included.
    [[nodiscard]] std::vector<RowPointer> shares_of(const RowState& row) const;

    const schema::Catalogue& catalogue_;
    State& state_;
};

class Holdings;

class BucketRules {
  public:
    // `shares`: none on a desk. It may hold an order without the row that shares its customer, but
    // it is told the buckets that it holds: there, what may be shared is in the bucket of its
    // share.
    BucketRules(const schema::Catalogue& catalogue, State& state, const Shares* shares = nullptr)
        : catalogue_(catalogue), state_(state), shares_(shares) {}

    // Ascending. Needs the rows that it inherits from, or their cards.
    [[nodiscard]] std::vector<Id> of_row(const RowState& row) const;
    // The roles that read the row for who holds this: everything that any of its buckets shows.
    [[nodiscard]] schema::RoleMask reading(const Holdings& holdings, const RowState& row) const;

  private:
    [[nodiscard]] bool is_shared(const RowState& row) const;
    void collect(const RowState& row, std::vector<Id>& out) const;
    void collect_of(const schema::FieldSpec* reference, const RowState& row,
                    std::vector<Id>& out) const;

    const schema::Catalogue& catalogue_;
    State& state_;
    const Shares* shares_;
};

// The buckets of one user's devices with the roles that count in each.
class Holdings {
  public:
    Holdings() = default;
    Holdings(const UserId& user, const std::vector<store::HeldBucket>& held);

    // All branches there are, and what is shared with each.
    using Branches = std::map<RowId, std::vector<RowId>>;

    static Holdings of(const UserId& user, const std::vector<Grant>& grants,
                       const Branches& branches);

    [[nodiscard]] std::vector<store::HeldBucket> list() const;  // ascending

    // Of each bucket the sets of roles with which it is held, ascending.
    [[nodiscard]] const std::map<Id, std::vector<schema::RoleMask>>& roles() const {
        return roles_;
    }

    // By content, so that nobody has to count: equal for the same buckets and roles, never 0.
    [[nodiscard]] std::uint64_t version() const;

    // The roles that read rows of this entity in this bucket; 0: it is not held, or they read none.
    // What hangs on a record of `holder` is read by those alone that read such records there, too.
    // Where one branch shows the rows, roles in another do not count: they would read other fields.
    [[nodiscard]] schema::RoleMask reading(const schema::EntitySpec& entity,
                                           const schema::EntitySpec* holder,
                                           const Id& bucket) const;

    friend bool operator==(const Holdings&, const Holdings&) = default;

  private:
    std::map<Id, std::vector<schema::RoleMask>> roles_;
    std::vector<Id> own_;  // of them: those of what is assigned to him; ascending
};

// The fields of a row that these roles read, as a class; 0: none.
schema::RightsClass reading_class(const schema::Catalogue& catalogue,
                                  const schema::EntitySpec& entity, schema::RoleMask roles);
// The entities on whose records rows of this one hang, nullptr for none: what is to be asked of
// each where who reads them hangs on it.
std::vector<const schema::EntitySpec*> holders_of(const schema::Catalogue& catalogue,
                                                  const schema::EntitySpec& entity);
// Does every reader of `narrow` read no more than those of `wide`?
bool reads_no_more(const schema::Catalogue& catalogue, schema::EntityId entity,
                   schema::RightsClass narrow, schema::RightsClass wide);

// Entities in an order in which a row comes after what it refers to.
std::vector<schema::EntityId> loading_order(const schema::Catalogue& catalogue);

}  // namespace branchline::sync
