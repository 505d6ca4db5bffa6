// Who holds what (SYNC 4.1): rows, log entries and devices by bucket, shared customers, and the
// additive hashes per bucket, entity and rights class. Buckets are 128-bit ids; here they are small
// numbers. On the thread of the database; writes need an open transaction.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "schema/value.h"
#include "store/sqlite.h"

namespace branchline::store {

using BucketNumber = std::int64_t;

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

    void put_log(BucketNumber bucket, std::int64_t seq);
    // The first entry after `after` of a bucket.
    [[nodiscard]] std::optional<std::int64_t> next_log(BucketNumber bucket,
                                                       std::int64_t after) const;

  private:
    Database& database_;
    std::unordered_map<Id, BucketNumber> numbers_;
};

struct HeldBucket {
    Id bucket;
    std::int64_t roles = 0;  // mask that counts in it

    friend auto operator<=>(const HeldBucket&, const HeldBucket&) = default;
};

class DeviceScopes {
  public:
    explicit DeviceScopes(Database& database) : database_(database) {}

    [[nodiscard]] std::vector<HeldBucket> of(const DeviceId& device) const;  // ascending
    void replace(const DeviceId& device, const std::vector<HeldBucket>& buckets);

  private:
    Database& database_;
};

// Customers shared with branches beside their own.
class Shares {
  public:
    explicit Shares(Database& database) : database_(database) {}

    void put(const RowId& customer, const RowId& branch);
    [[nodiscard]] bool is_shared(const RowId& customer) const;
    [[nodiscard]] std::vector<RowId> shared_with(const RowId& branch) const;

  private:
    Database& database_;
};

struct BucketHash {
    BucketNumber bucket = 0;
    schema::EntityId entity = 0;
    std::uint8_t rights_class = 0;
    Id hash;
    std::int64_t rows = 0;

    friend bool operator==(const BucketHash&, const BucketHash&) = default;
};

class BucketHashes {
  public:
    explicit BucketHashes(Database& database) : database_(database) {}

    [[nodiscard]] BucketHash get(BucketNumber bucket, schema::EntityId entity,
                                 std::uint8_t rights_class) const;  // zero when there is none
    void put(const BucketHash& hash);
    [[nodiscard]] std::vector<BucketHash> all() const;  // ascending; those with rows
    [[nodiscard]] std::vector<BucketHash> of_bucket(BucketNumber bucket) const;

  private:
    Database& database_;
};

std::string hub_scope_ddl();

}  // namespace branchline::store
