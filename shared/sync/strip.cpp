#include "sync/strip.h"

#include <vector>

namespace branchline::sync {

bool Strip::reads(schema::EntityId entity) const {
    const schema::EntitySpec* spec = catalogue_.entity(entity);
    return spec != nullptr && ((spec->rights.read | spec->rights.read_assigned) & roles_) != 0;
}

bool Strip::reads(schema::EntityId entity, schema::FieldId field) const {
    if (!reads(entity)) return false;
    if (catalogue_.at(entity).field(field) == nullptr) return keeps_unknown_;
    return catalogue_.class_reads(entity, catalogue_.rights_class_of_mask(entity, roles_), field);
}

void Strip::values(schema::EntityId entity, schema::Record& values) const {
    std::vector<schema::FieldId> hidden;
    for (const auto& [field, value] : values) {
        if (!reads(entity, field)) hidden.push_back(field);
    }
    for (const schema::FieldId field : hidden) values.erase(field);
}

std::optional<Effect> Strip::effect(Effect effect) const {
    if (!reads(effect.entity)) return std::nullopt;
    const bool whole_row = effect.unit.field == 0;
    const bool lead = whole_row || reads(effect.entity, effect.unit.field);
    switch (effect.kind) {
        case EffectKind::element:
        case EffectKind::mark:
        case EffectKind::alias:
            // An element without its text would be another element, a loser without its value
            // tells nothing.
            if (!lead) return std::nullopt;
            break;
        case EffectKind::propose:
            values(effect.entity, effect.proposal.values);
            if (!lead) effect.unit.element.clear();
            break;
        case EffectKind::settle:
            if (!lead) effect.unit.element.clear();
            break;
        default:
            break;
    }
    values(effect.entity, effect.values);
    return effect;
}

std::optional<RowState> Strip::row(RowState row) const {
    if (!reads(row.entity)) return std::nullopt;
    values(row.entity, row.values);
    std::erase_if(row.versions, [&](const UnitVersion& unit) {
        return !unit.unit.element.empty() && !reads(row.entity, unit.unit.field);
    });
    return row;
}

std::optional<Case> Strip::open_case(Case kase) const {
    if (!reads(kase.entity)) return std::nullopt;
    for (Proposal& proposal : kase.proposals) values(kase.entity, proposal.values);
    if (kase.unit.field != 0 && !reads(kase.entity, kase.unit.field)) kase.unit.element.clear();
    return kase;
}

}  // namespace branchline::sync
