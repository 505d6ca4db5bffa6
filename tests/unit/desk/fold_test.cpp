// What arrives and what pends meet in the fold (SYNC 2.7): a pending group is judged again when
// anything that it read has changed, not only when what it writes has.
#include <doctest/doctest.h>

#include "base/civil.h"
#include "support/desk_fixture.h"

namespace branchline::test {

namespace {

struct OrderWithLine {
    RowId order;
    RowId line;
};

OrderWithLine create_order(DeskFixture& f) {
    f.create("customer", {{"name", "甲"}});
    const RowId order = f.create("order", {{"customer", "甲"}, {"lane_from", "上海"}}).id;
    const RowId line = f.create("order_line", {{"order", to_text(order)}, {"cargo", "纸箱"}}).id;
    f.accept_all();
    return {order, line};
}

std::string shown_text(DeskFixture& f, std::string_view entity, const RowId& row,
                       std::string_view field) {
    const schema::EntitySpec& spec = f.entity(entity);
    return f.replica().rows().get(spec.id, row)->values.text(spec.field(field)->id);
}

std::size_t left_out(DeskFixture& f) {
    std::size_t count = 0;
    for (const auto& [position, each] : f.replica().pending().all()) count += each.left_out ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("a line's pending edit shows no longer once its order is known to be cancelled") {
    DeskFixture f;
    const OrderWithLine made = create_order(f);
    f.change("order_line", made.line, {{"cargo", "木箱"}});
    CHECK(shown_text(f, "order_line", made.line, "cargo") == "木箱");
    f.arrive_value("order", made.order, "status", "cancelled");
    CHECK(shown_text(f, "order_line", made.line, "cargo") == "纸箱");
    CHECK(left_out(f) == 1);
    CHECK(f.replica().check_fold().empty());
}

TEST_CASE("the same after the desk was started anew with the edit pending") {
    DeskFixture f;
    const OrderWithLine made = create_order(f);
    f.change("order_line", made.line, {{"cargo", "木箱"}});
    f.reopen();
    f.arrive_value("order", made.order, "status", "cancelled");
    CHECK(shown_text(f, "order_line", made.line, "cargo") == "纸箱");
    CHECK(f.replica().check_fold().empty());
}

TEST_CASE("a pending edit shows no longer once its author has lost the right to it") {
    DeskFixture f;
    const RowId customer = f.create("customer", {{"name", "甲"}}).id;
    f.accept_all();
    f.change("customer", customer, {{"short_name", "甲一"}});
    f.arrive_value("user", f.user, "disabled", "yes");
    CHECK(shown_text(f, "customer", customer, "short_name").empty());
    CHECK(f.replica().check_fold().empty());
    f.arrive_value("user", f.user, "disabled", "no");
    CHECK(shown_text(f, "customer", customer, "short_name") == "甲一");
    CHECK(left_out(f) == 0);
}

// Own work stays in view until its verdict. What day it is, was asked when it was made.
TEST_CASE("a pending date shows on when the clock that let it pass is put right") {
    DeskFixture f;
    const RowId row = f.create("customer", {{"name", "甲"}}).id;
    f.accept_all();
    const std::int64_t right_ms = f.clock.now_ms;
    f.clock.now_ms += std::int64_t{400} * 86'400'000;
    f.change("customer", row, {{"verified_on", "2027-06-01"}});
    f.replica().measure_clock(right_ms, f.clock.boot_time());
    const schema::EntitySpec& customer = f.entity("customer");
    const auto shown = [&] {
        return f.replica()
            .rows()
            .get(customer.id, row)
            ->values.integer(customer.field("verified_on")->id);
    };
    CHECK(shown() == *parse_date("2027-06-01"));
    CHECK(f.replica().check_fold().empty());
    f.reopen();
    CHECK(shown() == *parse_date("2027-06-01"));
    CHECK(f.replica().check_fold().empty());
    f.reject_all(Code::limit);
    CHECK(shown() == 0);
}

}  // namespace branchline::test
