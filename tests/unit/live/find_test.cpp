// Finding as one types, and the checklist, through a whole desk.
#include <doctest/doctest.h>

#include <algorithm>

#include "live/answers.h"
#include "support/in_place_office.h"

using namespace branchline;
using namespace branchline::live;
using namespace branchline::test;

namespace {

struct FindCompany {
    FindCompany() : sample(sample_desk(office.fixture())) {}

    [[nodiscard]] schema::EntityId id_of(std::string_view name) {
        return office.fixture().entity(name).id;
    }

    std::vector<Hit> find(std::string text, std::vector<std::string_view> entities = {},
                          std::int64_t limit = 12) {
        FindQuestion question;
        question.text = std::move(text);
        for (const std::string_view name : entities) question.entities.push_back(id_of(name));
        question.limit = limit;
        std::shared_ptr<const Answered<FindQuestion>> seen;
        office.settle([&](Model& model) { seen = model.see("find", question); });
        REQUIRE(seen != nullptr);
        REQUIRE_FALSE(seen->error.has_value());
        return seen->value.hits;
    }

    // Is it the first, whatever else is found?
    bool finds(const std::string& text, std::string_view title) {
        const auto hits = find(text);
        return !hits.empty() && hits.front().title == title;
    }

    std::vector<CheckResult> checks(const ChecksQuestion& question) {
        std::shared_ptr<const Answered<ChecksQuestion>> seen;
        office.settle([&](Model& model) { seen = model.see("checks", question); });
        REQUIRE(seen != nullptr);
        return seen->value.results;
    }

    InPlaceOffice office;
    SampleDesk sample;
};

const CheckResult& check(const std::vector<CheckResult>& results, std::string_view id) {
    const auto at = std::ranges::find(results, id, &CheckResult::id);
    REQUIRE(at != results.end());
    return *at;
}

}  // namespace

TEST_CASE("a customer is found by characters, and by initials and readings, each of them") {
    FindCompany c;
    for (const bool settled : {false, true}) {
        CAPTURE(settled);
        for (const char* typed : {"重庆", "cq", "zq", "chongqing", "zhongq", "cqyl", "CQ"}) {
            CAPTURE(typed);
            CHECK(c.finds(typed, "重庆样例火锅"));
        }
        for (const char* typed : {"xm", "xiamen", "sm", "厦门"}) {
            CAPTURE(typed);
            CHECK(c.finds(typed, "厦门样例海运"));
        }
        CHECK(c.finds("dx", "单县样例食品"));
        CHECK(c.finds("sx", "单县样例食品"));
        CHECK(c.finds("textiles", "Sample Textiles Ltd"));
        CHECK(c.find("没有这家").empty());
        while (c.office.fixture().desk().rest()) {
        }
    }
}

TEST_CASE("a number is found whole, by its beginning and by its tail") {
    FindCompany c;
    const auto whole = c.find("SHA-2610-A1-00003");
    REQUIRE_FALSE(whole.empty());
    CHECK(whole.front().number == "SHA-2610-A1-00003");
    CHECK(whole.front().key.row == c.sample.customers[2]);
    CHECK(c.find("sha-2610").size() == 12);
    const auto tail = c.find("00003", {"order"});
    REQUIRE(tail.size() == 1);
    CHECK(tail.front().key.row == c.sample.orders[2]);
    CHECK(tail.front().state == 1);
}

TEST_CASE("the tail of a contact's telephone leads to the customer") {
    FindCompany c;
    const auto hits = c.find("000007", {"customer"});
    REQUIRE_FALSE(hits.empty());
    CHECK(hits.front().key.row == c.sample.customers[7]);
    CHECK(hits.front().subtitle.starts_with("陈小姐 · 0007"));
    const auto contacts = c.find("000007", {"contact"});
    REQUIRE_FALSE(contacts.empty());
    CHECK(contacts.front().key.entity == c.id_of("contact"));
}

TEST_CASE("what begins with it comes before what holds it somewhere, then the newest") {
    FindCompany c;
    const RowId inside = c.office.fixture().create("customer", {{"name", "上海新样品"}}).id;
    const RowId begins = c.office.fixture().create("customer", {{"name", "新样品公司"}}).id;
    c.office.fixture().clock.now_ms += 60'000;
    const RowId later = c.office.fixture().create("customer", {{"name", "成都新样品"}}).id;
    const auto hits = c.find("新样品", {"customer"});
    REQUIRE(hits.size() == 3);
    CHECK(hits[0].key.row == begins);
    CHECK(hits[1].key.row == later);
    CHECK(hits[2].key.row == inside);
    CHECK(c.find("新样品", {"customer"}, 1).size() == 1);
}

TEST_CASE("with nothing typed the newest of the user's are offered") {
    FindCompany c;
    const auto hits = c.find("", {"customer"});
    REQUIRE_FALSE(hits.empty());
    for (const Hit& hit : hits) {
        const auto row = c.office.fixture().replica().rows().get(hit.key.entity, hit.key.row);
        CHECK(row->values.id(c.office.fixture().entity("customer").field("owner")->id) ==
              c.office.fixture().user);
    }
    CHECK_FALSE(c.find("", {"user"}).empty());
}

TEST_CASE("people and branches are found for a reference") {
    FindCompany c;
    CHECK(c.find("王芳", {"user"}).front().number == "wang");
    CHECK(c.find("sha", {"branch"}).front().title == "上海分公司");
}

TEST_CASE("an order as it is typed is checked against what the desk holds") {
    FindCompany c;
    ChecksQuestion question;
    question.order = c.sample.orders[0];
    CHECK(check(c.checks(question), "C01").outcome == CheckResult::Outcome::pass);
    CHECK(check(c.checks(question), "F03").outcome == CheckResult::Outcome::pass);
    CHECK(check(c.checks(question), "K01").outcome == CheckResult::Outcome::warn);
    CHECK(check(c.checks(question), "F01").outcome == CheckResult::Outcome::unknown);
    question.values.set(c.office.fixture().entity("order").field("lane_to")->id, schema::Null{});
    CHECK(check(c.checks(question), "C01").detail_en == "To");
    // A new one, the same as one that is there.
    ChecksQuestion twin;
    const auto stored = c.office.fixture().replica().rows().get(c.id_of("order"), question.order);
    twin.values = stored->values;
    twin.lines = {c.office.fixture().record(
        "order_line",
        {{"cargo", "布匹"}, {"pieces", "10"}, {"weight_g", "250000"}, {"volume_cm3", "1200000"}})};
    CHECK(check(c.checks(twin), "U01").detail_en == "SHA-2611-A1-00001");
    CHECK(check(c.checks(twin), "P06").outcome == CheckResult::Outcome::pass);
}
