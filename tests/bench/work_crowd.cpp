// W5: 50 branch offices, a desk each, come online at the same moment with 200 orders each that wait
// as groups of one row, until every desk has been told that the server has all of its own durably.
// Connecting, TLS and login included.
//
// Floor: 50 lines of TCP over which as many changesets of one row each are sent, to one base that
// puts whatever has arrived, at most 64, into one transaction with a full sync, and says so.
#include "base/ensure.h"
#include "bench/office.h"
#include "bench/raw_pipe.h"
#include "bench/works.h"

namespace branchline::bench {

namespace {

constexpr std::size_t rows_a_desk = 200;
constexpr std::size_t most_in_one = 64;  // as the hub

double our_seconds(const std::string& directory, std::size_t desks) {
    Server server(directory + "/hub");
    std::vector<std::unique_ptr<Seat>> seats;
    for (std::size_t i = 0; i < desks; ++i) {
        const std::string name = std::to_string(i);
        seats.push_back(
            std::make_unique<Seat>(server, directory + "/desk" + name, "clerk" + name, "B" + name));
        Seat& seat = *seats.back();
        seat.go_online();
        seat.settle();
        std::vector<RowId> customers;
        seat.run([&](desk::Desk& desk) { customers = create_customers(desk, 10); });
        seat.settle();
        seat.go_offline();
        const std::vector<SampleRow> rows = sample_rows(100 + i, rows_a_desk);
        seat.run([&](desk::Desk& desk) { create_orders(desk, rows, customers, rows_a_desk); });
    }
    std::vector<std::future<Instant>> done;
    const Instant from = now();
    for (const auto& seat : seats) {
        done.push_back(seat->when([](desk::Desk& desk, const desk::ClientCore&) {
            return desk.replica().log().waiting().all == 0;
        }));
        seat->go_online();
    }
    Instant last = from;
    for (auto& each : done) last = std::max(last, each.get());
    return seconds_between(from, last);
}

std::vector<Bytes> changesets_of(const std::string& path, const std::vector<SampleRow>& rows) {
    RawBase base(path, RawBase::Sync::normal);
    std::vector<Bytes> changesets;
    for (const SampleRow& row : rows) {
        base.record();
        base.insert(row);
        changesets.push_back(base.recorded());
    }
    return changesets;
}

struct Arrived {
    std::size_t line = 0;
    Bytes changeset;
};

// Commits what has arrived until all has, and tells each line.
void commit_groups(RawBase& base, Inbox<Arrived>& inbox, std::vector<RawLine>& lines,
                   std::size_t all) {
    for (std::size_t taken = 0; taken < all;) {
        std::vector<std::size_t> told;
        auto next = inbox.pop(std::chrono::seconds(30));
        ENSURE(next.has_value());
        base.begin();
        while (next) {
            base.apply(next->changeset);
            told.push_back(next->line);
            next = told.size() < most_in_one ? inbox.try_pop() : std::nullopt;
        }
        base.commit();
        for (const std::size_t line : told) lines[line].send("done");
        taken += told.size();
    }
}

double crowd_floor_s(const std::string& directory, std::size_t desks) {
    std::vector<std::vector<Bytes>> changesets;
    std::vector<RawLine> ours;
    std::vector<RawLine> theirs;
    for (std::size_t i = 0; i < desks; ++i) {
        changesets.push_back(changesets_of(directory + "/raw_desk" + std::to_string(i),
                                           sample_rows(100 + i, rows_a_desk)));
        auto [here, there] = RawLine::connected();
        ours.push_back(std::move(here));
        theirs.push_back(std::move(there));
    }
    RawBase base(directory + "/raw_hub", RawBase::Sync::full);
    Inbox<Arrived> inbox(1024);
    return seconds_of([&] {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < desks; ++i) {
            threads.emplace_back([&, i] {
                for (const Bytes& changeset : changesets[i]) ours[i].send(changeset);
                for (std::size_t told = 0; told < rows_a_desk; ++told) ours[i].receive();
            });
            threads.emplace_back([&, i] {
                for (std::size_t taken = 0; taken < rows_a_desk; ++taken) {
                    inbox.push({i, *theirs[i].receive()});
                }
            });
        }
        commit_groups(base, inbox, theirs, desks * rows_a_desk);
    });
}

}  // namespace

void crowd_in(const std::string& directory, std::size_t size, Figures& figures) {
    const double ours = our_seconds(directory, size);
    figures.at("W5", 1.8).add(ours, crowd_floor_s(directory, size));
}

}  // namespace branchline::bench
