// Indexes beyond those that every table has: for an order in which a long list is often shown, or
// as a narrow copy of the columns that a report reads (a million rows are then a tenth of the
// bytes). They cost each write a little, so only what is asked for exists.
#pragma once

#include <functional>
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

enum class IndexWork : std::uint8_t { done, more, given_up };

// Makes these, and no others, exist, one a call; tables with fewer rows than `rows_least` do
// without. Called by the writer when it is idle, in a transaction of its own; building one over a
// million rows takes about a second, finding that nothing is to do nothing. `give_up` is asked
// every few milliseconds: as soon as it says so the build is broken off, and nothing is left of it.
IndexWork keep_extra_indexes(
    Database& database, const schema::Catalogue& catalogue, std::span<const ExtraIndex> wanted,
    std::int64_t rows_least = 0, const std::function<bool()>& give_up = [] { return false; });

}  // namespace branchline::store
