#include "screens/order_copy.h"

#include <doctest/doctest.h>

#include "base/civil.h"
#include "domain/catalogue.h"
#include "screens/drafting.h"
#include "screens/order_parts.h"

using namespace branchline;
using namespace branchline::screens;
using namespace branchline::test;

namespace {

constexpr std::int64_t day_ms = 86'400'000;

live::RecordAnswer last_order(std::string_view pickup) {
    live::RecordAnswer last;
    last.exists = true;
    last.entity = &entity("order");
    last.row.id = Id{1, 1};
    schema::Record& values = last.row.values;
    const std::int64_t at = *parse_instant(pickup);
    values.set(field("order", "customer").id, Id{2, 2});
    values.set(field("order", "lane_from").id, std::string("苏州"));
    values.set(field("order", "agreed_price").id, std::int64_t{475'179});
    values.set(field("order", "pickup_from").id, at);
    values.set(field("order", "delivery_to").id, at + 2 * day_ms);
    values.set(field("order", "hold").id, std::int64_t{1});
    last.titles[Id{2, 2}] = "样例机电";
    live::Row line;
    line.id = Id{7, 1};
    line.values.set(field("order_line", "cargo").id, std::string("伺服电机"));
    line.values.set(field("order_line", "weight_g").id, std::int64_t{412'500});
    last.children.push_back({&entity("order_line"), {line}, true});
    return last;
}

Draft copy_of(const live::RecordAnswer& last, std::int64_t& days) {
    Draft draft;
    draft.record.entity = entity("order").id;
    days = copy_order(manner(), domain::catalogue(), last, draft);
    return draft;
}

std::int64_t instant(const Draft& draft, std::string_view name) {
    return Draft::values(manner(), entity("order"), draft.record).integer(field("order", name).id);
}

}  // namespace

TEST_CASE("content and lines are copied, what belongs to the old order alone is not") {
    std::int64_t days = 0;
    const Draft draft = copy_of(last_order("2026-11-16T02:00:00.000Z"), days);
    CHECK(Draft::text_of(manner(), draft.record, field("order", "lane_from")) == "苏州");
    CHECK(Draft::text_of(manner(), draft.record, field("order", "agreed_price")) == "4751.79");
    CHECK(draft.record.typed.at(field("order", "customer").id).text == "样例机电");
    CHECK_FALSE(draft.record.typed.contains(field("order", "hold").id));
    REQUIRE(draft.children.size() == 1);
    CHECK_FALSE(draft.children[0].row.has_value());
    CHECK(Draft::text_of(manner(), draft.children[0], field("order_line", "weight_g")) == "412.5");
}

TEST_CASE("windows are moved by whole days until the pick-up lies ahead") {
    std::int64_t days = 0;
    // Ten in the morning on the company's clock has passed today: tomorrow.
    const Draft draft = copy_of(last_order("2026-11-16T02:00:00.000Z"), days);
    CHECK(days == 8);
    CHECK(instant(draft, "pickup_from") == *parse_instant("2026-11-24T02:00:00.000Z"));
    CHECK(instant(draft, "delivery_to") == *parse_instant("2026-11-26T02:00:00.000Z"));
    const Draft later = copy_of(last_order("2026-11-16T09:00:00.000Z"), days);
    CHECK(instant(later, "pickup_from") == *parse_instant("2026-11-23T09:00:00.000Z"));
    const Draft ahead = copy_of(last_order("2026-12-01T02:00:00.000Z"), days);
    CHECK(days == 0);
    CHECK(instant(ahead, "pickup_from") == *parse_instant("2026-12-01T02:00:00.000Z"));
}

TEST_CASE("a copied order is saved with all that was copied") {
    std::int64_t days = 0;
    const Draft draft = copy_of(last_order("2026-11-16T02:00:00.000Z"), days);
    CHECK(draft.faults(manner(), domain::catalogue()).empty());
    const live::SaveRecord save = draft.to_save(manner(), domain::catalogue());
    CHECK(save.values.id(field("order", "customer").id) == Id{2, 2});
    CHECK(save.values.integer(field("order", "agreed_price").id) == 475'179);
    REQUIRE(save.children.size() == 1);
    CHECK(save.children[0].values.text(field("order_line", "cargo").id) == "伺服电机");
}

TEST_CASE("a time alone ends a window on the day on which it begins") {
    Draft draft;
    draft.record.entity = entity("order").id;
    draft.type(draft.record, field("order", "pickup_from"), "11-27 8:00");
    draft.type(draft.record, field("order", "pickup_to"), "11:30");
    draft.type(draft.record, field("order", "delivery_to"), "12:00");
    complete_windows(manner(), entity("order"), draft.record);
    CHECK(instant(draft, "pickup_to") == *parse_instant("2026-11-27T03:30:00.000Z"));
    CHECK(draft.record.typed.at(field("order", "delivery_to").id).text == "12:00");
}
