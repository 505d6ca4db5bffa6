// Questions to the store: lists by page, counts, aggregates. Callers are readers (WAL snapshots)
// and the writer; nobody above the store writes SQL. Tombstones and cards are never part of
// an answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "schema/catalogue.h"
#include "store/filter.h"
#include "store/rows.h"
#include "store/sqlite.h"

namespace branchline::store {

struct SortKey {
    schema::FieldId field = id_field;
    bool descending = false;

    friend bool operator==(const SortKey&, const SortKey&) = default;
};

// Every order is completed by the id, in the direction of the last key; without keys it is the id,
// ascending. Missing values come first, descending last. Text is ordered by its comparison key.
struct Query {
    schema::EntityId entity = 0;
    Filter filter;
    std::vector<SortKey> sort;
    std::size_t limit = 100;  // 1…10,000
    std::string after;        // QueryPage::next of the page before; empty = from the beginning
    std::size_t skip = 0;     // so many rows first, unseen: for a jump into a list; without `after`
    std::string search;       // search_text.h; empty = no search. Only white space finds nothing

    friend bool operator==(const Query&, const Query&) = default;
};

struct QueryPage {
    std::vector<StoredRow> rows;  // without meta and extra
    std::string next;             // opaque; empty = nothing follows
};

// bad_filter, or bad_value for a cursor that does not belong to this query.
Result<QueryPage> run_query(Database& database, const schema::Catalogue& catalogue,
                            const Query& query);
// The cursor of the page that begins behind this row of an answer.
std::string cursor_behind(const schema::Catalogue& catalogue, const Query& query,
                          const StoredRow& row);
// How many rows all pages together have.
Result<std::int64_t> count_rows(Database& database, const schema::Catalogue& catalogue,
                                const Query& query);
// The same, but nothing where it takes more than `budget` operations of SQLite's machine (some
// 50,000 a millisecond).
Result<std::optional<std::int64_t>> count_rows_within(Database& database,
                                                      const schema::Catalogue& catalogue,
                                                      const Query& query, std::int64_t budget);

// A few of the live rows that match a search (search_text.h), for finding as one types: those in
// which a text begins with it before the others, in each the newest first.
std::vector<StoredRow> find_rows(Database& database, const schema::Catalogue& catalogue,
                                 schema::EntityId entity, std::string_view typed,
                                 std::size_t limit);

enum class Period : std::uint8_t {
    none,
    day,
    week,
    month,
    quarter,
    year
};  // weeks begin on Monday

// Rows with the same value of the field, or of the day that begins its period (as a date).
struct GroupKey {
    schema::FieldId field = 0;
    Period period = Period::none;  // of dates and instants
};

struct Measure {
    enum class Kind : std::uint8_t { count, sum, min, max };
    Kind kind = Kind::count;
    schema::FieldId field = 0;  // count: 0 = rows, else those that have a value
};

struct Aggregate {
    schema::EntityId entity = 0;
    Filter filter;
    std::string search;
    std::vector<GroupKey> groups;
    std::vector<Measure> measures;
    std::int64_t offset_minutes = 0;  // days of instants begin at this offset from UTC
};

struct AggregateRow {
    std::vector<schema::Value> keys;
    std::vector<schema::Value> results;  // null: nothing to add or compare
};

// In the order of the keys, missing ones first; without groups exactly one row. `limit` if a sum
// leaves the range of its field.
Result<std::vector<AggregateRow>> aggregate(Database& database, const schema::Catalogue& catalogue,
                                            const Aggregate& question);

}  // namespace branchline::store
