#include "store/desk_tables.h"

#include <doctest/doctest.h>

#include "store/stock.h"

using namespace branchline;
using namespace branchline::store;

namespace {

struct DeskTablesFile {
    DeskTablesFile() { disk.database.run(desk_ddl); }

    stock::Stock disk;
};

LoggedGroup group(std::uint64_t number, LoggedGroup::Stage stage) {
    LoggedGroup made;
    made.op = made.origin = {1, number};
    made.stage = stage;
    made.command = "test";
    return made;
}

}  // namespace

TEST_CASE("texts of this desk are kept by kind and name, and an empty one is forgotten") {
    DeskTablesFile file;
    Transaction transaction(file.disk.database);
    LocalTexts drafts(file.disk.database, LocalTexts::Kind::draft);
    LocalTexts settings(file.disk.database, LocalTexts::Kind::setting);
    drafts.put("order/new", "一");
    drafts.put("order/new", "二");
    settings.put("order/new", "三");
    CHECK(drafts.all() == std::map<std::string, std::string>{{"order/new", "二"}});
    drafts.put("order/new", "");
    CHECK(drafts.all().empty());
    CHECK(settings.all().at("order/new") == "三");
}

TEST_CASE("the change log tells what waits without reading it") {
    using Stage = LoggedGroup::Stage;
    DeskTablesFile file;
    Transaction transaction(file.disk.database);
    ChangeLog log(file.disk.database);
    CHECK(log.last_position() == 0);
    LoggedGroup sent = group(1, Stage::waiting);
    sent.transport = LoggedGroup::Transport::online;
    sent.deferred = true;
    const std::int64_t first = log.append(sent);
    log.append(group(2, Stage::settled));
    const std::int64_t last = log.append(group(3, Stage::waiting));
    const WaitingCounts counts = log.waiting();
    CHECK(counts.all == 2);
    CHECK(counts.handed_over == 1);
    CHECK(counts.deferred == 1);
    CHECK(log.last_position() == last);
    CHECK(log.stage_at(first) == Stage::waiting);
    CHECK_FALSE(log.stage_at(last + 1).has_value());
    const auto newest = log.newest_in_stage(Stage::waiting, 1);
    REQUIRE(newest.size() == 1);
    CHECK(newest.front().position == last);
}

TEST_CASE("the tail is read from its end, as far as anybody wants") {
    DeskTablesFile file;
    Transaction transaction(file.disk.database);
    TailStore tail(file.disk.database);
    for (std::int64_t seq = 1; seq <= 3; ++seq)
        tail.append({9, 9}, seq, {1, 1}, std::to_string(seq));
    std::string seen;
    tail.scan_back([&](BytesView entry) {
        seen += entry;
        return seen.size() < 2;
    });
    CHECK(seen == "32");
}

TEST_CASE("canonical copies are found by row, also that of a row that does not exist") {
    DeskTablesFile file;
    Transaction transaction(file.disk.database);
    CanonicalStore copies(file.disk.database);
    copies.put_row({2, {1, 1}, Bytes("content")});
    copies.put_row({2, {1, 2}, std::nullopt});
    CHECK(copies.row(2, {1, 1})->content == Bytes("content"));
    REQUIRE(copies.row(2, {1, 2}).has_value());
    CHECK_FALSE(copies.row(2, {1, 2})->content.has_value());
    CHECK_FALSE(copies.row(2, {1, 3}).has_value());
}
