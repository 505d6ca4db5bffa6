#include "sync/row_hash.h"

#include "base/digest.h"
#include "schema/record.h"

namespace branchline::sync {

Id row_hash(const schema::Catalogue& catalogue, const RowState& row, schema::RightsClass rights) {
    const auto reads = [&](FieldId field) {
        return catalogue.class_reads(row.entity, rights, field);
    };
    const schema::EntitySpec& entity = catalogue.at(row.entity);
    ByteWriter out;
    out.varint(row.entity);
    write_id(out, row.id);
    for (const auto& [id, value] : row.values) {
        const schema::FieldSpec* field = entity.field(id);
        if (field == nullptr || !field->is_synced() || schema::is_null(value) || !reads(id)) {
            continue;
        }
        out.varint(id);
        schema::write_value(out, value);
    }
    write_id(out, row.inserted.origin);
    // Where the lead of a unit is not readable nothing is told of its elements.
    for (const UnitVersion& unit : row.versions) {
        if (!reads(unit.unit.field)) continue;
        out.varint(unit.unit.field);
        out.string(unit.unit.element);
        write_id(out, unit.version.origin);
        write_id(out, unit.version.under);
    }
    return short_digest_of(out.bytes());
}

}  // namespace branchline::sync
