// Who may read what, written from the words of the product and of SYNC 1.2 and 4.1 and from nothing
// else: the oracle for what a desk holds. A row belongs to branches, to people, or to everybody;
// who has a role where it belongs sees it with that role.
#pragma once

#include <set>
#include <utility>

#include "schema/catalogue.h"
#include "sync/state.h"

namespace branchline::test {

// The roles by which this user reads the row; 0: he may not know of it. `state`: the hub's.
schema::RoleMask readers_of(const schema::Catalogue& catalogue, sync::State& state,
                            const sync::RowState& row, const UserId& user);

// May he who reads the row by these roles read the field?
bool reads_field(const schema::FieldSpec& field, schema::RoleMask roles);

// May a field of the row stand on the card that shows it where it is referred to?
bool is_on_card(const schema::EntitySpec& entity, const schema::FieldSpec& field);

}  // namespace branchline::test
