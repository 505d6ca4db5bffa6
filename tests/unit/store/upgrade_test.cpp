#include <doctest/doctest.h>

#include "schema/validate.h"
#include "store/failure.h"
#include "store/search.h"
#include "store/stock.h"

namespace branchline::store {

using namespace stock;

namespace {

// The item of an older catalogue: fewer fields, other names, no natural key.
namespace old_item {
inline constexpr auto name = text(17, "title", {"标题", "Title"});
inline constexpr auto state = status(19, "status", {"状态", "Status"}, item::known);
inline constexpr auto pieces = integer(20, "pieces", {"件数", "Pieces"});
inline constexpr auto all = fields(name, state, pieces);
inline constexpr auto spec = entity(2, "thing", {"事物", "Thing"}, all);
}  // namespace old_item

Catalogue old_catalogue(std::uint32_t number = 1) {
    static constexpr std::array entities{&old_item::spec.spec};
    return {number, entities};
}

Catalogue new_catalogue() {
    static constexpr std::array entities{&depot::spec.spec, &item::spec.spec};
    return {2, entities};
}

namespace odd_item {
inline constexpr auto name = integer(17, "name", {"名称", "Name"});
inline constexpr auto all = fields(name);
inline constexpr auto spec = entity(2, "thing", {"物品", "Item"}, all);
}  // namespace odd_item

Code refusal(Database& database, const Catalogue& catalogue, std::uint32_t application) {
    try {
        prepare_database(database, catalogue, application, "");
    } catch (const Failure& failure) {
        return failure.code();
    }
    return Code::none;
}

Bytes written(const Record& record) {
    ByteWriter out;
    write_record(out, record);
    return out.take();
}

}  // namespace

TEST_CASE("an upgrade adds columns and fills them with what newer peers had sent") {
    Stock stock(old_catalogue());
    StoredRow row = item_row(1);
    row.values.set(17, "Straße 鑫");
    row.values.set(20, std::int64_t{4});
    Record carried;
    carried.set(item::code.spec.id, "SHA-1");
    carried.set(item::where.spec.id, id_of(50));
    carried.set(item::tags.spec.id, Set{"x"});
    carried.set(item::notes.spec.id, "带电");
    carried.set(item::due.spec.id, "not a date");  // does not fit: carried on
    carried.set(900, std::int64_t{1});             // still unknown
    row.extra = written(carried);
    row.meta = "meta";
    stock.put(row);
    stock.put(item_row(2));
    StoredRow dead = row;
    dead.id = id_of(3);
    dead.deleted = true;
    stock.put(dead);
    while (settle_search(stock.database, stock.entities, 10)) {
    }

    const Catalogue next = new_catalogue();
    prepare_database(stock.database, next, desk_application_id, "");
    Rows rows(stock.database, next);
    const StoredRow after = *rows.get(2, id_of(1));
    CHECK(after.values.text(item::name.spec.id) == "Straße 鑫");
    CHECK(after.values.integer(item::pieces.spec.id) == 4);
    CHECK(after.values.text(item::code.spec.id) == "SHA-1");
    CHECK(after.values.id(item::where.spec.id) == id_of(50));
    CHECK(after.values.set_of(item::tags.spec.id) == Set{"x"});
    CHECK(after.values.find(item::due.spec.id) == nullptr);
    CHECK(after.meta == "meta");
    Record rest;
    rest.set(item::due.spec.id, "not a date");
    rest.set(900, std::int64_t{1});
    CHECK(after.extra == written(rest));
    CHECK(rows.get(2, id_of(3))->deleted);

    const std::string key = comparison_key(item::name.spec, std::string("STRASSE 鑫"));
    CHECK(rows.with_key(2, item::name.spec.id, key, 9) == std::vector<RowId>{id_of(1)});
    CHECK(rows.with_key(2, item::code.spec.id, "sha-1", 9) == std::vector<RowId>{id_of(1)});
    CHECK(rows.referring(2, item::where.spec.id, id_of(50)).size() == 2);
    CHECK(stock.database.integrity_check().empty());
}

TEST_CASE("after an upgrade the file serves as one that was made new, and again") {
    Stock stock(old_catalogue());
    const Catalogue next = new_catalogue();
    for (int i = 0; i < 2; ++i) prepare_database(stock.database, next, desk_application_id, "");
    Rows rows(stock.database, next);
    {
        Transaction transaction(stock.database);
        StoredRow row = item_row(1);
        row.values.set(item::notes.spec.id, "text");
        rows.put(row);
        transaction.commit();
    }
    CHECK(rows.get(2, id_of(1))->values.text(item::notes.spec.id) == "text");
    Database again = stock.open();
    prepare_database(again, next, desk_application_id, "");
}

namespace {

std::int64_t format_of(Database& database) {
    Statement version = database.prepare("PRAGMA user_version");
    return version.step() ? version.integer(0) : 0;
}

}  // namespace

TEST_CASE("foreign, newer and damaged files are refused with the reason") {
    Stock stock(old_catalogue(5));
    Database& database = stock.database;
    CHECK(refusal(database, old_catalogue(5), hub_application_id) == Code::foreign_file);
    CHECK(refusal(database, old_catalogue(4), desk_application_id) == Code::newer_file);
    static constexpr std::array odd{&odd_item::spec.spec};
    CHECK(refusal(database, Catalogue(6, odd), desk_application_id) == Code::foreign_file);
    CHECK(refusal(database, old_catalogue(5), desk_application_id) == Code::none);

    database.run("PRAGMA user_version=1");
    CHECK(refusal(database, old_catalogue(5), desk_application_id) == Code::none);
    CHECK(format_of(database) > 1);  // a program of that time must not open it any more

    database.run("PRAGMA user_version=99");
    CHECK(refusal(database, old_catalogue(5), desk_application_id) == Code::newer_file);
    database.run("PRAGMA user_version=1; ALTER TABLE e_thing DROP COLUMN f_pieces;");
    CHECK(refusal(database, old_catalogue(5), desk_application_id) == Code::damaged);
    database.run("DROP TABLE store_field");
    CHECK(refusal(database, old_catalogue(5), desk_application_id) == Code::damaged);
}

TEST_CASE("a database of somebody else is refused and left as it is") {
    support::FaultVfs disk("foreign", 1);
    OpenOptions options;
    options.vfs = disk.name();
    Database database = Database::open("other.db", options);
    database.run("CREATE TABLE mine(a)");
    CHECK(refusal(database, old_catalogue(), desk_application_id) == Code::foreign_file);
    database.run("INSERT INTO mine VALUES(1)");
}

TEST_CASE("a file that is no database is refused when it is opened") {
    support::FaultVfs disk("foreign", 1);
    disk.restore({{"text.db", Bytes(5000, 'x')}});
    OpenOptions options;
    options.vfs = disk.name();
    Code code = Code::none;
    try {
        Database database = Database::open("text.db", options);
    } catch (const Failure& failure) {
        code = failure.code();
    }
    CHECK(code == Code::foreign_file);
}

TEST_CASE("what another layer needs is created in the same transaction") {
    Stock stock;
    prepare_database(stock.database, stock.entities, desk_application_id,
                     "CREATE TABLE IF NOT EXISTS mine(a);");
    stock.database.run("INSERT INTO mine VALUES(1)");
}

}  // namespace branchline::store
