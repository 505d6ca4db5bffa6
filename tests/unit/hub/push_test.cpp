// Groups on their way into the log: exactly once, in order, durable before anybody hears of it.
#include "domain/customer.h"
#include "domain/order.h"
#include "hub/hub_rig.h"
#include "hub/ledger.h"
#include "store/failure.h"

using namespace branchline;
using namespace branchline::hub;
namespace customer = branchline::domain::customer;

namespace {

struct PushCompany : ClerkAndManager {
    Stats stats() { return Overview(*rig.database, rig.catalogue).stats(); }

    // A customer that the hub has, and the version of its fields.
    std::pair<RowId, sync::Version> customer() {
        const RowId row = id();
        const sync::Group group =
            clara->group({new_customer(rig, row, "Customer " + to_text(row))});
        REQUIRE(clara->push_one(group).verdict == sync::Verdict::accepted);
        return {row, {group.origin, {}}};
    }
};

const sync::Entry* entry_of(const std::vector<sync::Entry>& entries, const OpId& op) {
    for (const sync::Entry& entry : entries) {
        if (entry.op == op) return &entry;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("a group is judged, logged and sent to the others, and its author gets a header") {
    PushCompany company;
    Desk& clara = *company.clara;
    Desk& max = *company.max;
    clara.pull_all();
    max.pull_all();
    const sync::Group group =
        clara.group({new_customer(company.rig, company.id(), "Golden Dragon Freight")});
    const sync::Receipt receipt = clara.push_one(group);
    CHECK(receipt.op == group.op);
    CHECK(receipt.verdict == sync::Verdict::accepted);
    CHECK(receipt.content == sync::content_digest(group));
    CHECK(receipt.seq == company.stats().head_seq);
    CHECK(receipt.epoch == company.stats().epoch);
    const auto own = clara.pull_all();
    REQUIRE(own.size() == 1);
    CHECK(own.front().kind == sync::EntryKind::own);
    CHECK(own.front().effects.empty());
    CHECK(own.front().seq == receipt.seq);
    const auto theirs = max.pull_all();
    REQUIRE(theirs.size() == 1);
    CHECK(theirs.front().kind == sync::EntryKind::change);
    CHECK(theirs.front().op == group.op);
    CHECK(theirs.front().user == clara.user);
    REQUIRE(!theirs.front().effects.empty());
    CHECK(theirs.front().effects.front().values.text(customer::name.spec.id) ==
          "Golden Dragon Freight");
}

TEST_CASE("a group that comes again has the receipt it had") {
    PushCompany company;
    Desk& clara = *company.clara;
    const sync::Group good = clara.group({new_customer(company.rig, company.id(), "Once")});
    const sync::Group bad =
        clara.group({new_customer(company.rig, company.id(), "Foreign", "BEI")});
    const sync::Receipt taken = clara.push_one(good);
    const sync::Receipt refused = clara.push_one(bad);
    CHECK(refused.verdict == sync::Verdict::rejected);
    CHECK(refused.code == Code::right);
    const std::int64_t head = company.stats().head_seq;
    CHECK(clara.push_one(good) == taken);
    CHECK(clara.push_one(bad) == refused);
    company.rig.restart();
    clara.connect();
    const auto receipts = clara.push({good, bad, good});
    REQUIRE(receipts.size() == 3);
    CHECK(receipts[0] == taken);
    CHECK(receipts[1] == refused);
    CHECK(receipts[2] == taken);
    CHECK(company.stats().head_seq == head);
}

TEST_CASE("a refused group is in the log, and only its author's device hears of it") {
    PushCompany company;
    Desk& clara = *company.clara;
    Desk& max = *company.max;
    clara.pull_all();
    max.pull_all();
    const sync::Group bad =
        clara.group({new_customer(company.rig, company.id(), "Foreign", "BEI")});
    const sync::Receipt refused = clara.push_one(bad);
    CHECK(refused.seq == company.stats().head_seq);
    REQUIRE(!refused.fields.empty());
    CHECK(max.pull_all().empty());
    CHECK(max.cursor.seq == refused.seq);
    const auto own = clara.pull_all();
    REQUIRE(own.size() == 1);
    CHECK(own.front().kind == sync::EntryKind::change);
    CHECK(own.front().verdict == sync::Verdict::rejected);
    CHECK(own.front().code == Code::right);
    CHECK(own.front().fields == refused.fields);
    CHECK(own.front().effects.empty());
}

TEST_CASE("nothing is sent before it is durable") {
    PushCompany company;
    Desk& clara = *company.clara;
    Desk& max = *company.max;
    HubRig& rig = company.rig;
    max.pull_all();
    rig.send(max.session, max.waiting_pull());
    rig.flush();
    CHECK(rig.heard(max.session).messages.empty());
    const sync::Group group = clara.group({new_customer(rig, company.id(), "Late news")});
    rig.send(clara.session, sync::Push{{group}, {}});
    CHECK(rig.heard(clara.session).messages.empty());
    const std::uint64_t before = rig.disk.syncs();
    rig.flush();
    CHECK(rig.disk.syncs() > before);
    CHECK(rig.heard(clara.session).find<sync::Receipts>() != nullptr);
    CHECK(rig.heard(max.session).find<sync::Page>() != nullptr);
}

TEST_CASE("a disk that fails lets no answer out, and the same group is taken afterwards") {
    PushCompany company;
    Desk& clara = *company.clara;
    Desk& max = *company.max;
    HubRig& rig = company.rig;
    const RowId row = company.id();
    const sync::Group group = clara.group({new_customer(rig, row, "Survivor")});
    const std::int64_t head = company.stats().head_seq;
    rig.heard(clara.session);
    rig.send(clara.session, sync::Push{{group}, {}});
    rig.disk.fail_at(1, support::Fault::disk_full, support::Repeat::from_then_on);
    CHECK_THROWS_AS(rig.flush(), store::Failure);
    rig.disk.clear_faults();
    rig.flush();
    const Heard heard = rig.heard(clara.session);
    CHECK(heard.messages.empty());
    CHECK(heard.closed);
    CHECK(company.stats().head_seq == head);
    clara.connect();
    CHECK(clara.push_one(group).verdict == sync::Verdict::accepted);
    CHECK(company.stats().head_seq == head + 1);
    max.pull_all();
    CHECK(verify(*rig.database, rig.catalogue).findings == std::vector<std::string>{});
}

TEST_CASE("what is acknowledged survives a power cut") {
    PushCompany company;
    Desk& clara = *company.clara;
    HubRig& rig = company.rig;
    const sync::Group group = clara.group({new_customer(rig, company.id(), "Kept")});
    const sync::Receipt receipt = clara.push_one(group);
    const BootTime boot{random_id(rig.random), 1'000};
    rig.disk.power_cut(support::PowerCut::drop_unsynced, rig.random);
    rig.clock.boot = boot;
    rig.restart();
    clara.connect();
    CHECK(clara.push_one(group) == receipt);
}

namespace {

// Three groups of which each builds on the one before, and the last two at the hub already.
struct Chain {
    PushCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    sync::Group first;
    sync::Group second;
    sync::Group third;

    Chain() {
        const RowId row = company.id();
        first = clara.group({new_customer(rig, row, "First name")});
        second = follow(row, "Short", first);
        third = follow(row, "Shorter", second);
        for (const sync::Group* group : {&third, &second}) {
            const sync::Receipt waiting = clara.push_one(*group);
            CHECK(waiting.verdict == sync::Verdict::deferred);
            CHECK(waiting.seq == 0);
            CHECK(clara.push_one(*group) == waiting);
        }
        CHECK(company.stats().deferred == 2);
    }

    sync::Group follow(const RowId& row, const std::string& name, const sync::Group& before) {
        sync::Group group = clara.group(
            {set(customers, row, customer::short_name.spec.id, name, {before.origin, {}})});
        group.depends_on = {before.op};
        return group;
    }
};

}  // namespace

TEST_CASE("groups that came before their predecessor are judged when it arrives") {
    Chain chain;
    HubRig& rig = chain.rig;
    rig.send(chain.clara.session, sync::Push{{chain.first}, {}});
    rig.flush();
    const Heard heard = rig.heard(chain.clara.session);
    std::vector<OpId> told;
    for (const sync::Message& message : heard.messages) {
        for (const sync::Receipt& receipt : std::get<sync::Receipts>(message).receipts) {
            CHECK(receipt.verdict == sync::Verdict::accepted);
            told.push_back(receipt.op);
        }
    }
    CHECK(told == std::vector{chain.first.op, chain.second.op, chain.third.op});
    CHECK(chain.company.stats().deferred == 0);
    const auto entries = chain.company.max->pull_all();
    REQUIRE(entry_of(entries, chain.third.op) != nullptr);
    CHECK(entry_of(entries, chain.second.op)->seq < entry_of(entries, chain.third.op)->seq);
    CHECK(verify(*rig.database, rig.catalogue).sound());
}

TEST_CASE("groups that waited for one that is refused are refused with it") {
    Chain chain;
    sync::Group refused = chain.first;
    refused.changes.front().values.set(customer::branch.spec.id, branch_id(chain.rig, "BEI"));
    CHECK(chain.clara.push({refused}).front().verdict == sync::Verdict::rejected);
    for (const sync::Group* group : {&chain.second, &chain.third}) {
        const sync::Receipt receipt = chain.clara.push_one(*group);
        CHECK(receipt.verdict == sync::Verdict::rejected);
        CHECK(receipt.code == Code::predecessor);
    }
    CHECK(chain.company.stats().deferred == 0);
}

TEST_CASE("groups wait for thirty days and no longer, also over a restart") {
    Chain chain;
    HubRig& rig = chain.rig;
    rig.clock.wall += deferred_longest_ms;
    rig.tick();
    CHECK(chain.company.stats().deferred == 2);
    rig.restart();
    chain.clara.connect();
    rig.clock.wall += 1;
    rig.tick();
    CHECK(chain.company.stats().deferred == 0);
    CHECK(rig.heard(chain.clara.session).messages.size() == 2);
    CHECK(chain.clara.push_one(chain.second).code == Code::missing_predecessor);
    CHECK(chain.clara.push_one(chain.third).code == Code::missing_predecessor);
    CHECK(verify(*rig.database, rig.catalogue).sound());
}

TEST_CASE("a group with too many changes is refused, not torn") {
    PushCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    std::vector<sync::Change> changes;
    for (std::size_t i = 0; i <= sync::group_changes_max; ++i) {
        changes.push_back(new_customer(rig, company.id(), "N" + std::to_string(i)));
    }
    const sync::Group group = clara.group(std::move(changes));
    SUBCASE("as a frame") {
        rig.send(clara.session, sync::Push{{group}, {}});
        rig.flush();
        CHECK(rig.heard(clara.session).closed);
    }
    SUBCASE("by the ledger") {
        HubTables tables(*rig.database, rig.catalogue);
        const Seal seal(Key{});
        HubClock clock(rig.clock, tables.facts);
        Ledger ledger(tables, seal, clock, rig.random);
        store::Transaction transaction(*rig.database);
        const sync::Receipt receipt = ledger.submit(group);
        CHECK(receipt.verdict == sync::Verdict::rejected);
        CHECK(receipt.code == Code::too_large);
    }
    for (const auto& [entity, rows] : company.stats().rows) {
        if (entity == "customer") CHECK(rows == 0);
    }
}

TEST_CASE("nobody writes in another's name") {
    PushCompany company;
    HubRig& rig = company.rig;
    sync::Group forged = company.clara->group({new_customer(rig, company.id(), "Forged")});
    SUBCASE("as another user") { forged.user = company.max->user; }
    SUBCASE("as another device") { forged.device = company.max->device; }
    SUBCASE("as the hub") {
        forged.user = sync::hub_user;
        forged.device = sync::hub_device;
    }
    const std::int64_t head = company.stats().head_seq;
    rig.send(company.clara->session, sync::Push{{forged}, {}});
    rig.flush();
    CHECK(rig.heard(company.clara->session).closed);
    CHECK(company.stats().head_seq == head);
}

TEST_CASE("a number printed twice is kept once and the later row gets one of the hub's") {
    namespace order = domain::order;
    PushCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    const auto [payer, version] = company.customer();
    const auto new_order = [&](const RowId& row) {
        schema::Record values;
        values.set(order::number.spec.id, std::string("SHA-2611-K7-00042"));
        values.set(order::customer.spec.id, payer);
        values.set(domain::common::branch.spec.id, branch_id(rig, "SHA"));
        return insert(order::spec.spec.id, row, std::move(values));
    };
    CHECK(clara.push_one(clara.group({new_order(company.id())})).verdict ==
          sync::Verdict::accepted);
    const sync::Group second = clara.group({new_order(company.id())});
    CHECK(clara.push_one(second).verdict == sync::Verdict::merged);
    const sync::Group third = clara.group({new_order(company.id())});
    CHECK(clara.push_one(third).verdict == sync::Verdict::merged);
    const auto entries = clara.pull_all();
    std::vector<std::string> numbers;
    for (const sync::Group* group : {&second, &third}) {
        const sync::Entry* entry = entry_of(entries, group->op);
        REQUIRE(entry != nullptr);
        CHECK(entry->kind == sync::EntryKind::change);
        for (const sync::Effect& effect : entry->effects) {
            if (effect.kind == sync::EffectKind::insert) {
                numbers.push_back(effect.values.text(order::number.spec.id));
            } else if (effect.kind == sync::EffectKind::alias) {
                CHECK(effect.text == "SHA-2611-K7-00042");
            }
        }
    }
    CHECK(numbers == std::vector<std::string>{"SHA-2611-H0-00001", "SHA-2611-H0-00002"});
}

TEST_CASE("times are put right: never after now, never before what was seen") {
    PushCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    const auto [row, version] = company.customer();
    const std::int64_t made_ms = rig.clock.wall;
    rig.clock.wall += 60'000;
    sync::Group early =
        clara.group({set(customers, row, customer::short_name.spec.id, std::string("A"), version)});
    early.edit.corrected_ms = 5;
    sync::Group late =
        clara.group({set(customers, row, customer::needs.spec.id, std::string("B"), version)});
    late.edit.corrected_ms = rig.clock.wall + 1'000'000'000;
    clara.push({early, late});
    const auto entries = company.max->pull_all();
    CHECK(entry_of(entries, early.op)->corrected_ms == made_ms);
    CHECK(entry_of(entries, late.op)->corrected_ms == rig.clock.wall);
}

TEST_CASE("the hub's clock never goes back, not even over a restart") {
    PushCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    company.customer();
    const std::int64_t before = rig.clock.wall;
    rig.clock.wall -= 3'600'000;
    rig.clock.boot.ms += 500;
    CHECK(clara.connect().hub_now_ms == before + 500);
    rig.clock.boot = {random_id(rig.random), 10};
    rig.restart();
    CHECK(clara.connect().hub_now_ms == before + 500);
    rig.clock.boot.ms += 100;
    CHECK(clara.connect().hub_now_ms == before + 600);
}

TEST_CASE("the hub takes at most one batch before it is flushed") {
    PushCompany company;
    HubRig& rig = company.rig;
    CHECK(rig.core->has_room());
    for (int i = 0; i < 64; ++i) {
        CHECK(rig.core->has_room());
        rig.send(company.clara->session, sync::Ping{i, false});
    }
    CHECK(!rig.core->has_room());
    rig.flush();
    CHECK(rig.core->has_room());
    CHECK(rig.heard(company.clara->session).messages.size() == 64);
}
