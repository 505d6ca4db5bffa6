#include "store/desk_tables.h"

#include "base/ensure.h"

namespace branchline::store {

const std::string_view desk_ddl = R"sql(
CREATE TABLE IF NOT EXISTS change_log(
  position INTEGER PRIMARY KEY AUTOINCREMENT, op BLOB NOT NULL UNIQUE, origin BLOB NOT NULL,
  batch BLOB, stage INTEGER NOT NULL, transport INTEGER NOT NULL, deferred INTEGER NOT NULL,
  command TEXT NOT NULL, made_ms INTEGER NOT NULL, payload BLOB NOT NULL, before BLOB NOT NULL,
  receipt BLOB, epoch_seq INTEGER NOT NULL, undone_by BLOB, is_undo INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS change_log_stage ON change_log(stage, position);
CREATE INDEX IF NOT EXISTS change_log_seq ON change_log(epoch_seq) WHERE epoch_seq > 0;
CREATE INDEX IF NOT EXISTS change_log_batch ON change_log(batch) WHERE batch IS NOT NULL;
CREATE TABLE IF NOT EXISTS tail(
  seq INTEGER NOT NULL, epoch BLOB NOT NULL, op BLOB NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY(seq, epoch)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tail_op ON tail(op);
CREATE TABLE IF NOT EXISTS tail_row(
  row BLOB NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(row, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS canonical_row(
  entity INTEGER NOT NULL, row BLOB NOT NULL, content BLOB,
  PRIMARY KEY(entity, row)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS canonical_case(id BLOB PRIMARY KEY, content BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS setting(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS boot_clock(
  boot_id BLOB PRIMARY KEY, offset_ms INTEGER NOT NULL, measured_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS point(seq INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS local_text(
  kind INTEGER NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY(kind, name))
  WITHOUT ROWID;
)sql";

namespace {

constexpr std::string_view log_columns =
    "position,op,origin,batch,stage,transport,deferred,command,made_ms,payload,before,receipt,"
    "epoch_seq,undone_by,is_undo";

std::string select_log(std::string_view rest) {
    return "SELECT " + std::string(log_columns) + " FROM change_log " + std::string(rest);
}

LoggedGroup read_group(const Statement& row) {
    LoggedGroup group;
    group.position = row.integer(0);
    group.op = row.id(1);
    group.origin = row.id(2);
    group.batch = row.id(3);
    group.stage = static_cast<LoggedGroup::Stage>(row.integer(4));
    group.transport = static_cast<LoggedGroup::Transport>(row.integer(5));
    group.deferred = row.integer(6) != 0;
    group.command = std::string(row.text(7));
    group.made_ms = row.integer(8);
    group.payload = Bytes(row.blob(9));
    group.before = Bytes(row.blob(10));
    group.receipt = Bytes(row.blob(11));
    group.epoch_seq = row.integer(12);
    group.undone_by = row.id(13);
    group.is_undo = row.integer(14) != 0;
    return group;
}

std::vector<LoggedGroup> read_groups(Statement& query) {
    std::vector<LoggedGroup> groups;
    while (query.step()) groups.push_back(read_group(query));
    return groups;
}

void bind_optional_id(Statement& statement, int index, const Id& id) {
    if (id.is_null()) {
        statement.bind_null(index);
    } else {
        statement.bind_id(index, id);
    }
}

}  // namespace

std::int64_t ChangeLog::append(const LoggedGroup& group) {
    Statement insert = database_.use(
        "INSERT INTO change_log(op,origin,batch,stage,transport,deferred,command,made_ms,payload,"
        "before,receipt,epoch_seq,undone_by,is_undo) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,"
        "?12,?13,?14)");
    insert.bind_id(1, group.op).bind_id(2, group.origin);
    bind_optional_id(insert, 3, group.batch);
    insert.bind(4, static_cast<std::int64_t>(group.stage));
    insert.bind(5, static_cast<std::int64_t>(group.transport));
    insert.bind(6, group.deferred ? 1 : 0).bind_text(7, group.command).bind(8, group.made_ms);
    insert.bind_blob(9, group.payload).bind_blob(10, group.before).bind_blob(11, group.receipt);
    insert.bind(12, group.epoch_seq);
    bind_optional_id(insert, 13, group.undone_by);
    insert.bind(14, group.is_undo ? 1 : 0);
    insert.run();
    return database_.last_insert_rowid();
}

std::optional<LoggedGroup> ChangeLog::by_op(const OpId& op) const {
    static const std::string sql = select_log("WHERE op=?1");
    Statement query = database_.use(sql);
    query.bind_id(1, op);
    if (!query.step()) return std::nullopt;
    return read_group(query);
}

std::optional<LoggedGroup> ChangeLog::at(std::int64_t position) const {
    static const std::string sql = select_log("WHERE position=?1");
    Statement query = database_.use(sql);
    query.bind(1, position);
    if (!query.step()) return std::nullopt;
    return read_group(query);
}

void ChangeLog::update(const LoggedGroup& group) {
    Statement change = database_.use(
        "UPDATE change_log SET stage=?2,transport=?3,deferred=?4,receipt=?5,epoch_seq=?6,"
        "undone_by=?7 WHERE position=?1");
    change.bind(1, group.position).bind(2, static_cast<std::int64_t>(group.stage));
    change.bind(3, static_cast<std::int64_t>(group.transport)).bind(4, group.deferred ? 1 : 0);
    change.bind_blob(5, group.receipt).bind(6, group.epoch_seq);
    bind_optional_id(change, 7, group.undone_by);
    change.run();
}

std::vector<LoggedGroup> ChangeLog::in_stage(LoggedGroup::Stage stage, std::int64_t after,
                                             std::size_t limit) const {
    static const std::string sql =
        select_log("WHERE stage=?1 AND position>?2 ORDER BY position LIMIT ?3");
    Statement query = database_.use(sql);
    query.bind(1, static_cast<std::int64_t>(stage)).bind(2, after);
    query.bind(3, static_cast<std::int64_t>(limit));
    return read_groups(query);
}

void ChangeLog::forget_before(const OpId& op) {
    Statement update = database_.use("UPDATE change_log SET before=x'' WHERE op=?1");
    update.bind_id(1, op);
    update.run();
}

void ChangeLog::drop(std::int64_t position) {
    Statement statement = database_.use("DELETE FROM change_log WHERE position=?1");
    statement.bind(1, position).run();
}

std::int64_t ChangeLog::count(LoggedGroup::Stage stage) const {
    Statement query = database_.use("SELECT count(*) FROM change_log WHERE stage=?1");
    query.bind(1, static_cast<std::int64_t>(stage));
    return query.step() ? query.integer(0) : 0;
}

std::vector<LoggedGroup> ChangeLog::newest_in_stage(LoggedGroup::Stage stage,
                                                    std::size_t limit) const {
    static const std::string sql = select_log("WHERE stage=?1 ORDER BY position DESC LIMIT ?2");
    Statement query = database_.use(sql);
    query.bind(1, static_cast<std::int64_t>(stage)).bind(2, static_cast<std::int64_t>(limit));
    return read_groups(query);
}

WaitingCounts ChangeLog::waiting() const {
    Statement query = database_.use(
        "SELECT count(*),sum(transport<>0),sum(deferred<>0) FROM change_log WHERE stage=?1");
    query.bind(1, static_cast<std::int64_t>(LoggedGroup::Stage::waiting));
    query.step();
    return {query.integer(0), query.integer(1), query.integer(2)};
}

std::optional<LoggedGroup::Stage> ChangeLog::stage_at(std::int64_t position) const {
    Statement query = database_.use("SELECT stage FROM change_log WHERE position=?1");
    query.bind(1, position);
    if (!query.step()) return std::nullopt;
    return static_cast<LoggedGroup::Stage>(query.integer(0));
}

std::optional<LoggedGroup::Stage> ChangeLog::stage_of(const OpId& op) const {
    Statement query = database_.use("SELECT stage FROM change_log WHERE op=?1");
    query.bind_id(1, op);
    if (!query.step()) return std::nullopt;
    return static_cast<LoggedGroup::Stage>(query.integer(0));
}

std::int64_t ChangeLog::last_position() const {
    Statement query = database_.use("SELECT max(position) FROM change_log");
    return query.step() && !query.is_null(0) ? query.integer(0) : 0;
}

std::vector<std::int64_t> ChangeLog::positions() const {
    std::vector<std::int64_t> all;
    Statement query = database_.use("SELECT position FROM change_log ORDER BY position");
    while (query.step()) all.push_back(query.integer(0));
    return all;
}

std::vector<LoggedGroup> ChangeLog::judged_above(std::int64_t seq) const {
    static const std::string sql = select_log("WHERE epoch_seq>?1 ORDER BY epoch_seq");
    Statement query = database_.use(sql);
    query.bind(1, seq);
    return read_groups(query);
}

std::vector<LoggedGroup> ChangeLog::newest(std::size_t limit) const {
    static const std::string sql = select_log("ORDER BY position DESC LIMIT ?1");
    Statement query = database_.use(sql);
    query.bind(1, static_cast<std::int64_t>(limit));
    return read_groups(query);
}

std::vector<LoggedGroup> ChangeLog::of_batch(const Id& batch) const {
    static const std::string sql = select_log("WHERE batch=?1 ORDER BY position");
    Statement query = database_.use(sql);
    query.bind_id(1, batch);
    return read_groups(query);
}

void TailStore::append(const Id& epoch, std::int64_t seq, const OpId& op, BytesView entry) {
    Statement insert =
        database_.use("INSERT OR REPLACE INTO tail(seq,epoch,op,content) VALUES(?1,?2,?3,?4)");
    insert.bind(1, seq).bind_id(2, epoch).bind_id(3, op).bind_blob(4, entry);
    insert.run();
}

void TailStore::touches(std::int64_t seq, const RowId& row) {
    Statement insert = database_.use("INSERT OR IGNORE INTO tail_row(row,seq) VALUES(?1,?2)");
    insert.bind_id(1, row).bind(2, seq);
    insert.run();
}

std::vector<Bytes> TailStore::entries_of(const RowId& row, std::size_t limit) const {
    Statement query = database_.use(
        "SELECT content FROM tail_row JOIN tail USING(seq) WHERE row=?1 ORDER BY seq LIMIT ?2");
    query.bind_id(1, row).bind(2, static_cast<std::int64_t>(limit));
    std::vector<Bytes> entries;
    while (query.step()) entries.emplace_back(query.blob(0));
    return entries;
}

OpId TailStore::op_at(const Id& epoch, std::int64_t seq) const {
    Statement query = database_.use("SELECT op FROM tail WHERE seq=?1 AND epoch=?2");
    query.bind(1, seq).bind_id(2, epoch);
    return query.step() ? query.id(0) : OpId{};
}

void TailStore::scan(std::int64_t after, const std::function<bool(BytesView)>& each) const {
    Statement query = database_.use("SELECT content FROM tail WHERE seq>?1 ORDER BY seq");
    query.bind(1, after);
    while (query.step() && each(query.blob(0))) {
    }
}

void TailStore::scan_back(const std::function<bool(BytesView)>& each) const {
    Statement query = database_.use("SELECT content FROM tail ORDER BY seq DESC");
    while (query.step() && each(query.blob(0))) {
    }
}

bool TailStore::has(const OpId& op) const { return seq_of(op) != 0; }

std::int64_t TailStore::seq_of(const OpId& op) const {
    Statement query = database_.use("SELECT seq FROM tail WHERE op=?1");
    query.bind_id(1, op);
    return query.step() ? query.integer(0) : 0;
}

void TailStore::replace(std::int64_t seq, const OpId& op, BytesView entry) {
    Statement update = database_.use("UPDATE tail SET content=?3 WHERE seq=?1 AND op=?2");
    update.bind(1, seq).bind_id(2, op).bind_blob(3, entry);
    update.run();
}

void TailStore::drop_above(std::int64_t seq) {
    for (const char* text :
         {"DELETE FROM tail WHERE seq>?1", "DELETE FROM tail_row WHERE seq>?1"}) {
        Statement drop = database_.use(text);
        drop.bind(1, seq);
        drop.run();
    }
}

std::int64_t TailStore::last_seq() const {
    Statement query = database_.use("SELECT max(seq) FROM tail");
    return query.step() && !query.is_null(0) ? query.integer(0) : 0;
}

void CanonicalStore::put_row(const Row& row) {
    Statement insert =
        database_.use("INSERT OR REPLACE INTO canonical_row(entity,row,content) VALUES(?1,?2,?3)");
    insert.bind(1, std::int64_t{row.entity}).bind_id(2, row.row);
    if (row.content) {
        insert.bind_blob(3, *row.content);
    } else {
        insert.bind_null(3);
    }
    insert.run();
}

void CanonicalStore::drop_row(std::uint16_t entity, const RowId& row) {
    Statement drop = database_.use("DELETE FROM canonical_row WHERE entity=?1 AND row=?2");
    drop.bind(1, std::int64_t{entity}).bind_id(2, row);
    drop.run();
}

void CanonicalStore::put_case(const Case& kase) {
    Statement insert =
        database_.use("INSERT OR REPLACE INTO canonical_case(id,content) VALUES(?1,?2)");
    insert.bind_id(1, kase.id);
    if (kase.content) {
        insert.bind_blob(2, *kase.content);
    } else {
        insert.bind_null(2);
    }
    insert.run();
}

void CanonicalStore::drop_case(const Id& id) {
    Statement drop = database_.use("DELETE FROM canonical_case WHERE id=?1");
    drop.bind_id(1, id);
    drop.run();
}

std::vector<CanonicalStore::Row> CanonicalStore::rows() const {
    Statement query =
        database_.use("SELECT entity,row,content FROM canonical_row ORDER BY entity,row");
    std::vector<Row> rows;
    while (query.step()) {
        Row row{static_cast<std::uint16_t>(query.integer(0)), query.id(1), std::nullopt};
        if (!query.is_null(2)) row.content = Bytes(query.blob(2));
        rows.push_back(std::move(row));
    }
    return rows;
}

std::optional<CanonicalStore::Row> CanonicalStore::row(std::uint16_t entity,
                                                       const RowId& row) const {
    Statement query = database_.use("SELECT content FROM canonical_row WHERE entity=?1 AND row=?2");
    query.bind(1, std::int64_t{entity}).bind_id(2, row);
    if (!query.step()) return std::nullopt;
    Row found{entity, row, std::nullopt};
    if (!query.is_null(0)) found.content = Bytes(query.blob(0));
    return found;
}

std::vector<CanonicalStore::Case> CanonicalStore::cases() const {
    Statement query = database_.use("SELECT id,content FROM canonical_case ORDER BY id");
    std::vector<Case> cases;
    while (query.step()) {
        Case kase{query.id(0), std::nullopt};
        if (!query.is_null(1)) kase.content = Bytes(query.blob(1));
        cases.push_back(std::move(kase));
    }
    return cases;
}

std::int64_t Settings::integer(std::string_view name, std::int64_t otherwise) const {
    const auto value = get(name);
    if (!value) return otherwise;
    ByteReader in(*value);
    const std::int64_t number = in.zigzag();
    return in.done() ? number : otherwise;
}

Id Settings::id(std::string_view name) const {
    const auto value = get(name);
    return value ? id_from_bytes(*value).value_or(Id{}) : Id{};
}

std::map<std::string, std::string> LocalTexts::all() const {
    Statement query = database_.use("SELECT name,content FROM local_text WHERE kind=?1");
    query.bind(1, static_cast<std::int64_t>(kind_));
    std::map<std::string, std::string> texts;
    while (query.step()) texts.emplace(query.text(0), query.text(1));
    return texts;
}

std::string LocalTexts::get(std::string_view name) const {
    Statement query = database_.use("SELECT content FROM local_text WHERE kind=?1 AND name=?2");
    query.bind(1, static_cast<std::int64_t>(kind_)).bind_text(2, name);
    return query.step() ? std::string(query.text(0)) : std::string();
}

void LocalTexts::put(std::string_view name, std::string_view content) {
    if (content.empty()) {
        Statement drop = database_.use("DELETE FROM local_text WHERE kind=?1 AND name=?2");
        drop.bind(1, static_cast<std::int64_t>(kind_)).bind_text(2, name);
        return drop.run();
    }
    Statement insert =
        database_.use("INSERT OR REPLACE INTO local_text(kind,name,content) VALUES(?1,?2,?3)");
    insert.bind(1, static_cast<std::int64_t>(kind_)).bind_text(2, name).bind_text(3, content);
    insert.run();
}

void BootClocks::put(const Id& boot_id, std::int64_t offset_ms, std::int64_t measured_ms) {
    Statement insert = database_.use(
        "INSERT OR REPLACE INTO boot_clock(boot_id,offset_ms,measured_ms) VALUES(?1,?2,?3)");
    insert.bind_id(1, boot_id).bind(2, offset_ms).bind(3, measured_ms);
    insert.run();
}

std::optional<std::int64_t> BootClocks::offset(const Id& boot_id) const {
    Statement query = database_.use("SELECT offset_ms FROM boot_clock WHERE boot_id=?1");
    query.bind_id(1, boot_id);
    if (!query.step()) return std::nullopt;
    return query.integer(0);
}

void Points::put(std::int64_t seq, BytesView point) {
    Statement insert = database_.use("INSERT OR REPLACE INTO point(seq,content) VALUES(?1,?2)");
    insert.bind(1, seq).bind_blob(2, point);
    insert.run();
}

std::vector<Bytes> Points::above(std::int64_t seq) const {
    Statement query = database_.use("SELECT content FROM point WHERE seq>?1 ORDER BY seq");
    query.bind(1, seq);
    std::vector<Bytes> points;
    while (query.step()) points.emplace_back(query.blob(0));
    return points;
}

std::optional<Bytes> Points::covering(std::int64_t seq) const {
    Statement query = database_.use("SELECT content FROM point WHERE seq>=?1 ORDER BY seq LIMIT 1");
    query.bind(1, seq);
    if (!query.step()) return std::nullopt;
    return Bytes(query.blob(0));
}

void Points::drop_above(std::int64_t seq) {
    Statement drop = database_.use("DELETE FROM point WHERE seq>?1");
    drop.bind(1, seq);
    drop.run();
}

}  // namespace branchline::store
