// Rows and cases between the merge rules and the store. A row's versions name groups by 128-bit
// ids; stored they are the small numbers of store::Origins, and a unit whose version is that of the
// insert takes nothing. On the thread of the database.
//
//   meta    flags u8 | inserted | count { field varint, element, version } | [ writers ]
//           | [ covers ] | [ deleted_by number ] | check 4 bytes, over this and the other columns
//             that hold no values
//   version origin number varint, under number varint
#pragma once

#include "schema/catalogue.h"
#include "store/origins.h"
#include "store/rows.h"
#include "store/sync_tables.h"
#include "sync/state.h"

namespace branchline::sync {

// Numbers origins that are new: needs an open transaction. Values of fields that the catalogue does
// not know go into `extra`.
store::StoredRow to_stored(const schema::Catalogue& catalogue, store::Origins& origins,
                           const RowState& row);
// Throws store::Failure(damaged) when versions or the columns beside the values are not what
// to_stored wrote.
RowState from_stored(store::Origins& origins, const store::StoredRow& stored);

store::StoredCase to_stored(const Case& kase);
Case from_stored(const store::StoredCase& stored);

}  // namespace branchline::sync
