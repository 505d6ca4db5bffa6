#include "schema/catalogue.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/ensure.h"

namespace branchline::schema {
namespace {

constexpr RoleMask hub_role = roles(Role::hub);
constexpr std::size_t max_rights_classes = 255;

const EntitySpec* find_named(std::span<const EntitySpec* const> entities, std::string_view name) {
    for (const EntitySpec* each : entities) {
        if (each->name == name) return each;
    }
    return nullptr;
}

// What the declaration of one entity cannot check, because it does not know the others.
void ensure_consistent(std::span<const EntitySpec* const> entities, const EntitySpec& entity) {
    std::size_t same = 0;
    for (const EntitySpec* other : entities) {
        same += other->id == entity.id || other->name == entity.name ? 1U : 0U;
    }
    ENSURE(same == 1);
    for (const FieldSpec* field : entity.fields) {
        ENSURE(field->kind != Kind::ref || find_named(entities, field->target) != nullptr);
    }
    for (const Transition& step : entity.transitions) {
        for (std::string_view child : step.covers_children) {
            const EntitySpec* spec = find_named(entities, child);
            ENSURE(spec != nullptr && spec->parent != nullptr &&
                   spec->parent->target == entity.name);
        }
        for (const Guard& guard : step.guards) {
            if (guard.child.empty()) continue;
            const EntitySpec* spec = find_named(entities, guard.child);
            ENSURE(spec != nullptr && spec->parent != nullptr &&
                   spec->parent->target == entity.name);
            for (const FieldSpec* field : guard.fields) ENSURE(spec->field(field->id) == field);
        }
    }
}

}  // namespace

Catalogue::Catalogue(std::uint32_t number, std::span<const EntitySpec* const> entities)
    : number_(number), entities_(entities.begin(), entities.end()) {
    for (const EntitySpec* each : entities_) {
        ensure_consistent(entities_, *each);
        relations_[each->id];
    }
    for (const EntitySpec* each : entities_) {
        for (const FieldSpec* field : each->fields) {
            if (field->kind != Kind::ref) continue;
            Relations& target = relations_[find_named(entities_, field->target)->id];
            (field == each->parent ? target.children : target.referrers).push_back({each, field});
        }
        ENSURE(each->rows_editable_in == any_state || governing(each->id) != nullptr);
        for (const FieldSpec* field : each->fields) {
            ENSURE(field->editable_in == any_state || governing(each->id) != nullptr);
        }
        number_rights_classes(*each);
    }
    digest_ = short_digest_of(describe(*this));
}

// Every set of fields that some mix of roles sees gets a number. What a mix sees is the union of
// what its roles see, so it is enough to add one role at a time to what is known already. The set
// of nobody (no fields) is class 0.
void Catalogue::number_rights_classes(const EntitySpec& entity) {
    Relations& relations = relations_[entity.id];
    std::vector<RoleMask> mask_of_class;
    const auto add = [&](RoleMask mask) {
        std::vector<FieldId> fields = readable_fields(entity, mask);
        const std::size_t next = mask_of_class.size();
        if (!relations.class_of_fields.emplace(fields, static_cast<RightsClass>(next)).second)
            return;
        ENSURE(next < max_rights_classes);
        relations.class_fields.push_back(std::move(fields));
        mask_of_class.push_back(mask);
    };
    add(0);
    for (std::size_t i = 0; i < mask_of_class.size(); ++i) {
        const RoleMask known = mask_of_class[i];
        for (const RoleName& each : role_names) add(known | roles(each.role));
    }
}

const EntitySpec* Catalogue::entity(EntityId id) const {
    for (const EntitySpec* each : entities_) {
        if (each->id == id) return each;
    }
    return nullptr;
}

const EntitySpec* Catalogue::entity(std::string_view name) const {
    return find_named(entities_, name);
}

const EntitySpec& Catalogue::at(EntityId id) const {
    const EntitySpec* found = entity(id);
    ENSURE(found != nullptr);
    return *found;
}

const Catalogue::Relations& Catalogue::relations(EntityId id) const {
    const auto found = relations_.find(id);
    ENSURE(found != relations_.end());
    return found->second;
}

std::span<const Reference> Catalogue::children_of(EntityId entity) const {
    return relations(entity).children;
}

std::span<const Reference> Catalogue::referrers_of(EntityId entity) const {
    return relations(entity).referrers;
}

const EntitySpec* Catalogue::governing(EntityId id) const {
    const EntitySpec* each = entity(id);
    // Bounded by the number of entities: a declaration in which parents form a ring has no machine.
    for (std::size_t i = 0; each != nullptr && i < entities_.size(); ++i) {
        if (each->machine != nullptr) return each;
        each = each->parent == nullptr ? nullptr : entity(each->parent->target);
    }
    return nullptr;
}

// The hub reads everything; others what is meant for one of their roles, if they read the entity.
std::vector<FieldId> Catalogue::readable_fields(const EntitySpec& entity, RoleMask mask) const {
    std::vector<FieldId> fields;
    const RoleMask readers = mask & (entity.rights.read | entity.rights.read_assigned);
    for (const FieldSpec* field : entity.fields) {
        if ((mask & hub_role) != 0 || (field->readers & readers) != 0) fields.push_back(field->id);
    }
    return fields;
}

RightsClass Catalogue::rights_class(EntityId entity, Role role) const {
    return rights_class_of_mask(entity, roles(role));
}

RightsClass Catalogue::rights_class_of_mask(EntityId entity, RoleMask roles) const {
    const Relations& known = relations(entity);
    const auto found = known.class_of_fields.find(readable_fields(at(entity), roles));
    ENSURE(found != known.class_of_fields.end());
    return found->second;
}

std::size_t Catalogue::rights_class_count(EntityId entity) const {
    return relations(entity).class_fields.size();
}

bool Catalogue::class_reads(EntityId entity, RightsClass rights, FieldId field) const {
    const Relations& known = relations(entity);
    ENSURE(rights < known.class_fields.size());
    const std::vector<FieldId>& fields = known.class_fields[rights];
    return std::binary_search(fields.begin(), fields.end(), field);
}

}  // namespace branchline::schema
