// Damage costs what it spoilt: cells that changed past the program, and pages that went, are found
// and mended by fetching little more than that from head office (SYNC 5.8). A company of some 3,000
// rows; the measure is a new desk of the same rights.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <set>

#include "base/platform.h"
#include "desk/rebuild.h"
#include "desk/status.h"
#include "domain/catalogue.h"
#include "schema/validate.h"
#include "store/failure.h"
#include "store/schema_loan.h"
#include "support/fault_vfs.h"
#include "support/office.h"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr std::size_t bytes_of_page = 4096;
constexpr int customers_made = 1'000;

using CompanyFiles = std::map<std::string, Bytes>;
using RowsShown = std::map<sync::RowKey, sync::RowState>;

RowsShown rows_shown(desk::Replica& replica) {
    RowsShown rows;
    for (const schema::EntitySpec* entity : replica.catalogue().entities()) {
        for (const store::StoredRow& stored : replica.rows().scan(entity->id, {}, 100'000)) {
            const sync::RowKey key{entity->id, stored.id};
            rows.emplace(key, *replica.screen().row(key));
        }
    }
    return rows;
}

// Texts of no pattern, or they would cost nothing on the line.
std::string random_words(Random& random, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) text += ' ';
        for (int c = 0; c < 6; ++c) text += static_cast<char>('a' + random.below(26));
    }
    return text;
}

// The hub's file and Ben's, who has everything and four changes that nobody else has yet.
const CompanyFiles& company() {
    static const CompanyFiles files = [] {
        const TemporaryDirectory directory;
        {
            Office office(domain::catalogue(), directory.path());
            SeededRandom random(3);
            for (const char* login : {"max", "ben"}) office.add(login, "manager");
            std::vector<RowId> rows;
            for (int i = 0; i < customers_made; ++i) {
                rows.push_back(office.create("max", "customer",
                                             {{"name", "客户 " + random_words(random, 2)},
                                              {"needs", random_words(random, 30)}}));
                const std::string row = to_text(rows.back());
                for (int person = 0; person < 2; ++person) {
                    office.create("max", "contact",
                                  {{"customer", row}, {"name", random_words(random, 3)}});
                }
            }
            for (const char* login : {"max", "ben"}) office.exchange(login);
            for (std::size_t i = 0; i < 3; ++i) {
                REQUIRE(
                    office.change("ben", "customer", rows[i * 300], {"needs=未发"}).has_value());
            }
            office.create("ben", "customer", {{"name", "新客户"}});
            while (office.desk("ben").rest()) {
            }
        }
        CompanyFiles made;
        for (const char* name : {"hub.db", "ben.db"}) {
            made[name] = *read_file(directory.path() + "/" + name);
            REQUIRE_FALSE(file_exists(directory.path() + "/" + name + "-wal"));
        }
        return made;
    }();
    return files;
}

// The company in a directory of its own, Ben's file as it is given.
struct Repaired {
    explicit Repaired(const Bytes& of_ben) {
        REQUIRE(write_file_atomically(at("hub.db"), company().at("hub.db"), true).has_value());
        REQUIRE(write_file_atomically(at("damaged.db"), of_ben, true).has_value());
    }

    [[nodiscard]] std::string at(const std::string& name) const {
        return directory.path() + "/" + name;
    }

    store::Database make(const std::string& name) {
        return prepared(store::Database::open(at(name), {}));
    }

    static store::Database prepared(store::Database fresh) {
        store::prepare_database(fresh, domain::catalogue(), store::desk_application_id,
                                desk::Replica::ddl());
        return fresh;
    }

    Status lend_schema() {
        store::Database lender = make("lender.db");
        return store::lend_schema(lender, at("lender.db"), at("damaged.db"));
    }

    // As `check --repair` does it.
    Result<desk::Rebuilt> rebuild(desk::Extent fetches = desk::Extent::parts) {
        store::Database fresh = make("ben.db");
        return rebuild_into(fresh, fetches);
    }

