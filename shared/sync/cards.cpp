#include "sync/cards.h"

#include <algorithm>

namespace branchline::sync {

namespace {

bool names_a_row(const schema::EntitySpec& entity, const schema::FieldSpec& field) {
    if (&field == entity.number) return true;
    if (field.kind != schema::Kind::text) return false;
    return &field == entity.title || field.name == "code" || field.name == "login" ||
           field.name == "name";
}

bool places_a_row(const schema::EntitySpec& entity, const schema::FieldSpec& field) {
    return &field == entity.parent || &field == entity.follows || &field == entity.holder ||
           field.name == "branch" ||
           std::ranges::find(entity.assigned, &field) != entity.assigned.end();
}

}  // namespace

RowState card_of(const schema::Catalogue& catalogue, const RowState& row) {
    const schema::EntitySpec& entity = catalogue.at(row.entity);
    RowState card;
    card.entity = row.entity;
    card.id = row.id;
    card.card = true;
    for (const schema::FieldSpec* field : entity.fields) {
        if (!names_a_row(entity, *field) && !places_a_row(entity, *field)) continue;
        const Value& value = row.values.get(field->id);
        if (!schema::is_null(value)) card.values.set(field->id, value);
    }
    return card;
}

std::vector<RowKey> referred_by(const schema::Catalogue& catalogue,
                                const schema::EntitySpec& entity, const Record& values) {
    std::vector<RowKey> keys;
    for (const auto& [id, value] : values) {
        const schema::FieldSpec* field = entity.field(id);
        if (field == nullptr) continue;
        if (field->kind == schema::Kind::ref) {
            const schema::EntitySpec* target = catalogue.entity(field->target);
            const auto* row = std::get_if<Id>(&value);
            if (target != nullptr && row != nullptr) keys.push_back({target->id, *row});
        } else if (const auto* any = std::get_if<schema::AnyRef>(&value)) {
            if (catalogue.entity(any->entity) != nullptr) keys.push_back({any->entity, any->row});
        }
    }
    return keys;
}

std::vector<schema::Reference> fields_naming(const schema::Catalogue& catalogue, EntityId entity) {
    std::vector<schema::Reference> found;
    for (const schema::EntitySpec* each : catalogue.entities()) {
        for (const schema::FieldSpec* field : each->fields) {
            const bool may_name =
                field->kind == schema::Kind::any_ref ||
                (field->kind == schema::Kind::ref && field->target == catalogue.at(entity).name);
            if (may_name) found.push_back({each, field});
        }
    }
    return found;
}

bool is_referred_to(const schema::Catalogue& catalogue, State& state, const RowKey& key) {
    for (const auto& [entity, field] : fields_naming(catalogue, key.entity)) {
        for (const RowId& id : state.referring(entity->id, field->id, key.row)) {
            if (state.row({entity->id, id}) != nullptr) return true;
        }
    }
    return false;
}

}  // namespace branchline::sync
