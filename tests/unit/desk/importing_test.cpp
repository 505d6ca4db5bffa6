#include "desk/importing.h"

#include <doctest/doctest.h>

#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;

namespace {

desk::ImportReport import(DeskFixture& f, const std::string& entity, const std::string& text,
                          const desk::ImportOptions& options = {}) {
    auto report = desk::import_table(f.desk(), f.entity(entity), text, options);
    REQUIRE(report.has_value());
    return *report;
}

std::string exported(DeskFixture& f, const std::string& entity, const std::string& where = {}) {
    std::string text;
    desk::ExportOptions options;
    options.where = where;
    const auto rows = desk::export_table(f.desk(), f.entity(entity), options,
                                         [&](std::string_view part) { text += part; });
    REQUIRE(rows.has_value());
    return text;
}

}  // namespace

TEST_CASE("good rows are kept, bad ones refused with line, column and reason") {
    DeskFixture f;
    const auto report = import(f, "customer",
                               "名称,税号,规模\n"
                               "甲,T1,large\n"
                               ",T2,large\n"
                               "丙,T3,巨大\n"
                               "丁,T4,小型\n");
    CHECK(report.imported == 2);
    CHECK(report.refused == 2);
    REQUIRE(report.refusals.size() == 2);
    CHECK(report.refusals[0].line == 3);
    CHECK(report.refusals[0].error.code == Code::required);
    CHECK(report.refusals[1].line == 4);
    CHECK(report.refusals[1].column == "规模");
    CHECK(f.replica().log().count(store::LoggedGroup::Stage::waiting) == 2);
}

TEST_CASE("a row whose number or id is there updates it, every other is new") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    const auto report = import(f, "customer",
                               "number,name,short_name\n" + customer.number + ",甲,简\n" +
                                   "OLD-1,乙,二\n" + "OLD-1,乙,三\n");
    CHECK(report.updated == 2);
    CHECK(report.imported == 1);
    CHECK(report.refused == 0);
    const auto old = f.desk().lookup().find(f.entity("customer"), "OLD-1");
    REQUIRE(old.has_value());
    const auto row = f.replica().rows().get(f.entity("customer").id, *old);
    CHECK(row->values.text(f.entity("customer").field("short_name")->id) == "三");
    const auto by_id = import(f, "customer", "id,name\n" + to_text(customer.id) + ",甲甲\n");
    CHECK(by_id.updated == 1);
}

TEST_CASE("children come with their parent, wholly or not at all") {
    DeskFixture f;
    f.create("customer", {{"name", "甲"}});
    const auto report = import(f, "order",
                               "row_group,customer,lane_from,order_line.cargo,order_line.pieces\n"
                               "1,甲,上海,布,3\n"
                               "1,,,纸,4\n"
                               "2,甲,上海,布,-3\n"
                               "3,没有,上海,布,3\n");
    CHECK(report.imported == 1);
    CHECK(report.refused == 2);
    CHECK(f.replica().rows().count(f.entity("order").id) == 1);
    CHECK(f.replica().rows().count(f.entity("order_line").id) == 2);
}

TEST_CASE("a trial run tells the same and changes nothing") {
    DeskFixture f;
    desk::ImportOptions options;
    options.dry_run = true;
    const auto report = import(f, "customer", "name\n甲\n乙\n", options);
    CHECK(report.imported == 2);
    CHECK(f.replica().rows().count(f.entity("customer").id) == 0);
    CHECK(f.create("customer", {{"name", "甲"}}).number == "SHA-2611-K7-00001");
}

TEST_CASE("an interrupted import leaves whole rows, says up to where, and is undone as one") {
    DeskFixture f;
    std::string text = "name\n";
    for (int i = 0; i < 500; ++i) text += "客户" + std::to_string(i) + "\n";
    desk::ImportOptions options;
    int parts = 0;
    options.go_on = [&](const desk::ImportProgress&) { return ++parts < 2; };
    const auto report = import(f, "customer", text, options);
    CHECK(report.stopped);
    CHECK(report.imported == 400);
    CHECK(report.last_line == 401);
    CHECK(f.replica().rows().count(f.entity("customer").id) == 400);
    REQUIRE(f.desk().undo().has_value());
    CHECK(f.replica().rows().count(f.entity("customer").id) == 0);
}

TEST_CASE("what was exported is imported again without a change") {
    DeskFixture f;
    f.create("customer", {{"name", "甲"}, {"tags", "重点;冷链"}, {"needs", "第一行\n第二行"}});
    const auto order = f.create("order", {{"customer", "甲"}, {"lane_from", "=上海"}});
    f.create("order_line", {{"order", order.number}, {"cargo", "布"}, {"declared_value", "12.50"}});
    f.create("order_line", {{"order", order.number}, {"cargo", "纸"}});
    for (const std::string entity : {"customer", "order"}) {
        const auto report = import(f, entity, exported(f, entity));
        CHECK(report.refused == 0);
        CHECK(report.imported == 0);
        CHECK(report.updated == 0);
        CHECK(report.unchanged == 1);
    }
    CHECK(exported(f, "order", "lane_from = nowhere").find("布") == std::string::npos);
}

TEST_CASE("an import never takes a step") {
    DeskFixture f;
    const auto report = import(f, "customer", "name,status\n甲,prospect\n乙,active\n");
    CHECK(report.imported == 1);
    REQUIRE(report.refusals.size() == 1);
    CHECK(report.refusals[0].error.code == Code::illegal_step);
}

TEST_CASE("a file whose heading is not understood is refused as a whole") {
    DeskFixture f;
    const auto report = desk::import_table(f.desk(), f.entity("customer"), "a,b\n1,2\n", {});
    REQUIRE_FALSE(report.has_value());
    CHECK(report.error().code == Code::bad_header);
}
