// What head office does to its people, its customers and its log.
#include "base/ensure.h"
#include "domain/catalogue.h"
#include "hub/admin.h"
#include "hub/compaction.h"
#include "hub/hub_tables.h"
#include "support/next_catalogue.h"
#include "support/world.h"
#include "sync/row_codec.h"

namespace branchline::test {

void World::regrant(std::size_t index, schema::Role role, bool in_other_branch) {
    if (!hub_is_up()) start_hub();
    hub::Admin admin(*hub_.core, *hub_.database, catalogue(), *hub_.clock, *hub_.random);
    const bool wide = (schema::roles(role) & schema::company_wide) != 0;
    const std::string branch = wide ? "" : in_other_branch ? "BEI" : "SHA";
    hub_work([&] {
        const Status done = admin.set_user(desks_[index]->login, schema::role_name(role), branch);
        ENSURE(done.has_value());
    });
    plan_flush();
}

std::set<sync::RowKey> World::deleted_rows() {
    hub::HubTables tables(*hub_.database, catalogue());
    std::set<sync::RowKey> deleted;
    for (const std::int64_t origin :
         tables.tombstones.origins_until(tables.log.head().seq, 0, 1'000'000)) {
        for (const auto& key : tables.tombstones.by_origin(origin)) {
            deleted.insert({key.entity, key.row});
        }
    }
    return deleted;
}

void World::compact(Extent extent, Random& dice) {
    if (!hub_is_up()) start_hub();
    const std::set<sync::RowKey> before = deleted_rows();
    const std::uint64_t stretch = dice.next();
    hub_work([&] {
        const Status kept = hub::keep_log_for(*hub_.database, 0);
        ENSURE(kept.has_value());
        const auto now = hub_.core->compacted();
        const auto room = static_cast<std::uint64_t>(now.limit.seq - now.horizon);
        const auto part = static_cast<std::int64_t>(stretch % (room + 1));
        hub_.core->begin_compaction(extent == Extent::anywhere ? now.horizon + part
                                                               : now.limit.seq);
        while (hub_.core->compact() && extent != Extent::one_step) {
        }
    });
    hub::HubTables tables(*hub_.database, catalogue());
    Compacted done{tables.log.head().seq, tables.log.horizon(), before};
    for (const sync::RowKey& key : deleted_rows()) done.dropped.erase(key);
    compactions_.push_back(std::move(done));
    if (extent == Extent::one_step) crash_hub(PowerCut::drop_unsynced);
    if (!hub_is_up()) start_hub();
    plan_flush();
}

void World::upgrade_hub() {
    if (hub_is_up()) crash_hub(PowerCut::keep_all);
    hub_.database.reset();
    const bool known = hub_.catalogue == &next_catalogue();
    hub_.catalogue = &next_catalogue();
    hub_work([this] { start_hub(); });
    if (!known) hub_.judged_before = hub::HubTables(*hub_.database, catalogue()).log.head().seq;
}

void World::upgrade_desk(std::size_t index) {
    if (desk_is_up(index)) crash_desk(index, PowerCut::keep_all, false);
    desks_[index]->database.reset();
    desks_[index]->catalogue = &next_catalogue();
    start_desk(index);
}

void World::hand_over(Random& dice) {
    if (!hub_is_up()) start_hub();
    hub::HubTables tables(*hub_.database, catalogue());
    const bool whole = dice.below(3) != 0;
    const schema::EntitySpec& entity = *catalogue().entity(whole ? "customer" : "order");
    const auto rows = tables.rows.scan(entity.id, {}, 100);
    if (rows.empty()) return;
    const sync::RowState row =
        sync::from_stored(tables.origins, rows[dice.below(std::min<std::size_t>(3, rows.size()))]);
    if (row.deleted()) return;
    const bool moves = dice.below(3) != 0;
    const schema::FieldSpec& field = *entity.field(moves ? "branch" : "owner");
    const bool there = row.values.id(field.id) == staff_.other_branch;
    sync::Change change;
    change.entity = entity.id;
    change.row = row.id;
    change.field = field.unit_id();
    change.base = row.version_of({change.field, {}});
    change.values.set(field.id, moves   ? (there ? staff_.branch : staff_.other_branch)
                                : whole ? staff_.users[dice.below(staff_.users.size())]
                                        : RowId{});
    hub_work([&] { static_cast<void>(hub_.core->commit_own({change}, "hand_over")); });
    plan_flush();
}

}  // namespace branchline::test
