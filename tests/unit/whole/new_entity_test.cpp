// The test of the idea that everything about an entity is declared once: an entity that no line of
// code knows takes the whole way through the real desks and the real hub.
#include <doctest/doctest.h>

#include "desk/attention.h"
#include "desk/cases.h"
#include "desk/history.h"
#include "desk/importing.h"
#include "desk/status.h"
#include "hub/overview.h"
#include "support/lease_catalogue.h"
#include "support/office.h"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr std::int64_t minute_ms = 60'000;

// A clerk, his manager, a colleague in the warehouse; one lease with a part, known to all.
struct LeaseOffice {
    LeaseOffice() : office(lease_catalogue(), directory.path()) {
        office.add("clara", "clerk");
        office.add("max", "manager");
        office.add("wang", "warehouse");
        const RowId customer = office.create("clara", "customer", {{"name", "甲公司"}});
        lease = office.create("clara", "lease",
                              {{"title", "叉车"},
                               {"terms", "第一条\n第二条\n第三条"},
                               {"months", "12"},
                               {"insured", "yes"},
                               {"deposit", "500.00"},
                               {"used_m", "1000"},
                               {"checked_on", "2026-11-01"},
                               {"handed_at", "2026-11-02T08:00:00Z"},
                               {"quality", "fine"},
                               {"customer", "甲公司"},
                               {"about", "customer:" + to_text(customer)},
                               {"marks", "A;B"},
                               {"ends_on", "2027-11-01"}});
        part = office.create("clara", "lease_part",
                             {{"lease", to_text(lease)}, {"what", "电池"}, {"pieces", "2"}});
        level();
    }

    // Everybody hears of everything.
    void level() {
        for (int round = 0; round < 2; ++round) {
            for (const char* login : {"clara", "max", "wang"}) office.exchange(login);
        }
    }

    void change(const std::string& login, const std::vector<std::string>& assignments) {
        office.pass(minute_ms);
        REQUIRE(office.change(login, "lease", lease, assignments).has_value());
    }

    std::string shown(const std::string& login, std::string_view field) {
        return office.shown(login, "lease", lease, field);
    }

    void check_both(std::string_view field, const std::string& due) {
        CHECK(shown("clara", field) == due);
        CHECK(shown("max", field) == due);
    }

    TemporaryDirectory directory;
    Office office;
    RowId lease;
    RowId part;
};

Result<desk::ListPage> listed(desk::Desk& desk, const std::string& where,
                              const std::string& search) {
    desk::ListRequest request;
    request.where = where;
    request.search = search;
    return desk.list(*desk.catalogue().entity("lease"), request);
}

}  // namespace

TEST_CASE("an entity that no code knows arrives whole, every kind of field, child included") {
    LeaseOffice f;
    for (const auto& [field, due] : Office::Texts{{"title", "叉车"},
                                                  {"terms", "第一条\n第二条\n第三条"},
                                                  {"months", "12"},
                                                  {"deposit", "500.00"},
                                                  {"used_m", "1000"},
                                                  {"checked_on", "2026-11-01"},
                                                  {"handed_at", "2026-11-02T08:00:00.000Z"},
                                                  {"quality", "fine"},
                                                  {"status", "draft"},
                                                  {"ends_on", "2027-11-01"}}) {
        CHECK(f.shown("max", field) == due);
        CHECK(f.shown("clara", field) == due);
    }
    for (const char* field : {"insured", "customer", "about", "marks", "branch", "owner"}) {
        CHECK_FALSE(f.shown("max", field).empty());
        CHECK(f.shown("max", field) == f.shown("clara", field));
    }
    CHECK(f.shown("max", "number").starts_with("SHA-"));
    CHECK(f.office.shown("max", "lease_part", f.part, "pieces") == "2");
    CHECK(desk::status_of(f.office.desk("clara")).pending == 0);
    CHECK(hub::verify(f.office.hub_database(), lease_catalogue()).sound());
}

