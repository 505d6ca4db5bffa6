#include "store/named_values.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "base/self_run.h"

namespace branchline::test {

namespace {

using store::NamedValues;

constexpr std::string_view table = "fact";

store::Database opened(const TemporaryDirectory& directory, bool read_only = false) {
    store::OpenOptions options;
    options.read_only = read_only;
    return store::Database::open(directory.file("file.db"), options);
}

store::Database made(const TemporaryDirectory& directory) {
    store::Database database = opened(directory);
    database.run("CREATE TABLE fact(name TEXT PRIMARY KEY, value BLOB) STRICT");
    return database;
}

}  // namespace

TEST_CASE("a named value is what was put last, and nothing once it is erased") {
    const TemporaryDirectory directory;
    store::Database database = made(directory);
    NamedValues values(database, table);
    CHECK_FALSE(values.get("clock"));
    values.put("clock", "1");
    CHECK(values.get("clock") == "1");
    NamedValues(database, table).put("clock", "2");  // another who writes by the same connection
    CHECK(values.get("clock") == "2");
    values.erase("clock");
    CHECK_FALSE(values.get("clock"));
}

TEST_CASE("what was put in a transaction that is rolled back is not known any more") {
    const TemporaryDirectory directory;
    store::Database database = made(directory);
    NamedValues values(database, table);
    values.put("clock", "1");
    {
        const store::Transaction transaction(database);
        values.put("clock", "2");
        values.put("flag", "1");
        CHECK(values.get("clock") == "2");
    }
    CHECK(values.get("clock") == "1");
    CHECK_FALSE(values.get("flag"));
    {
        store::Transaction transaction(database);
        values.erase("clock");
        transaction.commit();
    }
    CHECK_FALSE(values.get("clock"));
    database.run("INSERT INTO fact(name,value) VALUES('clock',x'33')");
    CHECK(values.get("clock") == "3");
}

TEST_CASE("a reader sees what another connection has put since") {
    const TemporaryDirectory directory;
    store::Database database = made(directory);
    NamedValues(database, table).put("clock", "1");
    store::Database reader = opened(directory, true);
    const NamedValues seen(reader, table);
    CHECK(seen.get("clock") == "1");
    NamedValues(database, table).put("clock", "2");
    CHECK(seen.get("clock") == "2");
}

TEST_CASE("a number found elsewhere is looked for once, until it is said to have moved") {
    const TemporaryDirectory directory;
    store::Database database = made(directory);
    int looked = 0;
    const auto number = [&] {
        return store::known_number(database, "end",
                                   [&looked]() -> std::int64_t { return 40 + ++looked; });
    };
    CHECK(number() == 41);
    CHECK(number() == 41);
    database.forget_known();
    CHECK(number() == 42);
    store::Database reader = opened(directory, true);
    CHECK(store::known_number(reader, "end", [] { return std::int64_t{7}; }) == 7);
    CHECK(store::known_number(reader, "end", [] { return std::int64_t{8}; }) == 8);
}

}  // namespace branchline::test
