// Who holds what (SYNC 4.1): rows, log entries and devices by bucket, and the additive hashes per
// bucket, entity and rights class. Buckets are 128-bit ids; here they are small numbers. On the
// thread of the database; writes need an open transaction.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "schema/value.h"
#include "store/held_bucket.h"
#include "store/sqlite.h"

namespace branchline::store {

using BucketNumber = std::int64_t;

struct BucketRow {
    schema::EntityId entity = 0;
    RowId row;

    friend auto operator<=>(const BucketRow&, const BucketRow&) = default;
};

class Buckets {
  public:
    explicit Buckets(Database& database) : database_(database) {}

    BucketNumber number_of(const Id& bucket);  // making one when it is new
    [[nodiscard]] std::optional<BucketNumber> find(const Id& bucket) const;
    [[nodiscard]] Id id_of(BucketNumber number) const;

    void forget_cache() { numbers_.clear(); }  // after a rollback

    // Of one row, ascending.
    [[nodiscard]] std::vector<BucketNumber> of_row(schema::EntityId entity, const RowId& row) const;
    void put_row(schema::EntityId entity, const RowId& row, BucketNumber bucket);
    void erase_row(schema::EntityId entity, const RowId& row, BucketNumber bucket);
    void clear_rows();

    // Rows of an entity in a bucket after `after`, in id order, tombstones included.
    [[nodiscard]] std::vector<RowId> rows_in(BucketNumber bucket, schema::EntityId entity,
                                             const RowId& after, std::size_t limit) const;

    void put_log(BucketNumber bucket, std::int64_t seq);
    // The entries after `after` of all these buckets together, each once, ascending, at most about
    // `limit`; none left out between those given.
    [[nodiscard]] std::vector<std::int64_t> logs_after(const std::vector<BucketNumber>& buckets,
                                                       std::int64_t after, std::size_t limit) const;

    // The entry at this seq moved the row out of `from` (SYNC 4.1: before and after count).
    // `branch`: whose roles counted for it there.
    void put_move(const BucketRow& row, std::int64_t seq, const std::vector<BucketNumber>& from,
                  const RowId& branch = {});
    // Those branches, of entries that were made after `ms` (corrected time).
    [[nodiscard]] std::vector<RowId> branches_left(const BucketRow& row, std::int64_t ms) const;
    // Where the row was just before this entry, if it was moved by it or later.
    [[nodiscard]] std::optional<std::vector<BucketNumber>> before(const BucketRow& row,
                                                                  std::int64_t seq) const;
    [[nodiscard]] std::vector<BucketRow> moved_by(std::int64_t seq) const;  // ascending

    // The entries up to this one, which are still in the log, are about to leave the sync path: of
    // their moves only the branches that were left stay known.
    void forget_logs(std::int64_t until);
    // The row is gone for good.
    void forget_row(const BucketRow& row);

  private:
    Database& database_;
    std::unordered_map<Id, BucketNumber> numbers_;
};

class DeviceScopes {
  public:
    explicit DeviceScopes(Database& database) : database_(database) {}

    [[nodiscard]] std::vector<HeldBucket> of(const DeviceId& device) const;  // ascending
    void replace(const DeviceId& device, const std::vector<HeldBucket>& buckets);

  private:
    Database& database_;
};

// Which rows are added up together: those that the same people read alike.
struct HashPlace {
    BucketNumber bucket = 0;
    schema::EntityId entity = 0;
    schema::EntityId holder = 0;  // of rows that hang on a record: its entity
    std::uint8_t rights_class = 0;

    friend auto operator<=>(const HashPlace&, const HashPlace&) = default;
};

struct BucketHash {
    HashPlace place;
    Id hash;
    std::int64_t rows = 0;

    friend bool operator==(const BucketHash&, const BucketHash&) = default;
};

class BucketHashes {
  public:
    explicit BucketHashes(Database& database) : database_(database) {}

    [[nodiscard]] BucketHash get(const HashPlace& place) const;  // zero when there is none
    void put(const BucketHash& hash);
    void clear();
    [[nodiscard]] std::vector<BucketHash> all() const;  // ascending; those with rows
    [[nodiscard]] std::vector<BucketHash> of_bucket(BucketNumber bucket) const;

  private:
    Database& database_;
};

std::string hub_scope_ddl();

}  // namespace branchline::store
