#include "store/origins.h"

#include <doctest/doctest.h>

#include "store/stock.h"

namespace branchline::store {

using namespace stock;

TEST_CASE("an origin has one number for ever, and the null id is 0") {
    Stock stock;
    stock.database.run(Origins::ddl);
    Origins origins(stock.database);
    std::int64_t first = 0;
    {
        Transaction transaction(stock.database);
        first = origins.number_of(id_of(1));
        CHECK(origins.number_of(id_of(2)) != first);
        transaction.commit();
    }
    CHECK(first > 0);
    CHECK(origins.number_of(id_of(1)) == first);
    CHECK(origins.id_of(first) == id_of(1));
    CHECK(origins.number_of({}) == 0);
    CHECK(origins.id_of(0).is_null());
    Origins others(stock.database);
    CHECK(others.id_of(first) == id_of(1));
    CHECK(others.number_of(id_of(1)) == first);
}

TEST_CASE("what is known of an origin is replaced under the same number") {
    Stock stock;
    stock.database.run(Origins::ddl);
    Origins origins(stock.database);
    Transaction transaction(stock.database);
    const std::int64_t number = origins.number_of(id_of(1));
    const OriginInfo info{id_of(1), 5, 6, id_of(7), id_of(8)};
    origins.put(info);
    CHECK(origins.info(id_of(1)) == info);
    CHECK(origins.number_of(id_of(1)) == number);
    CHECK_FALSE(origins.info(id_of(2)));
    transaction.commit();
}

TEST_CASE("who wrote an origin is found, in files of earlier programs, too") {
    Stock stock;
    stock.database.run(Origins::ddl);
    const OriginInfo earlier{id_of(1), 5, 6, id_of(7), id_of(8)};
    Origins origins(stock.database);
    Transaction transaction(stock.database);
    Statement insert = stock.database.prepare(
        "INSERT INTO origin(id,corrected_ms,seq,user,device) VALUES(?1,5,6,?2,?3)");
    insert.bind_id(1, earlier.origin).bind_id(2, earlier.user).bind_id(3, earlier.device);
    insert.run();
    CHECK(origins.info(id_of(1)) == earlier);
    for (std::uint64_t i = 0; i < 40; ++i) {
        origins.put({id_of(100 + i), 1, 2, id_of(200 + i % 3), id_of(300 + i % 5)});
    }
    origins.put({id_of(2), 3, 4, {}, {}});
    Origins others(stock.database);
    for (std::uint64_t i = 0; i < 40; ++i) {
        const OriginInfo info{id_of(100 + i), 1, 2, id_of(200 + i % 3), id_of(300 + i % 5)};
        CHECK(others.info(id_of(100 + i)) == info);
    }
    CHECK(others.info(id_of(2)) == OriginInfo{id_of(2), 3, 4, {}, {}});
    Statement authors = stock.database.prepare("SELECT count(*) FROM author");
    REQUIRE(authors.step());
    CHECK(authors.integer(0) == 15);
    transaction.commit();
}

TEST_CASE("numbers of a roll-back are forgotten") {
    Stock stock;
    stock.database.run(Origins::ddl);
    Origins origins(stock.database);
    {
        const Transaction transaction(stock.database);
        origins.number_of(id_of(1));
    }
    origins.forget_cache();
    Transaction transaction(stock.database);
    const std::int64_t number = origins.number_of(id_of(2));
    CHECK(origins.id_of(number) == id_of(2));
    transaction.commit();
}

}  // namespace branchline::store
