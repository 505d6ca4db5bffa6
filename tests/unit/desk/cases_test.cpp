#include "desk/cases.h"

#include <doctest/doctest.h>

#include "desk/history.h"
#include "desk/status.h"
#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;

namespace {

// Finance has set one credit limit here, somebody else another one before.
struct Clash {
    Clash() : f(schema::Role::finance) {
        customer = f.arrive(
            "customer",
            {{"name", "甲"}, {"branch", "SHA"}, {"owner", "li"}, {"credit_limit", "1000.00"}});
        f.change("customer", customer, {{"credit_limit", "2000.00"}});
        f.merge_into_case("customer", customer, "credit_limit", "3000.00");
        credit = f.entity("customer").field("credit_limit")->id;
    }

    [[nodiscard]] std::int64_t shown() {
        return f.replica().rows().get(f.entity("customer").id, customer)->values.integer(credit);
    }

    DeskFixture f;
    RowId customer;
    schema::FieldId credit = 0;
};

}  // namespace

TEST_CASE("a case shows base, mine and the value at the hub") {
    Clash clash;
    const auto cases = desk::open_cases(clash.f.desk());
    REQUIRE(cases.size() == 1);
    const desk::CaseView& kase = cases.front();
    CHECK(kase.field->name == "credit_limit");
    CHECK(kase.rule == "ask");
    REQUIRE(kase.base.has_value());
    CHECK(kase.base->integer(clash.credit) == 100'000);
    REQUIRE(kase.mine.has_value());
    CHECK(kase.mine->integer(clash.credit) == 200'000);
    REQUIRE(kase.theirs.has_value());
    CHECK(kase.theirs->integer(clash.credit) == 300'000);
    CHECK(kase.proposals.size() == 1);
    CHECK(desk::status_of(clash.f.desk()).needs_attention());
    CHECK(clash.shown() == 300'000);
}

TEST_CASE("a case is resolved by mine, theirs, a proposal or another value") {
    Clash clash;
    auto kase = desk::find_case(clash.f.desk(), to_text(desk::open_cases(clash.f.desk())[0].id));
    REQUIRE(kase.has_value());
    std::string take;
    std::int64_t expected = 0;
    SUBCASE("mine") {
        take = "mine";
        expected = 200'000;
    }
    SUBCASE("theirs") {
        take = "theirs";
        expected = 300'000;
    }
    SUBCASE("a proposal") {
        take = to_text(desk::proposal_id(kase->proposals[0]));
        expected = 200'000;
    }
    SUBCASE("another value") {
        take = "credit_limit=2500.00";
        expected = 250'000;
    }
    REQUIRE(desk::resolve_case(clash.f.desk(), *kase, {take}).has_value());
    CHECK(clash.shown() == expected);
    CHECK(desk::open_cases(clash.f.desk()).empty());
    CHECK(clash.f.replica().check_fold().empty());
}

TEST_CASE("a value that somebody has declined is kept and shown") {
    Clash clash;
    const auto kase =
        desk::find_case(clash.f.desk(), to_text(desk::open_cases(clash.f.desk())[0].id));
    REQUIRE(kase.has_value());
    const auto declined = [&] {
        std::vector<std::int64_t> values;
        for (const auto& line :
             desk::history_of(clash.f.replica(), {clash.f.entity("customer").id, clash.customer})) {
            if (line.kind != desk::HistoryLine::Kind::lost) continue;
            CHECK(desk::reason_name(line) == "declined");
            CHECK(line.by == clash.f.user);
            values.push_back(std::get<std::int64_t>(line.after));
        }
        return values;
    };
    CHECK(declined().empty());
    CHECK(desk::settled_cases(clash.f.desk(), 10).empty());
    SUBCASE("theirs was taken") {
        REQUIRE(desk::resolve_case(clash.f.desk(), *kase, {"theirs"}).has_value());
        clash.f.accept_all();
        CHECK(declined() == std::vector<std::int64_t>{200'000});
        const auto settled = desk::settled_cases(clash.f.desk(), 10);
        REQUIRE(settled.size() == 1);
        CHECK(!settled[0].open);
        CHECK(settled[0].mine->integer(clash.credit) == 200'000);
        CHECK(settled[0].theirs->integer(clash.credit) == 300'000);
    }
    SUBCASE("mine was taken: nothing of mine is declined") {
        REQUIRE(desk::resolve_case(clash.f.desk(), *kase, {"mine"}).has_value());
        clash.f.accept_all();
        CHECK(declined().empty());
        CHECK(desk::settled_cases(clash.f.desk(), 10).empty());
    }
}

TEST_CASE("a case is not resolved by what it does not know") {
    Clash clash;
    const auto kase = desk::open_cases(clash.f.desk()).front();
    CHECK(desk::resolve_case(clash.f.desk(), kase, {"somebody"}).error().code ==
          Code::unknown_option);
    CHECK(desk::resolve_case(clash.f.desk(), kase, {"name=乙"}).error().code ==
          Code::unknown_field);
    CHECK(desk::find_case(clash.f.desk(), "ffff").error().code == Code::not_found);
    CHECK(desk::open_cases(clash.f.desk()).size() == 1);
}
