// A customer shared with another branch: who is sent what when the share comes, while it lasts and
// when it is taken back.
#include "domain/customer_share.h"
#include "hub/scope_company.h"
#include "sync/bucket_rules.h"

using namespace branchline;
using namespace branchline::hub;

namespace share = branchline::domain::customer_share;

namespace {

constexpr schema::EntityId shares = share::spec.spec.id;

// Its customer belongs to SHA; max is the manager there, ben that of BEI.
struct SharingCompany : Company {
    std::optional<Desk> max;
    std::optional<Desk> ben;

    SharingCompany() {
        REQUIRE(rig.admin->add_user({"ben", "Ben", "manager", "BEI"}).has_value());
        max.emplace(rig, "max");
        ben.emplace(rig, "ben");
        for (Desk* desk : {&*max, &*ben}) {
            desk->connect();
            desk->pull_all();
        }
    }

    sync::Group sharing(Desk& by, const RowId& row, const std::string& branch = "BEI") {
        schema::Record values;
        values.set(share::customer.spec.id, payer);
        values.set(share::shared_with.spec.id, branch_id(rig, branch));
        return by.group({insert(shares, row, std::move(values))});
    }

    RowId share_with(const std::string& branch = "BEI") {
        const RowId row = random_id(rig.random);
        REQUIRE(max->push_one(sharing(*max, row, branch)).verdict == sync::Verdict::accepted);
        return row;
    }

    sync::Receipt take_back(const RowId& row) {
        return max->push_one(max->group({erase(rig, shares, row)}));
    }

    bool verifies() { return verify(*rig.database, rig.catalogue).findings.empty(); }
};

bool holds_share_of(const Desk& desk, const RowId& customer) {
    return std::ranges::find(desk.held, sync::share_bucket(customer), &store::HeldBucket::bucket) !=
           desk.held.end();
}

sync::Group order_of(Desk& desk, const std::string& branch, const RowId& payer) {
    schema::Record values;
    values.set(domain::common::branch.spec.id, branch_id(*desk.rig, branch));
    values.set(order::customer.spec.id, payer);
    return desk.group({insert(order::spec.spec.id, random_id(desk.rig->random), values)});
}

}  // namespace

TEST_CASE("a share brings the customer to the other branch with what hangs on it") {
    SharingCompany company;
    const RowId row = company.share_with();
    const sync::Page page = company.bea->pull();
    CHECK(holds_share_of(*company.bea, company.payer));
    CHECK(said_of(page, company.payer) == std::vector{sync::EffectKind::enter});
    CHECK(said_of(page, company.person) == std::vector{sync::EffectKind::enter});
    REQUIRE(brought(page, company.payer) != nullptr);
    CHECK(brought(page, company.payer)->values.text(customer::name.spec.id) == "Pays Ltd");
    CHECK(!brought(page, company.payer)->card);
    CHECK(said_of(page, row).front() == sync::EffectKind::insert);
    CHECK(said_of(company.clara->pull(), company.payer) == std::vector{sync::EffectKind::move});
    CHECK(company.verifies());
    SUBCASE("changes of it come from then on") {
        const auto edit =
            company.clara->group({set(customers, company.payer, customer::needs.spec.id,
                                      std::string("cold"), {company.made.origin, {}})});
        REQUIRE(company.clara->push_one(edit).verdict == sync::Verdict::accepted);
        CHECK(said_of(company.bea->pull(), company.payer) == std::vector{sync::EffectKind::set});
    }
    SUBCASE("what is made of it later, too, and its sums are told") {
        const auto placed = order_of(*company.clara, "SHA", company.payer);
        REQUIRE(company.clara->push_one(placed).verdict == sync::Verdict::accepted);
        sync::Pull pull;
        pull.with_hashes = true;
        const sync::Page next = company.bea->pull(pull);
        CHECK(said_of(next, placed.changes.front().row).front() == sync::EffectKind::insert);
        const auto told = std::ranges::count(next.hashes, sync::share_bucket(company.payer),
                                             &sync::ClassHash::bucket);
        CHECK(told == 4);  // customer, contact, share, order
    }
}

TEST_CASE("a share that is taken back takes everything with it") {
    SharingCompany company;
    const RowId row = company.share_with();
    company.bea->pull_all();
    REQUIRE(company.take_back(row).verdict == sync::Verdict::accepted);
    company.bea->pull_all();
    CHECK(!holds_share_of(*company.bea, company.payer));
    const auto edit = company.clara->group({set(customers, company.payer, customer::needs.spec.id,
                                                std::string("SECRET"), {company.made.origin, {}})});
    REQUIRE(company.clara->push_one(edit).verdict == sync::Verdict::accepted);
    CHECK(company.bea->pull_all().empty());
    sync::Pull pull;
    pull.wanted = {{customers, company.payer}, {contacts, company.person}};
    const sync::Page page = company.bea->pull(pull);
    CHECK(brought(page, company.payer) == nullptr);
    CHECK(brought(page, company.person) == nullptr);
    CHECK(company.verifies());
}

TEST_CASE("two shares with one branch end with the second") {
    SharingCompany company;
    const RowId one = company.share_with();
    const RowId other = company.share_with();
    REQUIRE(company.take_back(one).verdict == sync::Verdict::accepted);
    company.bea->pull_all();
    CHECK(holds_share_of(*company.bea, company.payer));
    REQUIRE(company.take_back(other).verdict == sync::Verdict::accepted);
    company.bea->pull_all();
    CHECK(!holds_share_of(*company.bea, company.payer));
    CHECK(company.verifies());
}

