#include "cli/verbs.h"

#include <doctest/doctest.h>

#include <fstream>

#include "cli/cli_desk.h"

using namespace branchline;
using namespace branchline::test;

namespace {

void write(const CliDesk& desk, const std::string& name, const std::string& text) {
    std::ofstream(desk.fixture.directory.path() + "/" + name) << text;
}

}  // namespace

TEST_CASE("new prints id and number, show the row in the shapes of the contract") {
    CliDesk desk(schema::Role::manager);
    const Printed made = desk.run("new", {"customer", "name=甲", "credit_limit=1000.00",
                                          "verified_on=2026-11-23", "tags+=重点"});
    REQUIRE(made.exit_code == 0);
    CHECK(made.json()["number"] == "SHA-2611-K7-00001");
    const Printed shown = desk.run("show", {"customer", "甲", "--history"});
    REQUIRE(shown.exit_code == 0);
    const auto row = shown.json()["row"];
    CHECK(row["id"] == made.json()["id"]);
    CHECK(row["credit_limit"] == "1000.00");
    CHECK(row["verified_on"] == "2026-11-23");
    CHECK(row["tags"] == cli::Json::array({"重点"}));
    CHECK(row["status"] == "prospect");
    CHECK(row["short_name"].is_null());
    CHECK(row["branch"] == to_text(desk.fixture.branch));
    // What managers may not read is not there at all.
    CHECK_FALSE(row.contains("bank_account"));
    CHECK(shown.json()["children"]["contact"].is_array());
    const auto history = shown.json()["history"];
    REQUIRE(history.size() > 3);
    for (const char* key : {"at", "by", "device", "field", "old", "new", "via"}) {
        CHECK(history[0].contains(key));
    }
    CHECK(history[0]["at"] == "2026-11-23T08:15:00.000Z");
}

TEST_CASE("new takes a whole record with its children from a file") {
    CliDesk desk;
    desk.run("new", {"customer", "name=甲"});
    write(desk, "order.json",
          R"({"customer":"甲","lane_from":"上海","hold":true,"agreed_price":12.5,
              "order_line":[{"cargo":"布","pieces":3,"weight_g":1200},{"cargo":"纸"}]})");
    const Printed made = desk.run("new", {"order", "--from", "order.json", "lane_to=成都"});
    REQUIRE(made.exit_code == 0);
    const auto shown = desk.run("show", {"order", made.json()["number"]}).json();
    CHECK(shown["children"]["order_line"].size() == 2);
    CHECK(shown["row"]["hold"] == true);
    CHECK(shown["row"]["agreed_price"] == "12.50");
    CHECK(shown["row"]["lane_to"] == "成都");
    CHECK(shown["row"]["total_pieces"] == 3);
    CHECK(shown["row"]["total_weight_g"] == 1200);
    write(desk, "wrong.json", "{");
    CHECK(desk.run("new", {"order", "--from", "wrong.json"}).json()["error"]["code"] == "bad_file");
}

TEST_CASE("set, do and delete print the row and the group") {
    CliDesk desk;
    desk.run("new", {"customer", "name=甲"});
    const Printed set = desk.run("set", {"customer", "甲", "short_name=一", "tags+=重点"});
    REQUIRE(set.exit_code == 0);
    CHECK(set.json()["group"].is_string());
    CHECK(desk.run("set", {"customer", "甲", "short_name=一"}).json()["group"].is_null());
    CHECK(desk.run("set", {"customer", "甲", "short_name=null"}).exit_code == 0);
    CHECK(desk.run("do", {"customer", "甲", "block", "block_reason=拖欠"}).exit_code == 0);
    CHECK(desk.run("do", {"customer", "甲", "unblock"}).exit_code == 0);
    CHECK(desk.run("undo", {}).exit_code == 0);
    CHECK(desk.run("delete", {"customer", "甲"}).json()["error"]["code"] == "not_deletable");
}

TEST_CASE("refusals end with code 1, unknown names with code 2") {
    CliDesk desk;
    desk.run("new", {"customer", "name=甲"});
    CHECK(desk.run("new", {"customer"}).exit_code == 1);
    CHECK(desk.run("new", {"customer"}).json()["error"]["fields"][0] == "name");
    CHECK(desk.run("new", {"nothing"}).exit_code == 2);
    CHECK(desk.run("new", {"customer", "nothing=1"}).exit_code == 2);
    CHECK(desk.run("set", {"customer", "乙", "name=丙"}).exit_code == 1);
    CHECK(desk.run("set", {"customer", "甲", "size=巨大"}).exit_code == 1);
    CHECK(desk.run("set", {"customer", "甲", "grade=A"}).exit_code == 1);
    CHECK(desk.run("do", {"customer", "甲", "fly"}).exit_code == 2);
    CHECK(desk.run("do", {"customer", "甲", "unblock"}).exit_code == 1);
    CHECK(desk.run("list", {"customer", "--where", "name ="}).exit_code == 1);
    CHECK(desk.run("list", {"customer", "--limit", "0"}).exit_code == 1);
    CHECK(desk.run("list", {"customer", "--limit", "x"}).exit_code == 2);
    CHECK(desk.run("undo", {"x"}).exit_code == 1);
}

