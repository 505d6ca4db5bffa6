// What two desks exchange over a server, timed: of a new company (W1b to W4) and of one in which
// much is there already (W7). Both are level with the server when it begins and when it ends.
#pragma once

#include <vector>

#include "bench/office.h"

namespace branchline::bench {

constexpr std::size_t rows_in_one = 100;  // in a transaction, ours and the floor's

struct Moved {
    double up_s = 0;    // until the server has told the author that it has all
    double down_s = 0;  // until the reader shows all
    std::vector<RowId> orders;
};

// Both offline before and connected after it: connecting is part of it.
Moved move_between(Seat& author, Seat& reader, const std::vector<SampleRow>& rows,
                   const std::vector<RowId>& customers);

// Both desks edit all of these orders offline, in the same field and in different ones, and
// connect: until both have merged everything.
double merge_between(Seat& one, Seat& other, const std::vector<RowId>& orders);

// Both connected: so many single changes, each from before it is saved until the reader shows it.
std::vector<double> pass_between(Seat& author, Seat& reader, const std::vector<RowId>& orders,
                                 std::size_t changes);

}  // namespace branchline::bench