    Result<desk::Rebuilt> rebuild_into(store::Database& fresh, desk::Extent fetches) {
        store::OpenOptions options;
        options.create = false;
        store::Database damaged = store::Database::open(at("damaged.db"), options);
        const SetClock clock;
        SeededRandom random(5);
        return desk::rebuild(damaged, fresh, domain::catalogue(), clock, random, fetches);
    }

    void leave_as_it_is() { std::filesystem::rename(at("damaged.db"), at("ben.db")); }

    void open() {
        office = std::make_unique<Office>(domain::catalogue(), directory.path(), 2);
        office->open("ben");
    }

    // What Ben's desk has heard from head office since it was opened.
    std::int64_t exchange() { return office->exchange("ben").bytes_down; }

    // He has what a new desk of the same rights has, and what it costs to fill that one.
    std::int64_t compare_with_new_desk() {
        exchange();
        office->add("new", "manager");
        const std::int64_t whole = office->exchange("new").bytes_down;
        exchange();
        CHECK(desk::status_of(office->desk("ben")).self_check == "ok");
        CHECK(office->desk("ben").replica().check_fold().empty());
        const RowsShown here = rows_shown(office->desk("ben").replica());
        const RowsShown there = rows_shown(office->desk("new").replica());
        CHECK(here.size() == there.size());
        std::size_t different = 0;
        for (const auto& [key, row] : there) {
            const auto found = here.find(key);
            different += found == here.end() || found->second != row ? 1 : 0;
        }
        CHECK(different == 0);
        return whole;
    }

    TemporaryDirectory directory;
    std::unique_ptr<Office> office;
};

std::vector<std::size_t> pages_with(const Bytes& file, std::string_view content) {
    std::set<std::size_t> pages;
    for (std::size_t at = file.find(content); at != Bytes::npos; at = file.find(content, at + 1)) {
        pages.insert(at / bytes_of_page);
    }
    return {pages.begin(), pages.end()};
}

Bytes without_page(Bytes file, std::size_t page) {
    return file.replace(page * bytes_of_page + 8, bytes_of_page - 8, bytes_of_page - 8, '\0');
}

std::vector<std::size_t> schema_pages_of(const Bytes& file) {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/sound.db";
    REQUIRE(write_file_atomically(path, file, true).has_value());
    store::Database database = store::Database::open(path, {});
    store::Statement pages = database.prepare(
        "SELECT DISTINCT pageno-1 FROM dbstat WHERE name IN ('sqlite_schema','sqlite_master')");
    std::vector<std::size_t> all;
    while (pages.step()) all.push_back(static_cast<std::size_t>(pages.integer(0)));
    return all;
}

bool shows_itself(const std::string& path) {
    store::OpenOptions options;
    options.create = false;
    try {
        store::Database database = store::Database::open(path, options);
        return store::shows_tables(database, {"setting", "change_log", "origin"});
    } catch (const store::Failure&) {
        return false;
    }
}

// Cells of rows, as a disk or another program would change them: one bit, somewhere.
class CellFlips {
  public:
    CellFlips(store::Database& database, const schema::Catalogue& catalogue)
        : database_(database), catalogue_(catalogue) {}

    void flip(std::int64_t count) {
        find_cells();
        store::Transaction transaction(database_);
        for (std::int64_t i = 0; i < count; ++i) {
            const auto& [table, column] = cells_[random_.below(cells_.size())];
            flip(table, column);
        }
        transaction.commit();
    }

  private:
    void find_cells() {
        for (const schema::EntitySpec* entity : catalogue_.entities()) {
            const std::string table = "e_" + std::string(entity->name);
            store::Statement count = database_.prepare("SELECT count(*) FROM " + table);
            count.step();
            if (count.integer(0) < 100) continue;
            store::Statement columns =
                database_.prepare("SELECT name FROM pragma_table_info('" + table +
                                  "') WHERE name NOT IN ('row','extra')");
            while (columns.step()) cells_.emplace_back(table, columns.text(0));
        }
        REQUIRE(cells_.size() > 30);
    }

