// The log as a chain, buckets and hashes as they follow from the rows: kept, and checked.
#include "domain/customer.h"
#include "domain/order.h"
#include "domain/order_line.h"
#include "hub/hub_rig.h"
#include "hub/ledger.h"
#include "hub/page_reader.h"
#include "hub/people.h"
#include "sync/bucket_rules.h"

using namespace branchline;
using namespace branchline::hub;
using sync::assigned_bucket;
using sync::bucket_all;
using sync::bucket_unplaced;
namespace customer = branchline::domain::customer;
namespace order = branchline::domain::order;
namespace order_line = branchline::domain::order_line;

namespace {

struct VerifyCompany {
    HubRig rig;

    explicit VerifyCompany(std::uint64_t seed = 1) : rig(seed) { found_company(rig); }

    std::vector<std::string> findings() { return verify(*rig.database, rig.catalogue).findings; }

    std::vector<Id> buckets_of(schema::EntityId entity, const RowId& row) {
        HubTables tables(*rig.database, rig.catalogue);
        std::vector<Id> buckets;
        for (const store::BucketNumber number : tables.buckets.of_row(entity, row)) {
            buckets.push_back(tables.buckets.id_of(number));
        }
        std::sort(buckets.begin(), buckets.end());
        return buckets;
    }

    void tamper(const std::string& sql) {
        store::Transaction transaction(*rig.database);
        rig.database->run(sql);
        transaction.commit();
    }
};

std::vector<Id> sorted(std::vector<Id> ids) {
    std::sort(ids.begin(), ids.end());
    return ids;
}

// A clerk's day at random: customers, orders with lines, edits, hand-overs, deletions.
class Workday {
  public:
    explicit Workday(HubRig& rig)
        : rig_(rig), clara_(rig, "clara"), max_(rig, "max"), head_(rig, "hanna") {
        for (Desk* desk : {&clara_, &max_, &head_}) desk->connect();
    }

    void step() {
        switch (rig_.random.below(6)) {
            case 0:
                return add_customer();
            case 1:
                return add_order();
            case 2:
                return edit(customer::needs.spec.id, clara_);
            case 3:
                return edit(customer::short_name.spec.id, max_);
            case 4:
                return hand_over();
            default:
                return erase();
        }
    }

    int taken = 0;

  private:
    struct Known {
        RowId row;
        sync::Version version;
    };

    bool push(Desk& desk, const sync::Group& group) {
        const sync::Receipt receipt = desk.push_one(group);
        const bool done = receipt.verdict != sync::Verdict::rejected;
        if (done) ++taken;
        return done;
    }

    void add_customer() {
        const RowId row = random_id(rig_.random);
        const sync::Group group =
            clara_.group({new_customer(rig_, row, "C" + std::to_string(customers_.size()))});
        if (push(clara_, group)) customers_.push_back({row, {group.origin, {}}});
    }

    void add_order() {
        if (customers_.empty()) return;
        const RowId row = random_id(rig_.random);
        schema::Record values;
        values.set(domain::common::branch.spec.id, branch_id(rig_, "SHA"));
        values.set(order::customer.spec.id, pick(customers_).row);
        std::vector<sync::Change> changes{insert(order::spec.spec.id, row, values)};
        for (int i = 0; i < 2; ++i) {
            schema::Record line;
            line.set(order_line::order.spec.id, row);
            line.set(order_line::cargo.spec.id, std::string("Tea"));
            changes.push_back(
                insert(order_line::spec.spec.id, random_id(rig_.random), std::move(line)));
        }
        push(clara_, clara_.group(std::move(changes)));
    }

    void edit(schema::FieldId field, Desk& desk) {
        if (customers_.empty()) return;
        rig_.clock.wall += 1'000;
        Known& known = pick(customers_);
        push(desk, desk.group({set(customers, known.row, field,
                                   "T" + std::to_string(rig_.random.below(99)), known.version)}));
    }

    void hand_over() {
        if (customers_.empty()) return;
        rig_.clock.wall += 1'000;
        Known& known = pick(customers_);
        const std::string to = rig_.random.below(2) == 0 ? "BEI" : "SHA";
        push(head_, head_.group({set(customers, known.row, customer::branch.spec.id,
                                     branch_id(rig_, to), known.version)}));
    }

    // With a digest of nothing the delete loses: a case, which is in no hash. With the right one
    // the row goes, until somebody who has not seen it edits it.
    void erase() {
        if (customers_.empty()) return;
        sync::Change erase;
        erase.entity = customers;
        erase.row = pick(customers_).row;
        erase.kind = sync::ChangeKind::erase;
        if (rig_.random.below(2) == 0) erase.digest = digest_of(erase.row);
        push(clara_, clara_.group({erase}));
    }

    Id digest_of(const RowId& customer) {
        HubTables tables(*rig_.database, rig_.catalogue);
        LogGroups groups(tables.log, tables.deferred);
        sync::GrantRoles roles(tables.rows, grant_fields);
        sync::SqlState state(rig_.catalogue,
                             {tables.rows, tables.origins, tables.cases, tables.tombstones}, groups,
                             roles);
        return sync::row_digest(rig_.catalogue, state, *state.row({customers, customer}));
    }

