#include "desk/list_orders.h"

#include <doctest/doctest.h>

#include "store/desk_tables.h"
#include "store/query.h"
#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;

namespace {

struct Remembering {
    explicit Remembering(const std::string& orders) {
        store::Transaction transaction(f.replica().database());
        store::LocalTexts(f.replica().database(), store::LocalTexts::Kind::setting)
            .put(desk::list_orders_setting, orders);
        transaction.commit();
    }

    store::IndexWork keep(const std::function<bool()>& give_up = [] { return false; }) {
        return desk::keep_list_orders(f.replica().database(), f.desk().catalogue(), 1, give_up);
    }

    // Until nothing is left to do.
    int make() {
        int calls = 1;
        while (keep() == store::IndexWork::more) ++calls;
        return calls;
    }

    std::int64_t indexes() {
        store::Statement statement = f.replica().database().use(
            "SELECT count(*) FROM sqlite_schema WHERE type='index' AND name LIKE 'x\\_%' ESCAPE "
            "'\\'");
        statement.step();
        return statement.integer(0);
    }

    DeskFixture f;
};

}  // namespace

TEST_CASE("the orders of lists are remembered newest first, each once, at most eight") {
    std::string kept;
    kept = desk::with_order(kept, "order", "lane_to");
    kept = desk::with_order(kept, "customer", "credit_limit:desc");
    CHECK(kept == "customer.credit_limit order.lane_to");
    CHECK(desk::with_order(kept, "order", "lane_to:desc") == "order.lane_to customer.credit_limit");
    CHECK(desk::with_order(kept, "order", "") == kept);
    CHECK(desk::with_order(kept, "order", "lane_to,lane_from") ==
          "order.lane_to customer.credit_limit");  // the first key finds its way by it
    for (int i = 0; i < 20; ++i) kept = desk::with_order(kept, "task", "f" + std::to_string(i));
    CHECK(kept == "task.f19 task.f18 task.f17 task.f16 task.f15 task.f14 task.f13 task.f12");
}

TEST_CASE("a long list has an index of each order that is remembered, and of no other") {
    Remembering r(
        "customer.credit_limit customer.short_name customer.name customer.needs "
        "customer.tags nothing.at_all customer.nothing");
    for (int i = 0; i < 3; ++i) {
        r.f.arrive("customer", {{"name", "Customer " + std::to_string(i)},
                                {"short_name", std::string(1, static_cast<char>('C' - i))}});
    }
    CHECK(r.make() == 2);
    // A name has one always, of long texts and sets there is none.
    CHECK(r.indexes() == 2);
    desk::ListRequest request;
    request.sort = "short_name";
    const auto page = r.f.desk().list(r.f.entity("customer"), request);
    REQUIRE(page.has_value());
    REQUIRE(page->rows.size() == 3);
    const schema::FieldId field = r.f.entity("customer").field("short_name")->id;
    CHECK(page->rows[0].values.text(field) == "A");
    CHECK(page->rows[2].values.text(field) == "C");
}

TEST_CASE("an idle desk keeps no index of a short list, and drops what nobody asks for") {
    Remembering r("customer.credit_limit");
    r.f.arrive("customer", {{"name", "One"}});
    CHECK(r.make() == 1);
    CHECK(r.indexes() == 1);
    while (r.f.desk().rest()) {
    }
    CHECK(r.indexes() == 1);  // not in the pauses of somebody who works
    CHECK(r.f.desk().use_leisure([] { return false; }) == store::IndexWork::done);
    CHECK(r.indexes() == 0);
}

TEST_CASE("a save that comes while an index is built is served first, and the index made later") {
    Remembering r("customer.credit_limit");
    for (int i = 0; i < 2'000; ++i) {
        r.f.arrive("customer", {{"name", "Customer " + std::to_string(i)}});
    }
    std::string order;
    bool waits = false;
    int asked = 0;
    const auto work = [&] {  // as the writer does it
        if (waits) {
            r.f.create("customer", {{"name", "Saved"}});
            waits = false;
            order += "saved ";
        } else {
            const store::IndexWork done = r.keep([&] { return waits = ++asked == 3; });
            order += done == store::IndexWork::given_up ? "given up " : "built ";
        }
    };
    for (int i = 0; i < 3; ++i) work();
    CHECK(order == "given up saved built ");
    CHECK(r.indexes() == 1);
}
