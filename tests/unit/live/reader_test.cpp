#include "live/reader.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "desk/profile.h"
#include "domain/catalogue.h"
#include "support/in_place_office.h"

using namespace branchline;
using namespace branchline::live;
using namespace branchline::test;

namespace {

struct ReaderCompany {
    explicit ReaderCompany(schema::Role role = schema::Role::clerk)
        : office(role), sample(sample_desk(office.fixture())) {}

    [[nodiscard]] const schema::EntitySpec& entity(std::string_view name) {
        return office.fixture().entity(name);
    }

    // The answer as a frame would see it in the end.
    template <class Q>
    std::shared_ptr<const Answered<Q>> ask(const Q& question) {
        std::shared_ptr<const Answered<Q>> seen;
        office.settle([&](Model& model) { seen = model.see("slot", question); });
        REQUIRE(seen != nullptr);
        CHECK(seen->question == question);
        return seen;
    }

    RowsQuestion rows(std::string_view name, std::string where = {}, std::string sort = {}) {
        RowsQuestion question;
        question.entity = entity(name).id;
        question.where = std::move(where);
        question.sort = std::move(sort);
        return question;
    }

    RecordQuestion record(std::string_view name, const RowId& id) {
        return {{entity(name).id, id}};
    }

    InPlaceOffice office;
    SampleDesk sample;
};

const StepOffer* step(const RecordAnswer& record, std::string_view name) {
    const auto at = std::ranges::find(record.steps, name, &StepOffer::name);
    return at == record.steps.end() ? nullptr : &*at;
}

}  // namespace

TEST_CASE("a list counts its rows, names what they refer to and marks what is unsettled") {
    ReaderCompany c;
    const auto seen = c.ask(c.rows("customer", {}, "number"));
    CHECK(seen->value.count == static_cast<std::int64_t>(c.sample.customers.size()));
    CHECK_FALSE(seen->value.count_is_least);
    REQUIRE(seen->value.rows.size() == c.sample.customers.size());
    CHECK(seen->value.titles.at(c.office.fixture().branch) == "上海分公司");
    for (const Row& row : seen->value.rows) {
        CHECK(row.conflict == (row.id == c.sample.customer_in_conflict));
        CHECK(row.refused == (row.id == c.sample.customer_refused));
        CHECK(row.waiting == (row.id == c.sample.customer_waiting));
    }
}

TEST_CASE("any part of a list is the same rows as the list from its beginning") {
    ReaderCompany c;
    RowsQuestion all = c.rows("customer", {}, "name:desc");
    const auto whole = c.ask(all);
    for (const std::int64_t first : {23, 5, 0, 17, 18, 40}) {
        RowsQuestion part = all;
        part.first = first;
        part.count = 4;
        const auto seen = c.ask(part);
        CHECK(seen->value.first == first);
        CHECK(seen->value.count == 24);
        const auto size = static_cast<std::int64_t>(seen->value.rows.size());
        CHECK(size == std::clamp<std::int64_t>(24 - first, 0, 4));
        for (std::int64_t i = 0; i < size; ++i) {
            CHECK(seen->value.rows[static_cast<std::size_t>(i)].id ==
                  whole->value.rows[static_cast<std::size_t>(first + i)].id);
        }
    }
}

TEST_CASE("a list follows what is saved, without being asked") {
    ReaderCompany c;
    const auto question = c.rows("customer", "name = 新客户");
    CHECK(c.ask(question)->value.count == 0);
    c.office.fixture().create("customer", {{"name", "新客户"}});
    const auto seen = c.ask(question);
    REQUIRE(seen->value.rows.size() == 1);
    CHECK(seen->value.rows.front().waiting);
}

TEST_CASE("what may not be read is neither shown nor asked about") {
    ReaderCompany c(schema::Role::warehouse);
    const schema::FieldId price = c.entity("order").field("agreed_price")->id;
    const auto seen = c.ask(c.rows("order"));
    REQUIRE_FALSE(seen->value.rows.empty());
    for (const Row& row : seen->value.rows) CHECK(row.values.find(price) == nullptr);
    CHECK(c.ask(c.rows("order", "agreed_price > 1.00"))->error.has_value());
    CHECK(c.ask(c.rows("order", {}, "agreed_price"))->error.has_value());
    FiguresQuestion figures;
    figures.entity = c.entity("order").id;
    figures.sums = {price};
    CHECK(c.ask(figures)->error->code == Code::unknown_field);
    const auto record = c.ask(c.record("order", c.sample.orders[0]));
    const auto& hidden = record->value.hidden;
    CHECK(std::ranges::find(hidden, c.entity("order").field(price)) != hidden.end());
    CHECK(record->value.row.values.find(price) == nullptr);
}

TEST_CASE("figures are those of all rows, by group") {
    ReaderCompany c;
    FiguresQuestion question;
    question.entity = c.entity("order").id;
    question.sums = {c.entity("order").field("agreed_price")->id};
    const auto all = c.ask(question);
    REQUIRE(all->value.lines.size() == 1);
    CHECK(all->value.lines.front().rows == 14);
    CHECK(all->value.lines.front().sums == std::vector<std::int64_t>{14 * 100'000 + 91 * 1'000});
    question.groups = {{c.entity("order").field("status")->id, FiguresQuestion::By::value}};
    const auto by_state = c.ask(question);
    REQUIRE_FALSE(by_state->value.lines.empty());
    CHECK(by_state->value.lines.front().keys.front() == schema::Value{std::int64_t{1}});
    CHECK(by_state->value.lines.front().rows == 6);
    question.groups = {{c.entity("order").field("salesperson")->id, FiguresQuestion::By::value}};
    CHECK(c.ask(question)->value.titles.size() == 2);
}

