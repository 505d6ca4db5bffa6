#include "store/salvage.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "store/failure.h"
#include "support/fault_vfs.h"

using namespace branchline;
using namespace branchline::store;

namespace {

constexpr std::size_t page_bytes = 4096;
constexpr std::int64_t rows_made = 3'000;

constexpr std::string_view tables =
    "CREATE TABLE counted(number INTEGER PRIMARY KEY AUTOINCREMENT, content BLOB NOT NULL);"
    "CREATE TABLE named(name TEXT PRIMARY KEY, content TEXT) WITHOUT ROWID;";

std::string content_of(std::int64_t number) {
    return std::to_string(number) + std::string(static_cast<std::size_t>(number % 90), 'x');
}

std::string name_of(std::int64_t number) { return "n" + std::to_string(100'000 + number); }

OpenOptions on(const support::FaultVfs& disk, bool create) {
    OpenOptions options;
    options.vfs = disk.name();
    options.create = create;
    return options;
}

// Both tables, in one file.
Bytes made_on(support::FaultVfs& disk) {
    {
        Database database = Database::open("one.db", on(disk, true));
        database.run(tables);
        Transaction transaction(database);
        for (std::int64_t number = 1; number <= rows_made; ++number) {
            Statement counted = database.use("INSERT INTO counted(content) VALUES(?1)");
            const std::string content = content_of(number);
            const std::string own = "counted " + content;
            counted.bind_blob(1, own).run();
            const std::string name = name_of(number);
            Statement named = database.use("INSERT INTO named VALUES(?1,?2)");
            named.bind_text(1, name).bind_text(2, content).run();
        }
        transaction.commit();
        REQUIRE(database.empty_log());
    }
    return disk.snapshot().at("one.db");
}

struct Outcome {
    Salvaged counted;
    Salvaged named;
    std::int64_t rows_there = 0;  // of `counted`
};

// Nothing: not even the schema could be read.
std::optional<Outcome> salvage(const Bytes& damaged_file) {
    support::FaultVfs disk("salvage", 1);
    disk.restore({{"one.db", damaged_file}});
    Database sound = Database::open("sound.db", on(disk, true));
    sound.run(tables);
    Outcome outcome;
    try {
        Database damaged = Database::open("one.db", on(disk, false));
        Transaction transaction(sound);
        outcome.counted = salvage_table(damaged, sound, "counted");
        outcome.named = salvage_table(damaged, sound, "named");
        transaction.commit();
    } catch (const Failure& failure) {
        CHECK(failure.code() != Code::io_error);
        return std::nullopt;
    }
    Statement rows = sound.use("SELECT number,content FROM counted");
    while (rows.step()) {
        CHECK(rows.blob(1) == "counted " + content_of(rows.integer(0)));
        ++outcome.rows_there;
    }
    Statement named = sound.use("SELECT name,content FROM named");
    while (named.step()) {
        const std::string name(named.text(0));
        CHECK(named.text(1) == content_of(std::stoll(name.substr(1)) - 100'000));
    }
    return outcome;
}

Bytes with_page(Bytes file, std::size_t page, char content) {
    file.replace(page * page_bytes, page_bytes, page_bytes, content);
    return file;
}

}  // namespace

TEST_CASE("a sound database is salvaged whole") {
    support::FaultVfs disk("made", 1);
    const auto outcome = salvage(made_on(disk));
    REQUIRE(outcome);
    CHECK(outcome->counted.rows == rows_made);
    CHECK(outcome->counted.unreadable == 0);
    CHECK(outcome->named.rows == rows_made);
    CHECK(outcome->named.unreadable == 0);
}

// Each page of the file once: what is on the others is there, as it was, and what is missing is
// counted.
TEST_CASE("whichever page is gone, the rows on the others are salvaged and the rest is counted") {
    support::FaultVfs disk("made", 1);
    const Bytes whole = made_on(disk);
    const std::size_t pages = whole.size() / page_bytes;
    REQUIRE(pages > 60);
    std::size_t hopeless = 0;
    std::size_t lossless = 0;
    for (std::size_t page = 0; page < pages; ++page) {
        const auto outcome = salvage(with_page(whole, page, '\xFF'));
        hopeless += outcome ? 0 : 1;
        if (!outcome) continue;
        INFO("page " << page);
        CHECK(outcome->rows_there == outcome->counted.rows);
        CHECK(outcome->rows_there + outcome->counted.unreadable >= rows_made);
        CHECK(outcome->counted.unreadable <= rows_made);
        const bool all_there = outcome->counted.unreadable == 0 && outcome->named.unreadable == 0;
        if (all_there) CHECK(outcome->named.rows == rows_made);
        lossless += all_there ? 1 : 0;
    }
    CHECK(hopeless <= 1);  // the first page says that it is a database at all
    CHECK(lossless <= 2);  // one without rows of either
}

TEST_CASE("one page takes only its own rows along") {
    support::FaultVfs disk("made", 1);
    const Bytes whole = made_on(disk);
    const std::size_t at = whole.find("counted " + content_of(1'559));
    REQUIRE(at != Bytes::npos);
    const auto outcome = salvage(with_page(whole, at / page_bytes, '\0'));
    REQUIRE(outcome);
    CHECK(outcome->rows_there + outcome->counted.unreadable == rows_made);
    CHECK(outcome->counted.unreadable > 10);
    CHECK(outcome->counted.unreadable < 200);
}