TEST_CASE("a desk that does not know an entity yet agrees with head office about the others") {
    LeaseOffice f;
    f.office.add("otto", "manager", &domain::catalogue());
    f.change("max", {"title=新叉车"});
    const RowId customer = f.office.create("max", "customer", {{"name", "乙公司"}});
    f.level();
    f.office.exchange("otto");
    CHECK(f.office.shown("otto", "customer", customer, "name") == "乙公司");
    REQUIRE(f.office.change("otto", "customer", customer, {"name=丙公司"}).has_value());
    f.office.desk("otto").replica().ask_for_check();
    for (int round = 0; round < 3; ++round) f.office.exchange("otto");
    CHECK(desk::status_of(f.office.desk("otto")).self_check == "ok");
    f.level();
    CHECK(f.office.shown("max", "customer", customer, "name") == "丙公司");
}

TEST_CASE("a desk whose program learns of an entity is sent what it has missed") {
    LeaseOffice f;
    f.office.add("otto", "manager", &domain::catalogue());
    f.change("max", {"title=新叉车"});
    f.level();
    f.office.exchange("otto");
    f.office.upgrade("otto");
    for (int round = 0; round < 3; ++round) f.office.exchange("otto");
    CHECK(f.shown("otto", "title") == "新叉车");
    CHECK(f.office.shown("otto", "lease_part", f.part, "what") == "电池");
    CHECK_FALSE(f.office.desk("otto").replica().is_loading());
    f.office.desk("otto").replica().ask_for_check();
    f.office.exchange("otto");
    CHECK(desk::status_of(f.office.desk("otto")).self_check == "ok");
}

TEST_CASE("head office of an older catalogue refuses what it does not know, and takes the rest") {
    const TemporaryDirectory directory;
    Office office(domain::catalogue(), directory.path());
    office.add("max", "manager");
    office.add("neo", "manager", &lease_catalogue());
    const RowId customer = office.create("neo", "customer", {{"name", "甲公司"}});
    const RowId lease =
        office.create("neo", "lease", {{"title", "叉车"}, {"ends_on", "2027-11-01"}});
    for (int round = 0; round < 2; ++round) {
        for (const char* login : {"neo", "max"}) office.exchange(login);
    }
    CHECK(office.shown("max", "customer", customer, "name") == "甲公司");
    CHECK_FALSE(office.desk("neo").show({test::lease::spec.spec.id, lease}).has_value());
    const auto refused = desk::refused_items(office.desk("neo"));
    REQUIRE(refused.size() == 1);
    CHECK(refused.front().error.code == Code::unknown_field);  // "… does not know it yet"
    office.desk("neo").replica().ask_for_check();
    office.exchange("neo");
    CHECK(desk::status_of(office.desk("neo")).self_check == "ok");
}

TEST_CASE("concurrent changes of an entity that no code knows merge by the declared rules") {
    LeaseOffice f;
    f.change("clara", {"title=叉车一号", "used_m+=5", "marks+=C", "checked_on=2026-11-10",
                       "terms=第一条改\n第二条\n第三条"});
    f.change("max", {"title=叉车二号", "used_m+=7", "marks+=D", "checked_on=2026-11-05",
                     "terms=第一条\n第二条\n第三条改"});
    f.level();
    f.check_both("title", "叉车二号");  // the later one
    f.check_both("used_m", "1012");
    f.check_both("checked_on", "2026-11-10");
    f.check_both("terms", "第一条改\n第二条\n第三条改");
    f.check_both("marks", "A;B;C;D");
    const auto settled = desk::settled_cases(f.office.desk("clara"), 10);
    REQUIRE_FALSE(settled.empty());
    CHECK(settled.front().mine->text(f.office.entity("lease").field("title")->id) == "叉车一号");
    for (const char* login : {"clara", "max"}) {
        CHECK(desk::check(f.office.desk(login)).sound());
        CHECK_FALSE(desk::status_of(f.office.desk(login)).needs_attention());
    }
}

