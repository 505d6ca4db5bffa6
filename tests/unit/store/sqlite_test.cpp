#include "store/sqlite.h"

#include <doctest/doctest.h>

#include "store/failure.h"
#include "store/stock.h"

namespace branchline::store {

using namespace stock;

namespace {

Code code_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Failure& failure) {
        CHECK_FALSE(std::string(failure.what()).empty());
        CHECK(failure.error().code == failure.code());
        return failure.code();
    }
    return Code::none;
}

struct Plain {
    Plain() : disk("plain", 1), database(open()) {
        database.run("CREATE TABLE t(a INTEGER PRIMARY KEY, b)");
    }

    Database open(bool create = true) {
        OpenOptions options;
        options.vfs = disk.name();
        options.create = create;
        return Database::open("plain.db", options);
    }

    void insert(std::int64_t a) {
        Transaction transaction(database);
        Statement statement = database.use("INSERT INTO t(a,b) VALUES(?1,'x')");
        statement.bind(1, a);
        statement.run();
        transaction.commit();
    }

    std::int64_t count() {
        Statement statement = database.use("SELECT count(*) FROM t");
        statement.step();
        return statement.integer(0);
    }

    support::FaultVfs disk;
    Database database;
};

std::string setting(Database& database, const std::string& name) {
    Statement statement = database.prepare("PRAGMA " + name);
    REQUIRE(statement.step());
    return std::string(statement.text(0));
}

}  // namespace

TEST_CASE("a connection has the settings that durability rests on") {
    Plain plain;
    CHECK(setting(plain.database, "journal_mode") == "wal");
    CHECK(setting(plain.database, "synchronous") == "2");
    CHECK(setting(plain.database, "wal_autocheckpoint") == "0");
    CHECK(setting(plain.database, "trusted_schema") == "0");
    CHECK(setting(plain.database, "cell_size_check") == "1");
    CHECK(setting(plain.database, "foreign_keys") == "0");
    CHECK(setting(plain.database, "temp_store") == "2");
    plain.database.set_synchronous(Synchronous::normal);
    CHECK(setting(plain.database, "synchronous") == "1");
}

TEST_CASE("every type goes in and comes out, empty values are not null") {
    Plain plain;
    Statement statement = plain.database.use("SELECT ?1,?2,?3,?4,?5,?6,?7");
    statement.bind(1, std::numeric_limits<std::int64_t>::min()).bind_text(2, "鑫").bind_text(3, {});
    statement.bind_blob(4, {}).bind_id(5, id_of(3)).bind_null(6);
    statement.bind_text_copy(7, std::string("copied"));
    REQUIRE(statement.step());
    CHECK(statement.integer(0) == std::numeric_limits<std::int64_t>::min());
    CHECK(statement.text(1) == "鑫");
    CHECK_FALSE(statement.is_null(2));
    CHECK_FALSE(statement.is_null(3));
    CHECK(statement.blob(3).empty());
    CHECK(statement.id(4) == id_of(3));
    CHECK(statement.is_null(5));
    CHECK(statement.id(5).is_null());
    CHECK(statement.text(6) == "copied");
    CHECK_FALSE(statement.step());
}

TEST_CASE("a statement is used again after it went out of scope") {
    Plain plain;
    for (std::int64_t i = 1; i <= 3; ++i) plain.insert(i);
    CHECK(plain.count() == 3);
    CHECK(plain.database.changes() == 1);
    CHECK(plain.database.last_insert_rowid() == 3);
}

TEST_CASE("a moved database goes on, statements included") {
    Plain plain;
    plain.insert(1);
    Database moved = std::move(plain.database);
    plain.database = std::move(moved);
    plain.insert(2);
    CHECK(plain.count() == 2);
}

TEST_CASE("a full disk is told, loses nothing and is over when there is room") {
    Plain plain;
    plain.insert(1);
    plain.disk.set_quota(plain.disk.bytes_used() + 100);
    CHECK(code_of([&] { plain.insert(2); }) == Code::disk_full);
    CHECK_FALSE(plain.database.in_transaction());
    CHECK(plain.count() == 1);
    plain.disk.set_quota(0);
    plain.insert(2);
    CHECK(plain.count() == 2);
}

TEST_CASE("an error of a read or a sync is told as such") {
    Plain plain;
    plain.disk.fail_at(1, support::Fault::io_error, support::Repeat::from_then_on);
    CHECK(code_of([&] { plain.insert(1); }) == Code::io_error);
    plain.disk.clear_faults();
    plain.insert(1);
    CHECK(plain.count() == 1);
}

TEST_CASE("a file that is not there is not made when it must not") {
    support::FaultVfs disk("none", 1);
    OpenOptions options;
    options.vfs = disk.name();
    options.create = false;
    CHECK(code_of([&] { Database::open("none.db", options); }) == Code::io_error);
    CHECK(disk.snapshot().empty());
}

TEST_CASE("a damaged page is found, and named by the check") {
    Plain plain;
    for (std::int64_t i = 1; i <= 300; ++i) plain.insert(i);
    plain.database.checkpoint();
    support::FaultVfs::Files files = plain.disk.snapshot();
    files.erase("plain.db-wal");
    for (std::size_t i = 4096; i < 4196; ++i) files["plain.db"][i] = '\x55';
    plain.disk.restore(files);
    plain.database = plain.open();
    CHECK_FALSE(plain.database.integrity_check().empty());
    CHECK(code_of([&] {
              Statement all = plain.database.use("SELECT count(b) FROM t WHERE b>''");
              while (all.step()) {
              }
          }) == Code::damaged);
}

TEST_CASE("a checkpoint moves the log into the file and keeps everything") {
    Plain plain;
    for (std::int64_t i = 1; i <= 50; ++i) plain.insert(i);
    const std::size_t before = plain.disk.snapshot()["plain.db"].size();
    plain.database.checkpoint();
    CHECK(plain.disk.snapshot()["plain.db"].size() > before);
    CHECK(plain.count() == 50);
    CHECK(plain.database.integrity_check().empty());
    plain.database.refresh_statistics();
}

TEST_CASE("a query can be interrupted from elsewhere") {
    Plain plain;
    plain.insert(1);
    Statement endless = plain.database.prepare(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n");
    REQUIRE(endless.step());
    plain.database.interrupt();
    CHECK(code_of([&] { endless.step(); }) == Code::timed_out);
}

TEST_CASE("an unfinished transaction is rolled back by its guard") {
    Plain plain;
    try {
        const Transaction transaction(plain.database);
        plain.database.run("INSERT INTO t(a) VALUES(5)");
        throw std::runtime_error("on the way");
    } catch (const std::runtime_error&) {
    }
    CHECK_FALSE(plain.database.in_transaction());
    CHECK(plain.count() == 0);
}

}  // namespace branchline::store
