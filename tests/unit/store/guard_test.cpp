#include <doctest/doctest.h>
#include <sqlite3.h>

#include "store/stock.h"

namespace branchline::store {

using namespace stock;

namespace {

// What a foreign program sees: a connection that knows nothing of us.
class Foreigner {
  public:
    Foreigner(const std::string& vfs, const char* path) {
        REQUIRE(sqlite3_open_v2(path, &handle_, SQLITE_OPEN_READWRITE, vfs.c_str()) == SQLITE_OK);
    }

    Foreigner(const Foreigner&) = delete;
    Foreigner& operator=(const Foreigner&) = delete;

    ~Foreigner() { sqlite3_close(handle_); }

    // "" = it worked, else the error.
    std::string run(const char* sql) {
        const bool worked = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
        return worked ? "" : sqlite3_errmsg(handle_);
    }

  private:
    sqlite3* handle_ = nullptr;
};

}  // namespace

TEST_CASE("a foreign connection reads but writes nothing") {
    Stock stock;
    stock.put(item_row(1));
    Foreigner foreigner(stock.disk.name(), "stock.db");
    const std::string refusal = "no such function: branchline_guard";
    CHECK(foreigner.run("INSERT INTO e_item(id) VALUES(x'00')") == refusal);
    CHECK(foreigner.run("INSERT OR REPLACE INTO e_item(id) VALUES(x'00')") == refusal);
    CHECK(foreigner.run("UPDATE e_item SET f_pieces=1") == refusal);
    CHECK(foreigner.run("UPDATE e_item SET hidden=1 WHERE row=1") == refusal);
    CHECK(foreigner.run("DELETE FROM e_item") == refusal);
    CHECK(foreigner.run("DELETE FROM e_item WHERE row=99") == refusal);
    CHECK(foreigner.run("SELECT * FROM e_item").empty());
    CHECK(foreigner.run("PRAGMA integrity_check").empty());
    CHECK(stock.rows.get(2, id_of(1)));
}

TEST_CASE("a table of another layer is guarded in the same way") {
    Stock stock;
    stock.database.run("CREATE TABLE log(a);" + guard_ddl("log"));
    stock.database.run("INSERT INTO log VALUES(1); UPDATE log SET a=2;");
    Foreigner foreigner(stock.disk.name(), "stock.db");
    CHECK(foreigner.run("INSERT INTO log VALUES(1)") != "");
    CHECK(foreigner.run("UPDATE log SET a=3") != "");
    CHECK(foreigner.run("DELETE FROM log") != "");
    stock.database.run("DELETE FROM log;");
}

}  // namespace branchline::store
