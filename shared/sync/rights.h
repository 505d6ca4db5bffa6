// What a user may write: as the judge asks it of an arriving change, and as a form shows it
// beforehand. Pure; reads of the state only what the question needs.
#pragma once

#include "schema/catalogue.h"
#include "sync/state.h"

namespace branchline::sync {

struct Writer {
    UserId user;
    schema::RoleMask roles = 0;  // those that count for the row
};

// Named in the row, or in the row that owns or leads it.
bool is_assigned(const schema::Catalogue& catalogue, State& state, const RowState& row,
                 const UserId& user);
// The right to the row as a whole.
bool may_write_row(const schema::Catalogue& catalogue, State& state, const RowState& row,
                   const Writer& writer);
// To give a field of a row that is there another value. What one may not see one does not write,
// except where one is named as its writer.
bool may_change_field(const schema::Catalogue& catalogue, State& state, const RowState& row,
                      const schema::FieldSpec& field, const Writer& writer);
// The states of the governing machine in which the field may change; no field: in which rows of
// this entity come and go.
schema::StateMask editable_states(const schema::EntitySpec& entity, const schema::FieldSpec* field,
                                  bool governs_itself);

}  // namespace branchline::sync
