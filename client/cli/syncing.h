// One full exchange with the hub, run to its end on the session's loop.
#pragma once

#include <cstdint>
#include <optional>

#include "cli/context.h"
#include "desk/client_core.h"

namespace branchline::cli {

struct SyncReport {
    desk::SyncCounts counts;
    std::int64_t conflicts = 0;  // open cases now
    double seconds = 0;
    std::optional<Error> error;  // why it is not level
};

// Ends when everything is level, when head office collects after a restore, when trying on makes no
// sense, or after so long without progress.
SyncReport sync_once(Context& context, std::int64_t timeout_ms);

}  // namespace branchline::cli
