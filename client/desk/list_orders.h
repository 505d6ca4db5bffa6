// In which orders lists have been shown on this desk: while one of them is among the newest, a long
// list in that order has an index of it. They are remembered as a local setting, and the indexes
// are made by the writer of a window that nobody works at (leisure.h): a save never waits for one.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "schema/catalogue.h"
#include "store/extra_index.h"

namespace branchline::desk {

inline constexpr std::string_view list_orders_setting = "list_orders";
// Building an index of fewer rows saves nobody a moment.
inline constexpr std::int64_t long_list_rows = 20'000;

// The setting, and this order in front; `sort` as a list has it ("FIELD", "FIELD:desc"). Pure.
std::string with_order(std::string_view kept, std::string_view entity, std::string_view sort);

// One index a call; given up, without a trace, as soon as `give_up` says so.
store::IndexWork keep_list_orders(
    store::Database& database, const schema::Catalogue& catalogue,
    std::int64_t rows_least = long_list_rows,
    const std::function<bool()>& give_up = [] { return false; });

}  // namespace branchline::desk