    void flip(const std::string& table, const std::string& column) {
        store::Statement pick = database_.prepare("SELECT row,typeof(" + column + ")," + column +
                                                  " FROM " + table + " WHERE row>=?1 LIMIT 1");
        pick.bind(1, 1 + static_cast<std::int64_t>(random_.below(customers_made)));
        if (!pick.step()) return;
        store::Statement change =
            database_.prepare("UPDATE OR IGNORE " + table + " SET " + column + "=?1 WHERE row=?2");
        change.bind(2, pick.integer(0));
        Bytes content(pick.text(1) == "text" ? pick.text(2) : pick.blob(2));
        if (pick.text(1) == "integer") {
            change.bind(1, pick.integer(2) ^ std::int64_t{1} << random_.below(40));
        } else if (content.empty()) {
            change.bind(1, 7);
        } else {
            content[random_.below(content.size())] ^= static_cast<char>(1U << random_.below(8));
            if (pick.text(1) == "text") {
                change.bind_text(1, content);
            } else {
                change.bind_blob(1, content);
            }
        }
        change.run();
    }

    store::Database& database_;
    const schema::Catalogue& catalogue_;
    SeededRandom random_{11};
    std::vector<std::pair<std::string, std::string>> cells_;
};

}  // namespace

TEST_CASE("a page that is gone costs its rows, not everything") {
    const Bytes& sound = company().at("ben.db");
    std::vector<std::size_t> pages = pages_with(sound, "未发");
    const std::vector<std::size_t> others = pages_with(sound, "客户 ");
    REQUIRE(others.size() > 100);
    for (std::size_t i = 0; i < others.size(); i += others.size() / 12) pages.push_back(others[i]);
    std::size_t by_parts = 0;
    for (const std::size_t page : pages) {
        INFO("page " << page);
        Repaired f(without_page(sound, page));
        const auto made = f.rebuild();
        REQUIRE(made.has_value());
        f.open();
        const std::int64_t bytes = f.exchange();
        const std::int64_t whole = f.compare_with_new_desk();
        MESSAGE("page ", page, ": ", made->wanted, " rows wanted, ", bytes, " of ", whole,
                " bytes, ", made->lost, " groups lost");
        if (made->fetches != desk::Extent::parts) continue;
        ++by_parts;
        CHECK(bytes * 20 <= whole);
    }
    CHECK(by_parts + 1 >= pages.size());
}

TEST_CASE("ten rows that were spoilt past the program cost a twentieth at most") {
    Repaired f(company().at("ben.db"));
    f.leave_as_it_is();
    f.open();
    CellFlips(f.office->database("ben"), domain::catalogue()).flip(10);
    f.office->desk("ben").replica().ask_for_check();
    const std::int64_t bytes = f.exchange();
    const std::int64_t whole = f.compare_with_new_desk();
    MESSAGE(bytes, " of ", whole, " bytes");
    CHECK(bytes * 20 <= whole);
}

