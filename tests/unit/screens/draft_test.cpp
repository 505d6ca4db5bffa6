#include "screens/draft.h"

#include <doctest/doctest.h>

#include <string>

#include "base/civil.h"
#include "domain/catalogue.h"
#include "screens/drafting.h"

using namespace branchline;
using namespace branchline::screens;
using namespace branchline::test;

namespace {

Draft order_draft() {
    Draft draft;
    draft.name = "record/order/new";
    draft.record.entity = entity("order").id;
    draft.choose(draft.record, field("order", "customer"), Id{1, 2}, "样例机电");
    draft.type(draft.record, field("order", "lane_from"), "苏州");
    draft.children.push_back({entity("order_line").id, std::nullopt, {}, {}, false});
    draft.type(draft.children[0], field("order_line", "cargo"), "伺服电机");
    draft.type(draft.children[0], field("order_line", "weight_g"), "412.5");
    return draft;
}

}  // namespace

TEST_CASE("a draft comes back from its text exactly as it was, what cannot be read included") {
    Draft draft = order_draft();
    draft.type(draft.record, field("order", "agreed_price"), "about 4000");
    const auto back = Draft::decode(draft.encode());
    REQUIRE(back.has_value());
    CHECK(back->record == draft.record);
    CHECK(back->children == draft.children);
    CHECK(back->titles == draft.titles);
    CHECK(back->name == draft.name);
}

TEST_CASE("a damaged draft is refused at every length, never half taken") {
    const std::string whole = order_draft().encode();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK_FALSE(Draft::decode(std::string_view(whole).substr(0, size)).has_value());
    }
    CHECK_FALSE(Draft::decode(whole + "x").has_value());
}

TEST_CASE("what is wrong or missing is told at its field, what is given later is not asked for") {
    Draft draft = order_draft();
    CHECK(draft.faults(manner(), domain::catalogue()).empty());
    draft.type(draft.record, field("order", "pickup_from"), "soon");
    draft.type(draft.children[0], field("order_line", "cargo"), "");
    const std::vector<Fault> faults = draft.faults(manner(), domain::catalogue());
    REQUIRE(faults.size() == 2);
    CHECK(faults[0].row == 0);
    CHECK(faults[0].field == field("order", "pickup_from").id);
    CHECK(faults[1].row == 1);
    CHECK(faults[1].field == field("order_line", "cargo").id);
}

TEST_CASE("only what was changed is saved") {
    Draft draft;
    draft.record.entity = entity("customer").id;
    draft.record.row = RowId{3, 4};
    draft.record.base.set(field("customer", "name").id, std::string("样例"));
    draft.type(draft.record, field("customer", "name"), "样例");
    draft.type(draft.record, field("customer", "needs"), "冷链");
    const live::SaveRecord save = draft.to_save(manner(), domain::catalogue());
    CHECK(save.values.size() == 1);
    CHECK(save.values.text(field("customer", "needs").id) == "冷链");
}

TEST_CASE(
    "a new record is saved with what it was copied from, lines that were never typed in are not") {
    Draft draft = order_draft();
    draft.record.base.set(field("order", "lane_to").id, std::string("武汉"));
    draft.children.push_back({entity("order_line").id, std::nullopt, {}, {}, false});
    const live::SaveRecord save = draft.to_save(manner(), domain::catalogue());
    CHECK(save.values.text(field("order", "lane_to").id) == "武汉");
    CHECK(save.children.size() == 1);
    CHECK(save.children[0].values.integer(field("order_line", "weight_g").id) == 412'500);
}

TEST_CASE("a line that is taken away goes, one that was new and taken away never was") {
    Draft draft = order_draft();
    draft.children[0].erased = true;
    draft.children.push_back({entity("order_line").id, RowId{5, 6}, {}, {}, true});
    const live::SaveRecord save = draft.to_save(manner(), domain::catalogue());
    REQUIRE(save.children.size() == 1);
    CHECK(save.children[0].erase);
    CHECK(save.children[0].row == RowId{5, 6});
}

TEST_CASE("a draft remembers which refused change it takes the place of, and hands it on") {
    Draft draft = order_draft();
    draft.instead_of = Id{9, 9};
    const auto read = Draft::decode(draft.encode());
    REQUIRE(read.has_value());
    CHECK(read->instead_of == Id{9, 9});
    CHECK(read->to_save(manner(), domain::catalogue()).instead_of == Id{9, 9});
}
