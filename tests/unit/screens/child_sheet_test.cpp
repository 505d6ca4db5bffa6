#include "screens/child_sheet.h"

#include <doctest/doctest.h>

#include "domain/catalogue.h"
#include "domain/order_states.h"
#include "screens/drafting.h"

using namespace branchline;
using namespace branchline::screens;
using namespace branchline::test;

namespace {

ChildSheet sheet_of(Draft& draft, std::int64_t state = domain::order::draft.id, bool may = true,
                    bool open = true) {
    return {manner(Lang::zh), entity("order_line"), draft, state, may, open};
}

std::size_t column(const ChildSheet& sheet, std::string_view name) {
    for (std::size_t i = 0; i < sheet.fields().size(); ++i) {
        if (sheet.fields()[i]->name == name) return i;
    }
    FAIL("no such column");
    return 0;
}

void put(ChildSheet& sheet, std::int64_t row, std::string_view name, std::string text) {
    const ui::GridWrite write{{row, column(sheet, name)}, std::move(text)};
    sheet.write(std::span(&write, 1));
}

std::string shown(const ChildSheet& sheet, std::int64_t row, std::string_view name) {
    return sheet.cell({row, column(sheet, name)}, {}).text;
}

Draft with_stored_line() {
    Draft draft;
    schema::Record values;
    values.set(field("order_line", "cargo").id, std::string("伺服电机"));
    values.set(field("order_line", "pieces").id, std::int64_t{24});
    values.set(field("order_line", "weight_g").id, std::int64_t{412'500});
    draft.children.push_back({entity("order_line").id, Id{7, 1}, values, {}, false});
    return draft;
}

}  // namespace

TEST_CASE("writing behind the last row makes a new one, full-width digits and commas are read") {
    Draft draft;
    ChildSheet sheet = sheet_of(draft);
    put(sheet, 0, "cargo", " 减速机总成 ");
    put(sheet, 0, "weight_g", "１,６８８.５");
    CHECK(sheet.rows() == 1);
    CHECK(shown(sheet, 0, "cargo") == "减速机总成");
    CHECK(shown(sheet, 0, "weight_g") == "1,688.5");
    CHECK(sheet.values().front().integer(field("order_line", "weight_g").id) == 1'688'500);
}

TEST_CASE("what cannot be read stays as it was typed and is marked") {
    Draft draft;
    ChildSheet sheet = sheet_of(draft);
    put(sheet, 0, "pieces", "一打");
    const ui::GridCell cell = sheet.cell({0, column(sheet, "pieces")}, {});
    CHECK(cell.text == "一打");
    CHECK_FALSE(cell.fault.empty());
}

TEST_CASE("a row in which everything was cleared again is not there to be saved") {
    Draft draft;
    ChildSheet sheet = sheet_of(draft);
    put(sheet, 0, "cargo", "x");
    put(sheet, 0, "cargo", "");
    CHECK(sheet.values().empty());
    draft.record.entity = domain::catalogue().entity("order")->id;
    for (const Fault& fault : draft.faults(manner(Lang::zh), domain::catalogue()))
        CHECK(fault.row == 0);
    CHECK_FALSE(draft.is_touched());
}

TEST_CASE("the stored text typed again is no change") {
    Draft draft = with_stored_line();
    ChildSheet sheet = sheet_of(draft);
    put(sheet, 0, "weight_g", "500");
    CHECK(draft.is_touched());
    put(sheet, 0, "weight_g", "412.5");
    CHECK_FALSE(draft.is_touched());
}

TEST_CASE("after review only figures that may still be corrected can be written") {
    Draft draft = with_stored_line();
    ChildSheet sheet = sheet_of(draft, domain::order::reviewed.id, true, false);
    put(sheet, 0, "cargo", "另一种货");
    put(sheet, 0, "declared_value", "5");
    put(sheet, 0, "pieces", "25");
    put(sheet, 1, "cargo", "新的一行");
    CHECK(shown(sheet, 0, "cargo") == "伺服电机");
    CHECK(shown(sheet, 0, "declared_value").empty());
    CHECK(shown(sheet, 0, "pieces") == "25");
    CHECK(sheet.rows() == 1);
    CHECK(sheet.is_locked({0, column(sheet, "cargo")}));
    CHECK_FALSE(sheet.is_locked({0, column(sheet, "weight_g")}));
}

TEST_CASE("once it is under way, and without the right, nothing can be written") {
    Draft draft = with_stored_line();
    const ChildSheet moving = sheet_of(draft, domain::order::in_transit.id, true, false);
    CHECK(moving.is_locked({0, column(moving, "pieces")}));
    const ChildSheet reader = sheet_of(draft, domain::order::draft.id, false, true);
    CHECK(reader.is_locked({0, column(reader, "cargo")}));
    CHECK_FALSE(reader.open());
}

TEST_CASE("erased rows are gone from the sheet and kept in the draft until it is saved") {
    Draft draft = with_stored_line();
    ChildSheet sheet = sheet_of(draft);
    put(sheet, 1, "cargo", "b");
    put(sheet, 2, "cargo", "c");
    sheet.erase(0, 1);
    CHECK(sheet.rows() == 1);
    CHECK(shown(sheet, 0, "cargo") == "c");
    REQUIRE(draft.children.size() == 2);
    CHECK(draft.children.front().erased);
}

TEST_CASE("totals count what can be read") {
    Draft draft = with_stored_line();
    ChildSheet sheet = sheet_of(draft);
    put(sheet, 1, "pieces", "6");
    put(sheet, 2, "pieces", "viele");
    CHECK(std::get<std::int64_t>(sheet.total(column(sheet, "pieces"), sheet.values())) == 30);
    CHECK(schema::is_null(sheet.total(column(sheet, "cargo"), sheet.values())));
}

TEST_CASE("a pasted table goes by its headings where it has them, else from the cell on") {
    Draft draft;
    const ChildSheet sheet = sheet_of(draft);
    const PastePlan named = sheet.plan(
        {{"件数", "货物名称", "重量(kg)", "备注"}, {"24", "电机", "412.5", "易碎"}}, {0, 3});
    CHECK(named.by_headings);
    CHECK(named.rows == 1);
    CHECK(named.unknown == "备注");
    REQUIRE(named.writes.size() == 3);
    CHECK(named.writes[0] == ui::GridWrite{{0, column(sheet, "pieces")}, "24"});
    CHECK(named.writes[1] == ui::GridWrite{{0, column(sheet, "cargo")}, "电机"});
    CHECK(named.writes[2] == ui::GridWrite{{0, column(sheet, "weight_g")}, "412.5"});

    const PastePlan plain = sheet.plan({{"电机", "木箱", "many"}, {"泵", "", "3"}}, {4, 0});
    CHECK_FALSE(plain.by_headings);
    CHECK(plain.rows == 2);
    CHECK(plain.unreadable == 1);
    CHECK(plain.writes.front() == ui::GridWrite{{4, 0}, "电机"});
    CHECK(plain.writes.back() == ui::GridWrite{{5, 2}, "3"});
}

TEST_CASE("headings are known in both languages, long and short, with their own unit") {
    Draft draft;
    const ChildSheet sheet = sheet_of(draft);
    std::vector<Label> called;
    for (const schema::FieldSpec* field : sheet.fields()) called.push_back(field->label);
    called[column(sheet, "weight_g")] = {"重量 kg", "Weight kg"};
    called[column(sheet, "dangerous_class")] = {"危险品", "DG"};
    const auto known = [&](const std::string& heading) -> std::string {
        const PastePlan plan = sheet.plan({{heading, "pieces"}, {"1", "2"}}, {0, 0}, called);
        if (!plan.by_headings || plan.writes.size() != 2) return "";
        return std::string(sheet.fields()[plan.writes[0].spot.column]->name);
    };
    for (const char* heading : {"重量", "Weight", "weight_g", "Weight kg", "WEIGHT (KG)",
                                "重量（公斤）", "重量/kg", "*重量：", "Weight [kg]", "毛重"}) {
        CAPTURE(heading);
        CHECK(known(heading) == (heading == std::string("毛重") ? "" : "weight_g"));
    }
    CHECK(known("DG") == "dangerous_class");
    CHECK(known("危险品") == "dangerous_class");
    CHECK(known("体积(m³)") == "volume_cm3");
    CHECK(known("Volume CBM") == "volume_cm3");
}

TEST_CASE("a column in another unit is left out, not taken for ours") {
    Draft draft;
    const ChildSheet sheet = sheet_of(draft);
    const PastePlan plan = sheet.plan(
        {{"件数", "货物名称", "重量(吨)", "Volume (l)"}, {"24", "电机", "0.4", "900"}}, {0, 0});
    CHECK(plan.by_headings);
    CHECK(plan.writes.size() == 2);
    CHECK(plan.unknown == "重量(吨), Volume (l)");
}

TEST_CASE("rows that are filled are counted without blank ones between them") {
    Draft draft;
    ChildSheet sheet = sheet_of(draft);
    put(sheet, 2, "cargo", "泵");
    put(sheet, 4, "cargo", "阀");
    CHECK(sheet.filled_rows() == std::vector<std::int64_t>{2, 4});
    CHECK(sheet.values().size() == 2);
}

TEST_CASE("a table pasted over locked cells leaves them out and counts them") {
    Draft draft = with_stored_line();
    const ChildSheet sheet = sheet_of(draft, domain::order::reviewed.id, true, false);
    const PastePlan plan = sheet.plan({{"x", "y", "30", "500"}, {"z", "", "1", "2"}}, {0, 0});
    CHECK(plan.writes.size() == 2);
    CHECK(plan.locked == 6);
}
