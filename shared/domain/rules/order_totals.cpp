#include "domain/rules/order_totals.h"

#include "domain/order.h"
#include "domain/order_line.h"

namespace branchline::domain::rules {

namespace {

// The limits of a line and of a group keep sums far from overflow.
schema::Value sum_of(std::span<const schema::Record> lines, schema::FieldId field) {
    schema::Value sum;
    for (const schema::Record& line : lines) {
        if (schema::is_null(line.get(field))) continue;
        const auto* before = std::get_if<std::int64_t>(&sum);
        sum = (before == nullptr ? 0 : *before) + line.integer(field);
    }
    return sum;
}

}  // namespace

void add_order_totals(std::span<const schema::Record> lines, schema::Record& order) {
    order.set(order::total_weight_g.spec.id, sum_of(lines, order_line::weight_g.spec.id));
    order.set(order::total_volume_cm3.spec.id, sum_of(lines, order_line::volume_cm3.spec.id));
    order.set(order::total_pieces.spec.id, sum_of(lines, order_line::pieces.spec.id));
}

}  // namespace branchline::domain::rules
