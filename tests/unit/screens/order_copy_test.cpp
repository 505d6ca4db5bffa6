#include "screens/order_copy.h"

#include <doctest/doctest.h>

#include "base/civil.h"
#include "domain/catalogue.h"
#include "screens/order_parts.h"

using namespace branchline;
using namespace branchline::screens;

namespace {

constexpr std::int64_t day_ms = 86'400'000;

const schema::EntitySpec& orders() { return *domain::catalogue().entity("order"); }

const schema::EntitySpec& lines() { return *domain::catalogue().entity("order_line"); }

Manner manner() {
    return {Lang::en, 480, *parse_date("2026-11-23"), *parse_instant("2026-11-23T08:15:00.000Z")};
}

live::RecordAnswer last_order(std::string_view pickup) {
    live::RecordAnswer last;
    last.exists = true;
    last.entity = &orders();
    last.row.id = Id{1, 1};
    schema::Record& values = last.row.values;
    const std::int64_t at = *parse_instant(pickup);
    values.set(orders().field("customer")->id, Id{2, 2});
    values.set(orders().field("lane_from")->id, std::string("苏州"));
    values.set(orders().field("agreed_price")->id, std::int64_t{475'179});
    values.set(orders().field("pickup_from")->id, at);
    values.set(orders().field("delivery_to")->id, at + 2 * day_ms);
    values.set(orders().field("hold")->id, std::int64_t{1});
    last.titles[Id{2, 2}] = "样例机电";
    live::Row line;
    line.id = Id{7, 1};
    line.values.set(lines().field("cargo")->id, std::string("伺服电机"));
    line.values.set(lines().field("weight_g")->id, std::int64_t{412'500});
    last.children.push_back({&lines(), {line}, true});
    return last;
}

Draft copy_of(const live::RecordAnswer& last, std::int64_t& days) {
    Draft draft;
    draft.record.entity = orders().id;
    days = copy_order(manner(), domain::catalogue(), last, draft);
    return draft;
}

std::int64_t instant(const Draft& draft, std::string_view name) {
    return Draft::values(manner(), orders(), draft.record).integer(orders().field(name)->id);
}

}  // namespace

TEST_CASE("content and lines are copied, what belongs to the old order alone is not") {
    std::int64_t days = 0;
    const Draft draft = copy_of(last_order("2026-11-16T02:00:00.000Z"), days);
    CHECK(Draft::text_of(manner(), draft.record, *orders().field("lane_from")) == "苏州");
    CHECK(Draft::text_of(manner(), draft.record, *orders().field("agreed_price")) == "4751.79");
    CHECK(draft.record.typed.at(orders().field("customer")->id).text == "样例机电");
    CHECK_FALSE(draft.record.typed.contains(orders().field("hold")->id));
    REQUIRE(draft.children.size() == 1);
    CHECK_FALSE(draft.children[0].row.has_value());
    CHECK(Draft::text_of(manner(), draft.children[0], *lines().field("weight_g")) == "412.5");
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
    CHECK(save.values.id(orders().field("customer")->id) == Id{2, 2});
    CHECK(save.values.integer(orders().field("agreed_price")->id) == 475'179);
    REQUIRE(save.children.size() == 1);
    CHECK(save.children[0].values.text(lines().field("cargo")->id) == "伺服电机");
}

TEST_CASE("a time alone ends a window on the day on which it begins") {
    Draft draft;
    draft.record.entity = orders().id;
    draft.type(draft.record, *orders().field("pickup_from"), "11-27 8:00");
    draft.type(draft.record, *orders().field("pickup_to"), "11:30");
    draft.type(draft.record, *orders().field("delivery_to"), "12:00");
    complete_windows(manner(), orders(), draft.record);
    CHECK(instant(draft, "pickup_to") == *parse_instant("2026-11-27T03:30:00.000Z"));
    CHECK(draft.record.typed.at(orders().field("delivery_to")->id).text == "12:00");
}
