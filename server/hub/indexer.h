// Keeps what follows from the rows in the commit that writes them: which buckets a row is in, under
// which buckets its log entry is found, the hashes of bucket, entity and rights class, and which
// buckets each device holds. On the thread of the database, inside its transaction.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>

#include "hub/hub_tables.h"
#include "sync/bucket_rules.h"
#include "sync/grant_roles.h"
#include "sync/sql_state.h"

namespace branchline::hub {

class Indexer final : public sync::RowObserver {
  public:
    Indexer(HubTables& tables, sync::State& state, sync::GrantRoles& roles);

    void rows_written(const std::vector<sync::RowChange>& rows) override;
    // Something was said of the row that did not write it: a case, a mark.
    void concerned(const sync::RowKey& key);
    // What was gathered since the last call belongs to this log entry; `device` finds its own
    // entries whatever their scope.
    // Rows that moved only because others did may be too many for one entry: those that are left
    // belong to the next one.
    void logged(std::int64_t seq, const DeviceId& device);

    [[nodiscard]] bool has_moves_left() const { return !moved_.empty(); }

    void logged_for_all(std::int64_t seq);

    // Before the commit: what was gathered is written. True when somebody's rights may have
    // changed.
    bool finish();
    void forget();  // the transaction was rolled back

    // Everything anew from rows and log: the rules by which it was made have changed (reindex.cpp).
    void rebuild();
    // The hashes alone: rows are read by other fields, or other classes, than when they were added
    // up (reindex.cpp).
    void add_up_anew();

  private:
    struct Sum {
        Id hash;
        std::int64_t rows = 0;
    };

    using Numbers = std::vector<store::BucketNumber>;

    void for_every_row(const std::function<void(const sync::RowState&)>& each);
    Numbers numbers_of(const sync::RowState& row);
    void move(const sync::RowState& row, const Numbers& from, const Numbers& to);
    void count(const sync::RowState& row, const Numbers& buckets, bool add);
    bool move_along(const sync::RowState& row, const RowId& branch);
    void move_shared(const std::vector<sync::RowChange>& rows,
                     const std::set<sync::RowKey>& written);
    void move_dependents(const sync::RowState& row, const RowId& branch,
                         const std::set<sync::RowKey>& written);
    void refresh_scopes();

    HubTables& tables_;
    sync::State& state_;
    sync::GrantRoles& roles_;
    sync::Shares shares_;
    sync::BucketRules rules_;
    std::map<store::HashPlace, Sum> sums_;
    std::set<store::BucketNumber> touched_;

    struct Moved {
        store::BucketRow row;
        Numbers from;
        RowId branch;  // whose roles counted
    };

    void note_move(const sync::RowKey& key, const Numbers& from, const RowId& branch);

    std::deque<Moved> moved_;  // parents before what hangs on them
    std::set<store::BucketRow> moved_rows_;
    bool people_changed_ = false;
};

}  // namespace branchline::hub
