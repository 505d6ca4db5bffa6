// W4: both desks are connected, one saves a single change, the other shows it: from before the save
// to after the query that finds the value, 500 times. Floor: the same with changesets over TCP,
// applied with a full sync at the server and at the second base.
#include "base/ensure.h"
#include "bench/exchanges.h"
#include "bench/raw_pipe.h"
#include "bench/works.h"
#include "domain/order.h"

namespace branchline::bench {

namespace {

namespace order = domain::order;

std::int64_t price_of(std::size_t i) { return static_cast<std::int64_t>(100'000 + i); }

std::vector<double> floor_seconds(const std::string& directory, const std::vector<SampleRow>& rows,
                                  std::size_t changes) {
    using Sync = RawBase::Sync;
    RawBase author(directory + "/raw_author", Sync::full);
    auto [to_hub, at_hub] = RawLine::connected();
    auto [to_reader, at_reader] = RawLine::connected();
    auto [tell, told] = RawLine::connected();
    RowId looked_for;
    RawStation reader(directory + "/raw_reader", Sync::full, std::move(at_reader),
                      [&](RawLine&, RawBase& base, const Bytes&) {
                          const auto price = base.price(looked_for);
                          tell.send(price ? std::to_string(*price) : "");
                      });
    RawStation hub(directory + "/raw_hub", Sync::full, std::move(at_hub),
                   [&](RawLine&, RawBase&, const Bytes& changeset) { to_reader.send(changeset); });
    const auto change = [&](const std::function<void()>& what) {
        author.record();
        author.begin();
        what();
        author.commit();
        to_hub.send(author.recorded());
        return told.receive();
    };
    change([&] {
        for (const SampleRow& row : rows) author.insert(row);
    });
    std::vector<double> seconds;
    for (std::size_t i = 0; i < changes; ++i) {
        looked_for = rows[i % rows.size()].id;
        seconds.push_back(seconds_of([&] {
            const auto shown = change([&] { author.set_price(looked_for, price_of(i)); });
            ENSURE(shown == std::to_string(price_of(i)));
        }));
    }
    return seconds;
}

}  // namespace

std::vector<double> pass_between(Seat& author, Seat& reader, const std::vector<RowId>& orders,
                                 std::size_t changes) {
    std::vector<double> seconds;
    const schema::FieldId price = order::agreed_price.spec.id;
    for (std::size_t i = 0; i < changes; ++i) {
        const RowId row = orders[i % orders.size()];
        auto shown = reader.when([row, price, i](desk::Desk& desk, const desk::ClientCore&) {
            const auto found = desk.replica().rows().get(order::spec.spec.id, row);
            return found && found->values.integer(price) == price_of(i);
        });
        reader.run([](desk::Desk&) {});  // it looks from now on
        Instant from;
        author.run([&](desk::Desk& desk) {
            desk::Edit edit;
            edit.values.set(price, price_of(i));
            from = now();
            ENSURE(desk.change({order::spec.spec.id, row}, edit).has_value());
        });
        seconds.push_back(seconds_between(from, shown.get()));
    }
    return seconds;
}

void pass_changes(const std::string& directory, std::size_t size, Figures& figures) {
    const std::vector<SampleRow> rows = sample_rows(7, 100);
    Server server(directory + "/hub");
    Seat author(server, directory + "/author", "lin");
    Seat reader(server, directory + "/reader", "chen");
    author.go_online();
    author.settle();
    std::vector<RowId> orders;
    author.run([&](desk::Desk& desk) {
        orders = create_orders(desk, rows, create_customers(desk, 100), 100);
    });
    author.settle();
    reader.go_online();
    reader.settle();
    const std::vector<double> ours = pass_between(author, reader, orders, size);
    const std::vector<double> floor = floor_seconds(directory, rows, size);
    figures.at("W4/median", 1.5).add(quantile(ours, 0.5), quantile(floor, 0.5));
    // The floor of the 99th percentile is the raw pipeline's and 5 ms.
    figures.at("W4/p99", 1).add(quantile(ours, 0.99), quantile(floor, 0.99) + 0.005);
}

}  // namespace branchline::bench
