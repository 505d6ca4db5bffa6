// The horizon of the log: how far it may go, what is still known of what lies below it, and what a
// desk is told that comes from beyond.
#include "hub/compaction.h"

#include <limits>

#include "domain/customer.h"
#include "domain/order.h"
#include "hub/heal.h"
#include "hub/hub_rig.h"
#include "hub/page_reader.h"
#include "store/failure.h"

using namespace branchline;
using namespace branchline::hub;
namespace customer = branchline::domain::customer;
namespace order = branchline::domain::order;

namespace {

using By = HorizonLimit::By;

constexpr std::int64_t one_hour_ms = 3'600'000;
constexpr std::int64_t one_day = 24 * one_hour_ms;
constexpr std::int64_t to_the_end = std::numeric_limits<std::int64_t>::max();

struct ArchiveCompany : ClerkAndManager {
    HubTables tables() { return {*rig.database, rig.catalogue}; }

    std::int64_t horizon() { return tables().log.horizon(); }

    std::int64_t head() { return tables().log.head().seq; }

    std::pair<RowId, sync::Group> customer() {
        const RowId row = id();
        sync::Group group = clara->group({new_customer(rig, row, "Customer " + to_text(row))});
        REQUIRE(clara->push_one(group).verdict == sync::Verdict::accepted);
        return {row, group};
    }

    sync::Receipt edit(Desk& desk, const RowId& row, const sync::Group& base) {
        return desk.push_one(desk.group(
            {set(customers, row, customer::needs.spec.id, std::string("cold"), {base.op, {}})}));
    }

    HubCore::Compacted compact(std::int64_t keep_days, std::int64_t most = to_the_end) {
        REQUIRE(keep_log_for(*rig.database, keep_days).has_value());
        rig.core->begin_compaction(most);
        while (rig.core->compact()) {
        }
        return rig.core->compacted();
    }

    void check_sound() {
        CHECK(verify(*rig.database, rig.catalogue).findings == std::vector<std::string>{});
    }
};

}  // namespace

TEST_CASE("the log is kept for its age, and back to the oldest backup that may be restored") {
    ArchiveCompany company;
    HubRig& rig = company.rig;
    for (int i = 0; i < 5; ++i) company.customer();
    const std::int64_t old = company.head();
    CHECK(company.compact(30).horizon == 0);
    CHECK(rig.core->compacted().limit.by == By::age);
    pass_time(rig, 31 * one_day);
    for (int i = 0; i < 5; ++i) company.customer();
    CHECK(rig.core->compacted().limit.seq == old);
    CHECK(company.compact(30).horizon == old);
    rig.core->note_backup(old + 2);
    const auto limit = company.compact(0).limit;
    CHECK(limit.by == By::backup);
    CHECK(limit.seq == old + 2);
    CHECK(company.horizon() == old + 2);
    company.check_sound();
}

TEST_CASE("a device within its lease holds what it has not read, a revoked one nothing") {
    ArchiveCompany company;
    HubRig& rig = company.rig;
    for (int i = 0; i < 4; ++i) company.customer();
    company.max->pull_all();
    company.max->connect();
    const std::int64_t read = company.max->cursor.seq;
    for (int i = 0; i < 4; ++i) company.customer();
    company.clara->pull_all();
    company.clara->connect();
    pass_time(rig, 20 * one_day);
    // Nobody has been there for longer than the lease, and all of it is old enough.
    CHECK(company.compact(15, 0).limit.seq == company.head() - 1);
    rig.core->begin_compaction(0);
    for (const bool revoked : {false, true}) {
        if (revoked) {
            REQUIRE(rig.admin->revoke_device(to_text(company.max->device)).has_value());
            pass_time(rig, 16 * one_day);
            company.clara->connect();
            company.clara->pull_all();
            company.clara->connect();
        } else {
            company.max->connect();
        }
        const HorizonLimit limit = company.compact(15, 0).limit;
        CHECK((limit.by == By::device) == !revoked);
        CHECK((limit.seq == read) == !revoked);
    }
    // With a retention that is shorter the lease is, too.
    pass_time(rig, one_day);
    CHECK(company.compact(1).horizon == company.head() - 1);
    company.check_sound();
}

TEST_CASE("as long as a group waits for others, all stays that came after it") {
    ArchiveCompany company;
    company.customer();
    const std::int64_t before = company.head();
    pass_time(company.rig, one_hour_ms);
    const auto [row, made] = company.customer();
    sync::Group waiting = company.max->group(
        {set(customers, row, customer::needs.spec.id, std::string("cold"), {company.id(), {}})});
    REQUIRE(company.max->push_one(waiting).verdict == sync::Verdict::deferred);
    pass_time(company.rig, one_hour_ms);
    company.customer();
    const HorizonLimit limit = company.compact(0).limit;
    CHECK(limit.by == By::age);
    CHECK(company.horizon() == before);
}

