#include "simulation/workload.h"

#include <algorithm>
#include <array>

#include "domain/contact.h"
#include "domain/contract.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "domain/order_line.h"
#include "simulation/commands.h"
#include "sync/row_codec.h"

namespace branchline::test {

std::vector<sync::RowPointer> Clerk::rows(schema::EntityId entity) const {
    std::vector<sync::RowPointer> found;
    RowId after;
    for (const store::StoredRow& stored : replica.rows().scan(entity, after, 40)) {
        if (found.size() == workload.hot_rows) break;
        if (stored.deleted) continue;
        if (auto row = replica.screen().row({entity, stored.id})) found.push_back(row);
    }
    return found;
}

sync::RowPointer Clerk::row(schema::EntityId entity) const {
    const auto found = rows(entity);
    return found.empty() ? nullptr : one_of(found, dice);
}

schema::RoleMask Clerk::roles() const {
    return replica.screen().roles(replica.identity().user, workload.staff.branch);
}

std::string Clerk::text() const {
    static const std::vector<std::string> words{"测试客户", "样例物流", "north", "鑫达", "rush"};
    const std::uint64_t of = dice.below(workload.variety);
    return words[of % words.size()] + std::to_string(of);
}

std::int64_t Clerk::number(std::int64_t unit) const {
    return static_cast<std::int64_t>(dice.below(workload.variety)) * unit;
}

Done Clerk::finish(sync::Composer& composer, const Status& composed,
                   const std::string& what) const {
    if (!composed) return {what, {}, composed.error().code};
    auto committed = replica.commit(composer, what);
    if (!committed) return {what, {}, committed.error().code};
    return {what, committed->op, Code::none};
}

namespace {

using schema::Record;

const std::vector<const schema::EntitySpec*>& entities_with_steps() {
    static const std::vector<const schema::EntitySpec*> entities{
        &domain::order::spec.spec, &domain::order::spec.spec, &domain::contract::spec.spec,
        &domain::customer::spec.spec};
    return entities;
}

// One of the steps of these names (none: of all but the leaving ones) that the row's state and the
// clerk's roles allow; now and then one that they do not.
const schema::Transition* some_step(const Clerk& clerk, const sync::RowState& row,
                                    std::string_view name) {
    const schema::EntitySpec& entity = clerk.replica.catalogue().at(row.entity);
    const std::int64_t state = row.values.integer(entity.machine->id);
    const bool anyway = clerk.dice.below(10) == 0;
    std::vector<const schema::Transition*> steps;
    for (const schema::Transition& step : entity.transitions) {
        const bool leaves = step.reason != 0 || step.name == "block" || step.name == "terminate";
        if (name.empty() ? leaves : step.name != name) continue;
        const bool legal =
            (schema::state_bit(state) & step.from) != 0 && (step.roles & clerk.roles()) != 0;
        if (legal || anyway) steps.push_back(&step);
    }
    return steps.empty() ? nullptr : one_of(steps, clerk.dice);
}

Done take_step(const Clerk& clerk, std::string_view name) {
    const schema::EntitySpec& entity = *one_of(entities_with_steps(), clerk.dice);
    const sync::RowPointer row = clerk.row(entity.id);
    if (row == nullptr) return {};
    const schema::Transition* step = some_step(clerk, *row, name);
    if (step == nullptr) return {};
    sync::Composer composer = clerk.replica.compose();
    Status done;
    if (step->reason != 0) {
        Record reason;
        reason.set(step->reason, clerk.text());
        done = composer.set(row->key(), reason);
    }
    if (done) done = composer.step(row->key(), step->name);
    return clerk.finish(composer, done, std::string(step->name) + " " + std::string(entity.name));
}

Done erase(const Clerk& clerk) {
    static const std::vector<schema::EntityId> entities{
        domain::customer::spec.spec.id,   domain::order::spec.spec.id,
        domain::order::spec.spec.id,      domain::contract::spec.spec.id,
        domain::order_line::spec.spec.id, domain::contact::spec.spec.id};
    const sync::RowPointer row = clerk.row(one_of(entities, clerk.dice));
    if (row == nullptr) return {};
    sync::Composer composer = clerk.replica.compose();
    return clerk.finish(composer, composer.erase(row->key()), "erase");
}

Done resolve(const Clerk& clerk) {
    const auto cases = clerk.replica.cases().after({}, 8);
    if (cases.empty()) return {};
    const sync::Case kase = sync::from_stored(one_of(cases, clerk.dice));
    sync::Composer composer = clerk.replica.compose();
    Status done;
    if (kase.unit.field == 0) {
        done = composer.resolve_erase(kase, clerk.toss());
    } else if (clerk.toss()) {
        done = composer.resolve(kase, one_of(kase.proposals, clerk.dice).values);
    } else {
        done = composer.resolve(kase, {});
    }
    return clerk.finish(composer, done, "resolve");
}

Done answer_refusal(const Clerk& clerk) {
    const auto refused = clerk.replica.refused();
    if (refused.empty()) return {};
    const OpId op = one_of(refused, clerk.dice).op;
    if (clerk.toss()) {
        const Status done = clerk.replica.discard(op);
        return {"discard", {}, done ? Code::none : done.error().code};
    }
    auto sent = clerk.replica.resend(op);
    if (!sent) return {"resend", {}, sent.error().code};
    return {"resend", sent->op, Code::none};
}

// The newest group, if it waits: what undo and redo have made, or something saved before.
OpId newest_waiting(desk::Replica& replica) {
    const auto newest = replica.log().newest(1);
    const bool waits =
        !newest.empty() && newest.front().stage == store::LoggedGroup::Stage::waiting;
    return waits ? newest.front().op : OpId{};
}

Done undo(const Clerk& clerk) {
    auto undone = clerk.replica.undo();
    if (!undone) return {"undo", {}, undone.error().code};
    return {"undo", newest_waiting(clerk.replica), Code::none};
}

Done redo(const Clerk& clerk) {
    auto redone = clerk.replica.redo();
    if (!redone) return {"redo", {}, redone.error().code};
    return {"redo", newest_waiting(clerk.replica), Code::none};
}

struct Known {
    Command command;
    std::string_view name;
    Done (*perform)(const Clerk& clerk);
};

constexpr std::array<Known, command_count> known{{
    {Command::create_customer, "create_customer", create_customer},
    {Command::create_order, "create_order", create_order},
    {Command::create_contract, "create_contract", create_contract},
    {Command::create_child, "create_child", create_child},
    {Command::edit_field, "edit_field", edit_field},
    {Command::edit_money, "edit_money", edit_money},
    {Command::edit_text, "edit_text", edit_text},
    {Command::edit_quantity, "edit_quantity", edit_quantity},
    {Command::edit_tags, "edit_tags", edit_tags},
    {Command::edit_date, "edit_date", edit_date},
    {Command::submit, "submit", [](const Clerk& clerk) { return take_step(clerk, "submit"); }},
    {Command::advance, "advance", [](const Clerk& clerk) { return take_step(clerk, {}); }},
    {Command::send_back, "send_back",
     [](const Clerk& clerk) { return take_step(clerk, "return"); }},
    {Command::cancel, "cancel", [](const Clerk& clerk) { return take_step(clerk, "cancel"); }},
    {Command::erase, "erase", erase},
    {Command::resolve, "resolve", resolve},
    {Command::answer_refusal, "answer_refusal", answer_refusal},
    {Command::undo, "undo", undo},
    {Command::redo, "redo", redo},
    {Command::share, "share", share},
    {Command::attach, "attach", attach},
    {Command::use_new, "use_new", use_new},
}};

}  // namespace

std::string_view command_name(Command command) {
    return known[static_cast<std::size_t>(command)].name;
}

std::optional<Command> parse_command(std::string_view name) {
    for (const Known& each : known) {
        if (each.name == name) return each.command;
    }
    return std::nullopt;
}

Done perform(desk::Replica& replica, const Workload& workload, Command command, Random& dice) {
    return known[static_cast<std::size_t>(command)].perform({replica, workload, dice});
}

}  // namespace branchline::test
