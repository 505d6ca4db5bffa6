#include "store/depot.h"

#include <algorithm>

#include "base/ensure.h"
#include "store/failure.h"

namespace branchline::store {

// The first files of a desk had a table `chunk`, in which nothing was ever kept.
const std::string_view depot_ddl = R"sql(
DROP TABLE IF EXISTS chunk;
CREATE TABLE IF NOT EXISTS depot_file(
  file INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,
  listed INTEGER NOT NULL, whole INTEGER NOT NULL, pinned INTEGER NOT NULL,
  wanted INTEGER NOT NULL, confirmed BLOB NOT NULL, used_ms INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS depot_part(
  file INTEGER NOT NULL, position INTEGER NOT NULL, chunk INTEGER NOT NULL,
  PRIMARY KEY(file, position)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS depot_part_chunk ON depot_part(chunk);
CREATE TABLE IF NOT EXISTS depot_chunk(
  chunk INTEGER PRIMARY KEY, digest BLOB NOT NULL, size INTEGER NOT NULL,
  have INTEGER NOT NULL, UNIQUE(digest, size));
CREATE TABLE IF NOT EXISTS depot_piece(
  chunk INTEGER NOT NULL, place INTEGER NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY(chunk, place));
)sql";

namespace {

constexpr std::string_view file_columns =
    "file,digest,size,listed,whole,pinned,wanted,confirmed,used_ms";

std::string select_files(std::string_view rest) {
    return "SELECT " + std::string(file_columns) + " FROM depot_file " + std::string(rest);
}

Digest digest_from(BytesView bytes) {
    Digest digest{};
    if (bytes.size() != digest.size()) throw Failure(Code::damaged, "a digest of the depot");
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

DepotFile read_file_row(const Statement& row) {
    DepotFile file;
    file.number = row.integer(0);
    file.digest = digest_from(row.blob(1));
    file.size = row.integer(2);
    file.listed = row.integer(3);
    file.whole = row.integer(4) != 0;
    file.pinned = row.integer(5) != 0;
    file.wanted = row.integer(6) != 0;
    file.confirmed = row.id(7);
    file.used_ms = row.integer(8);
    return file;
}

std::vector<DepotFile> read_file_rows(Statement& query) {
    std::vector<DepotFile> files;
    while (query.step()) files.push_back(read_file_row(query));
    return files;
}

}  // namespace

Digest file_digest(std::span<const Digest> chunks) {
    Bytes list;
    list.reserve(chunks.size() * sizeof(Digest));
    for (const Digest& chunk : chunks) list += view_of(chunk);
    return digest_of(list);
}

std::optional<DepotFile> Depot::find(const Digest& digest) const {
    static const std::string sql = select_files("WHERE digest=?1");
    Statement query = database_.use(sql);
    query.bind_blob(1, view_of(digest));
    if (!query.step()) return std::nullopt;
    return read_file_row(query);
}

DepotFile Depot::open(const Digest& digest, std::int64_t size) {
    if (auto known = find(digest)) return *known;
    ENSURE(database_.in_transaction());
    DepotFile file;
    file.digest = digest;
    file.size = size;
    file.whole = size == 0;
    Statement insert = database_.use(
        "INSERT INTO depot_file(digest,size,listed,whole,pinned,wanted,confirmed,used_ms)"
        " VALUES(?1,?2,0,?3,0,0,?4,0)");
    insert.bind_blob(1, view_of(digest)).bind(2, size).bind(3, file.whole ? 1 : 0);
    insert.bind_id(4, {});
    insert.run();
    file.number = database_.last_insert_rowid();
    ++changes_;
    return file;
}

std::int64_t Depot::chunk_number(const Digest& digest, std::int64_t size) {
    {
        Statement find = database_.use("SELECT chunk FROM depot_chunk WHERE digest=?1 AND size=?2");
        find.bind_blob(1, view_of(digest)).bind(2, size);
        if (find.step()) return find.integer(0);
    }
    Statement insert = database_.use("INSERT INTO depot_chunk(digest,size,have) VALUES(?1,?2,0)");
    insert.bind_blob(1, view_of(digest)).bind(2, size);
    insert.run();
    return database_.last_insert_rowid();
}

void Depot::forget_list(DepotFile& file) {
    Statement chunks = database_.use(
        "DELETE FROM depot_chunk WHERE chunk IN (SELECT chunk FROM depot_part WHERE file=?1)"
        " AND NOT EXISTS(SELECT 1 FROM depot_part p WHERE p.chunk=depot_chunk.chunk"
        " AND p.file<>?1)");
    Statement pieces = database_.use(
        "DELETE FROM depot_piece WHERE chunk IN (SELECT chunk FROM depot_part WHERE file=?1)"
        " AND NOT EXISTS(SELECT 1 FROM depot_part p WHERE p.chunk=depot_piece.chunk"
        " AND p.file<>?1)");
    Statement parts = database_.use("DELETE FROM depot_part WHERE file=?1");
    Statement update = database_.use("UPDATE depot_file SET listed=0,whole=0 WHERE file=?1");
    for (Statement* each : {&pieces, &chunks, &parts, &update}) {
        each->bind(1, file.number);
        each->run();
    }
    file.listed = 0;
    file.whole = false;
}

bool Depot::list(DepotFile& file, std::span<const Digest> chunks) {
    ENSURE(database_.in_transaction());
    const std::int64_t count = chunk_count(file.size);
    ++changes_;
    if (file.listed + static_cast<std::int64_t>(chunks.size()) > count) {
        forget_list(file);
        return false;
    }
    for (const Digest& chunk : chunks) {
        const std::int64_t left = file.size - file.listed * chunk_bytes;
        const std::int64_t number = chunk_number(chunk, std::min(left, chunk_bytes));
        Statement part =
            database_.use("INSERT INTO depot_part(file,position,chunk) VALUES(?1,?2,?3)");
        part.bind(1, file.number).bind(2, file.listed).bind(3, number);
        part.run();
        ++file.listed;
    }
    Statement update = database_.use("UPDATE depot_file SET listed=?2 WHERE file=?1");
    update.bind(1, file.number).bind(2, file.listed);
    update.run();
    if (!file.is_listed()) return true;
    if (file_digest(listed(file, 0, count)) != file.digest) {
        forget_list(file);
        return false;
    }
    settle(file, 0);
    return true;
}

std::vector<Digest> Depot::listed(const DepotFile& file, std::int64_t first,
                                  std::int64_t most) const {
    Statement query = database_.use(
        "SELECT digest FROM depot_part JOIN depot_chunk USING(chunk)"
        " WHERE file=?1 AND position>=?2 ORDER BY position LIMIT ?3");
    query.bind(1, file.number).bind(2, first).bind(3, most);
    std::vector<Digest> digests;
    while (query.step()) digests.push_back(digest_from(query.blob(0)));
    return digests;
}

std::int64_t Depot::first_missing(const DepotFile& file, std::int64_t from) const {
    if (file.whole) return file.size;
    Statement query = database_.use(
        "SELECT position,have FROM depot_part JOIN depot_chunk USING(chunk)"
        " WHERE file=?1 AND position>=?2 AND have<size ORDER BY position LIMIT 1");
    query.bind(1, file.number).bind(2, from / chunk_bytes);
    if (query.step()) return query.integer(0) * chunk_bytes + query.integer(1);
    return file.is_listed() ? file.size : std::min(file.size, file.listed * chunk_bytes);
}

Depot::Chunk Depot::chunk_at(const DepotFile& file, std::int64_t offset) const {
    Statement query = database_.use(
        "SELECT chunk,digest,size,have FROM depot_part JOIN depot_chunk USING(chunk)"
        " WHERE file=?1 AND position=?2");
    query.bind(1, file.number).bind(2, offset / chunk_bytes);
    ENSURE(query.step());  // only what is listed is asked for
    return {query.integer(0), digest_from(query.blob(1)), query.integer(2), query.integer(3)};
}

Bytes Depot::content(const Chunk& chunk) const {
    Statement query =
        database_.use("SELECT content FROM depot_piece WHERE chunk=?1 ORDER BY place");
    query.bind(1, chunk.number);
    Bytes bytes;
    bytes.reserve(static_cast<std::size_t>(chunk.have));
    while (query.step()) bytes += query.blob(0);
    return bytes;
}

void Depot::settle(DepotFile& file, std::int64_t from) {
    if (first_missing(file, from) < file.size) return;
    if (first_missing(file) < file.size) return;
    Statement update = database_.use("UPDATE depot_file SET whole=1,wanted=0 WHERE file=?1");
    update.bind(1, file.number);
    update.run();
    file.whole = true;
    file.wanted = false;
    ++changes_;
}

bool Depot::put(DepotFile& file, std::int64_t offset, BytesView bytes) {
    ENSURE(database_.in_transaction() && file.is_listed());
    Chunk chunk = chunk_at(file, offset);
    const auto size = static_cast<std::int64_t>(bytes.size());
    ENSURE(offset % chunk_bytes == chunk.have && chunk.have + size <= chunk.size);
    Statement insert =
        database_.use("INSERT OR FAIL INTO depot_piece(chunk,place,content) VALUES(?1,?2,?3)");
    insert.bind(1, chunk.number).bind(2, chunk.have).bind_blob(3, bytes);
    insert.run();
    chunk.have += size;
    Statement update = database_.use("UPDATE depot_chunk SET have=?2 WHERE chunk=?1");
    update.bind(1, chunk.number).bind(2, chunk.have);
    update.run();
    if (chunk.have < chunk.size) return true;
    if (digest_of(content(chunk)) != chunk.digest) {
        throw_away(file, offset);
        return false;
    }
    settle(file, offset);
    return true;
}

Bytes Depot::read(const DepotFile& file, std::int64_t offset, std::int64_t most) const {
    const Chunk chunk = chunk_at(file, offset);
    const std::int64_t first = offset % chunk_bytes;
    const std::int64_t end = std::min(chunk.have, first + most);
    Statement query = database_.use(
        "SELECT place,content FROM depot_piece WHERE chunk=?1 AND place<?3"
        " AND place+length(content)>?2 ORDER BY place");
    query.bind(1, chunk.number).bind(2, first).bind(3, end);
    Bytes bytes;
    while (query.step()) {
        const std::int64_t place = query.integer(0);
        const BytesView piece = query.blob(1);
        const auto from = static_cast<std::size_t>(std::max<std::int64_t>(first - place, 0));
        const auto to = std::min(piece.size(), static_cast<std::size_t>(end - place));
        if (from < to) bytes += piece.substr(from, to - from);
    }
    return bytes;
}

bool Depot::is_sound(const DepotFile& file, std::int64_t offset) const {
    const Chunk chunk = chunk_at(file, offset);
    return chunk.have < chunk.size || digest_of(content(chunk)) == chunk.digest;
}

void Depot::throw_away(DepotFile& file, std::int64_t offset) {
    ENSURE(database_.in_transaction());
    const Chunk chunk = chunk_at(file, offset);
    for (const char* text :
         {"DELETE FROM depot_piece WHERE chunk=?1", "UPDATE depot_chunk SET have=0 WHERE chunk=?1",
          "UPDATE depot_file SET whole=0 WHERE file IN"
          " (SELECT file FROM depot_part WHERE chunk=?1)"}) {
        Statement each = database_.use(text);
        each.bind(1, chunk.number);
        each.run();
    }
    file.whole = false;
    ++changes_;
}

void Depot::note(const DepotFile& file) {
    ENSURE(database_.in_transaction());
    Statement update = database_.use(
        "UPDATE depot_file SET pinned=?2,wanted=?3,confirmed=?4,used_ms=?5 WHERE file=?1");
    update.bind(1, file.number).bind(2, file.pinned ? 1 : 0).bind(3, file.wanted ? 1 : 0);
    update.bind_id(4, file.confirmed).bind(5, file.used_ms);
    update.run();
    ++changes_;
}

void Depot::erase(const DepotFile& file) {
    ENSURE(database_.in_transaction());
    DepotFile gone = file;
    forget_list(gone);
    Statement erase = database_.use("DELETE FROM depot_file WHERE file=?1");
    erase.bind(1, file.number);
    erase.run();
    ++changes_;
}

std::int64_t Depot::bytes() const {
    Statement query = database_.use("SELECT sum(have) FROM depot_chunk");
    return query.step() ? query.integer(0) : 0;
}

std::vector<DepotFile> Depot::unconfirmed(const Id& epoch) const {
    static const std::string sql = select_files("WHERE whole=1 AND confirmed<>?1 ORDER BY file");
    Statement query = database_.use(sql);
    query.bind_id(1, epoch);
    return read_file_rows(query);
}

std::vector<DepotFile> Depot::missing() const {
    static const std::string sql =
        select_files("WHERE whole=0 AND (wanted=1 OR pinned=1) ORDER BY wanted DESC,file");
    Statement query = database_.use(sql);
    return read_file_rows(query);
}

std::vector<DepotFile> Depot::evictable() const {
    static const std::string sql =
        select_files("WHERE pinned=0 AND wanted=0 ORDER BY used_ms,file");
    Statement query = database_.use(sql);
    return read_file_rows(query);
}

std::vector<DepotFile> Depot::after(std::int64_t number, std::int64_t limit) const {
    static const std::string sql = select_files("WHERE file>?1 ORDER BY file LIMIT ?2");
    Statement query = database_.use(sql);
    query.bind(1, number).bind(2, limit);
    return read_file_rows(query);
}

}  // namespace branchline::store
