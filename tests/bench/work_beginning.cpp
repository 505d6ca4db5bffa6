// W2: 100,000 orders come to a new desk, until it shows them all; and until the first of them can
// be listed. Connecting included.
//
// Floor: the same rows in one transaction into a base with the same indexes.
#include "bench/office.h"
#include "bench/raw_base.h"
#include "bench/works.h"
#include "domain/order.h"

namespace branchline::bench {

namespace {

constexpr schema::EntityId orders = domain::order::spec.spec.id;
constexpr double first_page_most_s = 0.3;

double beginning_floor_s(const std::string& path, const std::vector<SampleRow>& rows) {
    RawBase base(path, RawBase::Sync::full);
    base.index_references();
    const Instant from = now();
    base.begin();
    for (const SampleRow& row : rows) base.insert(row);
    base.commit();
    return seconds_between(from, now());
}

std::size_t listed(desk::Desk& desk) {
    return static_cast<std::size_t>(desk.replica().rows().count(orders));
}

}  // namespace

void begin_desks(const std::string& directory, std::size_t size, Figures& figures) {
    const std::vector<SampleRow> rows = sample_rows(7, size);
    Server server(directory + "/hub");
    {
        Seat author(server, directory + "/author", "lin");
        author.go_online();
        author.settle();
        std::vector<RowId> customers;
        author.run([&](desk::Desk& desk) { customers = create_customers(desk, 300); });
        author.settle();
        author.run([&](desk::Desk& desk) { create_orders(desk, rows, customers, 100); });
        author.settle();
    }
    Seat first(server, directory + "/first", "chen");
    auto page = first.when([](desk::Desk& desk, const auto&) { return listed(desk) > 0; });
    const Instant page_from = now();
    first.go_online();
    figures.at("W2/page", first_page_most_s, "s").add(seconds_between(page_from, page.get()), 1);
    first.settle();

    Seat second(server, directory + "/second", "wu");
    auto all = second.when([size](desk::Desk& desk, const auto&) {
        return listed(desk) == size && !desk.replica().is_loading();
    });
    const Instant from = now();
    second.go_online();
    const double ours = seconds_between(from, all.get());
    figures.at("W2", 2.5).add(ours, beginning_floor_s(directory + "/raw", rows));
}

}  // namespace branchline::bench
