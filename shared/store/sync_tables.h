// What the merge rules need beside the rows, alike at the hub and on a desk: open cases, and which
// rows a group has deleted. All writes need an open transaction of ours. Bodies are the sync
// layer's own encoding.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/value.h"
#include "store/sqlite.h"

namespace branchline::store {

struct StoredCase {
    Id id;
    schema::EntityId entity = 0;
    RowId row;
    Bytes body;
};

class Cases {
  public:
    explicit Cases(Database& database) : database_(database) {}

    [[nodiscard]] std::optional<StoredCase> get(const Id& id) const;
    [[nodiscard]] std::vector<StoredCase> of_row(schema::EntityId entity, const RowId& row) const;
    [[nodiscard]] std::vector<StoredCase> after(const Id& id, std::size_t limit) const;
    void put(const StoredCase& kase);  // inserts or replaces
    void erase(const Id& id);
    [[nodiscard]] std::int64_t count() const;

  private:
    Database& database_;
};

struct TombstoneKey {
    schema::EntityId entity = 0;
    RowId row;

    friend auto operator<=>(const TombstoneKey&, const TombstoneKey&) = default;
};

// Deleted rows by the group that deleted them, named by its number in Origins.
class Tombstones {
  public:
    explicit Tombstones(Database& database) : database_(database) {}

    [[nodiscard]] std::vector<TombstoneKey> by_origin(std::int64_t origin) const;  // ascending
    // The groups that deleted something and stand in the log at or below `seq`, after this number;
    // ascending.
    [[nodiscard]] std::vector<std::int64_t> origins_until(std::int64_t seq, std::int64_t after,
                                                          std::size_t limit) const;
    void put(std::int64_t origin, const TombstoneKey& key);
    void erase(std::int64_t origin, const TombstoneKey& key);

  private:
    Database& database_;
};

// The tables of Origins, Cases and Tombstones with their guards, for prepare_database().
std::string sync_tables_ddl();

}  // namespace branchline::store
