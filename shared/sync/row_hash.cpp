#include "sync/row_hash.h"

#include "base/digest.h"
#include "schema/record.h"

namespace branchline::sync {

Id row_hash(const schema::Catalogue& catalogue, const RowState& row, schema::RightsClass rights) {
    const schema::EntitySpec& entity = catalogue.at(row.entity);
    // What is not known here was sent by a newer head office to one who may read it.
    const auto reads = [&](FieldId field) {
        return entity.field(field) == nullptr || catalogue.class_reads(row.entity, rights, field);
    };
    ByteWriter out;
    out.varint(row.entity);
    write_id(out, row.id);
    for (const auto& [id, value] : row.values) {
        const schema::FieldSpec* field = entity.field(id);
        const bool stays = field != nullptr && !field->is_synced();
        if (stays || schema::is_null(value) || !reads(id)) continue;
        out.varint(id);
        schema::write_value(out, value);
    }
    write_id(out, row.inserted.origin);
    // Versions are told to everybody, but for the elements of what he does not read.
    for (const UnitVersion& unit : row.versions) {
        if (!unit.unit.element.empty() && !reads(unit.unit.field)) continue;
        out.varint(unit.unit.field);
        out.string(unit.unit.element);
        write_id(out, unit.version.origin);
        write_id(out, unit.version.under);
    }
    return short_digest_of(out.bytes());
}

}  // namespace branchline::sync
