#include "cli/repairing.h"

#include <algorithm>

#include "cli/session.h"
#include "cli/syncing.h"
#include "desk/status.h"
#include "domain/catalogue.h"

namespace branchline::cli {

namespace {

constexpr std::int64_t patience_ms = 60'000;  // without progress

// All that head office has for this desk, and its answers to what the desk did.
Status fill(Context& context) {
    const SyncReport report = sync_once(context, patience_ms);
    if (report.error) return refuse(*report.error);
    const desk::Replica& replica = context.desk().replica();
    if (replica.is_loading() || !context.session().online().core().is_level()) {
        return refuse(Code::timed_out, "repair", "head office has not sent everything");
    }
    return {};
}

Result<std::int64_t> checked(Context& context) {
    const desk::CheckReport report = desk::check(context.desk());
    if (!report.integrity.empty() || !report.fold.empty()) {
        return refuse(Code::damaged, "repair", report.integrity);
    }
    return report.rows;
}

Result<desk::Rebuilt> bring_over(Session& session) {
    auto damaged = session.profile().open_damaged();
    if (!damaged) return refuse(damaged.error());
    auto fresh = session.profile().begin_rebuild(domain::catalogue());
    if (!fresh) return refuse(fresh.error());
    return desk::rebuild(*damaged, *fresh, session.random());
}

}  // namespace

Result<Repaired> repair(Context& context) {
    Session& session = context.session();
    if (session.is_in_use()) {
        return refuse(Code::profile_locked, session.profile().directory());
    }
    context.set_desk(nullptr);
    session.close();
    Repaired done;
    auto rebuilt = bring_over(session);
    if (!rebuilt) return refuse(rebuilt.error());
    done.rebuilt = std::move(*rebuilt);
    const std::string& password = context.call().password;
    if (Status opened = session.open_rebuilt(password); !opened) return refuse(opened.error());
    context.set_desk(&session.desk());
    Status filled = fill(context);
    auto rows = filled ? checked(context) : refuse(filled.error());
    if (rows) {
        const std::int64_t there = desk::known_from_head_office(session.desk().replica());
        done.rebuilt.lost = std::max<std::int64_t>(done.rebuilt.lost - there, 0);
    }
    context.set_desk(nullptr);
    session.close();
    if (!rows) return refuse(rows.error());
    done.rows = *rows;
    auto kept = session.profile().finish_rebuild();
    if (!kept) return refuse(kept.error());
    done.kept = std::move(*kept);
    if (Status opened = session.open(password); !opened) return refuse(opened.error());
    context.set_desk(&session.desk());
    return done;
}

}  // namespace branchline::cli