TEST_CASE("a field that asks makes a case, and resolving it settles all desks") {
    LeaseOffice f;
    f.change("clara", {"deposit=600.00"});
    f.change("max", {"deposit=700.00"});
    f.level();
    f.check_both("deposit", "600.00");  // the hub's value stands until a person decides
    const auto cases = desk::open_cases(f.office.desk("clara"));
    REQUIRE(cases.size() == 1);
    CHECK(cases.front().field->name == "deposit");
    CHECK(desk::open_cases(f.office.desk("max")).size() == 1);
    REQUIRE(desk::resolve_case(f.office.desk("max"), desk::open_cases(f.office.desk("max"))[0],
                               {"mine"})
                .has_value());
    f.level();
    f.check_both("deposit", "700.00");
    CHECK(desk::open_cases(f.office.desk("clara")).empty());
    CHECK(desk::open_cases(f.office.desk("max")).empty());
}

TEST_CASE("nobody grants what has changed since he saw it, nor what he wrote himself") {
    LeaseOffice f;
    REQUIRE(f.office.step("clara", "lease", f.lease, "submit").has_value());
    f.level();
    CHECK(f.office.step("clara", "lease", f.lease, "grant").error().code == Code::right);
    // Clara changes what the step covers while Max, who does not see it, grants.
    f.change("clara", {"months=24"});
    REQUIRE(f.office.step("max", "lease", f.lease, "grant").has_value());
    f.level();
    f.check_both("status", "submitted");
    auto refused = desk::refused_items(f.office.desk("max"));
    REQUIRE(refused.size() == 1);
    CHECK(refused.front().error.code == Code::changed_since_seen);
    REQUIRE(desk::discard(f.office.desk("max"), refused.front()).has_value());
    // The same with the child, which the step covers too.
    REQUIRE(f.office.change("clara", "lease_part", f.part, {"pieces=3"}).has_value());
    REQUIRE(f.office.step("max", "lease", f.lease, "grant").has_value());
    f.level();
    refused = desk::refused_items(f.office.desk("max"));
    REQUIRE(refused.size() == 1);
    CHECK(refused.front().error.code == Code::changed_since_seen);
    REQUIRE(desk::discard(f.office.desk("max"), refused.front()).has_value());
    REQUIRE(f.office.step("max", "lease", f.lease, "grant").has_value());
    f.level();
    f.check_both("status", "granted");
    CHECK(f.office.change("clara", "lease", f.lease, {"deposit=1.00"}).error().code ==
          Code::frozen);
}

TEST_CASE("a step needs its child, and who wrote a row does not approve it") {
    LeaseOffice f;
    const RowId empty = f.office.create("max", "lease", {{"title", "空"}});
    CHECK(f.office.step("max", "lease", empty, "submit").error().code == Code::guard);
    f.office.create("max", "lease_part",
                    {{"lease", to_text(empty)}, {"what", "座椅"}, {"pieces", "1"}});
    REQUIRE(f.office.step("max", "lease", empty, "submit").has_value());
    f.level();
    CHECK(f.office.step("max", "lease", empty, "grant").error().code == Code::four_eyes);
}

TEST_CASE("rights of an entity that no code knows hold at the desk and at the hub") {
    LeaseOffice f;
    CHECK(f.office.change("wang", "lease", f.lease, {"title=改"}).error().code == Code::right);
    CHECK(f.office.change("clara", "lease", f.lease, {"cost=1.00"}).has_value() == false);
    // Clara loses her role while her change waits: only the hub can know.
    f.change("clara", {"title=晚了"});
    REQUIRE(f.office.admin().set_user("clara", "warehouse", "SHA").has_value());
    f.level();
    const auto refused = desk::refused_items(f.office.desk("clara"));
    REQUIRE(refused.size() == 1);
    CHECK(refused.front().error.code == Code::right);
    CHECK(refused.front().entity->name == "lease");
    f.check_both("title", "叉车");
}

TEST_CASE("a confidential field of an entity that no code knows stays with its readers") {
    LeaseOffice f;
    f.change("max", {"cost=1234.50"});
    f.level();
    const schema::EntitySpec& entity = f.office.entity("lease");
    const schema::FieldId cost = entity.field("cost")->id;
    CHECK(f.shown("max", "cost") == "1234.50");
    for (const char* login : {"clara", "wang"}) {
        desk::Desk& desk = f.office.desk(login);
        const auto details = desk.show({entity.id, f.lease});
        REQUIRE(details.has_value());
        for (const schema::FieldSpec* field : details->row.fields) CHECK(field->id != cost);
        // Nor does it lie in his file, where others would look for it.
        CHECK(desk.replica().rows().get(entity.id, f.lease)->values.find(cost) == nullptr);
        CHECK_FALSE(listed(desk, "cost > 1.00", "").has_value());
    }
}

