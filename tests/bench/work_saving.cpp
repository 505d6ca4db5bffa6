// W1a: orders saved on a desk, through the command path: read rights, validate, number, group,
// change log, rows, search index, canonical copies; one and a hundred in a transaction with a full
// sync. Floor: prepared INSERTs of the same rows in the same transactions.
#include "bench/office.h"
#include "bench/raw_base.h"
#include "bench/works.h"

namespace branchline::bench {

namespace {

double saving_floor_s(const std::string& path, const std::vector<SampleRow>& rows,
                      std::size_t in_one) {
    RawBase base(path, RawBase::Sync::full);
    return seconds_of([&] {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i % in_one == 0) base.begin();
            base.insert(rows[i]);
            if ((i + 1) % in_one == 0 || i + 1 == rows.size()) base.commit();
        }
    });
}

}  // namespace

void save_orders(const std::string& directory, std::size_t size, Figures& figures) {
    const std::vector<SampleRow> rows = sample_rows(7, size);
    for (const std::size_t in_one : {std::size_t{1}, std::size_t{100}}) {
        const std::string name = std::to_string(in_one);
        Server server(directory + "/hub" + name);
        Seat seat(server, directory + "/desk" + name, "lin");
        seat.go_online();
        seat.settle();
        seat.go_offline();
        double ours = 0;
        seat.run([&](desk::Desk& desk) {
            const std::vector<RowId> customers = create_customers(desk, 300);
            ours = seconds_of([&] { create_orders(desk, rows, customers, in_one); });
        });
        const double floor = saving_floor_s(directory + "/raw" + name, rows, in_one);
        figures.at("W1a/" + name, in_one == 1 ? 1.3 : 3).add(ours, floor);
    }
}

}  // namespace branchline::bench
