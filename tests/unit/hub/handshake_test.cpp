// Which copy of a profile speaks, and whether the hub still has what it saw.
#include "domain/customer.h"
#include "hub/hub_rig.h"
#include "hub/ledger.h"

using namespace branchline;
using namespace branchline::hub;

namespace {

struct HandshakeCompany {
    HubRig rig;
    std::optional<Desk> clara;

    HandshakeCompany() {
        found_company(rig);
        clara.emplace(rig, "clara");
    }

    std::string alert() { return Overview(*rig.database, rig.catalogue).devices().front().alert; }

    Stats stats() { return Overview(*rig.database, rig.catalogue).stats(); }

    sync::Group customer(Desk& desk) {
        return desk.group({new_customer(rig, random_id(rig.random), "Customer")});
    }

    void restore(const support::FaultVfs::Files& files) {
        rig.disk.restore(files);
        rig.restart();
    }
};

}  // namespace

TEST_CASE("a desk that lost the answer to its greeting goes on as itself") {
    HandshakeCompany company;
    Desk& clara = *company.clara;
    clara.connect();
    clara.connect();
    const Desk before = clara;
    clara.connect();
    Desk lost = before;
    const sync::HelloReply reply = lost.connect();
    CHECK(!reply.new_incarnation);
    CHECK(reply.confirm == before.token.next);
    CHECK(reply.device_code == clara.code);
    CHECK(company.alert().empty());
}

TEST_CASE("a restored desk makes itself a new incarnation with a new code") {
    HandshakeCompany company;
    Desk& clara = *company.clara;
    clara.connect();
    Desk backup = clara;
    for (int i = 0; i < 3; ++i) clara.connect();
    backup.reboot();
    const sync::HelloReply reply = backup.connect();
    CHECK(reply.new_incarnation);
    CHECK(reply.confirm.is_null());
    backup.begin_incarnation();
    const sync::HelloReply next = backup.connect();
    CHECK(!next.new_incarnation);
    CHECK(next.device_code != clara.code);
    CHECK(company.alert().empty());  // a restore is no second copy
}

TEST_CASE("two live copies are told of when the newer one comes again") {
    HandshakeCompany company;
    Desk& clara = *company.clara;
    clara.connect();
    Desk copy = clara;
    for (int i = 0; i < 3; ++i) clara.connect();
    copy.reboot();
    CHECK(copy.connect().new_incarnation);
    CHECK(company.alert().empty());
    CHECK(!clara.connect().new_incarnation);
    CHECK(company.alert() == "two_live_copies");
}

TEST_CASE("two copies of an old state are told of when the second one comes") {
    HandshakeCompany company;
    Desk& clara = *company.clara;
    clara.connect();
    Desk first = clara;
    Desk second = clara;
    for (int i = 0; i < 3; ++i) clara.connect();
    first.reboot();
    second.reboot();
    CHECK(first.connect().new_incarnation);
    CHECK(first.connect().new_incarnation);  // the same process asks again
    CHECK(company.alert().empty());
    CHECK(second.connect().new_incarnation);
    CHECK(company.alert() == "two_live_copies");
}

TEST_CASE("two groups of clones under one counter are both taken") {
    HandshakeCompany company;
    Desk& clara = *company.clara;
    clara.connect();
    Desk copy = clara;
    copy.connect();
    const sync::Group one = company.customer(clara);
    const sync::Group other = company.customer(copy);
    CHECK(one.counter == other.counter);
    clara.connect();
    CHECK(clara.push_one(one).verdict == sync::Verdict::accepted);
    copy.connect();
    CHECK(copy.push_one(other).verdict == sync::Verdict::accepted);
    const auto noted = HubTables(*company.rig.database, company.rig.catalogue)
                           .incarnations.get(clara.device, clara.incarnation);
    CHECK(noted->forked);
}

TEST_CASE("device codes are told apart at a glance and never given twice") {
    HandshakeCompany company;
    std::set<std::string> codes;
    Desk& clara = *company.clara;
    for (int i = 0; i < 300; ++i) {
        clara.begin_incarnation();
        const std::string code = clara.connect().device_code;
        CHECK(codes.insert(code).second);
        CHECK(code.find_first_of("01IOSZ25") == std::string::npos);
        CHECK(code != "H0");
    }
}

TEST_CASE("a greeting is answered about every verdict that the desk has not settled") {
    HandshakeCompany company;
    Desk& clara = *company.clara;
    clara.connect();
    const sync::Group taken = company.customer(clara);
    const sync::Receipt receipt = clara.push_one(taken);
    sync::Receipt unknown;
    unknown.op = random_id(company.rig.random);
    unknown.verdict = sync::Verdict::accepted;
    clara.unsettled = {receipt, unknown};
    const sync::HelloReply reply = clara.connect();
    REQUIRE(reply.answers.size() == 2);
    CHECK(reply.answers[0].kind == sync::Answer::Kind::receipt);
    CHECK(reply.answers[0].receipt == receipt);
    CHECK(reply.answers[1].kind == sync::Answer::Kind::ask);
    CHECK(reply.answers[1].op == unknown.op);
}

