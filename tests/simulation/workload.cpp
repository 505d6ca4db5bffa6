#include "simulation/workload.h"

#include <algorithm>

#include "base/civil.h"
#include "domain/catalogue.h"
#include "domain/contact.h"
#include "domain/contract.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "domain/order_line.h"
#include "sync/row_codec.h"

namespace branchline::test {

namespace {

using schema::Record;
using schema::Value;

template <class T>
const T& one_of(const std::vector<T>& from, Random& dice) {
    return from[dice.below(from.size())];
}

// Live rows of an entity that this desk shows, the first few: the hot spot.
std::vector<sync::RowPointer> some_rows(desk::Replica& replica, schema::EntityId entity) {
    std::vector<sync::RowPointer> rows;
    RowId after;
    for (const store::StoredRow& stored : replica.rows().scan(entity, after, 12)) {
        if (stored.deleted) continue;
        if (auto row = replica.screen().row({entity, stored.id})) rows.push_back(row);
    }
    return rows;
}

// Every other time one of the first three, so that several desks meet on one row.
sync::RowPointer hot_row(const std::vector<sync::RowPointer>& rows, Random& dice) {
    constexpr std::uint64_t hot = 3;
    const bool anywhere = dice.below(2) == 0;
    return rows[dice.below(anywhere ? rows.size() : std::min<std::uint64_t>(hot, rows.size()))];
}

std::string random_text(Random& dice) {
    static const std::vector<std::string> words{"测试客户", "样例物流", "north", "south",  "鑫达",
                                                "深圳",     "哈尔滨",   "rush",  "fragile"};
    return one_of(words, dice) + std::to_string(dice.below(1000));
}

std::string random_lines(const std::string& before, Random& dice) {
    std::vector<std::string> lines;
    std::string line;
    for (char c : before + "\n") {
        if (c != '\n') {
            line += c;
            continue;
        }
        lines.push_back(line);
        line.clear();
    }
    const std::size_t at = dice.below(lines.size() + 1);
    if (at == lines.size() && lines.size() < 8) {
        lines.push_back(random_text(dice));
    } else {
        lines[std::min(at, lines.size() - 1)] = random_text(dice);
    }
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i) text += (i > 0 ? "\n" : "") + lines[i];
    return text;
}

std::int64_t today(desk::Replica& replica) { return replica.fold_time().today; }

Value random_value(desk::Replica& replica, const Workload& workload, const schema::FieldSpec& field,
                   const Value& before, Random& dice) {
    // A quantity is not cleared: the rules leave open whether none is nought once it is added to.
    const bool clears = !field.required && field.rule != schema::Rule::sum;
    if (clears && dice.below(8) == 0) return schema::Null{};
    switch (field.kind) {
        case schema::Kind::text:
            return random_text(dice);
        case schema::Kind::long_text: {
            const auto* text = std::get_if<std::string>(&before);
            return random_lines(text == nullptr ? "" : *text, dice);
        }
        case schema::Kind::boolean:
            return static_cast<std::int64_t>(dice.below(2));
        case schema::Kind::date:
            return today(replica) - static_cast<std::int64_t>(dice.below(300));
        case schema::Kind::instant:
            return replica.fold_time().now_ms + static_cast<std::int64_t>(dice.below(1'000'000));
        case schema::Kind::choice:
            return std::int64_t{field.choices[dice.below(field.choices.size())].id};
        case schema::Kind::ref: {
            if (field.target == "user") return one_of(workload.users, dice);
            if (field.target == "branch") return workload.branch;
            const auto rows = some_rows(replica, replica.catalogue().entity(field.target)->id);
            return rows.empty() ? Value{schema::Null{}} : Value{one_of(rows, dice)->id};
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
            return static_cast<std::int64_t>(dice.below(100'000));
    }
}

Done finish(desk::Replica& replica, sync::Composer& composer, const Status& composed,
            const std::string& what) {
    if (!composed) return {what, {}, composed.error().code};
    auto committed = replica.commit(composer, what);
    if (!committed) return {what, {}, committed.error().code};
    return {what, committed->op, Code::none};
}

void place(const Workload& workload, desk::Replica& replica, Record& values) {
    values.set(domain::common::branch.spec.id, workload.branch);
    values.set(domain::common::owner.spec.id, replica.identity().user);
}

Done create_customer(desk::Replica& replica, const Workload& workload, Random& dice) {
    Record values;
    place(workload, replica, values);
    values.set(domain::customer::name.spec.id, random_text(dice));
    if (dice.below(2) == 0) values.set(domain::common::tags.spec.id, schema::Set{"new"});
    sync::Composer composer = replica.compose();
    const RowId id = new_row_id(replica.clock(), replica.random());
    Status done = composer.insert(domain::customer::spec.spec.id, id, values);
    if (done && dice.below(2) == 0) {
        Record contact;
        contact.set(domain::contact::customer.spec.id, id);
        contact.set(domain::contact::name.spec.id, random_text(dice));
        done = composer.insert(domain::contact::spec.spec.id,
                               new_row_id(replica.clock(), replica.random()), contact);
    }
    return finish(replica, composer, done, "create customer");
}

// Every third time one whose concurrent values are merged: they are few, and meet seldom otherwise.
const schema::FieldSpec& some_field(const schema::EntitySpec& entity, Random& dice) {
    std::vector<const schema::FieldSpec*> merging;
    for (const schema::FieldSpec* field : entity.fields) {
        const bool merges = field->rule == schema::Rule::text || field->rule == schema::Rule::sum;
        if (merges) merging.push_back(field);
    }
    if (!merging.empty() && dice.below(3) == 0) return *one_of(merging, dice);
    return *entity.fields[dice.below(entity.fields.size())];
}

// Mostly one that the row's state allows.
const schema::Transition& some_step(const schema::EntitySpec& entity, const sync::RowState& row,
                                    Random& dice) {
    std::vector<const schema::Transition*> legal;
    const std::int64_t state = row.values.integer(entity.machine->id);
    for (const schema::Transition& step : entity.transitions) {
        if ((schema::state_bit(state) & step.from) != 0) legal.push_back(&step);
    }
    if (!legal.empty() && dice.below(4) != 0) return *one_of(legal, dice);
    return entity.transitions[dice.below(entity.transitions.size())];
}

Done edit_something(desk::Replica& replica, const Workload& workload, Random& dice) {
    static const std::vector<schema::EntityId> entities{
        domain::customer::spec.spec.id, domain::customer::spec.spec.id,
        domain::order::spec.spec.id,    domain::order_line::spec.spec.id,
        domain::contract::spec.spec.id, domain::contact::spec.spec.id};
    const schema::EntitySpec& entity = replica.catalogue().at(one_of(entities, dice));
    const auto rows = some_rows(replica, entity.id);
    if (rows.empty()) return {};
    const sync::RowPointer row = hot_row(rows, dice);
    Record values;
    for (std::uint64_t i = 1 + dice.below(2); i > 0; --i) {
        const schema::FieldSpec& field = some_field(entity, dice);
        if (!field.is_written_by_desks() || field.kind == schema::Kind::status) continue;
        if (field.is_number || field.name == "branch") continue;
        values.set(field.id,
                   random_value(replica, workload, field, row->values.get(field.id), dice));
    }
    sync::Composer composer = replica.compose();
    const Status done = composer.set(row->key(), values);
    return finish(replica, composer, done, "edit " + std::string(entity.name));
}

Done take_step(desk::Replica& replica, Random& dice) {
    static const std::vector<schema::EntityId> entities{
        domain::order::spec.spec.id, domain::order::spec.spec.id, domain::contract::spec.spec.id,
        domain::customer::spec.spec.id};
    const schema::EntitySpec& entity = replica.catalogue().at(one_of(entities, dice));
    const auto rows = some_rows(replica, entity.id);
    if (rows.empty()) return {};
    const sync::RowPointer row = hot_row(rows, dice);
    const schema::Transition& step = some_step(entity, *row, dice);
    sync::Composer composer = replica.compose();
    Status done;
    if (step.reason != 0) {
        Record reason;
        reason.set(step.reason, random_text(dice));
        done = composer.set(row->key(), reason);
    }
    if (done) done = composer.step(row->key(), step.name);
    return finish(replica, composer, done, std::string(step.name) + " " + std::string(entity.name));
}

Done erase_something(desk::Replica& replica, Random& dice) {
    static const std::vector<schema::EntityId> entities{
        domain::customer::spec.spec.id, domain::order::spec.spec.id,
        domain::order_line::spec.spec.id, domain::contact::spec.spec.id};
    const auto rows = some_rows(replica, one_of(entities, dice));
    if (rows.empty()) return {};
    sync::Composer composer = replica.compose();
    const Status done = composer.erase(hot_row(rows, dice)->key());
    return finish(replica, composer, done, "erase");
}

Done resolve_something(desk::Replica& replica, Random& dice) {
    const auto cases = replica.cases().after({}, 8);
    if (cases.empty()) return {};
    const sync::Case kase = sync::from_stored(one_of(cases, dice));
    sync::Composer composer = replica.compose();
    Status done;
    if (kase.unit.field == 0) {
        done = composer.resolve_erase(kase, dice.below(2) == 0);
    } else if (dice.below(2) == 0) {
        done = composer.resolve(kase, kase.proposals[dice.below(kase.proposals.size())].values);
    } else {
        done = composer.resolve(kase, {});
    }
    return finish(replica, composer, done, "resolve");
}

Done deal_with_refusal(desk::Replica& replica, Random& dice) {
    const auto refused = replica.refused();
    if (refused.empty()) return {};
    const OpId op = one_of(refused, dice).op;
    if (dice.below(2) == 0) {
        const Status done = replica.discard(op);
        return {"discard", {}, done ? Code::none : done.error().code};
    }
    auto sent = replica.resend(op);
    if (!sent) return {"resend", {}, sent.error().code};
    return {"resend", sent->op, Code::none};
}

}  // namespace

Done create_full_order(desk::Replica& replica, const Workload& workload, const RowId& customer,
                       Random& dice) {
    namespace order = domain::order;
    namespace line = domain::order_line;
    Record values;
    place(workload, replica, values);
    values.set(order::customer.spec.id, customer);
    values.set(order::lane_from.spec.id, "上海");
    values.set(order::lane_to.spec.id, "深圳");
    const std::int64_t start = replica.fold_time().now_ms + 3'600'000;
    std::int64_t hour = 0;
    for (const auto* window : order::windows) {
        values.set(window->id, start + hour * 3'600'000);
        ++hour;
    }
    if (dice.below(2) == 0) {
        values.set(order::agreed_price.spec.id, static_cast<std::int64_t>(dice.below(1'000'000)));
    }
    sync::Composer composer = replica.compose();
    const RowId id = new_row_id(replica.clock(), replica.random());
    Status done = composer.insert(order::spec.spec.id, id, values);
    for (std::uint64_t i = 1 + dice.below(2); done && i > 0; --i) {
        Record cargo;
        cargo.set(line::order.spec.id, id);
        cargo.set(line::cargo.spec.id, random_text(dice));
        cargo.set(line::pieces.spec.id, static_cast<std::int64_t>(1 + dice.below(20)));
        cargo.set(line::weight_g.spec.id, static_cast<std::int64_t>(1'000 + dice.below(90'000)));
        done = composer.insert(line::spec.spec.id, new_row_id(replica.clock(), replica.random()),
                               cargo);
    }
    if (done && dice.below(2) == 0) done = composer.step({order::spec.spec.id, id}, "submit");
    return finish(replica, composer, done, "create order");
}

Done random_command(desk::Replica& replica, const Workload& workload, Random& dice) {
    const auto customers = some_rows(replica, domain::customer::spec.spec.id);
    const std::uint64_t roll = dice.below(100);
    if (customers.size() < 3 || roll < 5) return create_customer(replica, workload, dice);
    if (roll < 15) return create_full_order(replica, workload, one_of(customers, dice)->id, dice);
    if (roll < 20) {
        Record values;
        place(workload, replica, values);
        values.set(domain::contract::customer.spec.id, one_of(customers, dice)->id);
        values.set(domain::contract::title.spec.id, random_text(dice));
        values.set(domain::contract::value.spec.id, static_cast<std::int64_t>(dice.below(100'000)));
        sync::Composer composer = replica.compose();
        const Status done = composer.insert(domain::contract::spec.spec.id,
                                            new_row_id(replica.clock(), replica.random()), values);
        return finish(replica, composer, done, "create contract");
    }
    if (roll < 60) return edit_something(replica, workload, dice);
    if (roll < 78) return take_step(replica, dice);
    if (roll < 84) return erase_something(replica, dice);
    if (roll < 90) return resolve_something(replica, dice);
    if (roll < 94) return deal_with_refusal(replica, dice);
    if (roll < 98) {
        auto undone = replica.undo();
        return {"undo", {}, undone ? Code::none : undone.error().code};
    }
    auto redone = replica.redo();
    return {"redo", {}, redone ? Code::none : redone.error().code};
}

}  // namespace branchline::test
