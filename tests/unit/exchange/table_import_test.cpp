#include "exchange/table_import.h"

#include <doctest/doctest.h>

#include <string>

#include "base/civil.h"
#include "exchange/sample_catalogue.h"

using namespace branchline;
using namespace branchline::exchange;
using namespace std::string_literals;
using sample::import_text;
using sample::plan_of;
namespace client = branchline::exchange::sample::client;
namespace order = branchline::exchange::sample::order;

namespace {

std::string targets(const ImportPlan& plan) {
    std::string names;
    for (const ImportColumn& column : plan.columns) {
        names +=
            std::to_string(column.index) + ":" + target_name(column.target, *plan.entity) + " ";
    }
    return names;
}

}  // namespace

TEST_CASE("columns are found by name and label, the others are listed") {
    const auto plan = plan_of(client::spec, {"名称", "Tax ID", "客户经理", "", "营业额", "id"});
    REQUIRE(plan.has_value());
    CHECK(targets(*plan) == "0:name 1:tax_id 5:id ");
    REQUIRE(plan->unused.size() == 2);
    CHECK(plan->unused[0].heading == "客户经理");
    CHECK(plan->unused[0].why == Unused::unknown);
    CHECK(plan->unused[1].why == Unused::not_written);
    CHECK_FALSE(unused_label(plan->unused[1].why).zh.empty());
    CHECK(plan->absent_required.empty());
    CHECK_FALSE(plan->has_children);
}

TEST_CASE("absent required fields are told, because only new rows need them") {
    const auto plan = plan_of(client::spec, {"number", "needs"});
    REQUIRE(plan.has_value());
    REQUIRE(plan->absent_required.size() == 1);
    CHECK(plan->absent_required.front() == &client::name.spec);
}

TEST_CASE("a mapping names columns by heading or place and wins over headings") {
    const auto plan = plan_of(client::spec, {"客户全称", "名称", "", "Phone"},
                              {{"name", " 客户全称"}, {"税号", "#3"}, {"fax", "phone"}});
    REQUIRE(plan.has_value());
    CHECK(targets(*plan) == "0:name 2:tax_id 3:fax ");
    REQUIRE(plan->unused.size() == 1);
    CHECK(plan->unused.front().why == Unused::mapped_away);
}

TEST_CASE("what is remembered of another file is passed over where it does not fit this one") {
    const auto remembered = [](const char* field, const char* column) {
        return Mapping{field, column, true};
    };
    const auto plan = plan_of(client::spec, {"Kunde", "税号", "x"},
                              {remembered("name", "kunde"), remembered("name", "x"),
                               remembered("nose", "x"), remembered("needs", "gone")});
    REQUIRE(plan.has_value());
    CHECK(targets(*plan) == "0:name 1:tax_id ");
    REQUIRE(plan->unused.size() == 1);
    CHECK(plan->unused.front().heading == "x");
    // It wins over headings, as any other.
    const auto both = plan_of(client::spec, {"name", "Kunde"}, {remembered("name", "Kunde")});
    REQUIRE(both.has_value());
    CHECK(targets(*both) == "1:name ");
}

TEST_CASE("one column may fill two fields") {
    const auto plan = plan_of(client::spec, {"x"}, {{"name", "x"}, {"tax_id", "x"}});
    REQUIRE(plan.has_value());
    CHECK(targets(*plan) == "0:name 0:tax_id ");
}

TEST_CASE("a header that cannot be used is refused with the reason") {
    const auto code = [](const Result<ImportPlan>& plan) {
        REQUIRE_FALSE(plan.has_value());
        return plan.error().code;
    };
    CHECK(code(plan_of(client::spec, {"a", "b"})) == Code::bad_header);
    CHECK(code(plan_of(client::spec, {})) == Code::bad_header);
    CHECK(code(plan_of(client::spec, {"名称", "x"}, {{"nose", "x"}})) == Code::unknown_field);
    CHECK(code(plan_of(client::spec, {"名称", "x"}, {{"tax_id", "y"}})) == Code::bad_header);
    CHECK(code(plan_of(client::spec, {"名称", "x", "y"}, {{"tax_id", "x"}, {"税号", "y"}})) ==
          Code::bad_header);
    CHECK(code(plan_of(client::spec, {"名称", "phone"})) == Code::ambiguous);
    CHECK(code(plan_of(client::spec, {"名称", "x"}, {{"phone", "x"}})) == Code::ambiguous);
    CHECK(code(plan_of(sample::ledger::spec, {"words"})) == Code::right);
    const auto twice = plan_of(client::spec, {"名称", "税号", "name"});
    CHECK(code(twice) == Code::bad_header);
    CHECK(twice.error().where == "name");
    CHECK(twice.error().fields == std::vector<std::string>{"名称", "name"});
    CHECK(twice.error().message(Lang::zh).find("名称") != std::string::npos);
}

