// How an entity of the catalogue becomes a table: names of columns, indexes, and the texts of the
// statements on it, made once. All SQL on entity tables comes from here and from query.cpp. Not for
// other layers.
//
//   e_<entity>(row INTEGER PRIMARY KEY, id BLOB UNIQUE, hidden, created_at, created_by, changed_at,
//              changed_by, f_<field> …, k_<field> …, meta, extra)
//
// hidden = 0 for what lists and search show; else hidden_deleted | hidden_card.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schema/catalogue.h"
#include "schema/record.h"
#include "store/rows.h"
#include "store/sqlite.h"

namespace branchline::store {

inline constexpr std::int64_t hidden_deleted = 1;
inline constexpr std::int64_t hidden_card = 2;

struct Column {
    const schema::FieldSpec* field;
    std::string name;
    std::string key;       // the column of its comparison key; empty = none
    bool indexed = false;  // a change of it touches an index
};

// Number of the first field column in the texts `get` and `scan`.
inline constexpr int first_field_column = 8;

// A hub looks rows up, a desk shows lists of them as well.
enum class IndexesFor : std::uint8_t { lookup, lists };

class EntityTable {
  public:
    explicit EntityTable(const schema::EntitySpec& entity);
    EntityTable(const EntityTable&) = delete;
    EntityTable& operator=(const EntityTable&) = delete;

    const schema::EntitySpec& entity;
    std::string name;
    std::vector<Column> columns;         // ascending field ids, derived fields left out
    std::vector<const Column*> watched;  // indexed or searchable: what `find` returns after hidden
    std::vector<const Column*> searchable;
    std::string get;         // ?1 id -> id, hidden, meta fields, meta, extra, columns
    std::string select_row;  // as get, but without meta, extra and WHERE; the table is named t0
    std::string find;        // ?1 id -> row, hidden, watched columns
    std::string insert;
    std::string update;        // the same parameters, the last one is the row
    std::string update_plain;  // leaves everything indexed alone
    std::string erase;         // ?1 row
    std::string scan;          // ?1 after, ?2 limit -> as get
    std::string walk;          // every row, whatever its id -> as get, then row
    std::string live_count;
    std::string search_show;    // ?1 row -> searchable columns, if the row is live
    std::string search_tail;    // ?1 after row, ?2 limit -> row, hidden, searchable columns
    std::string search_newest;  // ?1 after row -> as search_tail, the last row first
    std::string last_row;

    [[nodiscard]] const Column* column(schema::FieldId field) const;
    // The column of a field or meta field.
    [[nodiscard]] std::string column_name(schema::FieldId field) const;
    // CREATE TABLE with the guard triggers; the indexes. All are IF NOT EXISTS.
    [[nodiscard]] std::string table_ddl() const;
    [[nodiscard]] std::string index_ddl(IndexesFor use) const;
    // What a field is compared and ordered by: its column, or the comparison key of a text.
    // `alias`: "t0.", or nothing.
    [[nodiscard]] std::string key_of(schema::FieldId field, std::string_view alias = {}) const;
    // The name of the index that has the live rows in the order (field, id). It may not exist.
    [[nodiscard]] std::string index_of_order(schema::FieldId field) const;
};

// An index of live rows over some columns and the id, with `name`.
std::string extra_index_name(const EntityTable& table, const std::vector<schema::FieldId>& fields);
std::string live_index_ddl(const std::string& name, const EntityTable& table,
                           const std::vector<std::string>& columns);

std::string column_type(const schema::FieldSpec& field);

// Tables of a catalogue, made when first asked for.
class Tables {
  public:
    explicit Tables(const schema::Catalogue& catalogue) : catalogue_(catalogue) {}

    const EntityTable& at(schema::EntityId entity);

    [[nodiscard]] const schema::Catalogue& catalogue() const { return catalogue_; }

  private:
    const schema::Catalogue& catalogue_;
    std::map<schema::EntityId, std::unique_ptr<const EntityTable>> tables_;
};

void bind_value(Statement& statement, int index, const schema::Value& value);
// Failure(damaged) where the column does not hold what the kind says.
schema::Value column_value(const Statement& statement, int column, const schema::FieldSpec& field);
schema::Value decode_blob(const schema::FieldSpec& field, BytesView bytes);
// SQLite would store a value of a wrong kind without a word.
bool fits(const schema::FieldSpec& field, const schema::Value& value);
bool column_equals(const Statement& statement, int column, const schema::FieldSpec& field,
                   const schema::Value& value);

StoredRow read_row(const Statement& statement, const EntityTable& table);
void put_row(Database& database, const EntityTable& table, const StoredRow& row);

}  // namespace branchline::store
