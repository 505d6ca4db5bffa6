#include "sync/state.h"

#include <algorithm>

#include "base/digest.h"
#include "base/planted.h"

namespace branchline::sync {

Version RowState::version_of(const UnitId& unit) const {
    auto at = std::lower_bound(versions.begin(), versions.end(), unit,
                               [](const UnitVersion& v, const UnitId& u) { return v.unit < u; });
    return at != versions.end() && at->unit == unit ? at->version : inserted;
}

void RowState::set_version(const UnitId& unit, const Version& version) {
    auto at = std::lower_bound(versions.begin(), versions.end(), unit,
                               [](const UnitVersion& v, const UnitId& u) { return v.unit < u; });
    const bool present = at != versions.end() && at->unit == unit;
    if (version == inserted) {
        if (present) versions.erase(at);
    } else if (present) {
        at->version = version;
    } else {
        versions.insert(at, UnitVersion{unit, version});
    }
}

Id case_id(const RowKey& row, const UnitId& unit) {
    ByteWriter out;
    out.varint(row.entity);
    write_id(out, row.row);
    out.varint(unit.field);
    out.string(unit.element);
    return derived_id("case", out.bytes());
}

namespace {

void collect_owned(const schema::Catalogue& catalogue, State& state, const RowKey& key,
                   std::vector<RowKey>& out) {
    for (const schema::Reference& child : catalogue.children_of(key.entity)) {
        for (const RowId& id : state.referring(child.entity->id, child.field->id, key.row)) {
            const RowKey child_key{child.entity->id, id};
            RowPointer row = state.row(child_key);
            if (row == nullptr || row->deleted()) continue;
            out.push_back(child_key);
            collect_owned(catalogue, state, child_key, out);
        }
    }
}

RowPointer parent_row(const schema::Catalogue& catalogue, State& state, const RowState& row) {
    const schema::EntitySpec& entity = catalogue.at(row.entity);
    if (entity.parent == nullptr) return nullptr;
    const schema::EntitySpec* target = catalogue.entity(entity.parent->target);
    const RowId parent = row.values.id(entity.parent->id);
    return parent.is_null() ? nullptr : state.row({target->id, parent});
}

// The versions of a row's units and its open proposals, as SYNC 3.3 wants them seen.
void write_seen(State& state, const RowState& row, ByteWriter& out) {
    out.varint(row.entity);
    write_id(out, row.id);
    write_id(out, row.inserted.origin);
    write_id(out, row.inserted.under);
    for (const UnitVersion& unit : row.versions) {
        out.varint(unit.unit.field);
        out.string(unit.unit.element);
        write_id(out, unit.version.origin);
        write_id(out, unit.version.under);
    }
    if (planted(Planted::delete_ignores_proposals)) return;
    for (const auto& kase : state.open_cases_of(row.key())) {
        for (const Proposal& proposal : kase->proposals) {
            write_id(out, kase->id);
            write_id(out, proposal.origin);
        }
    }
}

}  // namespace

void note_references(const schema::Catalogue& catalogue, EntityId entity, const Record& values,
                     std::set<RowKey>& keys) {
    const schema::EntitySpec* spec = catalogue.entity(entity);
    if (spec == nullptr) return;
    for (const auto& [id, value] : values) {
        const schema::FieldSpec* field = spec->field(id);
        if (field == nullptr) continue;
        if (const auto* row = std::get_if<Id>(&value)) {
            if (const auto* target = catalogue.entity(field->target)) {
                keys.insert({target->id, *row});
            }
        } else if (const auto* any = std::get_if<schema::AnyRef>(&value)) {
            keys.insert({any->entity, any->row});
        }
    }
}

std::vector<RowKey> owned_rows(const schema::Catalogue& catalogue, State& state,
                               const RowKey& key) {
    std::vector<RowKey> out;
    collect_owned(catalogue, state, key, out);
    return out;
}

// What hangs on a thing that hangs itself hangs nowhere: so no row can hang on itself.
const schema::EntitySpec* holder_entity(const schema::Catalogue& catalogue, EntityId entity,
                                        const Record& values) {
    const schema::FieldSpec* field = catalogue.at(entity).holder;
    if (field == nullptr) return nullptr;
    const auto* any = std::get_if<schema::AnyRef>(values.find(field->id));
    const schema::EntitySpec* holder = any == nullptr ? nullptr : catalogue.entity(any->entity);
    return holder == nullptr || holder->holder != nullptr ? nullptr : holder;
}

RowPointer holder_of(const schema::Catalogue& catalogue, State& state, const RowState& row) {
    const schema::EntitySpec* holder = holder_entity(catalogue, row.entity, row.values);
    if (holder == nullptr) return nullptr;
    const schema::FieldSpec* field = catalogue.at(row.entity).holder;
    return state.row({holder->id, std::get<schema::AnyRef>(row.values.get(field->id)).row});
}

RowId branch_of(const schema::Catalogue& catalogue, State& state, const RowState& row) {
    const schema::EntitySpec& entity = catalogue.at(row.entity);
    if (entity.scope == schema::Scope::all) return {};
    if (entity.scope == schema::Scope::parent) {
        RowPointer parent = parent_row(catalogue, state, row);
        return parent == nullptr ? RowId{} : branch_of(catalogue, state, *parent);
    }
    if (entity.scope == schema::Scope::holder) {
        const RowPointer holder = holder_of(catalogue, state, row);
        return holder == nullptr ? RowId{} : branch_of(catalogue, state, *holder);
    }
    const schema::FieldSpec* branch = entity.field("branch");
    return branch == nullptr ? RowId{} : row.values.id(branch->id);
}

RowPointer governing_row(const schema::Catalogue& catalogue, State& state, const RowState& row) {
    const schema::EntitySpec& entity = catalogue.at(row.entity);
    if (entity.machine != nullptr) return std::make_shared<const RowState>(row);
    RowPointer parent = parent_row(catalogue, state, row);
    if (parent == nullptr || catalogue.at(parent->entity).machine == nullptr) return nullptr;
    return parent;
}

Id covered_digest(const schema::Catalogue& catalogue, State& state, const RowState& row,
                  const schema::Transition& step, schema::RoleMask roles) {
    ByteWriter out;
    write_id(out, row.id);
    for (const schema::FieldSpec* field : step.covers) {
        if ((field->readers & roles) == 0) continue;
        out.varint(field->id);
        schema::write_value(out, row.values.get(field->id));
    }
    for (std::string_view name : step.covers_children) {
        const schema::EntitySpec* child = catalogue.entity(name);
        for (const RowId& id : state.referring(child->id, child->parent->id, row.id)) {
            RowPointer line = state.row({child->id, id});
            if (line == nullptr || line->deleted()) continue;
            write_id(out, id);
            for (const schema::FieldSpec* field : child->fields) {
                if (!field->is_synced() || (field->readers & roles) == 0) continue;
                out.varint(field->id);
                schema::write_value(out, line->values.get(field->id));
            }
        }
    }
    return short_digest_of(out.bytes());
}

Id row_digest(const schema::Catalogue& catalogue, State& state, const RowState& row) {
    ByteWriter out;
    write_seen(state, row, out);
    std::vector<RowKey> family = owned_rows(catalogue, state, row.key());
    family.push_back(row.key());
    std::vector<RowKey> seen(family);
    for (const RowKey& member : family) {
        for (const schema::Reference& reference : catalogue.referrers_of(member.entity)) {
            for (const RowId& id :
                 state.referring(reference.entity->id, reference.field->id, member.row)) {
                seen.push_back({reference.entity->id, id});
            }
        }
    }
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    for (const RowKey& key : seen) {
        if (key == row.key()) continue;
        RowPointer other = state.row(key);
        if (other != nullptr && !other->deleted()) write_seen(state, *other, out);
    }
    return short_digest_of(out.bytes());
}

}  // namespace branchline::sync
