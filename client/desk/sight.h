// Where a desk looks at its rows: the tables of one connection, and the same rows as the rules see
// them. The writer's replica and a reader's snapshot both are one.
#pragma once

#include <optional>

#include "base/clock.h"
#include "schema/catalogue.h"
#include "store/desk_tables.h"
#include "store/rows.h"
#include "sync/bucket_rules.h"
#include "sync/fold.h"
#include "sync/grant_roles.h"
#include "sync/pending.h"
#include "sync/sql_state.h"

namespace branchline::desk {

struct Sight {
    const schema::Catalogue& catalogue;
    const store::Rows& rows;
    sync::State& screen;
    const store::Settings& settings;
    const store::BootClocks& clocks;
    const Clock& clock;
    const sync::PendingGroups& pending;  // at a reader none: they change no objection
};

// What head office has told this desk that it holds; nothing before it has.
std::optional<sync::Holdings> told_holdings(const store::Settings& settings);

// What the tables of a desk give the rules besides rows: who has which role.
sync::GrantFields grant_fields();

// The groups of its own that a desk knows. No fates: what became of them is told by their stage.
class OwnGroups final : public sync::GroupSource {
  public:
    explicit OwnGroups(const store::ChangeLog& log) : log_(log) {}

    sync::Fate fate(const OpId&) override { return sync::Fate::unknown; }

    std::optional<sync::Lineage> lineage(const OpId& op) override;

  private:
    const store::ChangeLog& log_;
};

// When something is done now (SYNC 3.2), and how late it is for what the desk shows.
sync::EditTime edit_time(const Clock& clock, const store::BootClocks& clocks,
                         const store::Settings& settings);
sync::FoldTime fold_time(const Clock& clock, const store::BootClocks& clocks,
                         const store::Settings& settings);

}  // namespace branchline::desk
