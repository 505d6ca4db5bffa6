// What stands in the head of a record.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "gui/desk_stage.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

// Filled buttons that take a step.
std::vector<std::string> main_steps(const DeskStage& desk) {
    std::vector<std::string> names;
    for (const ui::Seen& seen : desk.stage.probe().seen()) {
        const std::size_t step = seen.path.find("/step ");
        const bool button = seen.kind == ui::Seen::Kind::button && seen.value == "main";
        if (button && step != std::string::npos) names.push_back(seen.path.substr(step + 6));
    }
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("the main step of a record leads on, and never blocks or returns") {
    DeskStage desk(en, schema::Role::manager);
    const auto main_of = [&](std::string_view entity, const RowId& row) {
        desk.go({Place::Kind::record, id_of(desk, entity), row, {}});
        return main_steps(desk);
    };
    // A prospect becomes a customer by its first order: no step of a person leads there.
    CHECK(main_of("customer", desk.sample.customers.front()) == Names{});
    CHECK(desk.stage.find("step block") != nullptr);
    CHECK(desk.stage.find("step lose") != nullptr);
    CHECK(main_of("contract", desk.sample.contracts[2]) == Names{"submit"});
    CHECK(main_of("contract", desk.sample.contracts[0]) == Names{});
    CHECK(desk.stage.find("step terminate") != nullptr);
    CHECK(main_of("order", desk.sample.orders[6]) == Names{"approve"});
    CHECK(desk.stage.find("step return") != nullptr);
    CHECK(main_of("order", desk.sample.orders[8]) == Names{"schedule"});
}

TEST_CASE("a field that head office has frozen meanwhile says so in words, in both languages") {
    for (const StageLook& look : {en, zh}) {
        DeskStage desk(look, schema::Role::manager);
        const RowId contract = desk.sample.contracts[2];
        desk.office.fixture().accept_all();
        desk.go({Place::Kind::record, id_of(desk, "contract"), contract, {}});
        desk.key("F2");
        desk.stage.click("title");
        desk.key("End");
        desk.type("!");
        desk.office.fixture().arrive_value("contract", contract, "status", "signed");
        desk.settle();
        desk.key("Ctrl+S");
        const ui::Seen* field = desk.stage.find("title");
        REQUIRE(field != nullptr);
        CAPTURE(field->reason);
        CHECK(field->reason.find(look.lang == Lang::zh ? "已签" : "Signed") != std::string::npos);
        CHECK(field->reason.find("contract.") == std::string::npos);
    }
}

TEST_CASE("the number of a record stands whole beside its title at 200 %, in two lines") {
    DeskStage desk({1440, 900, 2, Lang::en, false}, schema::Role::manager);
    const RowId row = desk.sample.customers.front();
    const schema::EntitySpec& customer = *desk.office.model().catalogue().entity("customer");
    const auto stored = desk.office.fixture().replica().rows().get(customer.id, row);
    REQUIRE(stored.has_value());
    desk.go({Place::Kind::record, customer.id, row, {}});
    std::string head;
    for (const ui::Seen& seen : desk.stage.probe().seen()) {
        if (seen.kind == ui::Seen::Kind::text && seen.top < 180) head += seen.label;
    }
    CAPTURE(head);
    CHECK(head.find(stored->values.text(customer.number->id)) != std::string::npos);
}

TEST_CASE("a manager shares a customer in its form, a clerk is not offered to") {
    const auto edit = [](DeskStage& desk) {
        desk.go({Place::Kind::record, id_of(desk, "customer"), desk.sample.customers.front(), {}});
        desk.key("F2");
        desk.settle();
    };
    const StageLook tall{1440, 2'400, 1, Lang::en, false};  // no wheel needed
    DeskStage manager(tall, schema::Role::manager);
    edit(manager);
    REQUIRE(manager.stage.find("customer_share/add") != nullptr);
    CHECK(manager.click("customer_share/add"));
    manager.settle();
    CHECK(manager.stage.find("shared_with/text") != nullptr);
    DeskStage clerk(tall, schema::Role::clerk);
    edit(clerk);
    CHECK(clerk.stage.find("contact/add") != nullptr);
    CHECK(clerk.stage.find("customer_share/add") == nullptr);
}