TEST_CASE("an entity that no code knows is filtered, sorted, paged and searched") {
    LeaseOffice f;
    for (int i = 1; i <= 5; ++i) {
        f.office.create("clara", "lease",
                        {{"title", "仓位" + std::to_string(i)},
                         {"months", std::to_string(i)},
                         {"deposit", std::to_string(i * 100) + ".00"}});
    }
    f.level();
    desk::Desk& desk = f.office.desk("wang");
    const schema::EntitySpec& entity = f.office.entity("lease");
    const schema::FieldId title = entity.field("title")->id;
    desk::ListRequest request;
    request.where = "months <= 5 and deposit >= 200.00 and customer = null";
    request.sort = "months:desc";
    request.limit = 3;
    auto page = desk.list(entity, request);
    REQUIRE(page.has_value());
    REQUIRE(page->rows.size() == 3);
    CHECK(page->rows.front().values.text(title) == "仓位5");
    request.after = page->next;
    page = desk.list(entity, request);
    REQUIRE(page.has_value());
    REQUIRE(page->rows.size() == 1);
    CHECK(page->rows.front().values.text(title) == "仓位2");
    CHECK(page->next.empty());
    page = listed(desk, "", "仓位3");
    REQUIRE(page.has_value());
    REQUIRE(page->rows.size() == 1);
    CHECK(page->rows.front().values.text(title) == "仓位3");
    // Through the reference, for who may read what it refers to.
    const std::string through = "customer.name = \"甲公司\"";
    CHECK(listed(f.office.desk("clara"), through, "")->rows.size() == 1);
    CHECK(listed(desk, through, "")->rows.empty());
}

TEST_CASE("an entity that no code knows goes through a table file and back without a change") {
    LeaseOffice f;
    desk::Desk& max = f.office.desk("max");
    const schema::EntitySpec& entity = f.office.entity("lease");
    std::string text;
    const auto rows =
        desk::export_table(max, entity, {}, [&](std::string_view piece) { text += piece; });
    REQUIRE(rows.has_value());
    CHECK(*rows == 1);
    auto report = desk::import_table(max, entity, text, {});
    REQUIRE(report.has_value());
    CHECK(report->refused == 0);
    CHECK(report->imported + report->updated == 0);
    CHECK(report->unchanged == 1);
    // Changed in the file: an update of this row and of its part, and nothing else.
    const auto replace = [&](const std::string& from, const std::string& to) {
        REQUIRE(text.find(from) != std::string::npos);
        text.replace(text.find(from), from.size(), to);
    };
    replace("500.00", "800.00");
    replace("电池", "充电器");
    report = desk::import_table(max, entity, text, {});
    REQUIRE(report.has_value());
    CHECK(report->updated == 1);
    f.level();
    f.check_both("deposit", "800.00");
    CHECK(f.office.shown("clara", "lease_part", f.part, "what") == "充电器");
}

TEST_CASE("changes of an entity that no code knows are undone, deleted and remembered") {
    LeaseOffice f;
    f.change("clara", {"title=试"});
    REQUIRE(f.office.desk("clara").undo().has_value());
    CHECK(f.shown("clara", "title") == "叉车");
    f.change("clara", {"title=改了"});
    f.level();
    desk::Desk& max = f.office.desk("max");
    const schema::EntitySpec& entity = f.office.entity("lease");
    bool told = false;
    for (const auto& line : desk::history_of(max.replica(), {entity.id, f.lease})) {
        told = told || (line.field != nullptr && line.field->name == "title");
    }
    CHECK(told);
    REQUIRE(max.erase({entity.id, f.lease}).has_value());
    f.level();
    CHECK_FALSE(f.office.desk("clara").show({entity.id, f.lease}).has_value());
    CHECK(f.office.desk("wang").list(f.office.entity("lease_part"), {})->rows.empty());
    CHECK(hub::verify(f.office.hub_database(), lease_catalogue()).sound());
}
