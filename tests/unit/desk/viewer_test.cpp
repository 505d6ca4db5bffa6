#include "desk/viewer.h"

#include <doctest/doctest.h>

#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;

namespace {

struct ViewerOffice {
    explicit ViewerOffice(schema::Role role) : f(role) {
        customer = f.arrive("customer", {{"name", "甲"}, {"branch", "SHA"}, {"owner", "li"}});
        order = f.arrive("order", {{"customer", to_text(customer)},
                                   {"branch", "SHA"},
                                   {"owner", "li"},
                                   {"status", "reviewed"}});
        line =
            f.arrive("order_line", {{"order", to_text(order)}, {"branch", "SHA"}, {"cargo", "布"}});
    }

    std::optional<Error> objection(std::string_view entity, const RowId& row,
                                   std::string_view field) {
        const sync::RowPointer state = f.replica().screen().row({f.entity(entity).id, row});
        REQUIRE(state != nullptr);
        return f.desk().viewer().objection_to_field(*state, *f.entity(entity).field(field));
    }

    DeskFixture f;
    RowId customer;
    RowId order;
    RowId line;
};

}  // namespace

TEST_CASE("a field objects in the words of the judge: right, state, or not at all") {
    ViewerOffice office(schema::Role::clerk);
    CHECK_FALSE(office.objection("customer", office.customer, "name").has_value());
    CHECK(office.objection("customer", office.customer, "grade")->code == Code::right);
    CHECK(office.objection("customer", office.customer, "number")->code == Code::right);
    CHECK(office.objection("customer", office.customer, "pinyin")->code == Code::right);
    CHECK(office.objection("order", office.order, "lane_to")->code == Code::frozen);
    CHECK(office.objection("order", office.order, "lane_to")->detail == "reviewed");
    CHECK_FALSE(office.objection("order", office.order, "hold").has_value());
    CHECK_FALSE(office.objection("order_line", office.line, "pieces").has_value());
    CHECK(office.objection("order_line", office.line, "cargo")->code == Code::frozen);
    CHECK(office.objection("order_line", office.line, "order")->code == Code::right);
}

TEST_CASE("who is named as the writer of a field may write it without the right to the row") {
    ViewerOffice office(schema::Role::finance);
    CHECK_FALSE(office.objection("customer", office.customer, "credit_limit").has_value());
    CHECK(office.objection("customer", office.customer, "name")->code == Code::right);
}

TEST_CASE("children come and go only where their parent's state lets them") {
    ViewerOffice office(schema::Role::clerk);
    DeskFixture& f = office.f;
    const auto objection = [&](std::string_view parent, const RowId& row, std::string_view child) {
        const sync::RowPointer state = f.replica().screen().row({f.entity(parent).id, row});
        return f.desk().viewer().objection_to_children(*state, f.entity(child));
    };
    CHECK(objection("order", office.order, "order_line")->code == Code::frozen);
    CHECK_FALSE(objection("customer", office.customer, "contact").has_value());
}

TEST_CASE("an objection to a step or a deletion is what taking it would say") {
    ViewerOffice office(schema::Role::clerk);
    desk::Viewer& viewer = office.f.desk().viewer();
    const sync::RowKey order{office.f.entity("order").id, office.order};
    const sync::RowKey customer{office.f.entity("customer").id, office.customer};
    CHECK(viewer.objection_to_step(order, "schedule")->code == Code::right);
    CHECK(viewer.objection_to_step(order, "submit")->code == Code::illegal_step);
    CHECK(viewer.objection_to_step(order, "fly")->code == Code::unknown_option);
    CHECK(viewer.objection_to_erase(order)->code == Code::not_deletable);
    CHECK(viewer.objection_to_erase(customer)->code == Code::referenced);
    // Nothing was done by asking.
    CHECK(office.f.replica().log().count(store::LoggedGroup::Stage::waiting) == 0);
}
