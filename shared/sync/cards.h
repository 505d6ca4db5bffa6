// Reference cards (SYNC 4.2): what is needed to show a row to somebody who does not hold it, and to
// know in which buckets those are that inherit theirs from it. Never listed, found or changed.
// Pure.
#pragma once

#include <vector>

#include "schema/catalogue.h"
#include "sync/state.h"

namespace branchline::sync {

// Id, number, name, and the fields that say where the row belongs.
RowState card_of(const schema::Catalogue& catalogue, const RowState& row);
// The rows that this one refers to, tombstones and unknown ones included.
std::vector<RowKey> referred_by(const schema::Catalogue& catalogue,
                                const schema::EntitySpec& entity, const Record& values);
// The fields that may name a row of this entity: also those to a parent, and to a row of any kind.
std::vector<schema::Reference> fields_naming(const schema::Catalogue& catalogue, EntityId entity);
// Does a row refer to it, if only as a card? Where a card is hangs on what it refers to.
bool is_referred_to(const schema::Catalogue& catalogue, State& state, const RowKey& key);

}  // namespace branchline::sync
