#include "store/log_archive.h"

#include <doctest/doctest.h>

#include <array>

#include "base/random.h"
#include "store/failure.h"
#include "store/hub_log.h"
#include "store/stock.h"

using namespace branchline;
using namespace branchline::store;

namespace {

// A log of made-up entries, chained like a real one.
struct LogFile {
    explicit LogFile(std::uint64_t seed) : random(seed) {
        disk.database.run(hub_log_ddl());
        for (Id& each : authors) each = random_id(random);
    }

    Bytes bytes(std::uint64_t most) {
        Bytes made(random.below(most), '\0');
        random.fill(made.data(), made.size());
        return made;
    }

    LogRow entry() {
        LogRow row;
        row.seq = static_cast<std::int64_t>(rows.size()) + 1;
        row.kind = random.below(20) == 0 ? LogKind::epoch : LogKind::group;
        row.epoch = authors[0];
        row.op = random_id(random);
        row.origin = random.below(5) == 0 ? random_id(random) : row.op;
        if (random.below(9) == 0) row.supersedes = random_id(random);
        if (random.below(4) == 0) row.batch = authors[1];
        row.batch_position = static_cast<std::int64_t>(random.below(3));
        row.device = authors[2 + random.below(2)];
        const bool is_group = row.kind == LogKind::group && random.below(9) != 0;
        if (is_group) row.incarnation = authors[4 + random.below(2)];
        row.counter = static_cast<std::int64_t>(random.below(200));
        row.user = authors[6];
        row.edit_boot = {authors[7], static_cast<std::int64_t>(random.below(1'000'000))};
        row.edit_ms = 1'790'000'000'000 + static_cast<std::int64_t>(random.below(1'000));
        row.corrected_ms = row.edit_ms - static_cast<std::int64_t>(random.below(50));
        row.received_ms = row.corrected_ms + static_cast<std::int64_t>(random.below(5'000));
        row.verdict = 1 + static_cast<std::int64_t>(random.below(3));
        row.code = row.verdict == 3 ? 7 : 0;
        row.command = random.below(2) == 0 ? "edit" : "create_order";
        row.details = bytes(4);
        row.payload = bytes(300);
        row.effects = bytes(300);
        row.salt = bytes(17);
        row.digest = digest_of_row(row);
        // Personal data was erased from it: the digest tells of what was there.
        if (random.below(15) == 0) row.payload = bytes(20);
        row.chain = next_chain(rows.empty() ? Digest{} : rows.back().chain, row.digest);
        row.mac = random_id(random);
        return row;
    }

    void append(int count) {
        Transaction transaction(disk.database);
        for (int i = 0; i < count; ++i) {
            rows.push_back(entry());
            log.append(rows.back());
        }
        transaction.commit();
    }

    stock::Stock disk;
    SeededRandom random;
    std::array<Id, 8> authors;
    HubLog log{disk.database};
    std::vector<LogRow> rows;
};

void archive_until(LogFile& file, std::int64_t until) {
    Transaction transaction(file.disk.database);
    while (file.log.horizon() < until) file.log.archive(file.log.next_block(until));
    transaction.commit();
}

// What can be asked of the log, but for the seals, which the archive keeps at the ends of blocks.
Id told(const LogFile& file) {
    std::string text;
    const auto add = [&](const LogRow& row) {
        text += to_text(row.op) + to_text(row.origin) + to_hex(view_of(row.digest)) +
                to_hex(view_of(row.chain)) + to_hex(row.payload) + to_hex(row.effects) +
                std::to_string(row.received_ms) + std::to_string(row.counter) +
                to_text(row.edit_boot.boot_id) + std::to_string(row.edit_boot.ms) +
                std::to_string(row.edit_ms) + to_hex(row.salt) + row.command + "\n";
    };
    file.log.scan(0, [&](const LogRow& row) {
        add(row);
        return true;
    });
    for (const LogRow& row : file.rows) {
        add(file.log.at(row.seq).value());
        text += to_hex(view_of(file.log.point_at(row.seq)->chain)) +
                to_text(file.log.origin_at(row.seq));
        if (row.kind == LogKind::epoch) continue;
        add(file.log.by_op(row.op).value());
        text += std::to_string(file.log.verdict_of(row.op).value());
    }
    for (const LogRow& row : file.rows) {
        const HubLog::Last last = file.log.last_of(row.device, row.incarnation);
        if (!row.incarnation.is_null()) text += std::to_string(last.counter);
    }
    for (const auto& [verdict, count] : file.log.verdicts()) {
        text += std::to_string(verdict) + ":" + std::to_string(count) + " ";
    }
    return short_digest_of(text);
}

}  // namespace

TEST_CASE("a log answers alike, wherever its horizon is") {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        LogFile file(seed);
        file.append(60);
        const Id before = told(file);
        std::int64_t horizon = 0;
        while (horizon < 59) {
            horizon += 1 + static_cast<std::int64_t>(
                               file.random.below(static_cast<std::uint64_t>(59 - horizon)));
            archive_until(file, horizon);
            CHECK(file.log.horizon() == horizon);
            CHECK(file.log.archived_size().entries == horizon);
            CHECK(told(file) == before);
        }
        CHECK(file.log.head().seq == 60);
        CHECK_FALSE(file.log.at(61).has_value());
        CHECK_FALSE(file.log.at(0).has_value());
        CHECK_FALSE(file.log.verdict_of(random_id(file.random)).has_value());
    }
}

TEST_CASE("a scan of the log ends where it is told to, in the archive and behind it") {
    LogFile file(3);
    file.append(30);
    archive_until(file, 10);
    archive_until(file, 20);
    for (std::int64_t after = 0; after < 30; ++after) {
        for (const std::int64_t last : {after + 1, std::int64_t{15}, std::int64_t{25}}) {
            std::int64_t seq = after;
            file.log.scan(after, [&](const LogRow& row) {
                CHECK(row.seq == ++seq);
                return row.seq < last;
            });
            CHECK(seq == std::max(after + 1, last));
        }
    }
}

TEST_CASE("blocks end at their multiple, so that the same hashes are kept for ever") {
    LogFile file(4);
    file.append(1'203);
    archive_until(file, 1'202);
    Statement blocks = file.disk.database.prepare("SELECT last FROM log_block ORDER BY last");
    std::vector<std::int64_t> ends;
    while (blocks.step()) ends.push_back(blocks.integer(0));
    CHECK(ends == std::vector<std::int64_t>{500, 1'000, 1'202});
}

TEST_CASE("a block that cannot be read is damage, not an empty log") {
    for (const char* sql :
         {"UPDATE log_block SET content=zeroblob(40)", "UPDATE log_block SET chain=zeroblob(3)",
          "UPDATE log_block SET content=substr(content,1,length(content)-9)",
          "UPDATE log_block SET first=first+1 WHERE first=1"}) {
        LogFile file(5);
        file.append(30);
        archive_until(file, 20);
        {
            Transaction transaction(file.disk.database);
            file.disk.database.run(sql);
            transaction.commit();
        }
        const HubLog fresh(file.disk.database);
        CHECK_THROWS_AS(static_cast<void>(fresh.at(7)), Failure);
    }
}
