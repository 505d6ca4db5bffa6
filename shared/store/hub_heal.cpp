#include "store/hub_heal.h"

#include "base/ensure.h"
#include "store/rows.h"

namespace branchline::store {

void HealNotes::clear() {
    ENSURE(database_.in_transaction());
    database_.use("DELETE FROM heal_op").run();
    database_.use("DELETE FROM heal_device").run();
}

void HealNotes::claim(const OpId& op, const DeviceId& device) {
    ENSURE(database_.in_transaction());
    Statement insert =
        database_.use("INSERT OR IGNORE INTO heal_op(op,device,returned) VALUES(?1,?2,0)");
    insert.bind_id(1, op).bind_id(2, device);
    insert.run();
}

void HealNotes::returned(const OpId& op, const DeviceId& device) {
    ENSURE(database_.in_transaction());
    Statement insert =
        database_.use("INSERT OR REPLACE INTO heal_op(op,device,returned) VALUES(?1,?2,1)");
    insert.bind_id(1, op).bind_id(2, device);
    insert.run();
}

void HealNotes::reported(const DeviceId& device, std::int64_t now_ms) {
    ENSURE(database_.in_transaction());
    Statement insert =
        database_.use("INSERT OR REPLACE INTO heal_device(device,reported_ms) VALUES(?1,?2)");
    insert.bind_id(1, device).bind(2, now_ms);
    insert.run();
}

bool HealNotes::has_reported(const DeviceId& device) const {
    Statement find = database_.use("SELECT 1 FROM heal_device WHERE device=?1");
    find.bind_id(1, device);
    return find.step();
}

HealNotes::Counts HealNotes::counts() const {
    Statement sums = database_.use(
        "SELECT coalesce(sum(returned),0), count(DISTINCT CASE WHEN returned THEN device END),"
        " coalesce(sum(NOT returned),0) FROM heal_op");
    if (!sums.step()) return {};
    return {sums.integer(0), sums.integer(1), sums.integer(2)};
}

std::string hub_heal_ddl() {
    std::string ddl =
        "CREATE TABLE IF NOT EXISTS heal_op(op BLOB PRIMARY KEY, device BLOB NOT NULL,"
        " returned INTEGER NOT NULL) WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS heal_device(device BLOB PRIMARY KEY,"
        " reported_ms INTEGER NOT NULL) WITHOUT ROWID;";
    for (const char* table : {"heal_op", "heal_device"}) ddl += guard_ddl(table);
    return ddl;
}

}  // namespace branchline::store
