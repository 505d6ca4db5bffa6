// The State over the tables of the store: what the hub judges against, and what lies under a desk's
// fold. Judging a group asks for one row several times and writes it once, so rows and origins read
// are kept until they are forgotten. On the thread of the database; all writes of rows, cases and
// origins go through here while it lives, or it must be told (forget). Writes need a transaction.
#pragma once

#include <unordered_map>
#include <vector>

#include "store/origins.h"
#include "store/rows.h"
#include "store/sync_tables.h"
#include "sync/effect.h"
#include "sync/state.h"

namespace branchline::sync {

// What is known of groups: by the hub's log, or a desk's own.
class GroupSource {
  public:
    virtual ~GroupSource() = default;
    virtual Fate fate(const OpId& op) = 0;
    virtual std::optional<Lineage> lineage(const OpId& op) = 0;
};

// Who may do what (grant_roles.h).
class RoleSource {
  public:
    virtual ~RoleSource() = default;
    virtual schema::RoleMask roles(const UserId& user, const RowId& branch) = 0;
    virtual void row_written(EntityId entity) = 0;  // a cache may be stale
    virtual void forget() = 0;                      // a transaction was rolled back
};

struct RowChange {
    RowPointer before;  // nullptr: the row is new
    RowPointer after;   // nullptr: it is gone (a desk only)
};

// Told once of all rows that an apply() or put_row() wrote, after the last one; ascending by key.
class RowObserver {
  public:
    virtual ~RowObserver() = default;
    virtual void rows_written(const std::vector<RowChange>& rows) = 0;
};

struct StateTables {
    store::Rows& rows;
    store::Origins& origins;
    store::Cases& cases;
    store::Tombstones& tombstones;
};

class SqlState final : public State {
  public:
    SqlState(const schema::Catalogue& catalogue, const StateTables& tables, GroupSource& groups,
             RoleSource& roles);

    RowPointer row(const RowKey& key) override;
    std::vector<RowId> referring(EntityId entity, FieldId field, const RowId& target) override;
    std::vector<RowKey> deleted_by(const OriginId& origin) override;
    std::vector<RowId> with_key(EntityId entity, FieldId field, const std::string& key) override;
    std::shared_ptr<const Case> open_case(const Id& id) override;
    std::vector<std::shared_ptr<const Case>> open_cases_of(const RowKey& key) override;
    std::optional<store::OriginInfo> origin(const OriginId& origin) override;
    Fate fate(const OpId& op) override;
    std::optional<Lineage> lineage(const OpId& op) override;
    schema::RoleMask roles(const UserId& user, const RowId& branch) override;

    void put_row(const RowState& row);
    // As if it had never been heard of: what was shown of a row that only a refused group made.
    void drop_row(const RowKey& key);
    void put_case(const Case& kase);  // one without proposals is closed
    void close_case(const Id& id);
    void put_origin(const store::OriginInfo& info);
    // All row and case effects of a taken group; a row is written once. An effect on a row that is
    // not here is passed over (SYNC 5.4).
    void apply(const std::vector<Effect>& effects, const Author& author);

    void observe(RowObserver* observer) { observer_ = observer; }

    void forget();  // everything kept: after a rollback
    void forget(const RowKey& key);

  private:
    struct KeyHash {
        std::size_t operator()(const RowKey& key) const noexcept {
            return std::hash<Id>()(key.row) + key.entity;
        }
    };

    RowChange write(const RowState& row);
    void keep(const RowKey& key, RowPointer row);
    void apply_case(const Effect& effect, std::int64_t now_ms);

    const schema::Catalogue& catalogue_;
    StateTables tables_;
    GroupSource& groups_;
    RoleSource& roles_;
    RowObserver* observer_ = nullptr;
    std::unordered_map<RowKey, RowPointer, KeyHash> kept_;
    std::unordered_map<Id, std::optional<store::OriginInfo>> origins_;
};

}  // namespace branchline::sync
