#include "cli/repairing.h"

#include "cli/session.h"
#include "cli/syncing.h"
#include "desk/status.h"
#include "domain/catalogue.h"

namespace branchline::cli {

namespace {

constexpr std::int64_t patience_ms = 60'000;  // without progress

// What is missing comes from head office, with its answers to what the desk did; what is there is
// compared with it.
Status fill(Context& context, Repaired& done) {
    const SyncReport report = sync_once(context, patience_ms);
    done.bytes_down += report.counts.bytes_down;
    if (report.error) return refuse(*report.error);
    const desk::Replica& replica = context.desk().replica();
    if (replica.is_loading() || !context.session().online().core().is_level()) {
        return refuse(Code::timed_out, "repair", "head office has not sent everything");
    }
    return {};
}

// damaged: it is not what it ought to be.
Status check(Context& context, Repaired& done) {
    const desk::CheckReport report = desk::check(context.desk());
    const bool agrees = desk::status_of(context.desk()).self_check == "ok";
    if (!report.integrity.empty() || !report.fold.empty() || !agrees) {
        return refuse(Code::damaged, "repair", report.integrity);
    }
    done.rows = report.rows;
    done.rebuilt.lost = desk::lost_for_good(done.rebuilt, context.desk().replica());
    return {};
}

Result<desk::Rebuilt> bring_over(Session& session, desk::Extent fetches) {
    auto damaged = session.profile().open_damaged(domain::catalogue());
    if (!damaged) return refuse(damaged.error());
    auto fresh = session.profile().begin_rebuild(domain::catalogue());
    if (!fresh) return refuse(fresh.error());
    return desk::rebuild(*damaged, *fresh, domain::catalogue(), session.clock(), session.random(),
                         fetches);
}

// What is made beside the damaged one is open for no longer than that, also when the disk fails.
class OpenBeside {
  public:
    explicit OpenBeside(Context& context) : context_(context) {
        context_.set_desk(&context.session().desk());
    }

    OpenBeside(const OpenBeside&) = delete;
    OpenBeside& operator=(const OpenBeside&) = delete;

    ~OpenBeside() {
        context_.set_desk(nullptr);
        context_.session().close();
    }

  private:
    Context& context_;
};

// A complete one stands beside the damaged one; nothing is open.
Status make_beside(Context& context, desk::Extent fetches, Repaired& done) {
    Session& session = context.session();
    auto rebuilt = bring_over(session, fetches);
    if (!rebuilt) return refuse(rebuilt.error());
    done.rebuilt = std::move(*rebuilt);
    if (Status opened = session.open_rebuilt(context.call().password); !opened) return opened;
    const OpenBeside open(context);
    if (Status filled = fill(context, done); !filled) return filled;
    return check(context, done);
}

}  // namespace

Result<Repaired> repair(Context& context) {
    Session& session = context.session();
    if (session.is_in_use()) {
        return refuse(Code::profile_locked, session.profile().directory());
    }
    if (auto key = session.profile().unlock(context.call().password); !key) {
        return refuse(key.error());
    }
    context.set_desk(nullptr);
    session.close();
    Repaired done;
    Status made = make_beside(context, desk::Extent::parts, done);
    const bool in_parts = done.rebuilt.fetches == desk::Extent::parts;
    if (!made && made.error().code == Code::damaged && in_parts) {
        made = make_beside(context, desk::Extent::everything, done);
    }
    if (!made) return refuse(made.error());
    auto kept = session.profile().finish_rebuild();
    if (!kept) return refuse(kept.error());
    done.kept = std::move(*kept);
    if (Status opened = session.open(context.call().password); !opened) {
        return refuse(opened.error());
    }
    context.set_desk(&session.desk());
    return done;
}

}  // namespace branchline::cli