    Known& pick(std::vector<Known>& from) { return from[rig_.random.below(from.size())]; }

    HubRig& rig_;
    Desk clara_;
    Desk max_;
    Desk head_;
    std::vector<Known> customers_;
};

}  // namespace

TEST_CASE("a hub that was just made is sound") {
    VerifyCompany company;
    CHECK(company.findings() == std::vector<std::string>{});
}

TEST_CASE("buckets and hashes equal what is computed from nothing, after any work") {
    int deleted = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        VerifyCompany company(seed);
        REQUIRE(company.rig.admin->add_user({"hanna", "Hanna", "headquarters", ""}).has_value());
        Workday day(company.rig);
        for (int i = 0; i < 120; ++i) day.step();
        CHECK(day.taken > 60);
        const VerifyReport report = verify(*company.rig.database, company.rig.catalogue);
        CHECK(report.findings == std::vector<std::string>{});
        CHECK(report.rows > 50);
        for (const store::StoredRow& row :
             HubTables(*company.rig.database, company.rig.catalogue).rows.scan(customers, {}, 99)) {
            if (row.deleted) ++deleted;
        }
        company.rig.restart();
        CHECK(company.findings() == std::vector<std::string>{});
    }
    CHECK(deleted > 3);
}

TEST_CASE("a log that was tampered with is found out") {
    VerifyCompany company;
    Desk clara(company.rig, "clara");
    clara.connect();
    const sync::Group group =
        clara.group({new_customer(company.rig, random_id(company.rig.random), "Honest")});
    const std::string seq = std::to_string(clara.push_one(group).seq);
    clara.push_one(clara.group({new_customer(company.rig, random_id(company.rig.random), "Last")}));
    REQUIRE(company.findings().empty());
    const std::vector<std::string> changes{
        "UPDATE log SET payload=zeroblob(3) WHERE seq=" + seq,
        "UPDATE log SET effects=zeroblob(1) WHERE seq=" + seq,
        "UPDATE log SET user=zeroblob(16) WHERE seq=" + seq,
        "UPDATE log SET verdict=3 WHERE seq=" + seq,
        "UPDATE log SET corrected_ms=corrected_ms+1 WHERE seq=" + seq,
        "UPDATE log SET details=zeroblob(2) WHERE seq=" + seq,
        "UPDATE log SET digest=zeroblob(32) WHERE seq=" + seq,
        "UPDATE log SET chain=zeroblob(32) WHERE seq=" + seq,
        "UPDATE log SET mac=zeroblob(16) WHERE seq=" + seq,
        "DELETE FROM log WHERE seq=" + seq,
    };
    const auto files = company.rig.disk.snapshot();
    for (const std::string& sql : changes) {
        company.tamper(sql);
        CHECK_MESSAGE(!company.findings().empty(), sql);
        company.rig.disk.restore(files);
        company.rig.restart();
        REQUIRE(company.findings().empty());
    }
}

TEST_CASE("rows, buckets and hashes that were tampered with are found out") {
    VerifyCompany company;
    Desk clara(company.rig, "clara");
    clara.connect();
    clara.push_one(
        clara.group({new_customer(company.rig, random_id(company.rig.random), "Honest")}));
    const auto files = company.rig.disk.snapshot();
    for (const char* sql :
         {"UPDATE e_customer SET f_name='Dishonest'", "DELETE FROM e_customer",
          "DELETE FROM row_bucket", "UPDATE row_bucket SET bucket=bucket+1 WHERE entity=8",
          "UPDATE bucket_sum SET rows=rows+1", "DELETE FROM bucket_sum",
          "UPDATE bucket_sum SET hash=zeroblob(16)"}) {
        company.tamper(sql);
        CHECK_MESSAGE(!company.findings().empty(), sql);
        company.rig.disk.restore(files);
        company.rig.restart();
        REQUIRE(company.findings().empty());
    }
}

