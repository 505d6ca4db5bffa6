#include "store/desk_scope.h"

#include <doctest/doctest.h>

#include "store/stock.h"

using namespace branchline;
using namespace branchline::store;

namespace {

constexpr Id bucket{0, 7};

struct DeskScopeDeskFile {
    DeskScopeDeskFile() { disk.database.run(desk_scope_ddl); }

    stock::Stock disk;
};

}  // namespace

TEST_CASE("stretches come in their order, move on and begin anew") {
    DeskScopeDeskFile file;
    const Transaction transaction(file.disk.database);
    LoadTasks tasks(file.disk.database);
    tasks.put({2, bucket, 15, {}, {}});
    tasks.put({1, bucket, 10, {}, {}});
    CHECK(tasks.count() == 2);
    CHECK(tasks.first() == LoadTask{1, bucket, 10, {}, {}});
    tasks.put({1, bucket, 10, {3, 3}, {}});
    CHECK(tasks.first() == LoadTask{1, bucket, 10, {3, 3}, {}});
    tasks.put({1, bucket, 10, {}, {}});
    CHECK(tasks.first() == LoadTask{1, bucket, 10, {}, {}});
    tasks.put({1, bucket, 10, {4, 4}, {5, 5}});
    CHECK(tasks.count() == 3);
    tasks.erase({1, bucket, 10, {}, {5, 5}});
    tasks.erase({1, bucket, 10, {}, {}});
    CHECK(tasks.all() == std::vector{LoadTask{2, bucket, 15, {}, {}}});
}

TEST_CASE("a row is wanted until it came, and known to have come until it is forgotten") {
    DeskScopeDeskFile file;
    const Transaction transaction(file.disk.database);
    WholeRows rows(file.disk.database);
    const WholeRows::Key one{10, {1, 1}};
    const WholeRows::Key two{10, {1, 2}};
    rows.want(two);
    rows.want(one);
    CHECK(rows.wanted(10) == std::vector{one, two});
    CHECK(rows.wanted(1) == std::vector{one});
    rows.came(one, 8);
    CHECK(rows.wanted(10) == std::vector{two});
    CHECK(rows.wanted_count() == 1);
    CHECK(rows.came_whole(one));
    CHECK(rows.came_above(7) == std::vector{one});
    CHECK(rows.came_above(8).empty());
    rows.forget(one);
    CHECK(!rows.came_whole(one));
}
