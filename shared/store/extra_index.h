// Indexes beyond those that every table has: for an order in which a long list is often shown, or
// as a narrow copy of the columns that a report reads (a million rows are then a tenth of the
// bytes). They cost each write a little, so only what is asked for exists.
#pragma once

#include <span>
#include <vector>

#include "schema/catalogue.h"
#include "store/sqlite.h"

namespace branchline::store {

// Fields and meta fields; first what selects and orders, then what is only read. Texts other than
// natural keys and numbers help reading only, not ordering.
struct ExtraIndex {
    schema::EntityId entity = 0;
    std::vector<schema::FieldId> fields;
};

// Makes these, and no others, exist. Called by the writer when it is idle, in a transaction of its
// own; building one over a million rows takes about a second, finding that nothing is to do
// nothing.
void keep_extra_indexes(Database& database, const schema::Catalogue& catalogue,
                        std::span<const ExtraIndex> wanted);

}  // namespace branchline::store
