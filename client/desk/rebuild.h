// A replica made anew beside a damaged one (SYNC 5.8): what only this desk has is brought over as
// far as it can be read (its identity, the change log with the outbox, drafts, settings, files);
// rows and the log come from head office again. On the writer's thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "desk/replica.h"
#include "store/sqlite.h"

namespace branchline::desk {

struct Rebuilt {
    std::int64_t groups = 0;   // of the change log
    std::int64_t waiting = 0;  // of them: head office has not answered them yet
    // At most so many others could not be read. Head office has most of them, as a rule.
    std::int64_t lost = 0;
    std::vector<std::string> torn;  // tables beside it of which something could not be read
};

// `fresh` was prepared and is empty. damaged: not even whose replica it is can be read; then only a
// new enrolment helps.
Result<Rebuilt> rebuild(store::Database& damaged, store::Database& fresh, Random& random);

// Once the new replica has read the log: how many groups of this desk it knows from there alone.
std::int64_t known_from_head_office(Replica& replica);

}  // namespace branchline::desk
