// W1b: 10,000 orders that wait on a desk go up, until the server has told that it has them all
// durably. W1c: they come down to a second desk, until it shows them. Connecting included.
//
// Floor: the rows as changesets of 100, up by TCP to a base that applies and syncs each and says
// so; down to a base that applies each, once with NORMAL and once with FULL.
#include "bench/exchanges.h"
#include "bench/raw_pipe.h"
#include "bench/works.h"

namespace branchline::bench {

namespace {

std::vector<Bytes> changesets_of(const std::string& path, const std::vector<SampleRow>& rows) {
    RawBase base(path, RawBase::Sync::normal);
    std::vector<Bytes> changesets;
    for (std::size_t i = 0; i < rows.size();) {
        base.record();
        base.begin();
        for (const std::size_t end = std::min(rows.size(), i + rows_in_one); i < end; ++i) {
            base.insert(rows[i]);
        }
        base.commit();
        changesets.push_back(base.recorded());
    }
    return changesets;
}

double moving_floor_s(const std::string& path, RawBase::Sync sync,
                      const std::vector<Bytes>& changesets) {
    auto [here, there] = RawLine::connected();
    const auto tell = [](RawLine& from, RawBase&, const Bytes&) { from.send("done"); };
    RawStation station(path, sync, std::move(there), tell);
    return seconds_of([&] {
        std::jthread sender([&] {
            for (const Bytes& changeset : changesets) here.send(changeset);
        });
        for (std::size_t i = 0; i < changesets.size(); ++i) here.receive();
    });
}

}  // namespace

Moved move_between(Seat& author, Seat& reader, const std::vector<SampleRow>& rows,
                   const std::vector<RowId>& customers) {
    Moved moved;
    author.run([&](desk::Desk& desk) {
        moved.orders = create_orders(desk, rows, customers, rows_in_one);
    });
    const auto size = static_cast<std::int64_t>(rows.size());
    auto up = author.when(
        [size](desk::Desk&, const desk::ClientCore& core) { return core.counts().sent == size; });
    const Instant up_from = now();
    author.go_online();
    moved.up_s = seconds_between(up_from, up.get());
    author.settle();

    auto down = reader.when([size](desk::Desk&, const desk::ClientCore& core) {
        return core.counts().received >= size;
    });
    const Instant down_from = now();
    reader.go_online();
    moved.down_s = seconds_between(down_from, down.get());
    return moved;
}

void move_orders(const std::string& directory, std::size_t size, Figures& figures) {
    const std::vector<SampleRow> rows = sample_rows(7, size);
    Server server(directory + "/hub");
    Seat author(server, directory + "/author", "lin");
    Seat reader(server, directory + "/reader", "chen");
    author.go_online();
    author.settle();
    std::vector<RowId> customers;
    author.run([&](desk::Desk& desk) { customers = create_customers(desk, 300); });
    author.settle();
    author.go_offline();
    reader.go_online();
    reader.settle();
    reader.go_offline();
    const Moved moved = move_between(author, reader, rows, customers);

    using Sync = RawBase::Sync;
    const std::vector<Bytes> changesets = changesets_of(directory + "/raw", rows);
    const double floor_up = moving_floor_s(directory + "/raw_up", Sync::full, changesets);
    const double floor_full = moving_floor_s(directory + "/raw_full", Sync::full, changesets);
    const double floor_normal = moving_floor_s(directory + "/raw_normal", Sync::normal, changesets);
    figures.at("W1b", 2).add(moved.up_s, floor_up);
    figures.at("W1c/full", 1.3).add(moved.down_s, floor_full);
    figures.at("W1c/normal", 1.3).add(moved.down_s, floor_normal);
}

}  // namespace branchline::bench
