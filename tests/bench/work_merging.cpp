// W3: two desks, offline, edit the same 1,000 orders: each the terms, which are the other's terms
// as well, and one of them the price. Then both connect, until neither has anything to send or to
// read: merged, the losers kept. Floor: 2,000 UPDATEs, each with a row in a log, 100 in a
// transaction with a full sync.
#include "base/ensure.h"
#include "bench/exchanges.h"
#include "bench/raw_base.h"
#include "bench/works.h"
#include "domain/order.h"

namespace branchline::bench {

namespace {

// How many groups that made: a value that is there already makes none.
std::int64_t edit_all(Seat& seat, const std::vector<RowId>& orders, std::uint64_t seed,
                      bool with_price) {
    std::int64_t groups = 0;
    seat.run([&](desk::Desk& desk) {
        std::uint64_t number = seed;
        const Status saved = desk.replica().in_one_transaction([&]() -> Status {
            for (const RowId& order : orders) {
                desk::Edit edit;
                edit.values = edit_of(number++);
                if (!with_price) edit.values.erase(domain::order::agreed_price.spec.id);
                auto done = desk.change({domain::order::spec.spec.id, order}, edit);
                if (!done) return refuse(done.error());
                if (!done->group.is_null()) ++groups;
            }
            return {};
        });
        ENSURE(saved.has_value());
    });
    return groups;
}

double merging_floor_s(const std::string& path, const std::vector<SampleRow>& rows) {
    RawBase base(path, RawBase::Sync::full);
    base.begin();
    for (const SampleRow& row : rows) base.insert(row);
    base.commit();
    return seconds_of([&] {
        for (std::size_t i = 0; i < 2 * rows.size(); ++i) {
            if (i % 100 == 0) base.begin();
            const RowId& row = rows[i % rows.size()].id;
            base.set_price(row, static_cast<std::int64_t>(i));
            base.log(row, static_cast<std::int64_t>(i));
            if ((i + 1) % 100 == 0) base.commit();
        }
    });
}

}  // namespace

double merge_between(Seat& one, Seat& other, const std::vector<RowId>& orders) {
    one.go_offline();
    other.go_offline();
    const std::int64_t of_one = edit_all(one, orders, 1, true);
    const std::int64_t of_other = edit_all(other, orders, 2, false);

    const auto has_read = [](std::int64_t groups) {
        return [groups](desk::Desk&, const desk::ClientCore& core) {
            return core.counts().received >= groups && core.is_level();
        };
    };
    auto one_done = one.when(has_read(of_other));
    auto other_done = other.when(has_read(of_one));
    const Instant from = now();
    one.go_online();
    other.go_online();
    return seconds_between(from, std::max(one_done.get(), other_done.get()));
}

void merge_edits(const std::string& directory, std::size_t size, Figures& figures) {
    const std::vector<SampleRow> rows = sample_rows(7, size);
    Server server(directory + "/hub");
    Seat one(server, directory + "/one", "lin");
    Seat other(server, directory + "/other", "chen");
    one.go_online();
    one.settle();
    std::vector<RowId> orders;
    one.run([&](desk::Desk& desk) {
        orders = create_orders(desk, rows, create_customers(desk, 300), 100);
    });
    one.settle();
    other.go_online();
    other.settle();
    const double ours = merge_between(one, other, orders);
    figures.at("W3", 4).add(ours, merging_floor_s(directory + "/raw", rows));
}

}  // namespace branchline::bench
