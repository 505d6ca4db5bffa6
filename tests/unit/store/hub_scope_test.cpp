#include "store/hub_scope.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "store/stock.h"

using namespace branchline;
using namespace branchline::store;

namespace {

struct HubFile {
    HubFile() { disk.database.run(hub_scope_ddl()); }

    stock::Stock disk;
};

}  // namespace

TEST_CASE("the logs of several buckets are one log, whatever is asked for at once") {
    HubFile file;
    const Transaction transaction(file.disk.database);
    Buckets buckets(file.disk.database);
    SeededRandom random(3);
    std::vector<BucketNumber> held;
    std::set<std::int64_t> expected;
    for (std::uint64_t i = 1; i <= 6; ++i) {
        const BucketNumber number = buckets.number_of({0, 100 + i});
        const bool holds = i % 2 == 0;
        if (holds) held.push_back(number);
        for (int entries = 0; entries < 40; ++entries) {
            const auto seq = static_cast<std::int64_t>(1 + random.below(200));
            buckets.put_log(number, seq);
            if (holds) expected.insert(seq);
        }
    }
    for (const std::size_t limit : {1U, 2U, 7U, 500U}) {
        std::vector<std::int64_t> read;
        for (;;) {
            const auto next = buckets.logs_after(held, read.empty() ? 0 : read.back(), limit);
            if (next.empty()) break;
            read.insert(read.end(), next.begin(), next.end());
        }
        CHECK(read == std::vector<std::int64_t>(expected.begin(), expected.end()));
    }
}

TEST_CASE("where a row was before an entry is what the first move from there on left") {
    HubFile file;
    const Transaction transaction(file.disk.database);
    Buckets buckets(file.disk.database);
    const BucketRow row{10, {1, 1}};
    buckets.put_move(row, 5, {3, 4});
    buckets.put_move(row, 9, {7});
    buckets.put_move({10, {1, 2}}, 9, {8});
    CHECK(buckets.before(row, 1) == std::vector<BucketNumber>{3, 4});
    CHECK(buckets.before(row, 5) == std::vector<BucketNumber>{3, 4});
    CHECK(buckets.before(row, 6) == std::vector<BucketNumber>{7});
    CHECK(!buckets.before(row, 10).has_value());
    CHECK(buckets.moved_by(9) == std::vector<BucketRow>{row, {10, {1, 2}}});
    CHECK(buckets.moved_by(6).empty());
}

TEST_CASE("the rows of a bucket come by entity in the order of their ids") {
    HubFile file;
    const Transaction transaction(file.disk.database);
    Buckets buckets(file.disk.database);
    for (std::uint64_t i = 9; i > 0; --i) buckets.put_row(10, {1, i}, i % 3 == 0 ? 2 : 1);
    buckets.put_row(11, {1, 1}, 1);
    CHECK(buckets.rows_in(1, 10, {}, 3) == std::vector<RowId>{{1, 1}, {1, 2}, {1, 4}});
    CHECK(buckets.rows_in(1, 10, {1, 4}, 9) == std::vector<RowId>{{1, 5}, {1, 7}, {1, 8}});
    CHECK(buckets.rows_in(2, 11, {}, 9).empty());
}
