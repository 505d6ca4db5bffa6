// A damaged replica is made anew beside itself from what can still be read, completed and compared
// with head office, checked, and only then put in its place. Whatever goes wrong before that leaves
// everything as it was.
#pragma once

#include <string>

#include "cli/context.h"
#include "desk/rebuild.h"

namespace branchline::cli {

struct Repaired {
    desk::Rebuilt rebuilt;
    std::string kept;  // where the damaged file is now
    std::int64_t rows = 0;
    std::int64_t bytes_down = 0;  // from head office
};

// With the session's profile, unlocked by the password of the call; the session is open on the new
// replica afterwards. profile_locked: another process asked, or holds it; offline, …
Result<Repaired> repair(Context& context);

}  // namespace branchline::cli
