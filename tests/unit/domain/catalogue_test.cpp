#include "domain/catalogue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "domain/order_line.h"

namespace branchline::domain {
namespace {

using Names = std::vector<std::string_view>;

const EntitySpec& entity_named(std::string_view name) {
    const EntitySpec* found = catalogue().entity(name);
    REQUIRE_MESSAGE(found != nullptr, std::string(name));
    return *found;
}

Names names_of(std::span<const Choice> choices) {
    Names names;
    for (const Choice& each : choices) names.push_back(each.name);
    return names;
}

void check_words_lead_to_one_choice(const FieldSpec& field) {
    std::map<std::string, std::uint16_t> words;
    for (const Choice& each : field.choices) {
        for (std::string_view word : {each.name, each.label.zh, each.label.en}) {
            const auto [place, fresh] = words.emplace(normal_form(word), each.id);
            CHECK_MESSAGE(place->second == each.id, field.name << ": " << std::string(word));
        }
    }
}

}  // namespace

TEST_CASE("the names that scripts rely on are there") {
    const std::map<std::string_view, Names> promised{
        {"customer",
         {"number", "name", "short_name", "pinyin", "tax_id", "type", "industry", "size", "grade",
          "status", "needs", "credit_limit", "payment_terms", "bank_account", "verified_on",
          "source", "tags", "branch", "owner"}},
        {"contact",
         {"customer", "name", "position", "mobile", "phone", "email", "wechat", "birthday",
          "is_main", "consent"}},
        {"address",
         {"customer", "kind", "province", "city", "district", "street", "receiving_hours"}},
        {"order", {"number",         "customer",
                   "contract",       "lane_from",
                   "lane_to",        "pickup_from",
                   "pickup_to",      "delivery_from",
                   "delivery_to",    "special_requirements",
                   "payment_terms",  "status",
                   "agreed_price",   "cancel_reason",
                   "total_weight_g", "total_volume_cm3",
                   "total_pieces",   "salesperson",
                   "hold",           "hold_reason"}},
        {"order_line",
         {"order", "cargo", "packaging", "pieces", "weight_g", "volume_cm3", "declared_value",
          "temperature", "dangerous_class"}},
        {"contract",
         {"number", "customer", "kind", "title", "starts_on", "ends_on", "value",
          "volume_commitment", "renewal", "content", "status", "serial"}},
        {"obligation", {"contract", "what", "department", "owner", "due_on", "fulfilled_on"}},
        {"interaction", {"customer", "kind", "direction", "at", "summary", "outcome"}},
        {"task",
         {"what", "owner", "department", "due_at", "quality", "priority", "status", "about"}},
        {"product", {"code", "name", "unit", "price"}},
        {"branch", {"code", "name", "region"}},
        {"user", {"login", "name"}},
    };
    for (const auto& [name, fields] : promised) {
        for (std::string_view field : fields) {
            CHECK_MESSAGE(entity_named(name).field(field) != nullptr,
                          std::string(name) << '.' << std::string(field));
        }
    }
}

TEST_CASE("the states that scripts rely on are there, the first one is that of a new row") {
    CHECK(names_of(entity_named("order").machine->choices) ==
          Names{"draft", "submitted", "returned", "reviewed", "scheduled", "in_transit",
                "delivered", "settled", "archived", "cancelled"});
    CHECK(names_of(entity_named("contract").machine->choices) ==
          Names{"draft", "in_review", "signed", "in_force", "expired", "terminated", "archived"});
    CHECK(names_of(entity_named("customer").machine->choices) ==
          Names{"prospect", "active", "dormant", "lost", "blocked"});
}

TEST_CASE("only what must be there to save is required") {
    const std::map<std::string_view, Names> required{
        {"customer", {"name"}},
        {"contact", {"customer", "name"}},
        {"address", {"customer"}},
        {"interaction", {"customer"}},
        {"order", {"customer"}},
        {"order_line", {"order", "cargo"}},
        {"contract", {"customer", "title"}},
        {"task", {"what"}},
    };
    for (const auto& [name, fields] : required) {
        Names found;
        for (const FieldSpec* field : entity_named(name).fields) {
            if (field->required) found.push_back(field->name);
        }
        CHECK(found == fields);
    }
}

TEST_CASE("labels that files rely on") {
    CHECK(entity_named("customer").field("name")->label.zh == "名称");
    CHECK(entity_named("customer").field("needs")->label.zh == "需求");
    CHECK(entity_named("customer").field("tax_id")->label.zh == "税号");
    CHECK(entity_named("order").field("customer")->label.zh == "客户");
}

TEST_CASE("a column header leads to one field, a written choice to one choice") {
    for (const EntitySpec* entity : catalogue().entities()) {
        std::map<std::string, std::string_view> headers;
        for (const FieldSpec* field : entity->fields) {
            for (std::string_view word : {field->name, field->label.zh, field->label.en}) {
                const auto [place, fresh] = headers.emplace(normal_form(word), field->name);
                CHECK_MESSAGE(place->second == field->name,
                              entity->name << ": " << std::string(word));
            }
            check_words_lead_to_one_choice(*field);
        }
    }
}

TEST_CASE("every entity has a title, distinct labels, readers, and fields of its own from 16 on") {
    std::set<std::string_view> labels;
    for (const EntitySpec* entity : catalogue().entities()) {
        CAPTURE(entity->name);
        CHECK(entity->title != nullptr);
        CHECK(labels.insert(entity->label.zh).second);
        CHECK(labels.insert(entity->label.en).second);
        CHECK((entity->rights.read | entity->rights.read_assigned) != 0);
        for (const FieldSpec* field : entity->fields) {
            const bool common = field->name == "branch" || field->name == "owner" ||
                                field->name == "tags" || field->name == "archived";
            CHECK((field->id < 16) == common);
        }
    }
}

TEST_CASE("what refers stands behind what it refers to") {
    for (const EntitySpec* entity : catalogue().entities()) {
        for (const FieldSpec* field : entity->fields) {
            if (field->kind != Kind::ref) continue;
            const EntitySpec* target = catalogue().entity(field->target);
            REQUIRE(target != nullptr);
            CHECK(target->id <= entity->id);
        }
        if (entity->follows != nullptr) CHECK(entity->follows->target == "customer");
        for (const FieldSpec* field : entity->assigned) CHECK(field->target == "user");
    }
}

TEST_CASE("guards, covers and reasons belong to the entity or its children") {
    for (const EntitySpec* entity : catalogue().entities()) {
        for (const Transition& step : entity->transitions) {
            CAPTURE(step.name);
            for (const FieldSpec* field : step.covers) CHECK(entity->field(field->id) == field);
            for (const Guard& guard : step.guards) {
                const EntitySpec& read = guard.child.empty() ? *entity : entity_named(guard.child);
                for (const FieldSpec* field : guard.fields) CHECK(read.field(field->id) == field);
            }
        }
    }
}

TEST_CASE("what the hub alone writes has no field for desks") {
    for (const EntitySpec* entity : catalogue().entities()) {
        if (!entity->server_only) continue;
        CAPTURE(entity->name);
        CHECK((entity->rights.write | entity->rights.write_assigned) == 0);
        for (const FieldSpec* field : entity->fields) CHECK_FALSE(field->is_written_by_desks());
    }
}

TEST_CASE("a reason can be given wherever its step starts") {
    for (const EntitySpec* entity : catalogue().entities()) {
        for (const Transition& step : entity->transitions) {
            if (step.reason == 0) continue;
            CHECK((step.from & ~entity->field(step.reason)->editable_in) == 0);
        }
    }
}

TEST_CASE("conflict rules are those of the product") {
    const auto rule = [](std::string_view entity, std::string_view field) {
        return rule_name(entity_named(entity).field(field)->rule);
    };
    CHECK(rule("customer", "credit_limit") == "ask");
    CHECK(rule("customer", "payment_terms") == "ask");
    CHECK(rule("customer", "verified_on") == "furthest");
    CHECK(rule("customer", "status") == "machine");
    CHECK(rule("customer", "tags") == "set");
    CHECK(rule("customer", "needs") == "latest");
    CHECK(rule("contract", "value") == "ask");
    CHECK(rule("contract", "content") == "text");
    CHECK(rule("contract", "serial") == "server");
    CHECK(rule("order", "agreed_price") == "latest");
    CHECK(rule("order", "total_weight_g") == "derived");
    for (std::string_view field : {"pieces", "weight_g", "volume_cm3"}) {
        CHECK(rule("order_line", field) == "sum");
    }
}

TEST_CASE("the order is frozen from review on, quantities of its lines until it leaves") {
    const auto content = states(order::draft, order::submitted, order::returned);
    for (const FieldSpec* field : order::content) CHECK(field->editable_in == content);
    const EntitySpec& line = entity_named("order_line");
    CHECK(line.rows_editable_in == content);
    for (const FieldSpec* field : line.fields) {
        if (field->id < 16) continue;
        const bool quantity = field->rule == Rule::sum;
        const auto planned = states(order::reviewed, order::scheduled);
        CHECK(field->editable_in == (quantity ? content | planned : content));
        if (quantity) CHECK(field->adds_in == planned);
    }
    for (std::string_view field : {"hold", "tags", "owner", "archived"}) {
        CHECK(entity_named("order").field(field)->editable_in == any_state);
    }
}

TEST_CASE("what may be deleted, and when") {
    const std::map<std::string_view, StateMask> deletable{
        {"customer", states(customer::prospect)},
        {"order", states(order::draft)},
        {"contract", state_bit(1)},
        {"contact", any_state},
        {"address", any_state},
        {"customer_share", any_state},
        {"task", any_state},
        {"attachment", any_state},
        {"order_line", any_state},
        {"obligation", any_state},
    };
    for (const EntitySpec* entity : catalogue().entities()) {
        CAPTURE(entity->name);
        const auto found = deletable.find(entity->name);
        CHECK(entity->deletable == (found != deletable.end()));
        if (found != deletable.end()) CHECK(entity->deletable_in == found->second);
    }
}

}  // namespace branchline::domain
