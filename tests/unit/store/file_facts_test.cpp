#include "store/file_facts.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "store/failure.h"
#include "store/stock.h"

namespace branchline::store {

using namespace stock;

TEST_CASE("a file tells its catalogue, its entities and its other tables") {
    Stock stock;
    stock.put({item_row(1), item_row(2)});
    StoredRow gone = item_row(3);
    gone.deleted = true;
    stock.put(gone);
    const FileFacts facts = read_file_facts(stock.database);
    CHECK(facts.application_id == desk_application_id);
    CHECK(facts.catalogue_number == stock.entities.number());
    CHECK(facts.catalogue_digest == to_text(stock.entities.digest()));
    CHECK(facts.file_bytes > 0);
    REQUIRE(facts.entities.size() == stock.entities.entities().size());
    const auto items = std::find_if(facts.entities.begin(), facts.entities.end(),
                                    [](const auto& each) { return each.entity == 2; });
    REQUIRE(items != facts.entities.end());
    CHECK(items->live == 2);
    CHECK(items->hidden == 1);
    for (const auto& [name, rows] : facts.tables) CHECK_FALSE(name.starts_with("e_"));
}

TEST_CASE("a file of somebody else, and one without its list, tell the reason") {
    support::FaultVfs disk("foreign", 1);
    OpenOptions options;
    options.vfs = disk.name();
    Database foreign = Database::open("other.db", options);
    foreign.run("CREATE TABLE mine(a)");
    const auto code_of = [](Database& database) {
        try {
            static_cast<void>(read_file_facts(database));
        } catch (const Failure& failure) {
            return failure.code();
        }
        return Code::none;
    };
    CHECK(code_of(foreign) == Code::foreign_file);
    Stock stock;
    stock.database.run("DROP TABLE store_entity");
    CHECK(code_of(stock.database) == Code::damaged);
}

}  // namespace branchline::store
