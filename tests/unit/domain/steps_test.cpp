// The machines of the product, step by step: from where, to where, by whom, and what is special.
#include <doctest/doctest.h>

#include "domain/catalogue.h"
#include "domain/contract.h"
#include "domain/customer.h"
#include "domain/order.h"

namespace branchline::domain {
namespace {

std::string state_names(const EntitySpec& entity, StateMask mask) {
    std::string text;
    for (const Choice& each : entity.machine->choices) {
        if ((mask & state_bit(each.id)) == 0) continue;
        if (!text.empty()) text += ',';
        text += each.name;
    }
    return text;
}

std::string role_list(RoleMask mask) {
    std::string text;
    for (const RoleName& each : role_names) {
        if ((mask & roles(each.role)) == 0) continue;
        if (!text.empty()) text += ',';
        text += each.name;
    }
    return text;
}

// A step as two lines: the way and who may take it, then what is special about it.
std::string told(const EntitySpec& entity, const Transition& step) {
    std::string text = std::string(step.name) + ": " + state_names(entity, step.from) + " -> " +
                       state_names(entity, state_bit(step.to)) + "\n    by " +
                       role_list(step.roles);
    if (step.forward) text += "; forward";
    if (step.blind != 0) text += "; blind " + state_names(entity, step.blind);
    if (step.reason != 0) text += "; " + std::string(entity.field(step.reason)->name);
    if (step.exclusive) text += "; exclusive";
    if (step.four_eyes) text += "; four_eyes";
    if (step.marks_writer) text += "; marks_writer";
    if (step.clears_writers) text += "; clears_writers";
    if (!step.covers.empty()) text += "; covers content";
    for (std::string_view child : step.covers_children) text += " and " + std::string(child);
    for (const Guard& guard : step.guards) text += "\n    if " + std::string(guard.name);
    return text + '\n';
}

std::string told(const EntitySpec& entity) {
    std::string text = "\n";
    for (const Transition& step : entity.transitions) text += told(entity, step);
    return text;
}

}  // namespace

TEST_CASE("the steps of an order") {
    CHECK(told(order::spec.spec) == R"(
submit: draft,returned -> submitted
    by clerk,sales,reviewer,manager; forward; marks_writer
    if lane_and_windows
    if pickup_window
    if transit_window
    if delivery_window
    if lines
return: submitted -> returned
    by reviewer,manager; return_reason; clears_writers
approve: submitted -> reviewed
    by reviewer,manager; forward; four_eyes; covers content and order_line
    if credit
schedule: reviewed -> scheduled
    by dispatcher,manager; forward
depart: scheduled -> in_transit
    by dispatcher,manager; forward
deliver: in_transit -> delivered
    by dispatcher,manager; forward
settle: delivered -> settled
    by finance,manager; forward
archive: settled,cancelled -> archived
    by manager,hub
cancel: draft,submitted,returned -> cancelled
    by clerk,reviewer,manager; blind draft,submitted,returned; cancel_reason
cancel: reviewed,scheduled -> cancelled
    by manager; cancel_reason
)");
}

TEST_CASE("the steps of a contract") {
    CHECK(told(contract::spec.spec) == R"(
submit: draft -> in_review
    by clerk,manager,headquarters; forward; marks_writer; covers content
    if period_and_value
    if period
return: in_review -> draft
    by manager,headquarters; return_reason; clears_writers
sign: in_review -> signed
    by manager,headquarters; forward; four_eyes; covers content and obligation
enforce: signed -> in_force
    by manager,headquarters,hub; forward
expire: in_force -> expired
    by manager,headquarters,hub
terminate: signed,in_force -> terminated
    by manager,headquarters
archive: expired,terminated -> archived
    by manager,headquarters,hub
)");
}

TEST_CASE("the steps of a customer") {
    CHECK(told(customer::spec.spec) == R"(
lose: prospect,active,dormant -> lost
    by clerk,sales,reviewer,manager,headquarters; blind prospect,active,dormant; lost_reason
block: prospect,active,dormant,lost -> blocked
    by clerk,sales,reviewer,finance,manager,headquarters; blind prospect,active,dormant,lost
unblock: blocked -> active
    by clerk,sales,reviewer,finance,manager,headquarters
activate: prospect,dormant,lost -> active
    by hub; forward
rest: active -> dormant
    by hub
lapse: dormant -> lost
    by hub
)");
}

TEST_CASE("the hub's computed steps never enter or leave blocked") {
    const EntitySpec& entity = customer::spec.spec;
    for (const Transition& step : entity.transitions) {
        if (step.roles != roles(Role::hub)) continue;
        CHECK((step.from & states(customer::blocked)) == 0);
        CHECK(step.to != customer::blocked.id);
    }
}

TEST_CASE("approval and signature cover everything that is editable before them") {
    for (const auto& [entity, step_id] :
         {std::pair{&order::spec.spec, 3}, std::pair{&contract::spec.spec, 3}}) {
        const Transition* step = entity->transition(static_cast<std::uint8_t>(step_id));
        REQUIRE(step != nullptr);
        for (const FieldSpec* field : entity->fields) {
            if (field->editable_in == any_state) continue;
            bool covered = false;
            for (const FieldSpec* each : step->covers) covered = covered || each == field;
            CHECK_MESSAGE(covered, entity->name << '.' << std::string(field->name));
        }
    }
}

}  // namespace branchline::domain
