#include "store/desk_scope.h"

namespace branchline::store {

const std::string_view desk_scope_ddl = R"sql(
CREATE TABLE IF NOT EXISTS loading(
  bucket BLOB NOT NULL, entity INTEGER NOT NULL, until BLOB NOT NULL, place INTEGER NOT NULL,
  after_row BLOB NOT NULL, PRIMARY KEY(bucket, entity, until)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS loading_place ON loading(place, bucket);
CREATE TABLE IF NOT EXISTS whole_row(
  entity INTEGER NOT NULL, row BLOB NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY(entity, row)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS whole_row_wanted ON whole_row(entity, row) WHERE seq = 0;
)sql";

namespace {

LoadTask read_task(const Statement& row) {
    return {row.integer(0), row.id(1), static_cast<schema::EntityId>(row.integer(2)), row.id(3),
            row.id(4)};
}

constexpr std::string_view select_tasks =
    "SELECT place,bucket,entity,after_row,until FROM loading ORDER BY place,bucket,until";

}  // namespace

void LoadTasks::put(const LoadTask& task) {
    Statement insert = database_.use(
        "INSERT OR REPLACE INTO loading(bucket,entity,place,after_row,until)"
        " VALUES(?1,?2,?3,?4,?5)");
    insert.bind_id(1, task.bucket).bind(2, task.entity).bind(3, task.order);
    insert.bind_id(4, task.after).bind_id(5, task.until);
    insert.run();
}

void LoadTasks::erase(const LoadTask& task) {
    Statement erase =
        database_.use("DELETE FROM loading WHERE bucket=?1 AND entity=?2 AND until=?3");
    erase.bind_id(1, task.bucket).bind(2, task.entity).bind_id(3, task.until);
    erase.run();
}

std::optional<LoadTask> LoadTasks::first() const {
    static const std::string text = std::string(select_tasks) + " LIMIT 1";
    Statement query = database_.use(text);
    if (!query.step()) return std::nullopt;
    return read_task(query);
}

std::vector<LoadTask> LoadTasks::all() const {
    Statement query = database_.use(select_tasks);
    std::vector<LoadTask> tasks;
    while (query.step()) tasks.push_back(read_task(query));
    return tasks;
}

std::int64_t LoadTasks::count() const {
    Statement query = database_.use("SELECT count(*) FROM loading");
    return query.step() ? query.integer(0) : 0;
}

void WholeRows::want(const Key& key) { came(key, 0); }

void WholeRows::came(const Key& key, std::int64_t seq) {
    Statement insert =
        database_.use("INSERT OR REPLACE INTO whole_row(entity,row,seq) VALUES(?1,?2,?3)");
    insert.bind(1, key.entity).bind_id(2, key.row).bind(3, seq);
    insert.run();
}

void WholeRows::forget(const Key& key) {
    Statement erase = database_.use("DELETE FROM whole_row WHERE entity=?1 AND row=?2");
    erase.bind(1, key.entity).bind_id(2, key.row);
    erase.run();
}

std::vector<WholeRows::Key> WholeRows::wanted(std::size_t limit) const {
    Statement query =
        database_.use("SELECT entity,row FROM whole_row WHERE seq=0 ORDER BY entity,row LIMIT ?1");
    query.bind(1, static_cast<std::int64_t>(limit));
    std::vector<Key> keys;
    while (query.step()) {
        keys.push_back({static_cast<schema::EntityId>(query.integer(0)), query.id(1)});
    }
    return keys;
}

std::int64_t WholeRows::wanted_count() const {
    Statement query = database_.use("SELECT count(*) FROM whole_row WHERE seq=0");
    return query.step() ? query.integer(0) : 0;
}

std::vector<WholeRows::Key> WholeRows::came_above(std::int64_t seq) const {
    Statement query =
        database_.use("SELECT entity,row FROM whole_row WHERE seq>?1 ORDER BY entity,row");
    query.bind(1, seq);
    std::vector<Key> keys;
    while (query.step()) {
        keys.push_back({static_cast<schema::EntityId>(query.integer(0)), query.id(1)});
    }
    return keys;
}

bool WholeRows::came_whole(const Key& key) const {
    Statement query = database_.use("SELECT 1 FROM whole_row WHERE entity=?1 AND row=?2");
    query.bind(1, key.entity).bind_id(2, key.row);
    return query.step();
}

}  // namespace branchline::store
