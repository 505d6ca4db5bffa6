// What a group may name (SYNC 3.8): a row out of its author's sight is as good as not there.
#include "hub/scope_company.h"

using namespace branchline;
using namespace branchline::hub;

namespace {

sync::Group order_for(Desk& desk, const std::string& branch, const RowId& payer) {
    schema::Record values;
    values.set(domain::common::branch.spec.id, branch_id(*desk.rig, branch));
    values.set(order::customer.spec.id, payer);
    return desk.group({insert(order::spec.spec.id, random_id(desk.rig->random), values)});
}

void a_minute_passes(HubRig& rig) { pass_time(rig, 60'000); }

bool is_taken(const sync::Receipt& receipt) { return receipt.verdict == sync::Verdict::accepted; }

}  // namespace

TEST_CASE("a reference out of sight is refused like one to nothing") {
    Company company;
    Desk& bea = *company.bea;
    const sync::Receipt unseen = bea.push_one(order_for(bea, "BEI", company.payer));
    const sync::Receipt unknown =
        bea.push_one(order_for(bea, "BEI", random_id(company.rig.random)));
    CHECK(unseen.verdict == sync::Verdict::rejected);
    CHECK(unseen.code == Code::reference);
    CHECK(unseen.code == unknown.code);
    CHECK(unseen.rule == unknown.rule);
    CHECK(unseen.cause == unknown.cause);
    REQUIRE(unseen.fields.size() == 1);
    CHECK(unseen.fields[0].field == unknown.fields.at(0).field);
    for (const sync::Entry& entry : bea.pull_all()) CHECK(entry.rows.empty());
    SUBCASE("and taken from who sees it") {
        CHECK(is_taken(company.clara->push_one(order_for(*company.clara, "SHA", company.payer))));
    }
}

TEST_CASE("who makes a row may refer to it at once") {
    Company company;
    Desk& bea = *company.bea;
    const RowId payer = random_id(company.rig.random);
    sync::Group both = order_for(bea, "BEI", payer);
    both.changes.insert(both.changes.begin(), new_customer(company.rig, payer, "Her own", "BEI"));
    CHECK(is_taken(bea.push_one(both)));
}

TEST_CASE("what was seen when the group was made may be named in it") {
    Company company;
    Desk& clara = *company.clara;
    const sync::Group before = order_for(clara, "SHA", company.payer);
    a_minute_passes(company.rig);
    company.hand_over("BEI", {company.made.origin, {}});
    CHECK(is_taken(clara.push_one(before)));
    SUBCASE("not more than that") {
        company.hand_over("SHA", company.handed_over);
        a_minute_passes(company.rig);
        company.hand_over("BEI", company.handed_over);
        a_minute_passes(company.rig);
        const RowId other = random_id(company.rig.random);
        REQUIRE(is_taken(company.bea->push_one(
            company.bea->group({new_customer(company.rig, other, "Another", "BEI")}))));
        CHECK(clara.push_one(order_for(clara, "SHA", other)).code == Code::reference);
    }
}

TEST_CASE("what is shown as a card may be named") {
    Company company;
    company.hand_over("BEI", {company.made.origin, {}});
    a_minute_passes(company.rig);
    Desk& clara = *company.clara;
    CHECK(clara.push_one(order_for(clara, "SHA", company.payer)).code == Code::reference);
    // Somebody of both branches lets the old branch carry for it.
    REQUIRE(company.rig.admin->set_user("hanna", "manager", "SHA").has_value());
    REQUIRE(company.rig.admin->set_user("hanna", "manager", "BEI").has_value());
    company.rig.flush();
    Desk maker(company.rig, "hanna");
    maker.connect();
    REQUIRE(is_taken(maker.push_one(order_for(maker, "SHA", company.payer))));
    CHECK(is_taken(clara.push_one(order_for(clara, "SHA", company.payer))));
}

TEST_CASE("a customer with thousands of rows moves in parts that fit into a frame") {
    Company company;
    Desk& clara = *company.clara;
    constexpr int hundreds = 26;
    for (int i = 0; i < hundreds; ++i) {
        std::vector<sync::Change> made;
        for (int n = 0; n < 100; ++n) {
            schema::Record values;
            values.set(contact::customer.spec.id, company.payer);
            values.set(contact::name.spec.id, "Contact " + std::to_string(100 * i + n));
            made.push_back(insert(contacts, random_id(company.rig.random), std::move(values)));
        }
        REQUIRE(is_taken(clara.push_one(clara.group(std::move(made)))));
    }
    clara.pull_all();
    company.bea->pull_all();
    company.hand_over("BEI", {company.made.origin, {}});
    const auto count = [](Desk& desk, sync::EffectKind kind) {
        int rows = 0;
        for (const sync::Entry& entry : desk.pull_all()) {
            const auto of_kind = std::ranges::count(entry.effects, kind, &sync::Effect::kind);
            CHECK(of_kind <= 1'000);
            rows += static_cast<int>(of_kind);
        }
        return rows;
    };
    constexpr int all = hundreds * 100 + 2;  // the customer and its first contact
    CHECK(count(clara, sync::EffectKind::leave) == all);
    CHECK(count(*company.bea, sync::EffectKind::enter) == all);
    CHECK(verify(*company.rig.database, company.rig.catalogue).findings.empty());
}
