#include "desk/desk.h"
#include "domain/attached_files.h"
#include "domain/contact.h"
#include "domain/contract.h"
#include "domain/customer.h"
#include "domain/customer_share.h"
#include "domain/obligation.h"
#include "domain/order.h"
#include "domain/order_line.h"
#include "simulation/commands.h"

namespace branchline::test {

namespace {

using schema::Record;

constexpr std::int64_t hour_ms = 3'600'000;

// The way a program creates: defaults, a business number from the desk's own counter.
Done create(const Clerk& clerk, const schema::EntitySpec& entity, Record values,
            std::vector<desk::ChildEdit> children = {}) {
    if (entity.field("branch") != nullptr) {
        values.set(domain::common::branch.spec.id, clerk.workload.staff.branch);
    }
    desk::Desk desk(clerk.replica);
    const std::string what = "create " + std::string(entity.name);
    auto created = desk.create(entity, std::move(values), std::move(children));
    if (!created) return {what, {}, created.error().code};
    return {what, created->group, Code::none};
}

Record some_line(const Clerk& clerk) {
    namespace line = domain::order_line;
    Record cargo;
    cargo.set(line::cargo.spec.id, clerk.text());
    cargo.set(line::pieces.spec.id, 1 + clerk.number(1));
    cargo.set(line::weight_g.spec.id, clerk.number(1'000));
    return cargo;
}

Record some_order(const Clerk& clerk, const RowId& customer) {
    namespace order = domain::order;
    Record values;
    values.set(order::customer.spec.id, customer);
    values.set(order::lane_from.spec.id, "上海");
    values.set(order::lane_to.spec.id, "深圳");
    std::int64_t at = clerk.replica.fold_time().now_ms + hour_ms;
    for (const auto* window : order::windows) {
        values.set(window->id, at);
        at += hour_ms;
    }
    if (clerk.toss()) values.set(order::agreed_price.spec.id, clerk.number(10'000));
    return values;
}

// Created and submitted with one key: all of it is one group.
Done create_and_submit(const Clerk& clerk, const RowId& customer) {
    namespace order = domain::order;
    Record values = some_order(clerk, customer);
    values.set(domain::common::branch.spec.id, clerk.workload.staff.branch);
    values.set(domain::common::owner.spec.id, clerk.replica.identity().user);
    sync::Composer composer = clerk.replica.compose();
    const RowId id = new_row_id(clerk.replica.clock(), clerk.replica.random());
    Status done = composer.insert(order::spec.spec.id, id, values);
    for (std::uint64_t i = 1 + clerk.dice.below(2); done && i > 0; --i) {
        Record cargo = some_line(clerk);
        cargo.set(domain::order_line::order.spec.id, id);
        done = composer.insert(domain::order_line::spec.spec.id,
                               new_row_id(clerk.replica.clock(), clerk.replica.random()), cargo);
    }
    if (done) done = composer.step({order::spec.spec.id, id}, "submit");
    return clerk.finish(composer, done, "create and submit order");
}

}  // namespace

Done create_customer(const Clerk& clerk) {
    Record values;
    values.set(domain::customer::name.spec.id, clerk.text());
    if (clerk.toss()) values.set(domain::common::tags.spec.id, schema::Set{"tag0"});
    std::vector<desk::ChildEdit> contacts;
    if (clerk.toss()) {
        Record contact;
        contact.set(domain::contact::name.spec.id, clerk.text());
        contacts.push_back({&domain::contact::spec.spec, contact, std::nullopt});
    }
    return create(clerk, domain::customer::spec.spec, values, std::move(contacts));
}

Done create_order(const Clerk& clerk) {
    const sync::RowPointer customer = clerk.row(domain::customer::spec.spec.id);
    if (customer == nullptr) return {};
    if (clerk.toss()) return create_and_submit(clerk, customer->id);
    std::vector<desk::ChildEdit> lines;
    for (std::uint64_t i = 1 + clerk.dice.below(2); i > 0; --i) {
        lines.push_back({&domain::order_line::spec.spec, some_line(clerk), std::nullopt});
    }
    return create(clerk, domain::order::spec.spec, some_order(clerk, customer->id),
                  std::move(lines));
}

Done create_contract(const Clerk& clerk) {
    namespace contract = domain::contract;
    const sync::RowPointer customer = clerk.row(domain::customer::spec.spec.id);
    if (customer == nullptr) return {};
    const std::int64_t today = clerk.replica.fold_time().today;
    Record values;
    values.set(contract::customer.spec.id, customer->id);
    values.set(contract::title.spec.id, clerk.text());
    values.set(contract::value.spec.id, clerk.number(10'000));
    values.set(contract::starts_on.spec.id, today);
    values.set(contract::ends_on.spec.id, today + 365);
    values.set(contract::content.spec.id, std::string("一\n二\n三\n四"));
    std::vector<desk::ChildEdit> obligations;
    if (clerk.toss()) {
        Record obligation;
        obligation.set(domain::obligation::what.spec.id, clerk.text());
        obligations.push_back({&domain::obligation::spec.spec, obligation, std::nullopt});
    }
    return create(clerk, contract::spec.spec, values, std::move(obligations));
}

Done create_child(const Clerk& clerk) {
    Record values;
    switch (clerk.dice.below(4)) {
        case 0:
            if (const auto customer = clerk.row(domain::customer::spec.spec.id)) {
                values.set(domain::contact::customer.spec.id, customer->id);
                values.set(domain::contact::name.spec.id, clerk.text());
                return create(clerk, domain::contact::spec.spec, values);
            }
            return {};
        case 1:
            if (const auto contract = clerk.row(domain::contract::spec.spec.id)) {
                values.set(domain::obligation::contract.spec.id, contract->id);
                values.set(domain::obligation::what.spec.id, clerk.text());
                return create(clerk, domain::obligation::spec.spec, values);
            }
            return {};
        default:
            if (const auto order = clerk.row(domain::order::spec.spec.id)) {
                values = some_line(clerk);
                values.set(domain::order_line::order.spec.id, order->id);
                return create(clerk, domain::order_line::spec.spec, values);
            }
            return {};
    }
}

// The row only: who sees the name of the file is what matters here.
Done attach(const Clerk& clerk) {
    const bool with_customer = clerk.toss();
    const sync::RowPointer record =
        clerk.row(with_customer ? domain::customer::spec.spec.id : domain::order::spec.spec.id);
    if (record == nullptr) return {};
    const domain::AttachmentNumbers& numbers = domain::attachment_numbers;
    Record values;
    values.set(numbers.about, schema::AnyRef{record->entity, record->id});
    values.set(numbers.file_name, clerk.text());
    values.set(numbers.size_bytes, clerk.number(1));
    values.set(numbers.hash, clerk.text());
    return create(clerk, clerk.replica.catalogue().at(numbers.entity), values);
}

Done share(const Clerk& clerk) {
    namespace share = domain::customer_share;
    const sync::RowPointer shared = clerk.row(share::spec.spec.id);
    if (shared != nullptr && clerk.toss()) {
        sync::Composer composer = clerk.replica.compose();
        return clerk.finish(composer, composer.erase(shared->key()), "take back a share");
    }
    const sync::RowPointer customer = clerk.row(domain::customer::spec.spec.id);
    if (customer == nullptr) return {};
    const Staff& staff = clerk.workload.staff;
    Record values;
    values.set(share::customer.spec.id, customer->id);
    values.set(share::shared_with.spec.id, clerk.toss() ? staff.other_branch : staff.branch);
    return create(clerk, share::spec.spec, values);
}

}  // namespace branchline::test
