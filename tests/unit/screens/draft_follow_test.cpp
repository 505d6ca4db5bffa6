#include "screens/draft_follow.h"

#include <doctest/doctest.h>

#include "domain/catalogue.h"
#include "screens/drafting.h"

using namespace branchline;
using namespace branchline::screens;
using namespace branchline::test;

namespace {

const schema::FieldSpec& of_order(std::string_view name) { return *entity("order").field(name); }

const schema::FieldSpec& of_line(std::string_view name) {
    return *entity("order_line").field(name);
}

live::Row line(std::uint64_t id, std::string cargo) {
    live::Row row;
    row.id = Id{7, id};
    row.values.set(of_line("cargo").id, std::move(cargo));
    return row;
}

live::RecordAnswer record(std::string lane_from, std::vector<live::Row> rows) {
    live::RecordAnswer answer;
    answer.exists = true;
    answer.entity = &entity("order");
    answer.row.id = Id{1, 1};
    answer.row.values.set(of_order("lane_from").id, std::move(lane_from));
    answer.children.push_back({&entity("order_line"), std::move(rows), true});
    return answer;
}

std::string lane_of(const Draft& draft) {
    return Draft::text_of(manner(), draft.record, of_order("lane_from"));
}

}  // namespace

TEST_CASE("fields that nobody has typed in take what is stored now, and are told") {
    Draft draft = draft_of(record("苏州", {}), "name");
    draft.type(draft.record, of_order("lane_to"), "武汉");
    const auto came = follow(draft, record("上海", {}));
    CHECK(came == std::set<schema::FieldId>{of_order("lane_from").id});
    CHECK(lane_of(draft) == "上海");
    CHECK(Draft::text_of(manner(), draft.record, of_order("lane_to")) == "武汉");
}

TEST_CASE("a typed field keeps what was typed and the value it was typed over") {
    Draft draft = draft_of(record("苏州", {}), "name");
    draft.type(draft.record, of_order("lane_from"), "无锡");
    CHECK(follow(draft, record("上海", {})).empty());
    CHECK(lane_of(draft) == "无锡");
    CHECK(draft.record.base.text(of_order("lane_from").id) == "苏州");
}

TEST_CASE("rows that came are there, rows that went are gone unless something was typed in them") {
    Draft draft = draft_of(record("苏州", {line(1, "a"), line(2, "b")}), "name");
    draft.type(draft.children[1], of_line("packaging"), "纸箱");
    follow(draft, record("苏州", {line(3, "c")}));
    REQUIRE(draft.children.size() == 2);
    CHECK_FALSE(draft.children[0].row.has_value());
    CHECK(Draft::text_of(manner(), draft.children[0], of_line("packaging")) == "纸箱");
    CHECK(Draft::text_of(manner(), draft.children[0], of_line("cargo")) == "b");
    CHECK(draft.children[1].row == Id{7, 3});
}

TEST_CASE("what is typed after it was sent is typed over what came back") {
    Draft draft = draft_of(record("苏州", {line(1, "a")}), "name");
    draft.type(draft.record, of_order("lane_from"), "无锡");
    draft.children.push_back({entity("order_line").id, std::nullopt, {}, {}, false});
    draft.type(draft.children[1], of_line("cargo"), "b");
    const Draft sent = draft;
    draft.type(draft.record, of_order("lane_to"), "武汉");
    draft.type(draft.children[1], of_line("packaging"), "木箱");
    draft.children.push_back({entity("order_line").id, std::nullopt, {}, {}, false});
    draft.type(draft.children[2], of_line("cargo"), "c");

    Draft fresh = draft_of(record("无锡", {line(1, "a"), line(2, "b")}), "name");
    carry_over(sent, draft, fresh);
    CHECK(lane_of(fresh) == "无锡");
    CHECK(fresh.record.typed.size() == 1);
    CHECK(Draft::text_of(manner(), fresh.record, of_order("lane_to")) == "武汉");
    REQUIRE(fresh.children.size() == 3);
    CHECK(fresh.children[1].row == Id{7, 2});
    CHECK(Draft::text_of(manner(), fresh.children[1], of_line("packaging")) == "木箱");
    CHECK(fresh.children[1].typed.size() == 1);
    CHECK(Draft::text_of(manner(), fresh.children[2], of_line("cargo")) == "c");
}

TEST_CASE("rows that were sent as erased do not shift what is carried over") {
    Draft draft = draft_of(record("苏州", {line(1, "a"), line(2, "b")}), "name");
    draft.children[0].erased = true;
    const Draft sent = draft;
    draft.type(draft.children[1], of_line("packaging"), "木箱");
    Draft fresh = draft_of(record("苏州", {line(2, "b")}), "name");
    carry_over(sent, draft, fresh);
    REQUIRE(fresh.children.size() == 1);
    CHECK(Draft::text_of(manner(), fresh.children[0], of_line("packaging")) == "木箱");
}

TEST_CASE("what is typed gives way to what is stored, in the record and in a row of it") {
    Draft draft = draft_of(record("苏州", {line(1, "布匹")}), "name");
    draft.type(draft.record, of_order("lane_from"), "无锡");
    draft.type(draft.children[0], of_line("cargo"), "泵");
    const live::RecordAnswer stored = record("上海", {line(1, "丝绸")});
    follow(draft, stored);
    for (DraftRow* row : {&draft.record, &draft.children[0]}) {
        REQUIRE(stored_row(stored, *row) != nullptr);
        const schema::FieldId field = row->typed.begin()->first;
        take_stored(*row, field, *stored_row(stored, *row));
    }
    CHECK_FALSE(draft.is_touched());
    CHECK(lane_of(draft) == "上海");
    CHECK(Draft::text_of(manner(), draft.children[0], of_line("cargo")) == "丝绸");
    CHECK(stored_row(stored, {entity("order_line").id, Id{7, 9}, {}, {}, false}) == nullptr);
}
