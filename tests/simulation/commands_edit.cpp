#include <algorithm>
#include <sstream>

#include "desk/desk.h"
#include "domain/contact.h"
#include "domain/contract.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "domain/order_line.h"
#include "simulation/commands.h"
#include "support/next_catalogue.h"

namespace branchline::test {

using schema::Record;
using schema::Value;

std::string Clerk::lines(const std::string& before) const {
    std::vector<std::string> all;
    std::istringstream in(before);
    for (std::string line; std::getline(in, line);) all.push_back(line);
    const std::size_t at = dice.below(all.size() + 1);
    if (at == all.size() && all.size() < 8) {
        all.push_back(text());
    } else if (!all.empty()) {
        all[std::min(at, all.size() - 1)] = text();
    }
    std::string joined;
    for (const std::string& line : all) joined += (joined.empty() ? "" : "\n") + line;
    return joined;
}

Value Clerk::value(const schema::FieldSpec& field, const Value& before) const {
    // A quantity is not cleared: the rules leave open whether none is nought once it is added to.
    const bool clears = !field.required && field.rule != schema::Rule::sum;
    if (clears && dice.below(8) == 0) return schema::Null{};
    switch (field.kind) {
        case schema::Kind::text:
            return text();
        case schema::Kind::long_text: {
            const auto* now = std::get_if<std::string>(&before);
            return lines(now == nullptr ? "" : *now);
        }
        case schema::Kind::boolean:
            return static_cast<std::int64_t>(dice.below(2));
        case schema::Kind::date:
            return replica.fold_time().today - number(1);
        case schema::Kind::instant:
            return replica.fold_time().now_ms + number(60'000);
        case schema::Kind::choice:
            return std::int64_t{field.choices[dice.below(field.choices.size())].id};
        case schema::Kind::ref: {
            if (field.target == "user") return one_of(workload.staff.users, dice);
            if (field.target == "branch") return workload.staff.branch;
            const auto target = row(replica.catalogue().entity(field.target)->id);
            return target == nullptr ? Value{schema::Null{}} : Value{target->id};
        }
        case schema::Kind::set: {
            schema::Set set;
            for (std::uint64_t i = dice.below(4); i > 0; --i) {
                schema::set_insert(set, "tag" + std::to_string(dice.below(5)));
            }
            return set.empty() ? Value{schema::Null{}} : Value{set};
        }
        case schema::Kind::any_ref:
            return schema::Null{};
        default:
            return number(1'000);
    }
}

Done edit_field(const Clerk& clerk) {
    static const std::vector<const schema::EntitySpec*> entities{
        &domain::customer::spec.spec,   &domain::customer::spec.spec, &domain::order::spec.spec,
        &domain::order_line::spec.spec, &domain::contract::spec.spec, &domain::contact::spec.spec};
    const schema::EntitySpec& entity = *one_of(entities, clerk.dice);
    const sync::RowPointer row = clerk.row(entity.id);
    if (row == nullptr) return {};
    Record values;
    for (std::uint64_t i = 1 + clerk.dice.below(2); i > 0; --i) {
        const auto& field = *entity.fields[clerk.dice.below(entity.fields.size())];
        if (!field.is_written_by_desks() || field.kind == schema::Kind::status) continue;
        if (field.is_number || field.name == "branch") continue;
        values.set(field.id, clerk.value(field, row->values.get(field.id)));
    }
    sync::Composer composer = clerk.replica.compose();
    const Status done = composer.set(row->key(), values);
    return clerk.finish(composer, done, "edit " + std::string(entity.name));
}

namespace {

Done set_one(const Clerk& clerk, schema::EntityId entity, schema::FieldId field, const Value& to,
             const std::string& what) {
    const sync::RowPointer row = clerk.row(entity);
    if (row == nullptr) return {};
    Record values;
    values.set(field, to);
    sync::Composer composer = clerk.replica.compose();
    const Status done = composer.set(row->key(), values);
    return clerk.finish(composer, done, what);
}

}  // namespace

Done edit_money(const Clerk& clerk) {
    namespace customer = domain::customer;
    switch (clerk.dice.below(4)) {
        case 0:
            return set_one(clerk, domain::contract::spec.spec.id, domain::contract::value.spec.id,
                           clerk.number(10'000), "edit value");
        case 1:
            return set_one(clerk, customer::spec.spec.id, customer::payment_terms.spec.id,
                           clerk.value(customer::payment_terms.spec, {}), "edit payment terms");
        default:
            return set_one(clerk, customer::spec.spec.id, customer::credit_limit.spec.id,
                           clerk.number(100'000), "edit credit limit");
    }
}

Done edit_text(const Clerk& clerk) {
    const schema::FieldSpec& content = domain::contract::content.spec;
    const sync::RowPointer row = clerk.row(domain::contract::spec.spec.id);
    if (row == nullptr) return {};
    Record values;
    values.set(content.id, clerk.lines(row->values.text(content.id)));
    sync::Composer composer = clerk.replica.compose();
    const Status done = composer.set(row->key(), values);
    return clerk.finish(composer, done, "edit content");
}

Done edit_quantity(const Clerk& clerk) {
    namespace line = domain::order_line;
    const sync::RowPointer row = clerk.row(line::spec.spec.id);
    if (row == nullptr) return {};
    const schema::FieldSpec& field = clerk.toss() ? line::pieces.spec : line::weight_g.spec;
    sync::Composer composer = clerk.replica.compose();
    Status done;
    if (clerk.dice.below(3) == 0) {
        done = composer.increase(row->key(), field.id, clerk.number(1) - 1);
    } else {
        Record values;
        values.set(field.id, clerk.number(1));
        done = composer.set(row->key(), values);
    }
    return clerk.finish(composer, done, "edit " + std::string(field.name));
}

Done edit_tags(const Clerk& clerk) {
    const schema::EntitySpec& entity =
        clerk.toss() ? domain::customer::spec.spec : domain::order::spec.spec;
    const sync::RowPointer row = clerk.row(entity.id);
    if (row == nullptr) return {};
    const schema::FieldId tags = domain::common::tags.spec.id;
    const std::string tag = "tag" + std::to_string(clerk.dice.below(3));
    sync::Composer composer = clerk.replica.compose();
    const Status done =
        clerk.toss() ? composer.add(row->key(), tags, tag) : composer.remove(row->key(), tags, tag);
    return clerk.finish(composer, done, "edit tags");
}

Done edit_date(const Clerk& clerk) {
    namespace customer = domain::customer;
    const sync::RowPointer row = clerk.row(customer::spec.spec.id);
    if (row == nullptr) return {};
    const Value day = clerk.replica.fold_time().today - clerk.number(1);
    sync::Composer composer = clerk.replica.compose();
    Status done;
    if (clerk.dice.below(3) == 0) {
        done = composer.correct(row->key(), customer::verified_on.spec.id, day);
    } else {
        Record values;
        values.set(customer::verified_on.spec.id, day);
        done = composer.set(row->key(), values);
    }
    return clerk.finish(composer, done, "edit verified_on");
}

namespace {

// Of the entities that the present version has too, one that has something new; or one of the new.
const schema::EntitySpec& some_new_entity(const Clerk& clerk) {
    static const std::vector<std::string_view> names{"customer", "customer", "order",
                                                     "contract", "lease",    "lease_part"};
    return *clerk.replica.catalogue().entity(one_of(names, clerk.dice));
}

Done create_lease(const Clerk& clerk, const schema::EntitySpec& lease) {
    const sync::RowPointer customer = clerk.row(domain::customer::spec.spec.id);
    Record values;
    values.set(domain::common::branch.spec.id, clerk.workload.staff.branch);
    for (const schema::FieldSpec* field : lease.fields) {
        const bool plain = field->is_written_by_desks() && !field->is_number &&
                           field->kind != schema::Kind::status && field->name != "branch";
        if (plain && (field->required || clerk.toss())) {
            values.set(field->id, clerk.value(*field, {}));
        }
    }
    if (customer != nullptr) values.set(lease.field("customer")->id, customer->id);
    values.set(lease.field("title")->id, clerk.text());
    desk::Desk desk(clerk.replica);
    auto created = desk.create(lease, std::move(values), {});
    if (!created) return {"create lease", {}, created.error().code};
    return {"create lease", created->group, Code::none};
}

// Of a quantity or a set the way that leaves the others' part alone.
Status edit_new_field(const Clerk& clerk, sync::Composer& composer, const sync::RowState& row,
                      const schema::FieldSpec& field) {
    if (field.rule == schema::Rule::sum && clerk.toss()) {
        return composer.increase(row.key(), field.id, clerk.number(1) - 1);
    }
    if (field.kind == schema::Kind::set) {
        const std::string element = "tag" + std::to_string(clerk.dice.below(3));
        return clerk.toss() ? composer.add(row.key(), field.id, element)
                            : composer.remove(row.key(), field.id, element);
    }
    Record values;
    values.set(field.id, clerk.value(field, row.values.get(field.id)));
    return composer.set(row.key(), values);
}

}  // namespace

Done use_new(const Clerk& clerk) {
    if (clerk.replica.catalogue().entity("lease") == nullptr) return {};
    const schema::EntitySpec& entity = some_new_entity(clerk);
    const sync::RowPointer row = clerk.row(entity.id);
    if (entity.name == "lease" && (row == nullptr || clerk.dice.below(4) == 0)) {
        return create_lease(clerk, entity);
    }
    if (row == nullptr) return {};
    std::vector<const schema::FieldSpec*> fields = new_fields(entity);
    std::erase_if(fields, [](const schema::FieldSpec* field) {
        return !field->is_written_by_desks() || field->is_number || field->name == "branch" ||
               field->kind == schema::Kind::status;
    });
    const schema::FieldSpec& field = *one_of(fields, clerk.dice);
    sync::Composer composer = clerk.replica.compose();
    const Status done = edit_new_field(clerk, composer, *row, field);
    return clerk.finish(composer, done, "edit new " + std::string(field.name));
}

}  // namespace branchline::test
