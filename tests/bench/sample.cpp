#include "bench/sample.h"

#include "domain/catalogue.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "support/sample_orders.h"

namespace branchline::bench {

namespace order = domain::order;
namespace customer = domain::customer;

std::vector<SampleRow> sample_rows(std::uint64_t seed, std::size_t count) {
    support::SampleOrders desk(seed);
    std::vector<SampleRow> rows;
    rows.reserve(count);
    while (rows.size() < count) {
        const sync::Group group = desk.new_order();
        const sync::Change& change = group.changes.front();
        rows.push_back({change.row, change.values, support::SampleOrders::logical_bytes(group)});
    }
    return rows;
}

schema::Record sample_customer(std::size_t number) {
    schema::Record values;
    values.set(customer::name.spec.id, "样例客户" + std::to_string(10'000 + number));
    return values;
}

schema::Record order_of(const SampleRow& row, const std::vector<RowId>& customers,
                        const UserId& salesperson) {
    schema::Record values = row.values;
    values.erase(order::number.spec.id);
    const Id sample = values.id(order::customer.spec.id);
    values.set(order::customer.spec.id, customers[sample.low % customers.size()]);
    values.set(order::salesperson.spec.id, salesperson);
    return values;
}

schema::Record edit_of(std::uint64_t number) {
    schema::Record values;
    values.set(order::payment_terms.spec.id, static_cast<std::int64_t>(1 + number % 5));
    values.set(order::agreed_price.spec.id,
               static_cast<std::int64_t>(500 + number * 37 % 60'000) * 100);
    return values;
}

}  // namespace branchline::bench