TEST_CASE("what is archived is known for ever: receipts, chain, versions, and no op twice") {
    ArchiveCompany company;
    const auto [row, made] = company.customer();
    const sync::Receipt first = company.clara->push_one(made);
    const sync::Receipt edited = company.edit(*company.max, row, made);
    const sync::Point before = company.clara->connect().cursor;
    sync::Group refused = company.clara->group({set(
        customers, company.id(), customer::needs.spec.id, std::string("cold"), {made.op, {}})});
    const sync::Receipt refusal = company.clara->push_one(refused);
    REQUIRE(refusal.verdict == sync::Verdict::rejected);
    const std::int64_t head = company.head();
    const HubCore::Compacted done = company.compact(0);
    CHECK(done.horizon == head - 1);
    CHECK(company.tables().log.archived_size().entries == head - 1);
    company.check_sound();
    company.rig.restart();
    company.clara->connect();
    CHECK(company.clara->push_one(made) == first);
    CHECK(company.clara->push_one(refused) == refusal);
    CHECK(company.head() == head);
    // The next edit of the same value stands on a version whose group is in the archive.
    const sync::Receipt next = company.clara->push_one(company.clara->group(
        {set(customers, row, customer::needs.spec.id, std::string("dry"), {edited.op, {}})}));
    CHECK(next.verdict == sync::Verdict::accepted);
    PageReader reader(*company.rig.database, company.rig.catalogue);
    for (std::int64_t seq = 1; seq < head; ++seq) {
        const auto point = reader.point_at(seq);
        REQUIRE(point.has_value());
        CHECK(reader.has(*point));
        sync::Point other = *point;
        other.chain[3] ^= 1;
        CHECK_FALSE(reader.has(other));
    }
    CHECK(reader.has(before));
    company.check_sound();
}

TEST_CASE("an archive that was tampered with is found out") {
    ArchiveCompany company;
    for (int i = 0; i < 3; ++i) company.customer();
    company.compact(0, 5);
    company.compact(0);
    company.check_sound();
    const auto files = company.rig.disk.snapshot();
    for (const char* sql : {"DELETE FROM log_op WHERE seq=3", "UPDATE log_op SET verdict=3",
                            "UPDATE log_block SET chain=randomblob(32) WHERE last=5",
                            "UPDATE log_block SET mac=randomblob(16) WHERE last=5",
                            "DELETE FROM log_block WHERE last>5"}) {
        {
            store::Transaction transaction(*company.rig.database);
            company.rig.database->run(sql);
            transaction.commit();
        }
        CHECK_MESSAGE(!verify(*company.rig.database, company.rig.catalogue).findings.empty(), sql);
        company.rig.disk.restore(files);
        company.rig.restart();
        company.check_sound();
    }
}

TEST_CASE("a deleted row comes back until the horizon has passed its deletion, then it is gone") {
    for (const bool passed : {false, true}) {
        ArchiveCompany company;
        const auto [row, made] = company.customer();
        const sync::Receipt erased =
            company.clara->push_one(company.clara->group({erase(company.rig, customers, row)}));
        REQUIRE(erased.verdict == sync::Verdict::accepted);
        company.customer();
        const auto done = company.compact(0, passed ? erased.seq : erased.seq - 1);
        CHECK(done.rows_dropped == (passed ? 1 : 0));
        const sync::Receipt late = company.edit(*company.max, row, made);
        CHECK(late.verdict == (passed ? sync::Verdict::rejected : sync::Verdict::merged));
        CHECK(late.code == (passed ? Code::row_gone : Code::none));
        company.check_sound();
    }
}

TEST_CASE("a tombstone stays as long as one that may still come back refers to it") {
    ArchiveCompany company;
    const auto [above, made] = company.customer();
    schema::Record values;
    values.set(domain::common::branch.spec.id, branch_id(company.rig, "SHA"));
    values.set(order::customer.spec.id, above);
    const RowId below = company.id();
    const sync::Group ordered = company.clara->group({insert(order::spec.spec.id, below, values)});
    REQUIRE(company.clara->push_one(ordered).verdict == sync::Verdict::accepted);
    // Deleted one after the other, what refers first.
    const auto erase_row = [&](schema::EntityId entity, const RowId& row) {
        const auto erased =
            company.clara->push_one(company.clara->group({erase(company.rig, entity, row)}));
        REQUIRE(erased.verdict == sync::Verdict::accepted);
        return erased.seq;
    };
    erase_row(order::spec.spec.id, below);
    const std::int64_t last = erase_row(customers, above);
    company.customer();
    CHECK(company.compact(0, last).rows_dropped == 2);
    company.check_sound();
}

