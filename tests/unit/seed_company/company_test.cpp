// The sample company: the same every time, as declared, and a desk that one can work at.
#include "seed_company/company.h"

#include <doctest/doctest.h>

#include "base/platform.h"
#include "desk/desk.h"
#include "desk/profile.h"
#include "domain/catalogue.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "schema/validate.h"
#include "store/search.h"
#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::company;

namespace {

constexpr CompanySize tiny{3, 12, 80, 400, 20, 60};
constexpr std::string_view password = "sample company";

struct Made {
    explicit Made(const CompanySize& size) {
        REQUIRE(make_company(directory.path() + "/desk", password, size,
                             [](std::string_view, std::size_t) {}));
        const keys::KeyCost cheap{1, 8};
        desk::Profile profile(directory.path() + "/desk", {clock, random, {}, cheap});
        REQUIRE(profile.unlock(password).has_value());
        database.emplace(profile.open_database(domain::catalogue()).value());
        replica.emplace(domain::catalogue(), *database, clock, random);
    }

    std::vector<store::StoredRow> rows(const schema::EntitySpec& entity) {
        return replica->rows().scan(entity.id, {}, 10'000);
    }

    test::TemporaryDirectory directory;
    SystemClock clock;
    SystemRandom random;
    std::optional<store::Database> database;
    std::optional<desk::Replica> replica;
};

}  // namespace

TEST_CASE("the sample company is the same every time") {
    Made one(tiny);
    Made other(tiny);
    for (const schema::EntitySpec* entity : domain::catalogue().entities()) {
        const auto rows = one.rows(*entity);
        const auto same = other.rows(*entity);
        CAPTURE(entity->name);
        REQUIRE(rows.size() == same.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CHECK(rows[i].id == same[i].id);
            CHECK(rows[i].values == same[i].values);
            CHECK(rows[i].meta == same[i].meta);
        }
    }
    CHECK(one.replica->cursor() == other.replica->cursor());
}

TEST_CASE("the sample company has what it says, all of it valid and found") {
    Made made(tiny);
    namespace customer = domain::customer;
    namespace order = domain::order;
    CHECK(made.rows(customer::spec.spec).size() == tiny.customers);
    CHECK(made.rows(order::spec.spec).size() == tiny.orders);
    for (const schema::EntitySpec* entity : domain::catalogue().entities()) {
        for (const store::StoredRow& row : made.rows(*entity)) {
            CAPTURE(entity->name);
            CHECK(schema::check_row(*entity, row.values).empty());
            for (const auto& [field, value] : row.values) {
                CHECK(schema::check_value(*entity->field(field), value).has_value());
            }
        }
    }
    CHECK(made.database->integrity_check().empty());
    CHECK(made.replica->check_fold().empty());
    CHECK(store::unsettled_rows(*made.database, domain::catalogue()) == 0);
}

TEST_CASE("at the sample company's desk one can work") {
    Made made(tiny);
    desk::Desk desk(*made.replica);
    namespace order = domain::order;
    for (const store::StoredRow& row : made.rows(order::spec.spec)) {
        const std::int64_t state = row.values.integer(order::status.spec.id);
        desk::Edit edit;
        edit.values.set(order::special_requirements.spec.id, std::string("轻放"));
        const auto changed = desk.change({order::spec.spec.id, row.id}, edit);
        const bool editable =
            state == order::draft.id || state == order::submitted.id || state == order::returned.id;
        const bool own_branch =
            row.values.id(domain::common::branch.spec.id) == desk.own_branch().value();
        CAPTURE(state);
        CHECK(changed.has_value() == (editable && own_branch));
    }
}
