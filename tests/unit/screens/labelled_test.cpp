#include "screens/labelled.h"

#include <doctest/doctest.h>

#include "screens/drafting.h"

using namespace branchline;
using namespace branchline::screens;

namespace {

std::string told(Error error, Lang lang = Lang::en) {
    return labelled(domain::catalogue(), std::move(error), lang).message(lang);
}

bool ends(const std::string& text, std::string_view end) { return text.ends_with(end); }

}  // namespace

TEST_CASE("an error names entities, fields, steps, rules and states by their labels") {
    CHECK(ends(told({Code::illegal_step, "order.status", "approve", {"status"}}),
               ": Order · Status (Approve)"));
    CHECK(ends(told({Code::illegal_step, "order.status", "approve", {"status"}}, Lang::zh),
               "：订单 · 状态（审核通过）"));
    CHECK(ends(told({Code::frozen, "order.lane_to", "reviewed", {"lane_to"}}), "(Reviewed)"));
    CHECK(ends(told({Code::right, "customer", {}, {}}), ": Customer"));
    CHECK(ends(told({Code::required, "order.customer", {}, {"customer", "owner"}}),
               ": Order · Customer, Owner"));
    // Of a child of it; and its state is that of the order.
    CHECK(ends(told({Code::invalid, "order.pieces", {}, {"pieces"}}), ": Order · Pieces"));
    CHECK(ends(told({Code::frozen, "order_line.pieces", "reviewed", {"pieces"}}), "(Reviewed)"));
}

TEST_CASE("what is not declared is told as it is") {
    CHECK(ends(told({Code::bad_value, "customer.name", "approve", {"name"}}),
               ": Customer · Name (approve)"));
    CHECK(ends(told({Code::io_error, "/home/wang/order.csv", "no space", {}}),
               ": /home/wang/order.csv (no space)"));
    CHECK(ends(told({Code::row_gone, "order", "0f3c", {}}), ": Order (0f3c)"));
}
