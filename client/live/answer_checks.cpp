#include <algorithm>

#include "domain/contract.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "domain/order_line.h"
#include "domain/rules/order_totals.h"
#include "live/answers.h"

namespace branchline::live {

namespace {

namespace order = domain::order;
using domain::rules::OtherOrder;
using schema::Record;
using store::Filter;
using store::Op;

constexpr std::int64_t ms_per_day = 86'400'000;
constexpr std::size_t orders_compared = 200;

// What the rules are asked about, kept alive for them.
struct Gathered {
    Record order;
    std::vector<Record> lines;
    std::optional<Record> customer;
    std::optional<Record> contract;
    std::vector<OtherOrder> close;
    std::vector<OtherOrder> on_lane;
};

Filter same(const schema::FieldSpec& field, schema::Value value) {
    return Filter::compare(field.id, Op::equal, std::move(value));
}

std::vector<OtherOrder> other_orders(ReadSide& side, const RowId& own, std::vector<Filter> parts) {
    store::Query query;
    query.entity = order::spec.spec.id;
    parts.push_back(Filter::compare(store::id_field, Op::not_equal, own));
    parts.push_back(
        Filter::compare(order::status.spec.id, Op::not_equal, std::int64_t{order::cancelled.id}));
    query.filter = Filter::all(std::move(parts));
    query.sort = {{store::changed_at_field, true}};
    query.limit = orders_compared;
    std::vector<OtherOrder> orders;
    auto page = store::run_query(side.database(), side.catalogue(), query);
    if (!page) return orders;
    for (store::StoredRow& row : page->rows) {
        side.viewer().derive(order::spec.spec, row.id, row.values);
        orders.push_back(
            {row.values.text(order::number.spec.id), row.values.integer(order::pickup_from.spec.id),
             row.values.integer(order::total_weight_g.spec.id),
             row.values.integer(order::total_volume_cm3.spec.id),
             row.values.integer(order::total_pieces.spec.id),
             row.values.text(order::lane_from.spec.id), row.values.text(order::lane_to.spec.id)});
    }
    return orders;
}

// As its user may see it; nothing where it is not here.
std::optional<Record> row_of(ReadSide& side, const schema::EntitySpec& entity, const RowId& id) {
    const auto row = side.viewer().live_row({entity.id, id});
    if (!row) return std::nullopt;
    return side.viewer().view(entity, id, row->values).values;
}

Gathered gather(ReadSide& side, const ChecksQuestion& question) {
    Gathered made;
    if (auto stored = row_of(side, order::spec.spec, question.order)) made.order = *stored;
    for (const auto& [field, value] : question.values) made.order.set(field, value);
    made.lines = question.lines;
    if (made.lines.empty() && !question.order.is_null()) {
        const schema::Reference line = side.catalogue().children_of(order::spec.spec.id).front();
        for (store::StoredRow& row : side.viewer().children(line, question.order)) {
            made.lines.push_back(std::move(row.values));
        }
    }
    domain::rules::add_order_totals(made.lines, made.order);
    const RowId customer = made.order.id(order::customer.spec.id);
    made.customer = row_of(side, domain::customer::spec.spec, customer);
    made.contract =
        row_of(side, domain::contract::spec.spec, made.order.id(order::contract.spec.id));
    if (customer.is_null()) return made;
    const std::int64_t pickup = made.order.integer(order::pickup_from.spec.id);
    made.close = other_orders(
        side, question.order,
        {same(order::customer.spec, customer),
         Filter::compare(order::pickup_from.spec.id, Op::greater_equal, pickup - ms_per_day),
         Filter::compare(order::pickup_from.spec.id, Op::less_equal, pickup + ms_per_day)});
    const std::string& from = made.order.text(order::lane_from.spec.id);
    const std::string& to = made.order.text(order::lane_to.spec.id);
    if (!from.empty() && !to.empty()) {
        made.on_lane =
            other_orders(side, question.order,
                         {same(order::customer.spec, customer), same(order::lane_from.spec, from),
                          same(order::lane_to.spec, to)});
    }
    return made;
}

// Agreed prices of the customer's other orders that count against his limit.
std::int64_t open_of(ReadSide& side, const RowId& customer, const RowId& own) {
    std::vector<schema::Value> states;
    for (const schema::Choice& state : order::state_choices) {
        if ((schema::state_bit(state.id) & order::open_on_credit) != 0) {
            states.emplace_back(std::int64_t{state.id});
        }
    }
    store::Aggregate question;
    question.entity = order::spec.spec.id;
    question.filter = Filter::all({same(order::customer.spec, customer),
                                   Filter::one_of(order::status.spec.id, std::move(states)),
                                   Filter::compare(store::id_field, Op::not_equal, own)});
    question.measures = {{store::Measure::Kind::sum, order::agreed_price.spec.id}};
    const auto rows = store::aggregate(side.database(), side.catalogue(), question);
    if (!rows || rows->empty()) return 0;
    const auto* sum = std::get_if<std::int64_t>(&rows->front().results.front());
    return sum == nullptr ? 0 : *sum;
}

bool has_contract_in_force(ReadSide& side, const RowId& customer) {
    store::Query query;
    query.entity = domain::contract::spec.spec.id;
    query.filter = Filter::all(
        {same(domain::contract::customer.spec, customer),
         same(domain::contract::status.spec, std::int64_t{domain::contract::in_force.id})});
    const auto count = store::count_rows(side.database(), side.catalogue(), query);
    return count && *count > 0;
}

}  // namespace

Result<ChecksAnswer> answer(ReadSide& side, const ChecksQuestion& question) {
    const Gathered gathered = gather(side, question);
    const RowId customer = gathered.order.id(order::customer.spec.id);
    desk::Viewer& viewer = side.viewer();
    domain::rules::OrderFacts facts{.order = gathered.order, .lines = gathered.lines};
    facts.customer = gathered.customer ? &*gathered.customer : nullptr;
    facts.contract = gathered.contract ? &*gathered.contract : nullptr;
    facts.now_ms = viewer.now().now_ms;
    facts.offset_minutes = side.settings().integer(desk::setting::offset_minutes, 480);
    facts.data_age_ms = facts.now_ms - side.settings().integer(desk::setting::last_contact_ms);
    facts.close = gathered.close;
    facts.on_lane = gathered.on_lane;
    if (facts.customer != nullptr) {
        const schema::RoleMask mask =
            viewer.roles(domain::customer::spec.spec, customer, *facts.customer);
        facts.may_read_limit = (domain::customer::credit_limit.spec.readers & mask) != 0;
        if (facts.may_read_limit) facts.open_minor = open_of(side, customer, question.order);
        facts.has_contract_in_force = has_contract_in_force(side, customer);
    }
    const sync::RowPointer row = side.screen().row({order::spec.spec.id, question.order});
    const UserId user = viewer.identity().user;
    facts.wrote_it = row == nullptr || std::ranges::find(row->writers, user) != row->writers.end();
    const schema::RoleMask mask = viewer.roles(order::spec.spec, question.order, gathered.order);
    facts.may_approve = (order::approve.spec.roles & mask) != 0;
    return ChecksAnswer{domain::rules::check_order(facts)};
}

}  // namespace branchline::live
