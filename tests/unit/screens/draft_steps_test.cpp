#include "screens/draft_steps.h"

#include <doctest/doctest.h>

#include "domain/catalogue.h"
#include "screens/drafting.h"

using namespace branchline;
using namespace branchline::screens;
using namespace branchline::test;

namespace {

const schema::FieldSpec& order_field(std::string_view name) { return field("order", name); }

void type(Draft& draft, std::string_view field, std::string text) {
    draft.type(draft.record, order_field(field), std::move(text));
}

std::string lane(const Draft& draft) {
    return Draft::text_of(manner(), draft.record, order_field("lane_from"));
}

}  // namespace

TEST_CASE("acts are taken back one by one, and done again") {
    Draft draft;
    DraftSteps steps;
    steps.begin(draft);
    CHECK_FALSE(steps.can_undo(draft));
    type(draft, "lane_from", "苏州");
    steps.settle(draft);
    type(draft, "lane_from", "上海");
    steps.settle(draft);
    CHECK(steps.undo(draft));
    CHECK(lane(draft) == "苏州");
    CHECK(steps.undo(draft));
    CHECK(lane(draft).empty());
    CHECK_FALSE(steps.undo(draft));
    CHECK(steps.redo(draft));
    CHECK(steps.redo(draft));
    CHECK(lane(draft) == "上海");
    CHECK_FALSE(steps.redo(draft));
}

TEST_CASE("what is being typed counts as an act of its own when something is taken back") {
    Draft draft;
    DraftSteps steps;
    steps.begin(draft);
    type(draft, "lane_from", "苏州");
    CHECK(steps.can_undo(draft));
    CHECK(steps.undo(draft));
    CHECK(lane(draft).empty());
    CHECK(steps.redo(draft));
    CHECK(lane(draft) == "苏州");
}

TEST_CASE("a new act ends what could be done again") {
    Draft draft;
    DraftSteps steps;
    steps.begin(draft);
    type(draft, "lane_from", "苏州");
    steps.settle(draft);
    CHECK(steps.undo(draft));
    type(draft, "lane_to", "武汉");
    steps.settle(draft);
    CHECK_FALSE(steps.can_redo());
    CHECK_FALSE(steps.redo(draft));
}

TEST_CASE("a settled draft that has not changed makes no act") {
    Draft draft;
    DraftSteps steps;
    steps.begin(draft);
    steps.settle(draft);
    steps.settle(draft);
    CHECK_FALSE(steps.undo(draft));
}