TEST_CASE("a row is in the buckets of its branch and its people, what follows it goes along") {
    VerifyCompany company;
    HubRig& rig = company.rig;
    REQUIRE(rig.admin->add_user({"hanna", "Hanna", "headquarters", ""}).has_value());
    Desk clara(rig, "clara");
    Desk hanna(rig, "hanna");
    clara.connect();
    hanna.connect();
    const RowId sha = branch_id(rig, "SHA");
    const RowId bei = branch_id(rig, "BEI");
    const RowId payer = random_id(rig.random);
    const RowId placed = random_id(rig.random);
    const RowId line = random_id(rig.random);
    sync::Change insert_customer = new_customer(rig, payer, "Mover");
    insert_customer.values.set(customer::owner.spec.id, clara.user);
    schema::Record values;
    values.set(order::customer.spec.id, payer);
    values.set(domain::common::branch.spec.id, sha);
    schema::Record cargo;
    cargo.set(order_line::order.spec.id, placed);
    cargo.set(order_line::cargo.spec.id, std::string("Silk"));
    const sync::Group made =
        clara.group({insert_customer, insert(order::spec.spec.id, placed, values),
                     insert(order_line::spec.spec.id, line, cargo)});
    REQUIRE(clara.push_one(made).verdict == sync::Verdict::accepted);
    CHECK(company.buckets_of(customers, payer) == sorted({sha, assigned_bucket(clara.user, sha)}));
    CHECK(company.buckets_of(order::spec.spec.id, placed) ==
          sorted({sha, assigned_bucket(clara.user, sha)}));
    CHECK(company.buckets_of(order_line::spec.spec.id, line) ==
          sorted({sha, assigned_bucket(clara.user, sha)}));

    const sync::Receipt moved = hanna.push_one(
        hanna.group({set(customers, payer, customer::branch.spec.id, bei, {made.origin, {}})}));
    REQUIRE(moved.verdict == sync::Verdict::accepted);
    CHECK(company.buckets_of(customers, payer) == sorted({bei, assigned_bucket(clara.user, bei)}));
    CHECK(company.buckets_of(order::spec.spec.id, placed) ==
          sorted({sha, bei, assigned_bucket(clara.user, bei)}));
    CHECK(company.buckets_of(order_line::spec.spec.id, line) ==
          sorted({sha, bei, assigned_bucket(clara.user, bei)}));
    CHECK(company.findings() == std::vector<std::string>{});

    // The entry is found under the buckets before and after it.
    HubTables tables(*rig.database, rig.catalogue);
    for (const Id& bucket : {sha, bei, assigned_bucket(clara.user, sha),
                             assigned_bucket(clara.user, bei), hanna.device}) {
        const auto number = tables.buckets.find(bucket);
        REQUIRE(number.has_value());
        CHECK(tables.buckets.logs_after({*number}, moved.seq - 1, 1) == std::vector{moved.seq});
    }
}

TEST_CASE("devices hold the buckets of their user's roles, and a change counts") {
    VerifyCompany company;
    HubRig& rig = company.rig;
    REQUIRE(rig.admin->add_user({"hanna", "Hanna", "headquarters", ""}).has_value());
    REQUIRE(rig.admin->add_user({"sam", "Sam", "sales", "SHA"}).has_value());
    const RowId sha = branch_id(rig, "SHA");
    const RowId bei = branch_id(rig, "BEI");
    const auto held = [&](const Desk& desk) {
        std::vector<Id> buckets;
        for (const auto& each : HubTables(*rig.database, rig.catalogue).scopes.of(desk.device)) {
            buckets.push_back(each.bucket);
        }
        return buckets;
    };
    Desk clara(rig, "clara");
    Desk hanna(rig, "hanna");
    Desk sam(rig, "sam");
    Desk root(rig, "admin");
    // Everybody's, what is his outside any branch, and two buckets for each branch he has a role
    // in.
    const auto of_branches = [](const UserId& user, const std::vector<RowId>& branches) {
        std::vector<Id> buckets{bucket_all, assigned_bucket(user, {})};
        for (const RowId& branch : branches) {
            buckets.push_back(branch);
            buckets.push_back(assigned_bucket(user, branch));
        }
        return buckets;
    };
    const auto everywhere = [&](const UserId& user, const std::vector<RowId>& branches) {
        std::vector<Id> buckets = of_branches(user, branches);
        buckets.push_back(bucket_unplaced);
        return sorted(buckets);
    };
    CHECK(held(clara) == sorted(of_branches(clara.user, {sha})));
    CHECK(held(hanna) == everywhere(hanna.user, {sha, bei}));
    CHECK(held(sam) == sorted(of_branches(sam.user, {sha})));
    CHECK(held(root) == everywhere(root.user, {sha, bei}));
    const std::uint64_t version = clara.connect().scope_version;
    REQUIRE(rig.admin->set_user("clara", "manager", "BEI").has_value());
    CHECK(held(clara) == sorted(of_branches(clara.user, {sha, bei})));
    CHECK(clara.connect().scope_version != version);
    REQUIRE(rig.admin->add_branch("CAN", "Guangzhou").has_value());
    CHECK(held(hanna) == everywhere(hanna.user, {sha, bei, branch_id(rig, "CAN")}));
    REQUIRE(rig.admin->disable_user("clara").has_value());
    CHECK(held(clara).empty());
}

TEST_CASE("the hashes of a device are those of its buckets and rights") {
    VerifyCompany company;
    HubRig& rig = company.rig;
    Desk clara(rig, "clara");
    clara.connect();
    const RowId row = random_id(rig.random);
    clara.push_one(clara.group({new_customer(rig, row, "Hashed")}));
    PageReader reader(*rig.database, rig.catalogue);
    bool found = false;
    const sync::Holdings held(clara.user,
                              HubTables(*rig.database, rig.catalogue).scopes.of(clara.device));
    for (const sync::ClassHash& hash : reader.hashes_for(held)) {
        CHECK(hash.rows > 0);
        if (hash.entity != customers) continue;
        found = true;
        CHECK(hash.bucket == branch_id(rig, "SHA"));
        CHECK(hash.rows == 1);
        CHECK(hash.rights_class == rig.catalogue.rights_class(customers, schema::Role::clerk));
    }
    CHECK(found);
}
