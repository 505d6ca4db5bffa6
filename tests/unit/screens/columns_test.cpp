#include "screens/columns.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "domain/catalogue.h"

using namespace branchline;
using namespace branchline::screens;

TEST_CASE("every entity has a sensible first choice of columns, its title among them") {
    for (const schema::EntitySpec* entity : domain::catalogue().entities()) {
        const std::vector<ListColumn> columns = list_columns(*entity, {});
        CAPTURE(entity->name);
        CHECK(columns.size() == entity->fields.size());
        CHECK(std::ranges::count_if(columns, &ListColumn::shown) <= 8);
        CHECK(std::ranges::any_of(columns, [&](const ListColumn& each) {
            return each.shown && each.field == entity->title;
        }));
    }
}

TEST_CASE(
    "columns are kept as they were arranged, new fields come hidden, unknown ones are passed "
    "over") {
    const schema::EntitySpec& customer = *domain::catalogue().entity("customer");
    std::vector<ListColumn> columns = list_columns(customer, {});
    std::swap(columns[0], columns[1]);
    columns[2].width = 233;
    columns[3].shown = false;
    const std::string kept = kept_columns(columns);
    const std::vector<ListColumn> back = list_columns(customer, kept);
    CHECK(kept_columns(back) == kept);
    const std::vector<ListColumn> fewer = list_columns(customer, "name:300,gone:80,-needs");
    CHECK(fewer[0].field->name == "name");
    CHECK(fewer[0].width == 300);
    CHECK_FALSE(fewer[1].shown);
    CHECK(fewer.size() == customer.fields.size());
    CHECK(std::ranges::count_if(fewer, &ListColumn::shown) == 1);
}
