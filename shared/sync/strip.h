// The one place that takes away what a reader may not see (SYNC 4.1): pages, cases and history are
// made through it. What is taken away leaves the version behind: who deletes a row must have seen
// that something changed, not what. Pure.
#pragma once

#include <optional>

#include "schema/catalogue.h"
#include "sync/effect.h"

namespace branchline::sync {

class Strip {
  public:
    // `roles`: of the reader, all of them together.
    Strip(const schema::Catalogue& catalogue, schema::RoleMask roles)
        : catalogue_(catalogue), roles_(roles) {}

    [[nodiscard]] bool reads(schema::EntityId entity) const;
    [[nodiscard]] bool reads(schema::EntityId entity, schema::FieldId field) const;

    // Nothing where not even the header may be told, or it would say nothing.
    [[nodiscard]] std::optional<Effect> effect(Effect effect) const;
    [[nodiscard]] std::optional<RowState> row(RowState row) const;
    [[nodiscard]] std::optional<Case> open_case(Case kase) const;

  private:
    void values(schema::EntityId entity, schema::Record& values) const;

    const schema::Catalogue& catalogue_;
    schema::RoleMask roles_;
};

}  // namespace branchline::sync