TEST_CASE("who works in two branches reads what one shares with the other by his roles there") {
    SharingCompany company;
    REQUIRE(company.rig.admin->add_user({"two", "Two", "sales", "SHA"}).has_value());
    REQUIRE(company.rig.admin->set_user("two", "warehouse", "BEI").has_value());
    Desk two(company.rig, "two");
    two.connect();
    two.pull_all();
    company.share_with();
    auto placed = order_of(*company.clara, "SHA", company.payer);
    placed.changes.front().values.set(order::agreed_price.spec.id, std::int64_t{500'00});
    REQUIRE(company.clara->push_one(placed).verdict == sync::Verdict::accepted);
    std::size_t told = 0;
    for (const sync::Page& page : {two.pull(), two.pull()}) {
        for (const sync::Entry& entry : page.entries) {
            for (const sync::Effect& effect : entry.effects) {
                if (effect.row != placed.changes.front().row) continue;
                if (effect.kind != sync::EffectKind::insert) continue;
                ++told;
                // A salesman reads prices, of what is his. In the other branch he is no salesman.
                CHECK(schema::is_null(effect.values.get(order::agreed_price.spec.id)));
                CHECK(effect.values.id(order::customer.spec.id) == company.payer);
            }
        }
    }
    CHECK(told == 1);
    CHECK(company.verifies());
}

TEST_CASE("who answers for the branch of a customer shares it, nobody else") {
    SharingCompany company;
    const auto verdict = [&](Desk& desk) {
        return desk.push_one(company.sharing(desk, random_id(company.rig.random))).verdict;
    };
    CHECK(verdict(*company.clara) == sync::Verdict::rejected);
    CHECK(verdict(*company.ben) == sync::Verdict::rejected);
    CHECK(verdict(*company.hanna) == sync::Verdict::accepted);
    company.ben->pull_all();
    SUBCASE("also while it is shared: the other branch does not pass it on") {
        const auto on = company.ben->push_one(
            company.sharing(*company.ben, random_id(company.rig.random), "SHA"));
        CHECK(on.verdict == sync::Verdict::rejected);
        CHECK(on.code == Code::right);
    }
}

TEST_CASE("the other branch reads what is shared and writes what is its own") {
    SharingCompany company;
    company.share_with();
    company.ben->pull_all();
    const auto edit = company.ben->group({set(customers, company.payer, customer::needs.spec.id,
                                              std::string("mine"), {company.made.origin, {}})});
    CHECK(company.ben->push_one(edit).code == Code::right);
    const auto placed = order_of(*company.ben, "BEI", company.payer);
    CHECK(company.ben->push_one(placed).verdict == sync::Verdict::accepted);
    CHECK(said_of(company.clara->pull(), placed.changes.front().row).front() ==
          sync::EffectKind::insert);
}

TEST_CASE("what was seen while it was shared may be named in what was made then") {
    SharingCompany company;
    const RowId row = company.share_with();
    company.ben->pull_all();
    const auto before = order_of(*company.ben, "BEI", company.payer);
    pass_time(company.rig, 60'000);
    REQUIRE(company.take_back(row).verdict == sync::Verdict::accepted);
    pass_time(company.rig, 60'000);
    const auto after = order_of(*company.bea, "BEI", company.payer);
    CHECK(company.bea->push_one(after).code == Code::reference);
    CHECK(company.ben->push_one(before).verdict == sync::Verdict::accepted);
}

TEST_CASE("an edit of its own branch meets the share and wins nothing and loses nothing by it") {
    SharingCompany company;
    const auto edit = company.clara->group({set(customers, company.payer, customer::needs.spec.id,
                                                std::string("cold"), {company.made.origin, {}})});
    const RowId row = company.share_with();
    CHECK(company.clara->push_one(edit).verdict == sync::Verdict::accepted);
    const sync::Page page = company.bea->pull();
    REQUIRE(brought(page, company.payer) != nullptr);
    CHECK(brought(page, company.payer)->values.text(customer::needs.spec.id) == "cold");
    CHECK(company.take_back(row).verdict == sync::Verdict::accepted);
}

TEST_CASE("a customer that is handed over stays shared") {
    SharingCompany company;
    REQUIRE(company.rig.admin->add_branch("SZX", "Shenzhen").has_value());
    company.rig.flush();
    company.share_with();
    company.bea->pull_all();
    company.clara->pull_all();
    company.hand_over("SZX", {company.made.origin, {}});
    CHECK(said_of(company.clara->pull(), company.payer) == std::vector{sync::EffectKind::leave});
    const auto told = said_of(company.bea->pull(), company.payer);
    CHECK(std::ranges::find(told, sync::EffectKind::set) != told.end());
    CHECK(std::ranges::find(told, sync::EffectKind::leave) == told.end());
    CHECK(company.verifies());
}

TEST_CASE("a customer that moves to the branch it is shared with is there all the time") {
    SharingCompany company;
    const RowId row = company.share_with();
    company.bea->pull_all();
    company.clara->pull_all();
    company.hand_over("BEI", {company.made.origin, {}});
    CHECK(said_of(company.clara->pull(), company.payer) == std::vector{sync::EffectKind::leave});
    const auto told = said_of(company.bea->pull(), company.payer);
    CHECK(std::ranges::find(told, sync::EffectKind::set) != told.end());
    CHECK(std::ranges::find(told, sync::EffectKind::leave) == told.end());
    SUBCASE("and remains when the share goes") {
        CHECK(company.take_back(row).code == Code::right);  // no longer hers to take back
        company.bea->pull_all();
        sync::Pull pull;
        pull.wanted = {{customers, company.payer}};
        REQUIRE(brought(company.bea->pull(pull), company.payer) != nullptr);
    }
    CHECK(company.verifies());
}
