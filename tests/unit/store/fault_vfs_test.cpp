#include "support/fault_vfs.h"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <vector>

#include "store/failure.h"
#include "store/sqlite.h"

namespace branchline::support {

using store::Database;
using store::Synchronous;

namespace {

Database open(const FaultVfs& disk, bool read_only = false) {
    store::OpenOptions options;
    options.vfs = disk.name();
    options.read_only = read_only;
    return Database::open("a.db", options);
}

void insert(Database& database, int value) {
    database.run("INSERT INTO t VALUES(" + std::to_string(value) + ")");
}

// A file of the disk without SQLite in between.
class RawFile {
  public:
    RawFile(const char* vfs_name, const char* path) {
        sqlite3_vfs* vfs = sqlite3_vfs_find(vfs_name);
        REQUIRE(vfs != nullptr);
        space_.resize(static_cast<std::size_t>(vfs->szOsFile) / sizeof(std::uint64_t) + 1);
        file_ = reinterpret_cast<sqlite3_file*>(space_.data());
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB;
        REQUIRE(vfs->xOpen(vfs, path, file_, flags, nullptr) == SQLITE_OK);
    }

    RawFile(const RawFile&) = delete;
    RawFile& operator=(const RawFile&) = delete;

    ~RawFile() { file_->pMethods->xClose(file_); }

    int write(std::string_view bytes, sqlite3_int64 at) {
        return file_->pMethods->xWrite(file_, bytes.data(), static_cast<int>(bytes.size()), at);
    }

    int sync() { return file_->pMethods->xSync(file_, SQLITE_SYNC_NORMAL); }

