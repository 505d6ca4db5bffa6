#include "screens/refused_draft.h"

#include <doctest/doctest.h>

#include "domain/catalogue.h"
#include "screens/draft_follow.h"
#include "screens/drafting.h"

using namespace branchline;
using namespace branchline::screens;
using namespace branchline::test;

namespace {

const RowId order_row{1, 1};
const RowId line_row{7, 1};
const RowId made_row{7, 2};

struct Refused {
    live::RefusedView item;

    Refused() {
        item.id = Id{5, 5};
        item.entity = &entity("order");
        item.row = order_row;
    }

    Refused& with(std::string_view of, const RowId& row, std::string what, std::string_view name,
                  schema::Value typed, schema::Value now = {}) {
        item.fields.push_back(
            {&entity(of), row, what, entity(of).field(name), std::move(typed), std::move(now)});
        for (const schema::Transition& step : entity(of).transitions) {
            if (step.name == what) item.fields.back().step = &step;
        }
        const bool line = entity(of).parent != nullptr;
        item.fields.back().record =
            line ? sync::RowKey{entity("order").id, order_row} : sync::RowKey{entity(of).id, row};
        return *this;
    }

    [[nodiscard]] std::optional<Draft> draft(std::optional<Draft> kept = {}) const {
        return draft_of_refused(manner(), item, {}, std::move(kept));
    }
};

std::string text(const DraftRow& row, std::string_view of, std::string_view name) {
    return Draft::text_of(manner(), row, *entity(of).field(name));
}

}  // namespace

TEST_CASE("what was refused is typed over the record as it is now, lines over theirs") {
    const Refused refused =
        Refused()
            .with("order", order_row, "set", "lane_to", std::string("武汉"), std::string("成都"))
            .with("order_line", line_row, "set", "pieces", std::int64_t{12}, std::int64_t{10})
            .with("order_line", made_row, "create", "cargo", std::string("泵"));
    auto draft = refused.draft();
    REQUIRE(draft.has_value());
    CHECK(draft->instead_of == Id{5, 5});
    CHECK(draft->record.row == order_row);
    live::RecordAnswer stored;
    stored.exists = true;
    stored.entity = &entity("order");
    stored.row.id = order_row;
    stored.row.values.set(entity("order").field("lane_from")->id, std::string("上海"));
    stored.row.values.set(entity("order").field("lane_to")->id, std::string("成都"));
    live::Row kept_line;
    kept_line.id = line_row;
    kept_line.values.set(entity("order_line").field("cargo")->id, std::string("布匹"));
    stored.children.push_back({&entity("order_line"), {kept_line}, true});
    follow(*draft, stored);
    CHECK(text(draft->record, "order", "lane_from") == "上海");
    CHECK(text(draft->record, "order", "lane_to") == "武汉");
    REQUIRE(draft->children.size() == 2);
    CHECK(draft->children[0].row == line_row);
    CHECK(text(draft->children[0], "order_line", "cargo") == "布匹");
    CHECK(text(draft->children[0], "order_line", "pieces") == "12");
    CHECK_FALSE(draft->children[1].row.has_value());
    CHECK(text(draft->children[1], "order_line", "cargo") == "泵");
}

TEST_CASE("a refused creation is a new record again, without the number it had") {
    const Refused refused =
        Refused()
            .with("order", order_row, "create", "number", std::string("SHA-2611-K7-00001"))
            .with("order", order_row, "create", "lane_to", std::string("武汉"))
            .with("order", order_row, "create", "status", std::int64_t{1});
    CHECK(was_creation(refused.item));
    const auto draft = refused.draft();
    REQUIRE(draft.has_value());
    CHECK_FALSE(draft->record.row.has_value());
    CHECK(draft->record.typed.size() == 1);
}

TEST_CASE("a refused step has nothing to edit") {
    CHECK_FALSE(Refused()
                    .with("order", order_row, "approve", "status", std::int64_t{4})
                    .draft()
                    .has_value());
}

TEST_CASE("what had been typed in a draft of the record stays beside it") {
    Draft kept;
    kept.record.entity = entity("order").id;
    kept.record.row = order_row;
    kept.type(kept.record, *entity("order").field("lane_from"), "无锡");
    const auto draft =
        Refused().with("order", order_row, "set", "lane_to", std::string("武汉")).draft(kept);
    REQUIRE(draft.has_value());
    CHECK(text(draft->record, "order", "lane_from") == "无锡");
    CHECK(text(draft->record, "order", "lane_to") == "武汉");
}

TEST_CASE("an element of a set is put into it, or taken out, over what the set is now") {
    const schema::Value now = schema::Set{"b"};
    const auto draft = Refused()
                           .with("order", order_row, "add", "tags", std::string("a"), now)
                           .with("order", order_row, "remove", "tags", std::string("b"), now)
                           .draft();
    REQUIRE(draft.has_value());
    CHECK(Draft::value_of(draft->record, *entity("order").field("tags")) ==
          schema::Value(schema::Set{"a"}));
}

TEST_CASE("several saves that built on each other are one draft, the last word on a field counts") {
    const Refused refused =
        Refused()
            .with("order", order_row, "create", "lane_to", std::string("武汉"))
            .with("order_line", made_row, "create", "cargo", std::string("泵"))
            .with("order_line", line_row, "create", "cargo", std::string("布匹"))
            .with("order", order_row, "set", "lane_to", std::string("成都"))
            .with("order_line", made_row, "set", "pieces", std::int64_t{12})
            .with("order_line", line_row, "delete", "", {})
            .with("order", order_row, "submit", "status", std::int64_t{2});
    const auto draft = refused.draft();
    REQUIRE(draft.has_value());
    CHECK_FALSE(draft->record.row.has_value());
    CHECK(text(draft->record, "order", "lane_to") == "成都");
    REQUIRE(draft->children.size() == 1);
    CHECK_FALSE(draft->children[0].row.has_value());
    CHECK(text(draft->children[0], "order_line", "cargo") == "泵");
    CHECK(text(draft->children[0], "order_line", "pieces") == "12");
    const auto steps = steps_of(refused.item);
    REQUIRE(steps.size() == 1);
    CHECK(steps.front()->name == "submit");
}

TEST_CASE("the reason of a refused step is not typed into the record, but goes with the step") {
    const Refused refused =
        Refused()
            .with("order", order_row, "set", "cancel_reason", std::string("too late"))
            .with("order", order_row, "cancel", "status", std::int64_t{9});
    CHECK_FALSE(refused.draft().has_value());
    REQUIRE(steps_of(refused.item).size() == 1);
    CHECK(reason_of(refused.item, *steps_of(refused.item).front()) == "too late");
}

TEST_CASE("what was built on it in another record is not typed into it") {
    const Refused refused =
        Refused()
            .with("order", order_row, "set", "lane_to", std::string("武汉"))
            .with("task", RowId{9, 9}, "create", "what", std::string("Ring him"))
            .with("order", RowId{9, 8}, "cancel", "status", std::int64_t{9});
    const auto draft = refused.draft();
    REQUIRE(draft.has_value());
    CHECK(draft->record.typed.size() == 1);
    CHECK(draft->children.empty());
    CHECK(steps_of(refused.item).empty());
}
