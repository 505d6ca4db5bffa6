#include "domain/rights.h"

#include <doctest/doctest.h>

#include <map>

#include "domain/catalogue.h"

namespace branchline::domain {
namespace {

// What a role may do with an entity: R read, RW write, a only what is assigned to him, - nothing.
std::string access(const EntitySpec& entity, Role role) {
    const RoleMask bit = roles(role);
    const bool reads = (entity.rights.read & bit) != 0;
    const bool reads_own = (entity.rights.read_assigned & bit) != 0;
    const bool writes = (entity.rights.write & bit) != 0;
    const bool writes_own = (entity.rights.write_assigned & bit) != 0;
    std::string text = reads || reads_own ? "R" : "-";
    if (writes || writes_own) text += "W";
    if (!reads && reads_own) text += "a";
    return text;
}

std::string access_of_all(std::string_view entity) {
    std::string text;
    for (const RoleName& each : role_names) {
        if (each.role == Role::hub) continue;
        if (!text.empty()) text += ' ';
        text += access(*catalogue().entity(entity), each.role);
    }
    return text;
}

std::vector<std::string_view> roles_where(RoleMask mask) {
    std::vector<std::string_view> names;
    for (const RoleName& each : role_names) {
        if ((mask & roles(each.role)) != 0) names.push_back(each.name);
    }
    return names;
}

bool reads(Role role, std::string_view entity, std::string_view field) {
    const EntitySpec& spec = *catalogue().entity(entity);
    return catalogue().class_reads(spec.id, catalogue().rights_class(spec.id, role),
                                   spec.field(field)->id);
}

std::vector<std::string_view> readers(std::string_view entity, std::string_view field) {
    RoleMask mask = 0;
    for (const RoleName& each : role_names) {
        if (each.role != Role::hub && reads(each.role, entity, field)) mask |= roles(each.role);
    }
    return roles_where(mask);
}

using Names = std::vector<std::string_view>;

}  // namespace

TEST_CASE("the rights table") {
    // clerk sales reviewer dispatcher warehouse finance manager headquarters admin auditor
    const std::map<std::string_view, std::string_view> table{
        {"customer", "RW RWa RW R - R RW RW - R"},
        {"contact", "RW RWa RW R - R RW RW - R"},
        {"customer_share", "R Ra R R - R RW RW - R"},
        {"address", "RW RWa RW R - R RW RW - R"},
        {"order", "RW RWa RW R R R RW R - R"},
        {"order_line", "RW RWa RW R R R RW R - R"},
        {"contract", "RW RWa R - - R RW RW - R"},
        {"obligation", "RW RWa R - - R RW RW - R"},
        {"interaction", "RW RWa R R R R RW R - R"},
        {"task", "RW RW RW RW RW RW RW RW - R"},
        {"attachment", "RW RW RW RW RW RW RW RW - R"},
        {"product", "R R R R R R R RW RW R"},
        {"department", "R R R R R R R RW RW R"},
        {"branch", "R R R R R R R R R R"},
        {"user", "R R R R R R R R R R"},
        {"device", "Ra Ra Ra Ra Ra Ra R R R R"},
        {"role_grant", "Ra Ra Ra Ra Ra Ra R R R R"},
        {"audit_entry", "Ra Ra Ra Ra Ra Ra R R R R"},
    };
    CHECK(table.size() == catalogue().entities().size());
    for (const auto& [entity, expected] : table) {
        CAPTURE(entity);
        CHECK(access_of_all(entity) == expected);
    }
}

TEST_CASE("confidential fields reach only those they are meant for") {
    CHECK(readers("customer", "bank_account") == Names{"finance", "auditor"});
    CHECK(readers("customer", "credit_limit") ==
          Names{"reviewer", "finance", "manager", "headquarters", "auditor"});
    CHECK(readers("contact", "birthday") ==
          Names{"clerk", "sales", "reviewer", "manager", "headquarters"});
    CHECK(readers("contact", "mobile") == readers("contact", "birthday"));
    CHECK(reads(Role::dispatcher, "contact", "phone"));
    CHECK_FALSE(reads(Role::warehouse, "order", "agreed_price"));
    CHECK(reads(Role::warehouse, "order_line", "pieces"));
    CHECK(reads(Role::sales, "order", "agreed_price"));
    CHECK_FALSE(reads(Role::warehouse, "product", "price"));
    CHECK_FALSE(reads(Role::clerk, "user", "disabled"));
    CHECK(reads(Role::clerk, "user", "login"));
}

TEST_CASE("fields that not every writer of a customer may change") {
    const EntitySpec& customer = *catalogue().entity("customer");
    const auto writers = [&](std::string_view field) {
        return roles_where(customer.field(field)->writers);
    };
    CHECK(writers("credit_limit") == Names{"finance", "manager", "headquarters"});
    CHECK(writers("payment_terms") == Names{"finance", "manager"});
    CHECK(writers("bank_account") == Names{"finance"});
    CHECK(writers("grade") == Names{"manager"});
    CHECK(writers("owner") == Names{"manager", "headquarters"});
    CHECK(writers("branch") == Names{"headquarters"});
    CHECK(writers("name").empty());
}

TEST_CASE("who may write a field may also read it") {
    for (const EntitySpec* entity : catalogue().entities()) {
        for (const FieldSpec* field : entity->fields) {
            CAPTURE(entity->name);
            CAPTURE(field->name);
            const RoleMask people = field->writers & everyone;
            CHECK((people & ~field->readers) == 0);
            CHECK((people & ~(entity->rights.read | entity->rights.read_assigned)) == 0);
        }
    }
}

}  // namespace branchline::domain
