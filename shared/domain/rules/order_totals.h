// Totals of an order, from its live lines (SYNC 3.5: derived, never stored or sent). Pure.
#pragma once

#include <span>

#include "schema/record.h"

namespace branchline::domain::rules {

// Sets total_weight_g, total_volume_cm3 and total_pieces of `order`; null where no line has one.
void add_order_totals(std::span<const schema::Record> lines, schema::Record& order);

}  // namespace branchline::domain::rules
