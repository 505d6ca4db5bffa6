// The digest of one row as the readers of a rights class see it (SYNC 5.8). Sums of these per
// bucket, entity and class are compared between hub and desk: both compute it from what they hold,
// so it covers exactly what both hold: the fields of the class and the versions that are told. Hub
// and desk may be of different versions: what only the newer one knows of a row is in both. Pure.
#pragma once

#include "schema/catalogue.h"
#include "sync/state.h"

namespace branchline::sync {

Id row_hash(const schema::Catalogue& catalogue, const RowState& row, schema::RightsClass rights);

}  // namespace branchline::sync
