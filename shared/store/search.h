// The search index: which live rows hold what a person typed (search_text.h says what matches).
//
// A save does not pay for it. What was put since the index was last brought up is found by looking
// at those rows themselves, in the same snapshot, so a search is right at every moment; the single
// writer moves them into the index when it is idle. The index is one FTS5 table without content.
//   search_index   rowid = entity << 40 | row
//   search_state   entity -> settled: rows up to this number are in the index …
//   search_stale   … but for these, whose indexed text is noted here because it has changed since
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/catalogue.h"
#include "store/search_text.h"
#include "store/sqlite.h"

namespace branchline::store {

class EntityTable;

// Brings up to `rows` rows into the index, in a transaction of its own. True = there are more.
// Called by the writer when it has nothing else to do; a few hundred rows take some milliseconds.
bool settle_search(Database& database, const schema::Catalogue& catalogue, std::size_t rows);

// The words of rows that are not indexed any more stay in the index until it is merged. A bounded
// part of that, in a transaction of its own; `begins`: the first one. True = there is more. Rows
// must be settled before.
bool merge_search(Database& database, bool begins);

// Empties the index; settling fills it again. For when the rows may not be what was indexed: what
// is to be taken out of it is told by them. In a transaction of the caller.
void forget_search(Database& database);

// How many rows a search has to look at one by one. A writer that is never idle settles in between
// when there are more than some ten thousand.
std::int64_t unsettled_rows(Database& database, const schema::Catalogue& catalogue);

// --- for the store's own .cpp files ---

// The texts of the searchable columns of one row, in the order of the columns.
using SearchTexts = std::vector<std::string_view>;

// Called in the transaction that changes the searchable text of a row, hides, shows or erases it;
// `before` = the texts it had while it was shown, nullptr if it was not. New rows need no call.
void search_touch(Database& database, const EntityTable& table, std::int64_t row,
                  const SearchTexts* before);

// Numbers of the live rows that match, ascending. Needs a Snapshot or a transaction.
std::vector<std::int64_t> search_rows(Database& database, const EntityTable& table,
                                      std::string_view typed);

// For finding as one types: at most `limit` of those in which a text begins with what was typed,
// the newest first, then as many of all (not of a single letter). Each once. Needs a Snapshot or a
// transaction.
std::vector<std::int64_t> newest_rows(Database& database, const EntityTable& table,
                                      std::string_view typed, std::size_t limit);

// Creates the index, or a new one if this catalogue or this program makes another one than what
// `made_of` says. True = it did, and `made_of` says what the new one is made of.
bool prepare_search(Database& database, const schema::Catalogue& catalogue, std::string& made_of);

}  // namespace branchline::store