TEST_CASE("a thousand cells that were spoilt past the program are all found and mended") {
    Repaired f(company().at("ben.db"));
    f.leave_as_it_is();
    f.open();
    CellFlips(f.office->database("ben"), domain::catalogue()).flip(1'000);
    f.office->desk("ben").replica().ask_for_check();
    f.exchange();
    f.compare_with_new_desk();
}

TEST_CASE("where it cannot be gone on from what is left, all is fetched again") {
    Repaired f(company().at("ben.db"));
    {
        store::Database damaged = store::Database::open(f.at("damaged.db"), {});
        store::Transaction transaction(damaged);
        damaged.run("UPDATE setting SET value=x'00' WHERE name='cursor'");
        transaction.commit();
    }
    const auto made = f.rebuild();
    REQUIRE(made.has_value());
    CHECK(made->fetches == desk::Extent::everything);
    CHECK(made->waiting == 4);
    f.open();
    f.exchange();
    f.compare_with_new_desk();
}

TEST_CASE("whichever page of the schema is gone, a new database lends it, and nothing is lost") {
    const Bytes& sound = company().at("ben.db");
    const std::vector<std::size_t> pages = schema_pages_of(sound);
    REQUIRE(pages.size() > 5);
    std::size_t hidden = 0;
    for (const std::size_t page : pages) {
        INFO("page " << page);
        Bytes bytes = sound;
        bytes.replace(page * bytes_of_page, bytes_of_page, bytes_of_page, '\xA5');
        Repaired f(bytes);
        if (shows_itself(f.at("damaged.db"))) continue;
        ++hidden;
        REQUIRE(f.lend_schema().has_value());
        const auto made = f.rebuild();
        REQUIRE(made.has_value());
        CHECK(made->fetches == desk::Extent::parts);
        CHECK(made->waiting == 4);
        CHECK(made->lost == 0);
        CHECK(made->rows > 3 * customers_made);
        if (page != 0) continue;
        f.open();
        const std::int64_t bytes_down = f.exchange();
        const std::int64_t whole = f.compare_with_new_desk();
        CHECK(bytes_down * 20 <= whole);
    }
    CHECK(hidden + 1 >= pages.size());
}

TEST_CASE("a schema is not lent to a file whose tables begin elsewhere") {
    const Bytes& sound = company().at("ben.db");
    Bytes moved = sound.substr(0, bytes_of_page) + Bytes(3 * bytes_of_page, '\x5A') +
                  sound.substr(bytes_of_page);
    Repaired f(moved);
    const Status lent = f.lend_schema();
    REQUIRE_FALSE(lent.has_value());
    CHECK(lent.error().code == Code::damaged);
    CHECK(*read_file(f.at("damaged.db")) == moved);
}

// Before the new file is complete it is not in its place: all that counts is that the old one was
// left alone, and that the next try, with room, makes the same as if nothing had been.
TEST_CASE("a disk that is full at whatever write of a repair leaves the damaged file as it was") {
    const Bytes& sound = company().at("ben.db");
    const Bytes torn = without_page(sound, pages_with(sound, "客户 ").front());
    Repaired f(torn);
    support::FaultVfs disk("repair", 1);
    store::OpenOptions options;
    options.vfs = disk.name();
    const auto made_with = [&](std::uint64_t full_at) -> std::optional<desk::Rebuilt> {
        disk.restore({});
        try {
            store::Database fresh = Repaired::prepared(store::Database::open("new.db", options));
            if (full_at != 0) {
                disk.fail_at(full_at, support::Fault::disk_full, support::Repeat::from_then_on);
            }
            auto made = f.rebuild_into(fresh, desk::Extent::parts);
            disk.clear_faults();
            if (made) return *made;
        } catch (const store::Failure& failure) {
            disk.clear_faults();
            CHECK(failure.code() == Code::disk_full);
        }
        return std::nullopt;
    };
    const std::uint64_t before = disk.points();
    const auto undisturbed = made_with(0);
    REQUIRE(undisturbed.has_value());
    const std::uint64_t points = disk.points() - before;
    REQUIRE(points > 100);
    int refused = 0;
    for (std::uint64_t at = 1; at < points; at += points / 12) {
        INFO("full at " << at);
        refused += made_with(at) ? 0 : 1;
        CHECK((*read_file(f.at("damaged.db")) == torn));
        const auto again = made_with(0);
        REQUIRE(again.has_value());
        CHECK(again->rows == undisturbed->rows);
        CHECK(again->waiting == undisturbed->waiting);
    }
    CHECK(refused > 3);
}