TEST_CASE("a record comes with its children, totals, and what its user may do with it") {
    ReaderCompany c;
    const auto seen = c.ask(c.record("order", c.sample.orders[0]));
    const RecordAnswer& order = seen->value;
    REQUIRE(order.exists);
    REQUIRE(order.children.size() == 1);
    CHECK(order.children.front().editable);
    CHECK(order.children.front().rows.size() == 1);
    CHECK(order.row.values.integer(c.entity("order").field("total_pieces")->id) == 10);
    REQUIRE(step(order, "submit") != nullptr);
    CHECK_FALSE(step(order, "submit")->objection.has_value());
    REQUIRE(step(order, "cancel") != nullptr);
    CHECK_FALSE(step(order, "cancel")->objection.has_value());
    CHECK(step(order, "cancel")->reason == c.entity("order").field("cancel_reason")->id);
    CHECK(step(order, "approve") == nullptr);
    CHECK_FALSE(order.delete_objection.has_value());
}

TEST_CASE("a reviewed order is read-only but for figures, and says why") {
    ReaderCompany c;
    const auto seen = c.ask(c.record("order", c.sample.orders[8]));
    const RecordAnswer& order = seen->value;
    REQUIRE(order.exists);
    const auto is_read_only = [&](std::string_view field) {
        return std::ranges::find(order.read_only, c.entity("order").field(field)) !=
               order.read_only.end();
    };
    CHECK(is_read_only("lane_to"));
    CHECK(is_read_only("status"));
    CHECK(is_read_only("number"));
    CHECK_FALSE(is_read_only("hold"));
    CHECK_FALSE(order.children.front().editable);
    REQUIRE(step(order, "schedule") != nullptr);
    CHECK(step(order, "schedule")->objection->code == Code::right);
    CHECK(order.delete_objection->code == Code::not_deletable);
}

TEST_CASE("a step tells the rule that is in its way") {
    ReaderCompany c;
    const auto order =
        c.office.fixture().create("order", {{"customer", to_text(c.sample.customers[0])}});
    const auto seen = c.ask(c.record("order", order.id));
    REQUIRE(step(seen->value, "submit") != nullptr);
    CHECK(step(seen->value, "submit")->objection->code == Code::guard);
}

TEST_CASE("a record names what refers to it, and its open cases") {
    ReaderCompany c;
    const auto first = c.ask(c.record("customer", c.sample.customers[0]));
    const auto count_of = [&](std::string_view entity) -> std::int64_t {
        for (const RelatedCount& each : first->value.related) {
            if (each.entity->name == entity) return each.count;
        }
        return 0;
    };
    CHECK(count_of("order") == 1);
    CHECK(count_of("contract") == 1);
    CHECK(count_of("task") == 1);
    const auto clashing = c.ask(c.record("customer", c.sample.customer_in_conflict));
    REQUIRE(clashing->value.cases.size() == 1);
    const desk::CaseView& kase = clashing->value.cases.front();
    const schema::FieldId needs = c.entity("customer").field("needs")->id;
    CHECK(kase.mine->text(needs) == "冷链");
    CHECK(kase.theirs->text(needs) == "常温");
    CHECK(c.ask(c.record("customer", {1, 1}))->value.exists == false);
}

TEST_CASE("a duplicate is seen while its name is typed") {
    ReaderCompany c;
    DuplicatesQuestion question;
    question.entity = c.entity("customer").id;
    question.values = c.office.fixture().record("customer", {{"name", "测试客户00009"}});
    const auto seen = c.ask(question);
    REQUIRE(seen->value.hits.size() == 1);
    CHECK(seen->value.hits.front().title == "测试客户00009");
    question.except = seen->value.hits.front().key.row;
    CHECK(c.ask(question)->value.hits.empty());
}

TEST_CASE("a question that nobody waits for any more is not answered") {
    InPlaceOffice office;
    store::OpenOptions options;
    options.read_only = true;
    options.initials = desk::initials();
    Reader reader(domain::catalogue(),
                  store::Database::open(office.fixture().directory.path() + "/replica.db", options),
                  office.fixture().clock);
    RowsQuestion question;
    question.entity = office.fixture().entity("customer").id;
    reader.ask(1, question, 0);
    reader.ask(2, question, 1);
    const auto reply = reader.step();
    REQUIRE(reply.has_value());
    CHECK(reply->asked == 2);
    CHECK_FALSE(reader.step().has_value());
    CHECK(reader.idle());
}

TEST_CASE(
    "select all is every row of the list in its order, picked rows are those that are asked") {
    ReaderCompany c;
    const auto shown = c.ask(c.rows("customer", "status = prospect", "number"));
    REQUIRE(shown->value.rows.size() > 2);
    IdsQuestion all;
    all.entity = c.entity("customer").id;
    all.where = "status = prospect";
    all.sort = "number";
    const auto ids = c.ask(all);
    REQUIRE_FALSE(ids->error);
    CHECK_FALSE(ids->value.has_more);
    std::vector<RowId> due;
    for (const Row& row : shown->value.rows) due.push_back(row.id);
    CHECK(ids->value.ids == due);
    const RowId gone = random_id(c.office.fixture().replica().random());
    const auto picked = c.ask(PickedQuestion{all.entity, {due[2], gone, due[0]}});
    REQUIRE(picked->value.rows.size() == 2);
    CHECK(picked->value.rows[0].id == due[2]);
    CHECK(picked->value.rows[1].values == shown->value.rows[0].values);
    all.where = "nonsense !";
    CHECK(c.ask(all)->error.has_value());
}
