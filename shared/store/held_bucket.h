// A bucket that somebody holds, and the roles that count for its rows. Held by way of several
// branches it is there once for each set of roles: one does not read with the other's.
#pragma once

#include <compare>
#include <cstdint>

#include "base/id.h"

namespace branchline::store {

struct HeldBucket {
    Id bucket;
    std::int64_t roles = 0;  // a schema::RoleMask

    friend auto operator<=>(const HeldBucket&, const HeldBucket&) = default;
};

}  // namespace branchline::store