TEST_CASE("a hub whose files were put back knows it from the first desk that saw more") {
    HandshakeCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    Desk max(rig, "max");
    max.connect();
    max.pull_all();
    clara.connect();
    clara.pull_all();
    const sync::Point before = clara.cursor;
    const auto files = rig.disk.snapshot();
    const sync::Group lost = company.customer(clara);
    const sync::Receipt receipt = clara.push_one(lost);
    clara.pull_all();
    const sync::Point after = clara.cursor;
    company.restore(files);

    CHECK(max.connect().status == sync::HubStatus::ok);  // it saw nothing that is gone
    clara.unsettled = {receipt};
    const sync::HelloReply first = clara.connect();
    CHECK(first.status == sync::HubStatus::regressed);
    CHECK(first.cursor == after);
    CHECK(first.common.seq == 0);
    REQUIRE(first.answers.size() == 1);
    CHECK(first.answers.front().kind == sync::Answer::Kind::ask);
    CHECK(max.connect().status == sync::HubStatus::regressed);
    const sync::Group fresh = company.customer(max);
    CHECK(max.push({fresh}).empty());  // new groups wait

    clara.log_in();
    sync::Hello hello = clara.hello();
    hello.points = {before, after};
    rig.send(clara.session, hello);
    rig.flush();
    const Heard heard = rig.heard(clara.session);
    CHECK(heard.find<sync::HelloReply>()->common == before);

    // What the desk was acknowledged is collected, and judged when the window closes.
    CHECK(clara.push({lost}, {receipt}).empty());
    CHECK(company.stats().offers == 1);
    CHECK(clara.greet().answers.front().kind == sync::Answer::Kind::have);
    company.rig.restart();
    CHECK(company.stats().regressed);
    rig.clock.wall += regressed_window_ms;
    rig.tick();
    const Stats stats = company.stats();
    CHECK(!stats.regressed);
    CHECK(stats.offers == 0);
    CHECK(stats.epochs == 2);
    clara.log_in();
    const sync::HelloReply over = clara.greet();
    CHECK(over.status == sync::HubStatus::lost);
    CHECK(over.answers.front().kind == sync::Answer::Kind::receipt);
    CHECK(over.answers.front().receipt.verdict == sync::Verdict::accepted);
    CHECK(over.answers.front().receipt.epoch == stats.epoch);
    CHECK(max.connect().status == sync::HubStatus::ok);
    CHECK(max.push_one(fresh).verdict == sync::Verdict::accepted);
    CHECK(verify(*rig.database, rig.catalogue).findings == std::vector<std::string>{});
}

TEST_CASE("a closed history is a straggler's, and starts no second window") {
    HandshakeCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    Desk max(rig, "max");
    clara.connect();
    max.connect();
    const auto files = rig.disk.snapshot();
    clara.push_one(company.customer(clara));
    clara.pull_all();
    max.pull_all();
    company.restore(files);
    CHECK(clara.connect().status == sync::HubStatus::regressed);
    rig.clock.wall += regressed_window_ms;
    rig.tick();
    CHECK(max.connect().status == sync::HubStatus::lost);
    CHECK(!company.stats().regressed);
    CHECK(company.stats().epochs == 2);
}

TEST_CASE("a point that this hub never gave is no evidence") {
    HandshakeCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    clara.connect();
    clara.pull_all();
    clara.cursor.chain[3] ^= 1;
    CHECK(clara.connect().status == sync::HubStatus::lost);
    CHECK(!company.stats().regressed);
    clara.cursor.seq += 100;
    CHECK(clara.connect().status == sync::HubStatus::lost);
    CHECK(!company.stats().regressed);
    CHECK(rig.core->has_room());
}

TEST_CASE("an acknowledged rejection comes back as a rejection") {
    HandshakeCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    clara.connect();
    const sync::Group bad =
        clara.group({new_customer(rig, random_id(rig.random), "Foreign", "BEI")});
    const auto files = rig.disk.snapshot();
    const sync::Receipt refused = clara.push_one(bad);
    REQUIRE(refused.code == Code::right);
    company.restore(files);
    clara.connect();
    const auto receipts = clara.push({bad}, {refused});
    REQUIRE(receipts.size() == 1);
    CHECK(receipts.front().verdict == sync::Verdict::rejected);
    CHECK(receipts.front().code == Code::right);
}

TEST_CASE("an acceptance is not revoked where the group would be refused today") {
    HandshakeCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    clara.connect();
    const auto files = rig.disk.snapshot();
    const sync::Group group = company.customer(clara);
    const sync::Receipt receipt = clara.push_one(group);
    REQUIRE(receipt.verdict == sync::Verdict::accepted);
    company.restore(files);
    REQUIRE(rig.admin->set_user("clara", "warehouse", "SHA").has_value());
    clara.connect();
    const auto receipts = clara.push({group}, {receipt});
    REQUIRE(receipts.size() == 1);
    CHECK(receipts.front().verdict == sync::Verdict::merged);
    clara.unsettled = {receipt};
    CHECK(clara.connect().answers.front().receipt == receipts.front());
}

TEST_CASE("a forged receipt makes no offer") {
    HandshakeCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    clara.connect();
    const sync::Group bad =
        clara.group({new_customer(rig, random_id(rig.random), "Foreign", "BEI")});
    sync::Receipt forged;
    forged.op = bad.op;
    forged.content = sync::content_digest(bad);
    forged.verdict = sync::Verdict::accepted;
    forged.mac = random_id(rig.random);
    const auto receipts = clara.push({bad}, {forged});
    REQUIRE(receipts.size() == 1);
    CHECK(receipts.front().verdict == sync::Verdict::rejected);
}
