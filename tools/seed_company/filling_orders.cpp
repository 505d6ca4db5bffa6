#include <algorithm>
#include <array>

#include "base/civil.h"
#include "domain/catalogue.h"
#include "domain/contract.h"
#include "domain/obligation.h"
#include "domain/order.h"
#include "domain/order_line.h"
#include "seed_company/filling.h"

namespace branchline::company {

namespace {

using schema::Record;

namespace order = domain::order;
namespace contract = domain::contract;

constexpr std::int64_t years_ms = 3 * 365 * day_ms;

std::string padded(std::int64_t number, std::size_t digits) {
    std::string text = std::to_string(number);
    if (text.size() < digits) text.insert(0, digits - text.size(), '0');
    return text;
}

// Where an order of this age stands.
const schema::Choice& state_at(std::int64_t age_ms, Names& names) {
    if (names.one_in(40)) return order::cancelled;
    if (age_ms < 2 * day_ms) {
        constexpr std::array fresh{&order::submitted, &order::draft, &order::reviewed,
                                   &order::returned};
        return *fresh[names.skewed(fresh.size())];
    }
    if (age_ms < 8 * day_ms) {
        constexpr std::array under_way{&order::in_transit, &order::scheduled, &order::delivered};
        return *under_way[names.skewed(under_way.size(), 1)];
    }
    if (age_ms < 50 * day_ms) return names.one_in(3) ? order::settled : order::delivered;
    return names.one_in(4) ? order::settled : order::archived;
}

}  // namespace

void Filling::add_contract(std::size_t number) {
    Customer& customer = customers_[names_.skewed(customers_.size(), 3)];
    const std::int64_t ends_days = date_of(sample_now_ms, 480) + names_.between(-300, 500);
    const std::int64_t starts_days = ends_days - 365 * names_.between(1, 2);
    writer_.group(customer.owner, starts_days * day_ms - 20 * day_ms);
    const std::int64_t today = date_of(sample_now_ms, 480);
    const schema::Choice& state = starts_days > today  ? contract::in_review
                                  : ends_days >= today ? contract::in_force
                                                       : contract::expired;
    Record values;
    values.set(domain::common::branch.spec.id, offices_[customer.office].id);
    values.set(domain::common::owner.spec.id, customer.owner);
    values.set(contract::number.spec.id, offices_[customer.office].code + "-H" +
                                             padded(static_cast<std::int64_t>(number), 5));
    values.set(contract::customer.spec.id, customer.id);
    values.set(contract::kind.spec.id, static_cast<std::int64_t>(1 + names_.skewed(3)));
    values.set(contract::title.spec.id, names_.place() + "运输服务合同");
    values.set(contract::starts_on.spec.id, starts_days);
    values.set(contract::ends_on.spec.id, ends_days);
    values.set(contract::value.spec.id, names_.between(5, 900) * 1'000'000);
    values.set(contract::volume_commitment.spec.id, names_.between(50, 5'000) * 1'000'000);
    values.set(contract::renewal.spec.id, static_cast<std::int64_t>(1 + names_.skewed(3)));
    values.set(contract::status.spec.id, std::int64_t{state.id});
    customer.contract = writer_.new_id();
    sync::RowState row = writer_.state(contract::spec.spec, customer.contract, std::move(values));
    row.writers = {customer.owner};
    row.covers = {{contract::submit.spec.id, {row.inserted}}};
    writer_.row(std::move(row));
    for (std::int64_t i = names_.between(1, 3); i > 0; --i) {
        namespace obligation = domain::obligation;
        const std::int64_t due = starts_days + names_.between(30, ends_days - starts_days);
        Record duty;
        duty.set(domain::common::branch.spec.id, offices_[customer.office].id);
        duty.set(domain::common::owner.spec.id, customer.owner);
        duty.set(obligation::contract.spec.id, customer.contract);
        duty.set(obligation::what.spec.id, names_.obligation());
        duty.set(obligation::due_on.spec.id, due);
        if (due < today && !names_.one_in(30)) duty.set(obligation::fulfilled_on.spec.id, due);
        writer_.row(obligation::spec.spec, std::move(duty));
    }
}

void Filling::add_order(std::size_t number) {
    const Customer& customer = customers_[names_.skewed(customers_.size(), 3)];
    Office& office = offices_[customer.office];
    const auto so_far = static_cast<std::int64_t>(number + 1);
    const std::int64_t at_ms = sample_now_ms - years_ms +
                               years_ms / static_cast<std::int64_t>(size_.orders) * so_far -
                               hour_ms / 2;
    writer_.group(customer.owner, at_ms);
    const std::int64_t pickup = at_ms / hour_ms * hour_ms + names_.between(4, 40) * hour_ms;
    const std::int64_t delivery = pickup + names_.between(12, 96) * hour_ms;
    const schema::Choice& state = state_at(sample_now_ms - at_ms, names_);
    Record values;
    values.set(domain::common::branch.spec.id, office.id);
    values.set(domain::common::owner.spec.id, customer.owner);
    values.set(order::number.spec.id, office.code + "-" + format_yymm(date_of(at_ms, 480)) +
                                          "-K7-" + padded(++office.orders, 6));
    values.set(order::customer.spec.id, customer.id);
    if (!customer.contract.is_null()) values.set(order::contract.spec.id, customer.contract);
    values.set(order::salesperson.spec.id, customer.owner);
    values.set(order::lane_from.spec.id, names_.place());
    values.set(order::lane_to.spec.id, names_.place() + names_.district());
    values.set(order::pickup_from.spec.id, pickup);
    values.set(order::pickup_to.spec.id, pickup + 3 * hour_ms);
    values.set(order::delivery_from.spec.id, delivery);
    values.set(order::delivery_to.spec.id, delivery + 8 * hour_ms);
    if (std::string words = names_.requirement(); !words.empty()) {
        values.set(order::special_requirements.spec.id, std::move(words));
    }
    values.set(order::payment_terms.spec.id, static_cast<std::int64_t>(1 + names_.skewed(6)));
    values.set(order::status.spec.id, std::int64_t{state.id});
    values.set(order::agreed_price.spec.id,
               static_cast<std::int64_t>(300 + names_.skewed(40'000, 3)) * 100);
    if (state.id == order::cancelled.id) {
        values.set(order::cancel_reason.spec.id, std::string("客户取消"));
    }
    const RowId id = writer_.new_id();
    sync::RowState row = writer_.state(order::spec.spec, id, std::move(values));
    row.writers = {customer.owner};
    // What was approved covers its content from then on.
    if (state.id >= order::reviewed.id && state.id != order::cancelled.id) {
        row.covers = {{order::approve.spec.id, {row.inserted}}};
    }
    writer_.row(std::move(row));
    if (size_.with_lines) add_lines(id, customer);
}

void Filling::add_lines(const RowId& parent, const Customer& customer) {
    namespace line = domain::order_line;
    const std::size_t count = 1 + names_.skewed(8, 4);
    for (std::size_t i = 0; i < count; ++i) {
        Record values;
        values.set(domain::common::branch.spec.id, offices_[customer.office].id);
        values.set(line::order.spec.id, parent);
        values.set(line::cargo.spec.id, names_.cargo());
        values.set(line::packaging.spec.id, names_.packaging());
        values.set(line::pieces.spec.id, names_.between(1, 200));
        values.set(line::weight_g.spec.id, names_.between(5, 9'000) * 1'000);
        values.set(line::volume_cm3.spec.id, names_.between(10, 40'000) * 1'000);
        writer_.row(line::spec.spec, std::move(values));
    }
}

}  // namespace branchline::company
