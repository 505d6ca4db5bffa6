#include "store/hub_scope.h"

#include <algorithm>
#include <limits>

#include "base/ensure.h"
#include "store/failure.h"
#include "store/rows.h"

namespace branchline::store {

namespace {

BucketHash read_hash(const Statement& statement) {
    const HashPlace place{statement.integer(0), static_cast<schema::EntityId>(statement.integer(1)),
                          static_cast<schema::EntityId>(statement.integer(2)),
                          static_cast<std::uint8_t>(statement.integer(3))};
    return {place, statement.id(4), statement.integer(5)};
}

void bind(Statement& statement, const HashPlace& place) {
    statement.bind(1, place.bucket).bind(2, place.entity);
    statement.bind(3, place.holder).bind(4, place.rights_class);
}

}  // namespace

BucketNumber Buckets::number_of(const Id& bucket) {
    if (const auto at = numbers_.find(bucket); at != numbers_.end()) return at->second;
    const std::optional<BucketNumber> known = find(bucket);
    BucketNumber number = known.value_or(0);
    if (!known) {
        ENSURE(database_.in_transaction());
        Statement insert = database_.use("INSERT INTO bucket(id) VALUES(?1)");
        insert.bind_id(1, bucket);
        insert.run();
        number = database_.last_insert_rowid();
    }
    constexpr std::size_t enough = 10'000;
    if (numbers_.size() >= enough) numbers_.clear();
    numbers_.emplace(bucket, number);
    return number;
}

std::optional<BucketNumber> Buckets::find(const Id& bucket) const {
    Statement find = database_.use("SELECT number FROM bucket WHERE id=?1");
    find.bind_id(1, bucket);
    if (!find.step()) return std::nullopt;
    return find.integer(0);
}

Id Buckets::id_of(BucketNumber number) const {
    Statement find = database_.use("SELECT id FROM bucket WHERE number=?1");
    find.bind(1, number);
    return find.step() ? find.id(0) : Id{};
}

std::vector<BucketNumber> Buckets::of_row(schema::EntityId entity, const RowId& row) const {
    std::vector<BucketNumber> found;
    Statement rows =
        database_.use("SELECT bucket FROM row_bucket WHERE row=?1 AND entity=?2 ORDER BY bucket");
    rows.bind_id(1, row).bind(2, entity);
    while (rows.step()) found.push_back(rows.integer(0));
    return found;
}

void Buckets::put_row(schema::EntityId entity, const RowId& row, BucketNumber bucket) {
    Statement insert =
        database_.use("INSERT OR IGNORE INTO row_bucket(row,entity,bucket) VALUES(?1,?2,?3)");
    insert.bind_id(1, row).bind(2, entity).bind(3, bucket);
    insert.run();
}

void Buckets::erase_row(schema::EntityId entity, const RowId& row, BucketNumber bucket) {
    Statement erase =
        database_.use("DELETE FROM row_bucket WHERE row=?1 AND entity=?2 AND bucket=?3");
    erase.bind_id(1, row).bind(2, entity).bind(3, bucket);
    erase.run();
}

void Buckets::put_log(BucketNumber bucket, std::int64_t seq) {
    Statement insert = database_.use("INSERT OR IGNORE INTO log_bucket(bucket,seq) VALUES(?1,?2)");
    insert.bind(1, bucket).bind(2, seq);
    insert.run();
}

void Buckets::clear_rows() { database_.use("DELETE FROM row_bucket").run(); }

std::vector<RowId> Buckets::rows_in(BucketNumber bucket, schema::EntityId entity,
                                    const RowId& after, std::size_t limit) const {
    std::vector<RowId> found;
    Statement rows = database_.use(
        "SELECT row FROM row_bucket WHERE bucket=?1 AND entity=?2 AND row>?3 ORDER BY row LIMIT "
        "?4");
    rows.bind(1, bucket).bind(2, entity).bind_id(3, after);
    rows.bind(4, static_cast<std::int64_t>(limit));
    while (rows.step()) found.push_back(rows.id(0));
    return found;
}

// A bucket that has more than was asked of it says nothing about what lies behind its last one.
std::vector<std::int64_t> Buckets::logs_after(const std::vector<BucketNumber>& buckets,
                                              std::int64_t after, std::size_t limit) const {
    std::vector<std::int64_t> found;
    std::int64_t until = std::numeric_limits<std::int64_t>::max();
    Statement entries = database_.use(
        "SELECT seq FROM log_bucket WHERE bucket=?1 AND seq>?2 ORDER BY seq LIMIT ?3");
    for (const BucketNumber bucket : buckets) {
        entries.bind(1, bucket).bind(2, after).bind(3, static_cast<std::int64_t>(limit));
        std::size_t count = 0;
        while (entries.step()) {
            found.push_back(entries.integer(0));
            ++count;
        }
        if (count == limit) until = std::min(until, found.back());
        entries.reset();
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    found.erase(std::upper_bound(found.begin(), found.end(), until), found.end());
    return found;
}

void Buckets::put_move(const BucketRow& row, std::int64_t seq,
                       const std::vector<BucketNumber>& from, const RowId& branch) {
    ByteWriter numbers;
    for (const BucketNumber number : from) numbers.varint(static_cast<std::uint64_t>(number));
    Statement insert = database_.use(
        "INSERT OR IGNORE INTO row_move(row,entity,seq,from_buckets,branch)"
        " VALUES(?1,?2,?3,?4,?5)");
    insert.bind_id(1, row.row).bind(2, row.entity).bind(3, seq).bind_blob(4, numbers.bytes());
    insert.bind_id(5, branch);
    insert.run();
}

std::vector<RowId> Buckets::branches_left(const BucketRow& row, std::int64_t ms) const {
    Statement moves = database_.use(
        "SELECT branch,seq FROM row_left WHERE row=?1 AND entity=?2 AND corrected_ms>?3 UNION ALL"
        " SELECT m.branch,m.seq FROM row_move m JOIN log l ON l.seq=m.seq"
        " WHERE m.row=?1 AND m.entity=?2 AND l.corrected_ms>?3 ORDER BY 2");
    moves.bind_id(1, row.row).bind(2, row.entity).bind(3, ms);
    std::vector<RowId> branches;
    while (moves.step()) branches.push_back(moves.id(0));
    return branches;
}

std::optional<std::vector<BucketNumber>> Buckets::before(const BucketRow& row,
                                                         std::int64_t seq) const {
    Statement find = database_.use(
        "SELECT from_buckets FROM row_move WHERE row=?1 AND entity=?2 AND seq>=?3"
        " ORDER BY seq LIMIT 1");
    find.bind_id(1, row.row).bind(2, row.entity).bind(3, seq);
    if (!find.step()) return std::nullopt;
    const Bytes bytes(find.blob(0));
    ByteReader in(bytes);
    std::vector<BucketNumber> numbers;
    while (in.left() > 0 && in.ok()) numbers.push_back(static_cast<BucketNumber>(in.varint()));
    if (!in.ok()) throw Failure(Code::damaged, "the move of row " + to_text(row.row));
    return numbers;
}

std::vector<BucketRow> Buckets::moved_by(std::int64_t seq) const {
    std::vector<BucketRow> found;
    Statement rows =
        database_.use("SELECT entity,row FROM row_move WHERE seq=?1 ORDER BY entity,row");
    rows.bind(1, seq);
    while (rows.step()) {
        found.push_back({static_cast<schema::EntityId>(rows.integer(0)), rows.id(1)});
    }
    return found;
}

void Buckets::forget_logs(std::int64_t until) {
    for (const char* text :
         {"INSERT OR IGNORE INTO row_left(row,entity,seq,corrected_ms,branch)"
          " SELECT m.row,m.entity,m.seq,l.corrected_ms,m.branch FROM row_move m"
          " JOIN log l ON l.seq=m.seq WHERE m.seq<=?1",
          "DELETE FROM row_move WHERE seq<=?1",
          "DELETE FROM log_bucket WHERE seq<=?1 AND bucket IN (SELECT number FROM bucket)"}) {
        Statement statement = database_.use(text);
        statement.bind(1, until);
        statement.run();
    }
}

void Buckets::forget_row(const BucketRow& row) {
    for (const char* text : {"DELETE FROM row_bucket WHERE row=?1 AND entity=?2",
                             "DELETE FROM row_left WHERE row=?1 AND entity=?2"}) {
        Statement erase = database_.use(text);
        erase.bind_id(1, row.row).bind(2, row.entity);
        erase.run();
    }
}

std::vector<HeldBucket> DeviceScopes::of(const DeviceId& device) const {
    std::vector<HeldBucket> found;
    Statement rows =
        database_.use("SELECT bucket,roles FROM held_bucket WHERE device=?1 ORDER BY bucket,roles");
    rows.bind_id(1, device);
    while (rows.step()) found.push_back({rows.id(0), rows.integer(1)});
    return found;
}

void DeviceScopes::replace(const DeviceId& device, const std::vector<HeldBucket>& buckets) {
    Statement erase = database_.use("DELETE FROM held_bucket WHERE device=?1");
    erase.bind_id(1, device);
    erase.run();
    Statement insert =
        database_.use("INSERT INTO held_bucket(device,bucket,roles) VALUES(?1,?2,?3)");
    for (const HeldBucket& held : buckets) {
        insert.bind_id(1, device).bind_id(2, held.bucket).bind(3, held.roles);
        insert.run();
    }
}

BucketHash BucketHashes::get(const HashPlace& place) const {
    Statement find = database_.use(
        "SELECT bucket,entity,holder,class,hash,rows FROM bucket_sum"
        " WHERE bucket=?1 AND entity=?2 AND holder=?3 AND class=?4");
    bind(find, place);
    if (find.step()) return read_hash(find);
    return {place, {}, 0};
}

void BucketHashes::clear() { database_.use("DELETE FROM bucket_sum").run(); }

void BucketHashes::put(const BucketHash& hash) {
    Statement upsert = database_.use(
        "INSERT INTO bucket_sum(bucket,entity,holder,class,hash,rows) VALUES(?1,?2,?3,?4,?5,?6)"
        " ON CONFLICT(bucket,entity,holder,class) DO UPDATE SET hash=?5,rows=?6");
    bind(upsert, hash.place);
    upsert.bind_id(5, hash.hash).bind(6, hash.rows);
    upsert.run();
}

std::vector<BucketHash> BucketHashes::all() const {
    std::vector<BucketHash> found;
    Statement rows = database_.use(
        "SELECT bucket,entity,holder,class,hash,rows FROM bucket_sum WHERE rows>0"
        " ORDER BY bucket,entity,holder,class");
    while (rows.step()) found.push_back(read_hash(rows));
    return found;
}

std::vector<BucketHash> BucketHashes::of_bucket(BucketNumber bucket) const {
    std::vector<BucketHash> found;
    Statement rows = database_.use(
        "SELECT bucket,entity,holder,class,hash,rows FROM bucket_sum WHERE bucket=?1 AND rows>0"
        " ORDER BY bucket,entity,holder,class");
    rows.bind(1, bucket);
    while (rows.step()) found.push_back(read_hash(rows));
    return found;
}

std::string hub_scope_ddl() {
    std::string ddl =
        "CREATE TABLE IF NOT EXISTS bucket(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE);"
        // The primary key answers "where is this row", the index "what is in this bucket", in the
        // order in which snapshots send it.
        "CREATE TABLE IF NOT EXISTS row_bucket(row BLOB NOT NULL, entity INTEGER NOT NULL,"
        " bucket INTEGER NOT NULL, PRIMARY KEY(row, entity, bucket)) WITHOUT ROWID;"
        "CREATE INDEX IF NOT EXISTS i_row_bucket ON row_bucket(bucket, entity, row);"
        "CREATE TABLE IF NOT EXISTS log_bucket(bucket INTEGER NOT NULL, seq INTEGER NOT NULL,"
        " PRIMARY KEY(bucket, seq)) WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS row_move(row BLOB NOT NULL, entity INTEGER NOT NULL,"
        " seq INTEGER NOT NULL, from_buckets BLOB NOT NULL, branch BLOB NOT NULL,"
        " PRIMARY KEY(row, entity, seq))"
        " WITHOUT ROWID;"
        "CREATE INDEX IF NOT EXISTS i_row_move_seq ON row_move(seq, entity, row);"
        // What is left of the moves below the horizon: whose roles had counted, and until when.
        "CREATE TABLE IF NOT EXISTS row_left(row BLOB NOT NULL, entity INTEGER NOT NULL,"
        " seq INTEGER NOT NULL, corrected_ms INTEGER NOT NULL, branch BLOB NOT NULL,"
        " PRIMARY KEY(row, entity, seq)) WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS held_bucket(device BLOB NOT NULL, bucket BLOB NOT NULL,"
        " roles INTEGER NOT NULL, PRIMARY KEY(device, bucket, roles)) WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS bucket_sum(bucket INTEGER NOT NULL, entity INTEGER NOT NULL,"
        " holder INTEGER NOT NULL, class INTEGER NOT NULL, hash BLOB NOT NULL,"
        " rows INTEGER NOT NULL, PRIMARY KEY(bucket, entity, holder, class)) WITHOUT ROWID;"
        // What the first files had instead; nothing ever wrote a share.
        "DROP TABLE IF EXISTS share;"
        "DROP TABLE IF EXISTS device_bucket;"
        "DROP TABLE IF EXISTS bucket_hash;";
    for (const char* table : {"bucket", "row_bucket", "log_bucket", "row_move", "row_left",
                              "held_bucket", "bucket_sum"}) {
        ddl += guard_ddl(table);
    }
    return ddl;
}

}  // namespace branchline::store