TEST_CASE("cells become values, empty ones leave the field alone") {
    const auto imported =
        import_text(client::spec,
                    "number,名称,需求,人数,重点客户,信用额度,常用包裹,合作日期,上次联系,等级,状态,"
                    "标签,上级客户\n"
                    "C-1,测试客户00001,\"冷藏\r\n易碎\",\"1,200\",是,\"￥1,000.50\",500g,2026/11/3,"
                    "2026/11/3 8:30,B级,潜在,冷链; 易碎;;冷链,样例物流\n"
                    "C-2, ,,,,,,,,,,,\n");
    REQUIRE(imported.rows.size() == 2);
    const ImportRow& row = imported.rows.front();
    for (const Refusal& refusal : row.refusals) MESSAGE(refusal.message(Lang::en));
    REQUIRE(row.refusals.empty());
    CHECK(row.own.line == 2);
    CHECK(row.own.number == "C-1");
    CHECK_FALSE(row.own.id.has_value());
    const schema::Record& fields = row.own.fields;
    CHECK(fields.text(client::name.spec.id) == "测试客户00001");
    CHECK(fields.text(client::needs.spec.id) == "冷藏\n易碎");
    CHECK(fields.integer(client::staff.spec.id) == 1200);
    CHECK(fields.integer(client::vip.spec.id) == 1);
    CHECK(fields.integer(client::credit_limit.spec.id) == 100050);
    CHECK(fields.integer(client::parcel_g.spec.id) == 500);
    CHECK(fields.integer(client::since.spec.id) == parse_date("2026-11-03"));
    CHECK(fields.integer(client::called_at.spec.id) == parse_instant("2026-11-03T00:30:00Z"));
    CHECK(fields.integer(client::grade.spec.id) == 2);
    CHECK(fields.set_of(client::tags.spec.id).size() == 2);
    CHECK(fields.find(client::number.spec.id) == nullptr);
    CHECK(fields.find(client::status.spec.id) == nullptr);
    CHECK(row.own.state == schema::Value(std::int64_t{1}));
    REQUIRE(row.own.refs.size() == 1);
    CHECK(row.own.refs.front().field == &client::parent.spec);
    CHECK(row.own.refs.front().text == "样例物流");
    CHECK(row.own.refs.front().column == "上级客户");

    CHECK(imported.rows.back().own.number == "C-2");
    CHECK(imported.rows.back().own.fields.size() == 0);
    CHECK(imported.rows.back().refusals.empty());
}

TEST_CASE("all faults of a line are told at once, with heading and value") {
    const auto imported = import_text(client::spec,
                                      "id,名称,人数,合作日期,税号,等级\n"
                                      "12x,好名字,-5,昨天,123456789012345678901,Z\n");
    REQUIRE(imported.rows.size() == 1);
    const auto& refusals = imported.rows.front().refusals;
    REQUIRE(refusals.size() == 5);
    CHECK(refusals[0].column == "id");
    CHECK(refusals[1].column == "人数");
    CHECK(refusals[1].error.code == Code::limit);
    CHECK(refusals[1].error.detail == "-5: -5 < 0");
    CHECK(refusals[2].error.code == Code::bad_value);
    CHECK(refusals[2].error.detail == "昨天");
    CHECK(refusals[2].line == 2);
    CHECK(refusals[2].message(Lang::zh).find("合作日期") != std::string::npos);
    CHECK(refusals[3].error.detail == "123456789012345678901: 21 > 20");
    CHECK(refusals[4].error.detail == "Z");
}

TEST_CASE("a long value is shown by its beginning") {
    std::string text = "名称\n";
    for (int i = 0; i < 300; ++i) text += "长";
    const auto imported = import_text(client::spec, text);
    const auto& refusals = imported.rows.front().refusals;
    REQUIRE(refusals.size() == 1);
    CHECK(refusals.front().error.detail.size() == 60 * 3 + 3 + std::string(": 300 > 200").size());
}

TEST_CASE("a filled cell without a heading means a shifted line") {
    const auto imported = import_text(client::spec,
                                      "名称,税号,\n"
                                      "a,1,\n"
                                      "b,2\n"
                                      "c\n"
                                      "d,3,,\n"
                                      "e,f,4\n"
                                      "g,5,,h\n");
    REQUIRE(imported.rows.size() == 6);
    for (std::size_t i = 0; i < 4; ++i) CHECK(imported.rows[i].refusals.empty());
    REQUIRE(imported.rows[4].refusals.size() == 1);
    CHECK(imported.rows[4].refusals.front().reason == Fault::cell_without_heading);
    CHECK(imported.rows[4].refusals.front().column == "#3");
    CHECK(imported.rows[5].refusals.front().column == "#4");
}

TEST_CASE("only text cells lose the guard of our own exports") {
    const auto imported = import_text(client::spec,
                                      "编号,名称,税号,人数,上级客户,标签\n"
                                      "'-1,'=样例,''=x,5,'@物流,'+甲;乙\n"
                                      ",'普通,x,'-5,y,z\n");
    REQUIRE(imported.rows.size() == 2);
    const ImportCells& own = imported.rows.front().own;
    CHECK(own.number == "-1");
    CHECK(own.fields.text(client::name.spec.id) == "=样例");
    CHECK(own.fields.text(client::tax_id.spec.id) == "'=x");
    CHECK(own.refs.front().text == "@物流");
    CHECK(schema::set_contains(own.fields.set_of(client::tags.spec.id), "+甲"));
    CHECK(imported.rows[1].own.fields.text(client::name.spec.id) == "'普通");
    REQUIRE(imported.rows[1].refusals.size() == 1);
    CHECK(imported.rows[1].refusals.front().column == "人数");
}

TEST_CASE("a child's column for its parent is not needed and not used") {
    const auto plan = plan_of(order::spec, {"客户", "货物明细.订单", "货物明细.品名"});
    REQUIRE(plan.has_value());
    CHECK(targets(*plan) == "0:customer 2:order_line.cargo ");
    CHECK(plan->unused.front().why == Unused::is_parent);
    CHECK(plan->has_children);
}
