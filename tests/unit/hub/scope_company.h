// A company of two branches whose one customer was made by a clerk of the one of them.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "domain/contact.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "hub/hub_rig.h"

namespace branchline::hub {

namespace contact = branchline::domain::contact;
namespace order = branchline::domain::order;

inline constexpr schema::EntityId contacts = contact::spec.spec.id;

struct Company {
    HubRig rig;
    std::optional<Desk> clara;  // clerk in SHA
    std::optional<Desk> bea;    // clerk in BEI
    std::optional<Desk> hanna;  // head office
    RowId payer;
    RowId person;
    sync::Group made;
    sync::Version handed_over;  // where it is

    Company() {
        found_company(rig);
        REQUIRE(rig.admin->add_user({"bea", "Bea", "clerk", "BEI"}).has_value());
        REQUIRE(rig.admin->add_user({"hanna", "Hanna", "headquarters", ""}).has_value());
        clara.emplace(rig, "clara");
        bea.emplace(rig, "bea");
        hanna.emplace(rig, "hanna");
        payer = random_id(rig.random);
        person = random_id(rig.random);
        schema::Record values;
        values.set(contact::customer.spec.id, payer);
        values.set(contact::name.spec.id, std::string("Paul"));
        clara->connect();
        made = clara->group(
            {new_customer(rig, payer, "Pays Ltd"), insert(contacts, person, std::move(values))});
        REQUIRE(clara->push_one(made).verdict == sync::Verdict::accepted);
        for (Desk* desk : {&*clara, &*bea, &*hanna}) {
            desk->connect();
            desk->pull_all();
        }
    }

    void hand_over(const std::string& branch, const sync::Version& base) {
        const sync::Group group = hanna->group(
            {set(customers, payer, customer::branch.spec.id, branch_id(rig, branch), base)});
        REQUIRE(hanna->push_one(group).verdict == sync::Verdict::accepted);
        handed_over = {group.origin, {}};
    }
};

// What a page says of a row: kinds of effects, in order.
inline std::vector<sync::EffectKind> said_of(const sync::Page& page, const RowId& row) {
    std::vector<sync::EffectKind> kinds;
    for (const sync::Entry& entry : page.entries) {
        for (const sync::Effect& effect : entry.effects) {
            if (effect.row == row) kinds.push_back(effect.kind);
        }
    }
    return kinds;
}

inline const sync::RowState* brought(const sync::Page& page, const RowId& row) {
    for (const sync::Entry& entry : page.brought) {
        for (const sync::RowState& each : entry.rows) {
            if (each.id == row) return &each;
        }
    }
    return nullptr;
}

}  // namespace branchline::hub
