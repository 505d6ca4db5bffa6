// Rows of every declared entity, one table each, made from the catalogue. On a desk the tables hold
// what is visible (canonical values with the waiting groups folded in), at the hub what is
// canonical. `meta` (versions, writers) is the sync layer's own encoding; this layer keeps it.
//
// Table of an entity:  row INTEGER PRIMARY KEY, id BLOB UNIQUE, hidden (deleted, card),
// created_at, created_by, changed_at, changed_by, one column a synced field (f_<name>), one more
// for the comparison key of a number or natural key (k_<name>), meta BLOB, extra BLOB. Indexed:
// references, number, natural keys (by comparison key), status.
// Writes need an open transaction of ours: guard triggers refuse foreign connections (SYNC 2.1).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "schema/catalogue.h"
#include "schema/record.h"
#include "store/sqlite.h"

namespace branchline::store {

class Tables;

struct StoredRow {
    schema::EntityId entity = 0;
    RowId id;
    schema::Record values;  // fields of this catalogue; absent = never given (stored NULL)
    Bytes meta;
    Bytes extra;                  // fields of newer peers, carried as they came: a written Record
    bool deleted = false;         // a tombstone: kept whole, never listed or found
    bool card = false;            // not held: only what names it (SYNC 4.2)
    std::int64_t created_at = 0;  // UTC ms, corrected time of the creating group
    Id created_by;
    std::int64_t changed_at = 0;
    Id changed_by;
};

// Keep one as long as the Database: the texts of its statements are made once an entity.
class Rows {
  public:
    Rows(Database& database, const schema::Catalogue& catalogue);
    ~Rows();

    [[nodiscard]] std::optional<StoredRow> get(schema::EntityId entity, const RowId& id) const;
    // Inserts or replaces, and brings the search index and the key columns along. Values of fields
    // that the entity does not declare are a mistake of the caller (they belong into `extra`).
    void put(const StoredRow& row);
    void erase(schema::EntityId entity, const RowId& id);  // physically: leave, re-bootstrap

    // Ids of rows whose reference field has this value, tombstones included, ascending.
    [[nodiscard]] std::vector<RowId> referring(schema::EntityId entity, schema::FieldId field,
                                               const RowId& target) const;
    // Ids of live rows whose field has this comparison key (schema::comparison_key): natural keys,
    // numbers, codes, logins, names. Ascending, at most `limit`. Indexed for numbers, natural keys
    // and keyed fields; for others every row is looked at. Cards are not live.
    [[nodiscard]] std::vector<RowId> with_key(schema::EntityId entity, schema::FieldId field,
                                              std::string_view key, std::size_t limit) const;
    // The same of those whose key begins like this, the last keys first. For numbers and natural
    // keys.
    [[nodiscard]] std::vector<RowId> with_key_prefix(schema::EntityId entity, schema::FieldId field,
                                                     std::string_view prefix,
                                                     std::size_t limit) const;
    // Live rows whose id starts with these hex digits, at most `limit`.
    [[nodiscard]] std::vector<RowId> with_id_prefix(schema::EntityId entity, std::string_view hex,
                                                    std::size_t limit) const;
    // All rows after `after` in id order, tombstones included.
    [[nodiscard]] std::vector<StoredRow> scan(schema::EntityId entity, const RowId& after,
                                              std::size_t limit) const;
    [[nodiscard]] std::int64_t count(schema::EntityId entity) const;  // live rows

    // Takes every row out of the table of which a cell does not hold what its kind says, or that
    // makes no sense to the caller (who may throw Failure(damaged)). Their ids; null: that is among
    // what cannot be read. The search index is to be forgotten where there are any.
    std::vector<RowId> drop_unreadable(schema::EntityId entity,
                                       const std::function<void(const StoredRow&)>& look);
    // Comparison keys that are not those of their values any more are made anew.
    void mend_keys(schema::EntityId entity);

  private:
    Database& database_;
    std::unique_ptr<Tables> tables_;
};

// Creates what is missing and upgrades what an older catalogue made: new columns are added and
// filled from `extra`, renamed ones are renamed, nothing is dropped. Runs in one transaction.
// Refuses (Failure damaged / foreign_file / newer_file) a file that is not ours or was written by a
// newer program. `application_id` tells desks ("BLDK") from hubs ("BLHB").
void prepare_database(Database& database, const schema::Catalogue& catalogue,
                      std::uint32_t application_id, std::string_view extra_ddl);

// What the file says of itself ("catalogue_number", "catalogue_digest", "search"); empty: nothing.
std::string stored_fact(Database& database, std::string_view name);

// Triggers that keep foreign connections from writing a table that `extra_ddl` creates. They cost
// next to nothing where the table is written by INSERT OR FAIL and UPDATE OR FAIL.
std::string guard_ddl(std::string_view table);

inline constexpr std::uint32_t desk_application_id = 0x424c444b;
inline constexpr std::uint32_t hub_application_id = 0x424c4842;

}  // namespace branchline::store
