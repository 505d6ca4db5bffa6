// Who holds what, as rules (SYNC 4.1, PRODUCT §2): in which buckets a row is, and which buckets a
// user's devices hold with which roles. Pure but for reading rows, grants and shares.
#pragma once

#include <vector>

#include "hub/hub_tables.h"
#include "sync/grant_roles.h"
#include "sync/state.h"

namespace branchline::hub {

// Reference data, for everybody. A branch's bucket has the id of the branch's row, a user's that of
// the user's row, so that both ends name them alike without a table.
inline constexpr Id bucket_all{0, 2};
// Rows without branch or owner, of which nobody can say whose they are. Held by no device.
inline constexpr Id bucket_unplaced{0, 3};
Id share_bucket(const RowId& customer);

class BucketRules {
  public:
    BucketRules(const schema::Catalogue& catalogue, sync::State& state, const store::Shares& shares)
        : catalogue_(catalogue), state_(state), shares_(shares) {}

    // Ascending.
    [[nodiscard]] std::vector<Id> of_row(const sync::RowState& row) const;
    [[nodiscard]] std::vector<store::HeldBucket> held(const UserId& user,
                                                      const std::vector<sync::Grant>& grants,
                                                      const std::vector<RowId>& branches) const;

  private:
    void collect(const sync::RowState& row, std::vector<Id>& out) const;
    void collect_of(const schema::FieldSpec* reference, const sync::RowState& row,
                    std::vector<Id>& out) const;

    const schema::Catalogue& catalogue_;
    sync::State& state_;
    const store::Shares& shares_;
};

}  // namespace branchline::hub
