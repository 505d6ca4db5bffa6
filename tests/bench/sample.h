// The benchmark's rows: orders of 12 fields and about 275 logical bytes, the same from every seed.
#pragma once

#include <cstdint>
#include <vector>

#include "base/id.h"
#include "schema/record.h"

namespace branchline::bench {

struct SampleRow {
    RowId id;
    schema::Record values;  // all 12 fields, the number and its references included
    std::size_t logical_bytes = 0;
};

std::vector<SampleRow> sample_rows(std::uint64_t seed, std::size_t count);

// Names and tax ids of customers that the orders are for.
schema::Record sample_customer(std::size_t number);

// As a desk is given the order: its number it gives itself, the references are of this company.
schema::Record order_of(const SampleRow& row, const std::vector<RowId>& customers,
                        const UserId& salesperson);

// A new price and new terms: the edit of two fields.
schema::Record edit_of(std::uint64_t number);

}  // namespace branchline::bench