TEST_CASE("a desk from beyond the horizon is sent to the head, with all that it holds") {
    ArchiveCompany company;
    const auto [row, made] = company.customer();
    company.max->pull_all();
    const sync::Point away = company.max->cursor;
    REQUIRE(company.edit(*company.clara, row, made).verdict == sync::Verdict::accepted);
    company.customer();
    company.compact(0);
    REQUIRE(company.horizon() > away.seq);
    const sync::HelloReply reply = company.max->connect();
    CHECK(reply.status == sync::HubStatus::ok);
    CHECK(reply.common == away);
    CHECK(reply.horizon_seq == company.horizon());
    PageReader reader(*company.rig.database, company.rig.catalogue);
    const auto tail = [&](const sync::Point& from) {
        sync::Pull pull;
        pull.cursor = from;
        pull.budget_bytes = 1'000'000;
        pull.scope_version = company.max->scope_version;
        return reader.tail({company.max->device, company.max->user, pull, nullptr});
    };
    const auto page = tail(away);
    REQUIRE(page.has_value());
    CHECK(page->rescoped);
    CHECK(page->start.seq == away.seq);
    CHECK(page->end.seq == company.head());
    CHECK(page->entries.empty());
    CHECK(page->held == company.max->held);
    // From the horizon itself on the log is whole.
    const auto rest = tail(*reader.point_at(company.horizon()));
    REQUIRE(rest.has_value());
    CHECK_FALSE(rest->rescoped);
    CHECK_FALSE(rest->entries.empty());
}

TEST_CASE("while desks return what a restore has lost the horizon does not move") {
    ArchiveCompany company;
    for (int i = 0; i < 3; ++i) company.customer();
    company.rig.core.reset();
    mark_restored(*company.rig.database, company.rig.catalogue);
    company.rig.restart();
    const auto done = company.compact(0);
    CHECK(done.limit.by == By::restore);
    CHECK(done.horizon == 0);
    company.rig.core->end_collecting();
    CHECK(company.compact(0).horizon == company.head() - 1);
    company.check_sound();
}

TEST_CASE("once a day the hub archives by itself, in whole blocks, a step at each tick") {
    ArchiveCompany company;
    std::vector<sync::Group> groups;
    for (int i = 0; i < 1'010; ++i) {
        groups.push_back(company.clara->group(
            {new_customer(company.rig, company.id(), "C" + std::to_string(i))}));
        if (groups.size() < 200) continue;
        company.clara->push(groups);
        groups.clear();
    }
    REQUIRE(company.head() > 1'000);
    company.rig.tick();
    CHECK(company.horizon() == 0);
    pass_time(company.rig, 31 * one_day);
    std::vector<std::int64_t> horizons;
    for (int i = 0; i < 6; ++i) {
        company.rig.tick();
        if (horizons.empty() || horizons.back() != company.horizon()) {
            horizons.push_back(company.horizon());
        }
    }
    CHECK(horizons.back() == 1'000);
    CHECK(horizons.size() >= 2);
    company.check_sound();
}

TEST_CASE("a failure anywhere in a compaction leaves a sound log, and the rest is done later") {
    ArchiveCompany company;
    for (int i = 0; i < 6; ++i) {
        const auto [row, made] = company.customer();
        if (i % 2 == 0) {
            company.clara->push_one(company.clara->group({erase(company.rig, customers, row)}));
        }
    }
    const auto files = company.rig.disk.snapshot();
    const std::int64_t head = company.head();
    std::uint64_t failed = 0;
    for (std::uint64_t at = 1;; ++at) {
        company.rig.disk.restore(files);
        company.rig.restart();
        REQUIRE(keep_log_for(*company.rig.database, 0).has_value());
        company.rig.core->begin_compaction(head / 2);
        company.rig.disk.fail_at(at, support::Fault::io_error, support::Repeat::once);
        bool broken = false;
        try {
            while (company.rig.core->compact()) {
            }
        } catch (const store::Failure&) {
            broken = true;
        }
        company.rig.disk.clear_faults();
        if (!broken) break;
        ++failed;
        company.rig.restart();
        company.check_sound();
        CHECK(company.compact(0).horizon == head - 1);
        company.check_sound();
    }
    CHECK(failed > 2);
}
