// What head office has, too, and a damaged replica still shows: rows, the log that was read, how
// far. It is taken as it is and then compared with head office by its sums (SYNC 5.8), so that only
// what differs has to come again. On the writer's thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/catalogue.h"
#include "store/sqlite.h"

namespace branchline::desk {

struct SalvagedRows {
    std::int64_t rows = 0;
    std::int64_t wanted = 0;        // known to be lost, or not to be trusted: to be sent whole
    std::vector<std::string> torn;  // tables of which something could not be read
};

// In a transaction of the caller on `fresh`, which has the settings and the change log already.
// Nothing: it cannot be gone on from what is left, all has to come anew; `fresh` is to be rolled
// back.
std::optional<SalvagedRows> salvage_rows(store::Database& damaged, store::Database& fresh,
                                         const schema::Catalogue& catalogue);

}  // namespace branchline::desk
