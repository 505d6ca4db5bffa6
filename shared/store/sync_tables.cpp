#include "store/sync_tables.h"

#include "base/ensure.h"
#include "store/origins.h"
#include "store/rows.h"

namespace branchline::store {

namespace {

StoredCase read_case(const Statement& statement) {
    return {statement.id(0), static_cast<schema::EntityId>(statement.integer(1)), statement.id(2),
            Bytes(statement.blob(3))};
}

}  // namespace

std::optional<StoredCase> Cases::get(const Id& id) const {
    Statement find = database_.use("SELECT id,entity,row,body FROM conflict_case WHERE id=?1");
    find.bind_id(1, id);
    if (!find.step()) return std::nullopt;
    return read_case(find);
}

std::vector<StoredCase> Cases::of_row(schema::EntityId entity, const RowId& row) const {
    std::vector<StoredCase> found;
    Statement find = database_.use(
        "SELECT id,entity,row,body FROM conflict_case WHERE row=?1 AND entity=?2 ORDER BY id");
    find.bind_id(1, row).bind(2, entity);
    while (find.step()) found.push_back(read_case(find));
    return found;
}

std::vector<StoredCase> Cases::after(const Id& id, std::size_t limit) const {
    std::vector<StoredCase> found;
    Statement find = database_.use(
        "SELECT id,entity,row,body FROM conflict_case WHERE id>?1 ORDER BY id LIMIT ?2");
    find.bind_id(1, id).bind(2, static_cast<std::int64_t>(limit));
    while (find.step()) found.push_back(read_case(find));
    return found;
}

void Cases::put(const StoredCase& kase) {
    ENSURE(database_.in_transaction());
    Statement upsert = database_.use(
        "INSERT INTO conflict_case(id,entity,row,body) VALUES(?1,?2,?3,?4)"
        " ON CONFLICT(id) DO UPDATE SET body=?4");
    upsert.bind_id(1, kase.id).bind(2, kase.entity).bind_id(3, kase.row).bind_blob(4, kase.body);
    upsert.run();
}

void Cases::erase(const Id& id) {
    ENSURE(database_.in_transaction());
    Statement statement = database_.use("DELETE FROM conflict_case WHERE id=?1");
    statement.bind_id(1, id);
    statement.run();
}

std::int64_t Cases::count() const {
    Statement statement = database_.use("SELECT count(*) FROM conflict_case");
    return statement.step() ? statement.integer(0) : 0;
}

std::vector<TombstoneKey> Tombstones::by_origin(std::int64_t origin) const {
    std::vector<TombstoneKey> found;
    Statement find =
        database_.use("SELECT entity,row FROM tombstone WHERE origin=?1 ORDER BY entity,row");
    find.bind(1, origin);
    while (find.step()) {
        found.push_back({static_cast<schema::EntityId>(find.integer(0)), find.id(1)});
    }
    return found;
}

std::vector<std::int64_t> Tombstones::origins_until(std::int64_t seq, std::int64_t after,
                                                    std::size_t limit) const {
    Statement find = database_.use(
        "SELECT DISTINCT t.origin FROM tombstone t JOIN origin o ON o.number=t.origin"
        " WHERE t.origin>?1 AND o.seq BETWEEN 1 AND ?2 ORDER BY t.origin LIMIT ?3");
    find.bind(1, after).bind(2, seq).bind(3, static_cast<std::int64_t>(limit));
    std::vector<std::int64_t> found;
    while (find.step()) found.push_back(find.integer(0));
    return found;
}

void Tombstones::put(std::int64_t origin, const TombstoneKey& key) {
    ENSURE(database_.in_transaction());
    Statement statement =
        database_.use("INSERT OR IGNORE INTO tombstone(origin,entity,row) VALUES(?1,?2,?3)");
    statement.bind(1, origin).bind(2, key.entity).bind_id(3, key.row);
    statement.run();
}

void Tombstones::erase(std::int64_t origin, const TombstoneKey& key) {
    ENSURE(database_.in_transaction());
    Statement statement =
        database_.use("DELETE FROM tombstone WHERE origin=?1 AND entity=?2 AND row=?3");
    statement.bind(1, origin).bind(2, key.entity).bind_id(3, key.row);
    statement.run();
}

std::string sync_tables_ddl() {
    std::string ddl(Origins::ddl);
    ddl +=
        "CREATE TABLE IF NOT EXISTS conflict_case(id BLOB PRIMARY KEY, entity INTEGER NOT NULL,"
        " row BLOB NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;"
        "CREATE INDEX IF NOT EXISTS i_conflict_case_row ON conflict_case(row, entity);"
        "CREATE TABLE IF NOT EXISTS tombstone(origin INTEGER NOT NULL, entity INTEGER NOT NULL,"
        " row BLOB NOT NULL, PRIMARY KEY(origin, entity, row)) WITHOUT ROWID;";
    for (const char* table : {"origin", "author", "conflict_case", "tombstone"})
        ddl += guard_ddl(table);
    return ddl;
}

}  // namespace branchline::store