  private:
    std::vector<std::uint64_t> space_;
    sqlite3_file* file_ = nullptr;
};

std::int64_t count(Database& database) {
    store::Statement statement = database.prepare("SELECT count(*) FROM t");
    statement.step();
    return statement.integer(0);
}

}  // namespace

TEST_CASE("what was synced survives every cut, what was not survives as the cut decides") {
    for (const PowerCut mode : {PowerCut::drop_unsynced, PowerCut::keep_all, PowerCut::torn}) {
        FaultVfs disk("a", 1);
        SeededRandom random(1);
        {
            Database database = open(disk);
            database.run("CREATE TABLE t(a)");
            insert(database, 1);
            database.set_synchronous(Synchronous::normal);
            insert(database, 2);
            disk.power_cut(mode, random);
            CHECK_THROWS_AS(insert(database, 3), store::Failure);
        }
        Database database = open(disk);
        CHECK(database.integrity_check().empty());
        const std::int64_t rows = count(database);
        if (mode == PowerCut::drop_unsynced) CHECK(rows == 1);
        if (mode == PowerCut::keep_all) CHECK(rows == 2);
        CHECK(rows >= 1);
    }
}

TEST_CASE("a new file that was never synced is gone after a cut, a deleted one may come back") {
    FaultVfs disk("a", 1);
    SeededRandom random(1);
    {
        Database database = open(disk);
        database.run("CREATE TABLE t(a)");
        insert(database, 1);
    }
    CHECK_FALSE(disk.snapshot().contains("a.db-wal"));  // closing deletes it, without a sync
    disk.power_cut(PowerCut::drop_unsynced, random);
    CHECK(disk.snapshot().contains("a.db-wal"));
    Database database = open(disk);
    CHECK(count(database) == 1);

    FaultVfs fresh("b", 1);
    RawFile file("b", "f");
    file.write("aa", 0);
    fresh.power_cut(PowerCut::drop_unsynced, random);
    CHECK(fresh.snapshot().empty());
}

TEST_CASE("after the power has failed nothing works until it is back") {
    FaultVfs disk("a", 1);
    SeededRandom random(1);
    {
        Database database = open(disk);
        database.run("CREATE TABLE t(a)");
        disk.fail_power_at(2);
        CHECK_THROWS_AS(insert(database, 1), store::Failure);
        CHECK_FALSE(disk.is_powered());
        CHECK_THROWS_AS(count(database), store::Failure);
        CHECK_THROWS_AS(open(disk), store::Failure);
    }
    disk.power_cut(PowerCut::torn, random);
    CHECK(disk.is_powered());
    Database database = open(disk);
    insert(database, 1);
    CHECK(count(database) <= 2);
}

TEST_CASE("several connections of a node see each other's commits and locks") {
    FaultVfs disk("a", 1);
    Database writer = open(disk);
    writer.run("CREATE TABLE t(a)");
    Database reader = open(disk, true);
    CHECK(count(reader) == 0);
    insert(writer, 1);
    CHECK(count(reader) == 1);
    Database other = open(disk);
    const store::Transaction transaction(writer);
    sqlite3_busy_timeout(other.handle(), 0);
    CHECK_THROWS_AS(other.run("INSERT INTO t VALUES(2)"), store::Failure);
    CHECK_THROWS_AS(reader.run("INSERT INTO t VALUES(2)"), store::Failure);
}

TEST_CASE("nodes of one process have files of their own") {
    FaultVfs a("a", 1);
    FaultVfs b("b", 1);
    Database first = open(a);
    Database second = open(b);
    first.run("CREATE TABLE t(a)");
    second.run("CREATE TABLE t(a)");
    insert(first, 1);
    CHECK(count(second) == 0);
}

TEST_CASE("the same seeds and calls give the same bytes") {
    FaultVfs::Files before;
    for (int i = 0; i < 2; ++i) {
        seed_sqlite(5);
        FaultVfs disk("a", 9);
        {
            Database database = open(disk);
            database.run("CREATE TABLE t(a)");
            for (int value = 0; value < 20; ++value) insert(database, value);
            database.run("INSERT INTO t VALUES(random()); INSERT INTO t VALUES(julianday('now'));");
            if (i == 1) CHECK(disk.snapshot() == before);
            before = disk.snapshot();
        }
    }
}

TEST_CASE("a snapshot is put back as a whole, and open connections break") {
    FaultVfs disk("a", 1);
    SeededRandom random(1);
    Database database = open(disk);
    database.run("CREATE TABLE t(a)");
    insert(database, 1);
    const FaultVfs::Files files = disk.snapshot();
    insert(database, 2);
    disk.restore(files);
    CHECK_THROWS_AS(insert(database, 3), store::Failure);
    database = open(disk);
    CHECK(count(database) == 1);
    disk.power_cut(PowerCut::drop_unsynced, random);
    database = open(disk);
    CHECK(count(database) == 1);
}

TEST_CASE("points, writes and syncs are counted, a fault hits the point it is put at") {
    FaultVfs disk("a", 1);
    Database database = open(disk);
    database.run("CREATE TABLE t(a)");
    const std::uint64_t points = disk.points();
    const std::uint64_t syncs = disk.syncs();
    insert(database, 1);
    const std::uint64_t used = disk.points() - points;
    CHECK(disk.syncs() == syncs + 1);
    CHECK(used >= 2);
    for (std::uint64_t point = 1; point <= used; ++point) {
        disk.fail_at(point, Fault::disk_full, Repeat::once);
        CHECK_THROWS_AS(insert(database, 2), store::Failure);
        insert(database, 3);
    }
    disk.fail_at(used + 1, Fault::io_error, Repeat::once);
    insert(database, 4);
    disk.clear_faults();
    insert(database, 5);
}

TEST_CASE("what a failed sync was to save is lost at a cut although a later sync succeeds") {
    FaultVfs disk("a", 1);
    SeededRandom random(1);
    RawFile file("a", "f");
    CHECK(file.write("aa", 0) == SQLITE_OK);
    CHECK(file.sync() == SQLITE_OK);
    CHECK(file.write("bb", 0) == SQLITE_OK);
    disk.fail_at(1, Fault::io_error, Repeat::once);
    CHECK(file.sync() == SQLITE_IOERR_FSYNC);
    CHECK(file.write("cc", 2) == SQLITE_OK);
    CHECK(file.sync() == SQLITE_OK);
    CHECK(disk.snapshot()["f"] == "bbcc");
    disk.power_cut(PowerCut::keep_all, random);
    CHECK(disk.snapshot()["f"] == "aacc");
}

}  // namespace branchline::support
