// The list of declared entities and what follows from it: who refers to whom, who owns whom, the
// rights classes, the version that peers compare. Built once by `main` (or a test) and passed down;
// immutable afterwards, so any thread may read it.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/spec.h"

namespace branchline::schema {

// `entity.field` refers to `target`.
struct Reference {
    const EntitySpec* entity;
    const FieldSpec* field;
};

// The set of fields of an entity that a role may read, numbered (SYNC: rights class).
using RightsClass = std::uint8_t;

class Catalogue {
  public:
    // `number` counts published catalogues; the digest is computed from the declarations.
    // References to unknown entities and more than 255 rights classes are bugs of the declaration:
    // ENSURE.
    Catalogue(std::uint32_t number, std::span<const EntitySpec* const> entities);

    [[nodiscard]] std::span<const EntitySpec* const> entities() const { return entities_; }

    [[nodiscard]] const EntitySpec* entity(EntityId id) const;
    [[nodiscard]] const EntitySpec* entity(std::string_view name) const;
    [[nodiscard]] const EntitySpec& at(EntityId id) const;  // ENSUREs that it exists

    // Child entities (their `parent` refers to it), in catalogue order.
    [[nodiscard]] std::span<const Reference> children_of(EntityId entity) const;
    // All plain references to it, `parent` ones excluded; any_ref fields are not listed.
    [[nodiscard]] std::span<const Reference> referrers_of(EntityId entity) const;
    // The entity whose machine governs this one: itself, else its parent (and so on up). nullptr if
    // none has one.
    [[nodiscard]] const EntitySpec* governing(EntityId entity) const;

    [[nodiscard]] RightsClass rights_class(EntityId entity, Role role) const;
    [[nodiscard]] RightsClass rights_class_of_mask(EntityId entity, RoleMask roles) const;
    [[nodiscard]] std::size_t rights_class_count(EntityId entity) const;
    [[nodiscard]] bool class_reads(EntityId entity, RightsClass rights, FieldId field) const;

    [[nodiscard]] std::uint32_t number() const { return number_; }

    [[nodiscard]] const Id& digest() const { return digest_; }  // of describe(*this)

  private:
    struct Relations {
        std::vector<Reference> children;
        std::vector<Reference> referrers;
        std::vector<std::vector<FieldId>>
            class_fields;  // by rights class: readable fields, ascending
        std::map<std::vector<FieldId>, RightsClass> class_of_fields;
    };

    [[nodiscard]] std::vector<FieldId> readable_fields(const EntitySpec& entity,
                                                       RoleMask mask) const;
    void number_rights_classes(const EntitySpec& entity);
    const Relations& relations(EntityId id) const;

    std::uint32_t number_;
    std::vector<const EntitySpec*> entities_;
    std::map<EntityId, Relations> relations_;
    Id digest_;
};

// The catalogue as text, a line per fact, stable order: the golden file, the data dictionary and
// the digest are made of it.
std::string describe(const Catalogue& catalogue);

}  // namespace branchline::schema
