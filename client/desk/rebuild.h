// A replica made anew beside a damaged one (SYNC 5.8). What only this desk has is brought over as
// far as it can be read (its identity, the change log with the outbox, drafts, settings, files). So
// is what head office has, too: the next exchange compares it and fetches what is missing or
// differs. Where that cannot be gone on from, or has not helped, all of that comes from head office
// again. On the writer's thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "desk/replica.h"
#include "store/sqlite.h"

namespace branchline::desk {

enum class Extent : std::uint8_t { parts, everything };

struct Rebuilt {
    Extent fetches = Extent::everything;  // from head office
    std::int64_t groups = 0;              // of the change log
    std::int64_t waiting = 0;             // of them: head office has not answered them yet
    // What could not be read of it: groups that head office has answered, or that an earlier repair
    // has told of, and at most so many others, of which head office may have some.
    std::int64_t answered = 0;
    std::int64_t lost = 0;
    std::vector<std::string> torn;  // tables beside it of which something could not be read
    std::int64_t rows = 0;          // brought over; which of them differ is still to be found
    std::int64_t wanted = 0;        // known to be lost
};

// `fresh` was prepared and is empty. damaged: not even whose replica it is can be read; then only a
// new enrolment helps.
Result<Rebuilt> rebuild(store::Database& damaged, store::Database& fresh,
                        const schema::Catalogue& catalogue, const Clock& clock, Random& random,
                        Extent fetches = Extent::parts);

// Once the new replica has read the log: how many of its lost groups nobody has.
std::int64_t lost_for_good(const Rebuilt& made, Replica& replica);

}  // namespace branchline::desk
