// Indexes beyond those that every table has: for an order in which a long list is often shown, or
// as a narrow copy of the columns that a report reads (a million rows are then a tenth of the
// bytes). They cost each write a little, so only what is asked for exists.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "schema/catalogue.h"
#include "store/sqlite.h"

namespace branchline::store {

// Fields and meta fields; first what selects and orders, then what is only read.
struct ExtraIndex {
    schema::EntityId entity = 0;
    std::vector<schema::FieldId> fields;
};

// For lists in the order of a field. Nothing: it has an index always, or none could help.
std::optional<ExtraIndex> index_for_order(const schema::Catalogue& catalogue,
                                          schema::EntityId entity, schema::FieldId field);

// Makes these, and no others, exist, one a call; tables with fewer rows than `rows_least` do
// without. False: nothing is left to do. Called by the writer when it is idle, in a transaction of
// its own; building one over a million rows takes about a second, finding that nothing is to do
// nothing.
bool keep_extra_indexes(Database& database, const schema::Catalogue& catalogue,
                        std::span<const ExtraIndex> wanted, std::int64_t rows_least = 0);

}  // namespace branchline::store
