#include "support/state_sight.h"

#include <algorithm>

#include "support/reference_model.h"

namespace branchline::test {

RowPicture picture_of(const schema::Catalogue& catalogue, const sync::RowState& row) {
    RowPicture picture;
    for (const auto& [field, value] : row.values) {
        const auto* set = std::get_if<schema::Set>(&value);
        if (!schema::is_null(value) && (set == nullptr || !set->empty())) {
            picture.values[field] = value;
        }
    }
    picture.inserted = row.inserted;
    for (const sync::UnitVersion& each : row.versions) {
        picture.versions[each.unit] = each.version;
    }
    if (catalogue.at(row.entity).machine != nullptr) {
        picture.writers.insert(row.writers.begin(), row.writers.end());
    }
    for (const sync::CoverMark& mark : row.covers) {
        picture.covers[mark.step] = mark.since;
    }
    picture.deleted_by = row.deleted_by;
    picture.creator = row.created_by;
    return picture;
}

sync::RowState row_of(const RowKey& key, const RowPicture& picture) {
    sync::RowState row;
    row.entity = key.entity;
    row.id = key.row;
    for (const auto& [field, value] : picture.values) {
        row.values.set(field, value);
    }
    row.inserted = picture.inserted;
    for (const auto& [unit, version] : picture.versions) {
        row.set_version(unit, version);
    }
    row.writers.assign(picture.writers.begin(), picture.writers.end());
    for (const auto& [step, since] : picture.covers) {
        row.covers.push_back({static_cast<std::uint8_t>(step), since});
    }
    row.deleted_by = picture.deleted_by;
    row.created_by = picture.creator;
    return row;
}

const RowPicture* StateSight::row(const RowKey& key) {
    const sync::RowPointer row = state_.row(key);
    if (row == nullptr) {
        return nullptr;
    }
    return &(looked_at_[key] = picture_of(catalogue_, *row));
}

std::vector<RowKey> StateSight::live_rows_with(schema::EntityId entity, schema::FieldId field,
                                               const RowId& target) {
    std::vector<RowKey> rows;
    for (const RowId& id : state_.referring(entity, field, target)) {
        const sync::RowPointer row = state_.row({entity, id});
        if (row != nullptr && !row->deleted()) {
            rows.push_back({entity, id});
        }
    }
    return rows;
}

std::vector<OriginId> StateSight::proposals(const RowKey& key) {
    std::vector<OriginId> origins;
    for (const auto& kase : state_.open_cases_of(key)) {
        for (const sync::Proposal& proposal : kase->proposals) {
            origins.push_back(proposal.origin);
        }
    }
    std::ranges::sort(origins);
    return origins;
}

std::string dump_of(const schema::Catalogue& catalogue, const sync::Overlay& world) {
    std::map<RowKey, RowPicture> rows;
    for (const auto& [key, row] : world.rows()) {
        if (row != nullptr) {
            rows[key] = picture_of(catalogue, *row);
        }
    }
    std::map<CaseKey, CasePicture> cases;
    for (const auto& [id, kase] : world.cases()) {
        if (kase == nullptr) {
            continue;
        }
        CasePicture& picture = cases[{{kase->entity, kase->row}, kase->unit}];
        for (const sync::Proposal& proposal : kase->proposals) {
            picture[proposal.device] = {proposal.origin, proposal.user, proposal.kind,
                                        proposal.values};
        }
    }
    return dump_of(rows, cases);
}

std::vector<std::string> marks_of(const sync::Outcome& outcome) {
    std::vector<std::string> marks;
    for (const sync::Effect& effect : outcome.effects) {
        if (effect.kind == sync::EffectKind::mark) {
            marks.push_back(
                mark_text(effect.key(), effect.unit, effect.mark.loser, effect.mark.why));
        }
    }
    std::ranges::sort(marks);
    return marks;
}

}  // namespace branchline::test
