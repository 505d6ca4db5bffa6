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
    // Of a field that only newer programs know nobody can say here who reads it: `keeps_unknown`
    // where the reader has lost no role since it was sent to him.
    // `roles`: of the reader, all of them together.
    Strip(const schema::Catalogue& catalogue, schema::RoleMask roles, bool keeps_unknown = false)
        : catalogue_(catalogue), roles_(roles), keeps_unknown_(keeps_unknown) {}

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
    bool keeps_unknown_;
};

}  // namespace branchline::sync
