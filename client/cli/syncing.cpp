#include "cli/syncing.h"

#include "cli/session.h"
#include "desk/cases.h"
#include "desk/status.h"

namespace branchline::cli {

namespace {

constexpr std::chrono::milliseconds sync_pause{100};

}  // namespace

SyncReport sync_once(Context& context, std::int64_t timeout_ms) {
    Session& session = context.session();
    Online& online = session.online();
    const desk::ClientCore& core = online.core();
    const desk::SyncCounts before = core.counts();
    const auto now = [&] { return session.clock().boot_time().ms; };
    const std::int64_t start = now();
    SyncReport report;
    online.renew();
    std::int64_t progress = core.progress();
    std::int64_t moved = start;
    for (;;) {
        if (core.is_level()) break;
        if (core.state() == desk::LinkState::waiting_head_office) break;
        if (online.failure()) {
            report.error = online.failure();
            break;
        }
        if (core.progress() != progress) {
            progress = core.progress();
            moved = now();
            static_cast<void>(context.desk().rest());
            context.show_progress(std::to_string(context.desk().replica().cursor().seq) + " / " +
                                  std::to_string(core.head_seq()));
        }
        if (now() - moved > timeout_ms) {
            report.error = core.last_error().code == Code::offline
                               ? core.last_error()
                               : Error{Code::timed_out, "sync", {}, {}};
            break;
        }
        if (!session.pump(sync_pause) || !context.go_on()) {
            report.error = Error{Code::timed_out, "sync", "interrupted", {}};
            break;
        }
    }
    context.clear_progress();
    report.counts = core.counts().since(before);
    report.conflicts = static_cast<std::int64_t>(desk::open_cases(context.desk()).size());
    report.seconds = static_cast<double>(now() - start) / 1000.0;
    desk::note_exchange(context.desk(), report.counts, report.error);
    while (context.desk().rest() && context.go_on()) {
    }
    return report;
}

}  // namespace branchline::cli