TEST_CASE("list prints rows and a cursor, and every entity can be listed") {
    CliDesk desk;
    for (int i = 0; i < 3; ++i) desk.run("new", {"customer", "name=客户" + std::to_string(i)});
    const Printed first = desk.run("list", {"customer", "--limit", "2", "--sort", "name:desc"});
    REQUIRE(first.exit_code == 0);
    CHECK(first.json()["rows"].size() == 2);
    CHECK(first.json()["rows"][0]["name"] == "客户2");
    const std::string next = first.json()["next"];
    const Printed second =
        desk.run("list", {"customer", "--limit", "2", "--sort", "name:desc", "--after", next});
    CHECK(second.json()["rows"].size() == 1);
    CHECK(second.json()["next"].is_null());
    CHECK(desk.run("list", {"customer", "--search", "客户1"}).json()["rows"].size() == 1);
    for (const schema::EntitySpec* entity : desk.fixture.desk().catalogue().entities()) {
        const Printed each = desk.run("list", {std::string(entity->name)});
        CHECK(each.exit_code == 0);
        CHECK(each.json()["rows"].is_array());
        CHECK(desk.run("list", {std::string(entity->name)}, false).exit_code == 0);
    }
}

TEST_CASE("import reports refusals, export writes what import reads") {
    CliDesk desk;
    write(desk, "in.csv", "客户名,税号\n甲,T1\n,T2\n");
    const Printed report = desk.run("import", {"customer", "in.csv", "--map", "name=客户名"});
    CHECK(report.exit_code == 1);
    CHECK(report.json()["imported"] == 1);
    CHECK(report.json()["refused"] == 1);
    CHECK(report.json()["refusals"][0]["line"] == 3);
    CHECK(report.json()["refusals"][0]["code"] == "required");
    CHECK(desk.run("export", {"customer", "out.csv"}).json()["exported"] == 1);
    const Printed again = desk.run("import", {"customer", "out.csv"});
    CHECK(again.exit_code == 0);
    CHECK(again.json()["unchanged"] == 1);
    CHECK(desk.run("import", {"customer", "none.csv"}).exit_code == 1);
    CHECK(desk.run("export", {"customer", "out.xlsx"}).exit_code == 2);
}

TEST_CASE("status tells everything that scripts may ask it, also on a fresh desk") {
    CliDesk desk;
    const auto told = desk.run("status", {}).json();
    for (const char* key :
         {"pending", "conflicts", "attention", "last_sync", "epoch", "sequence", "encrypted",
          "self_check", "in_flight", "deferred", "last_contact", "accepted", "merged", "bytes_up",
          "bytes_down", "data_age_s", "last_error"}) {
        CAPTURE(key);
        CHECK(told.contains(key));
    }
    CHECK(told["pending"] == 0);
    CHECK(told["encrypted"].is_boolean());
    const auto check = told["self_check"].get<std::string>();
    CHECK((check == "ok" || check == "mismatch" || check == "unknown"));
}

TEST_CASE("status, conflicts and attention end with code 4 while something waits for a person") {
    CliDesk desk;
    const Printed calm = desk.run("status", {});
    CHECK(calm.exit_code == 0);
    for (const char* key : {"pending", "conflicts", "attention", "last_sync", "epoch", "sequence",
                            "encrypted", "self_check"}) {
        CHECK(calm.json().contains(key));
    }
    CHECK(desk.run("conflicts", {}).exit_code == 0);
    desk.run("new", {"customer", "name=甲"});
    CHECK(desk.run("status", {}).json()["pending"] == 1);
    desk.fixture.reject_all(Code::right);
    CHECK(desk.run("status", {}).exit_code == 4);
    const Printed attention = desk.run("attention", {});
    CHECK(attention.exit_code == 4);
    const auto item = attention.json()["rows"][0];
    CHECK(item["entity"] == "customer");
    CHECK(item["code"] == "right");
    CHECK(desk.run("check", {}).exit_code == 4);
    CHECK(desk.run("new", {"customer", "name=乙"}).exit_code == 0);
    CHECK(desk.run("attention", {"show", item["id"]}).exit_code == 0);
    CHECK(desk.run("attention", {"discard", item["id"]}).exit_code == 0);
    CHECK(desk.run("attention", {}).exit_code == 0);
    CHECK(desk.run("attention", {"fly", "x"}).exit_code == 2);
}

TEST_CASE("a conflict is listed with all its values and resolved by one of them") {
    CliDesk desk(schema::Role::finance);
    const RowId customer = desk.fixture.arrive(
        "customer",
        {{"name", "甲"}, {"branch", "SHA"}, {"owner", "li"}, {"credit_limit", "1000.00"}});
    desk.run("set", {"customer", "甲", "credit_limit=2000.00"});
    desk.fixture.merge_into_case("customer", customer, "credit_limit", "3000.00");
    const Printed listed = desk.run("conflicts", {});
    CHECK(listed.exit_code == 4);
    const auto kase = listed.json()["rows"][0];
    CHECK(kase["base"] == "1000.00");
    CHECK(kase["mine"] == "2000.00");
    CHECK(kase["theirs"] == "3000.00");
    CHECK(kase["current"] == "3000.00");
    CHECK(kase["open"] == true);
    CHECK(kase["proposals"][0]["value"] == "2000.00");
    CHECK(desk.run("conflicts", {"resolve", kase["id"]}).exit_code == 2);
    CHECK(desk.run("conflicts", {"resolve", kase["id"], "--take", "mine"}).exit_code == 0);
    CHECK(desk.run("conflicts", {}).exit_code == 0);
}

TEST_CASE("every command is listed and run by its name") {
    CliDesk desk;
    const Printed listed = desk.run("commands", {});
    CHECK(listed.exit_code == 0);
    CHECK(listed.json()["commands"].size() > 20);
    CHECK(desk.run("run", {"customer.create", "name=甲"}).json()["number"].is_string());
    CHECK(desk.run("run", {"fly"}).exit_code == 2);
    CHECK(desk.run("run", {"check"}).exit_code == 0);
    CHECK(desk.run("commands", {"customer", "甲"}).json()["commands"].size() > 3);
}
