#include "store/size_report.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "store/hub_log.h"
#include "store/hub_scope.h"
#include "store/stock.h"
#include "store/sync_tables.h"

using namespace branchline;
using namespace branchline::store;

namespace {

struct MeasuredFile {
    MeasuredFile() { disk.database.run(sync_tables_ddl() + hub_log_ddl() + hub_scope_ddl()); }

    SizeReport report() { return size_report(disk.database); }

    stock::Stock disk;
    SeededRandom random{5};
};

}  // namespace

TEST_CASE("what is added to a file is counted as what it is") {
    MeasuredFile file;
    const SizeReport before = file.report();
    CHECK(before.data > 0);
    CHECK(before.history == 0);
    HubLog log(file.disk.database);
    Buckets buckets(file.disk.database);
    constexpr std::int64_t text_bytes = 3'000;
    constexpr std::int64_t count = 200;
    const auto in_between = [&](const auto& work) {
        const SizeReport was = file.report();
        Transaction transaction(file.disk.database);
        for (std::int64_t i = 0; i < count; ++i) work(i);
        transaction.commit();
        const SizeReport is = file.report();
        return SizeReport{
            is.data - was.data, is.history - was.history, is.metadata - was.metadata, 0, {}};
    };
    const SizeReport by_rows = in_between([&](std::int64_t i) {
        StoredRow row = stock::item_row(static_cast<std::uint64_t>(i));
        row.values.set(stock::item::notes.spec.id, std::string(text_bytes, 'x'));
        row.meta = Bytes(100, 'v');
        file.disk.rows.put(row);
    });
    CHECK(by_rows.data >= count * text_bytes);
    CHECK(by_rows.history == 0);
    CHECK(by_rows.metadata == count * 100);
    const SizeReport by_log = in_between([&](std::int64_t i) {
        LogRow row;
        row.seq = i + 1;
        row.op = row.origin = random_id(file.random);
        row.payload = Bytes(text_bytes, 'p');
        row.digest = digest_of_row(row);
        log.append(row);
    });
    CHECK(by_log.history == count * text_bytes);
    CHECK(by_log.data == 0);
    CHECK(by_log.metadata > count * 100);
    const SizeReport by_buckets = in_between([&](std::int64_t i) {
        for (std::int64_t bucket = 1; bucket <= 20; ++bucket) buckets.put_log(bucket, i + 1);
    });
    CHECK(by_buckets.metadata > 0);
    CHECK(by_buckets.data + by_buckets.history == 0);
    const SizeReport all = file.report();
    std::int64_t metadata = 0;
    for (const auto& [table, bytes] : all.metadata_of) metadata += bytes;
    CHECK(metadata == all.metadata);
}

TEST_CASE("archiving turns most of what an entry costs beside its content into free space") {
    MeasuredFile file;
    const std::int64_t empty = file.report().metadata;
    HubLog log(file.disk.database);
    {
        Transaction transaction(file.disk.database);
        for (std::int64_t i = 1; i <= 1'000; ++i) {
            LogRow row;
            row.seq = i;
            row.op = row.origin = random_id(file.random);
            row.payload = "a group with a row " + to_text(row.op);
            row.salt = Bytes(16, 's');
            row.digest = digest_of_row(row);
            log.append(row);
        }
        transaction.commit();
    }
    const SizeReport before = file.report();
    {
        Transaction transaction(file.disk.database);
        while (log.horizon() < 999) log.archive(log.next_block(999));
        transaction.commit();
    }
    const SizeReport after = file.report();
    CHECK(after.metadata - empty < (before.metadata - empty) / 3);
    CHECK(after.unused > before.unused);
}
