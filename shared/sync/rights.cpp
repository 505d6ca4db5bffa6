#include "sync/rights.h"

namespace branchline::sync {

bool is_assigned(const schema::Catalogue& catalogue, State& state, const RowState& row,
                 const UserId& user) {
    const schema::EntitySpec& entity = catalogue.at(row.entity);
    for (const schema::FieldSpec* field : entity.assigned) {
        if (row.values.id(field->id) == user) return true;
    }
    for (const schema::FieldSpec* up : {entity.parent, entity.follows}) {
        if (up == nullptr) continue;
        const schema::EntitySpec* target = catalogue.entity(up->target);
        const RowPointer other = state.row({target->id, row.values.id(up->id)});
        if (other != nullptr && is_assigned(catalogue, state, *other, user)) return true;
    }
    const RowPointer holder = holder_of(catalogue, state, row);
    return holder != nullptr && is_assigned(catalogue, state, *holder, user);
}

namespace {

bool reads_holder(const schema::Catalogue& catalogue, State& state, const RowState& row,
                  const Writer& writer) {
    const RowPointer holder = holder_of(catalogue, state, row);
    if (holder == nullptr) return true;
    const schema::Rights& rights = catalogue.at(holder->entity).rights;
    return (rights.read & writer.roles) != 0 ||
           ((rights.read_assigned & writer.roles) != 0 &&
            is_assigned(catalogue, state, *holder, writer.user));
}

}  // namespace

bool may_write_row(const schema::Catalogue& catalogue, State& state, const RowState& row,
                   const Writer& writer) {
    const schema::EntitySpec& entity = catalogue.at(row.entity);
    if (entity.server_only || !reads_holder(catalogue, state, row, writer)) return false;
    if ((entity.rights.write & writer.roles) != 0) return true;
    return (entity.rights.write_assigned & writer.roles) != 0 &&
           is_assigned(catalogue, state, row, writer.user);
}

bool may_change_field(const schema::Catalogue& catalogue, State& state, const RowState& row,
                      const schema::FieldSpec& field, const Writer& writer) {
    const schema::EntitySpec& entity = catalogue.at(row.entity);
    if (!field.is_written_by_desks() || entity.server_only) return false;
    if (field.kind == schema::Kind::status) return false;
    if (field.writers != 0) return (field.writers & writer.roles) != 0;
    return !entity.append_only && (field.readers & writer.roles) != 0 &&
           may_write_row(catalogue, state, row, writer);
}

schema::StateMask editable_states(const schema::EntitySpec& entity, const schema::FieldSpec* field,
                                  bool governs_itself) {
    if (field != nullptr) return field->editable_in;
    return governs_itself ? schema::any_state : entity.rows_editable_in;
}

}  // namespace branchline::sync
