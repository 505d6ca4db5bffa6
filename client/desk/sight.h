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

// What the tables of a desk give the rules besides rows: who has which role. No fates: what depends
// on what is decided by the change log.
sync::GrantFields grant_fields();

class NoFates final : public sync::FateSource {
  public:
    sync::Fate fate(const OpId&) override { return sync::Fate::unknown; }
};

// When something is done now (SYNC 3.2), and how late it is for what the desk shows.
sync::EditTime edit_time(const Clock& clock, const store::BootClocks& clocks,
                         const store::Settings& settings);
sync::FoldTime fold_time(const Clock& clock, const store::BootClocks& clocks,
                         const store::Settings& settings);

}  // namespace branchline::desk
