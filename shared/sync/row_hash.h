// The digest of one row as the readers of a rights class see it (SYNC 5.8). Sums of these per
// bucket, entity and class are compared between hub and desk: both compute it from what they hold,
// so it covers exactly what both hold: the fields of the class with their versions. Pure.
#pragma once

#include "schema/catalogue.h"
#include "sync/state.h"

namespace branchline::sync {

Id row_hash(const schema::Catalogue& catalogue, const RowState& row, schema::RightsClass rights);

}  // namespace branchline::sync
