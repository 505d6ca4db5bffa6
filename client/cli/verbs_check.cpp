// check: whether all is sound; with --repair a damaged replica is made anew from head office.
#include <nlohmann/json.hpp>

#include "cli/options.h"
#include "cli/repairing.h"
#include "cli/session.h"
#include "cli/syncing.h"
#include "cli/verbs.h"
#include "desk/status.h"
#include "store/failure.h"

namespace branchline::cli {

namespace {

// What differs from head office is read again in the same exchange. An exchange that does not come
// about says nothing of the rows: it is told, and the rest of the report stands.
std::optional<Error> compare_with_head_office(Context& context) {
    if (!context.has_session()) return Error{Code::offline, "server", {}, {}};
    context.desk().replica().ask_for_check();
    constexpr std::int64_t patience_ms = 30'000;
    return sync_once(context, patience_ms).error;
}

void say_compared(Context& context, const std::optional<Error>& missed, bool agrees) {
    if (missed) {
        context.line(
            std::string(context.say({"未能与总部核对：", "Not compared with head office: "})) +
            missed->message(context.lang()));
    } else if (agrees) {
        context.line(context.say({"与总部一致", "Agrees with head office"}));
    } else {
        context.line(context.say({"与总部不一致，重新读取后仍不同",
                                  "Differs from head office, also after reading it again"}));
    }
}

// The file, nothing else: what is compared or folded over a torn one says little. It is read whole
// for it, once.
std::optional<Error> damage_of(Context& context) {
    try {
        if (context.has_session()) {
            Session& session = context.session();
            if (!session.is_open()) {
                const Status opened = session.open(context.call().password);
                if (!opened) return opened.error();
            }
            context.set_desk(&session.desk());
        }
        const std::string findings = context.desk().replica().database().integrity_check();
        if (findings.empty()) return std::nullopt;
        return Error{Code::damaged, "check", findings, {}};
    } catch (const store::Failure& failure) {
        return failure.error();
    }
}

int report_on(Context& context, bool repair) {
    const std::optional<Error> missed = compare_with_head_office(context);
    const desk::CheckReport report = desk::check_content(context.desk());
    const desk::DeskStatus status = desk::status_of(context.desk());
    const bool sound = report.sound() && status.self_check != "mismatch";
    if (context.json()) {
        context.print({{"ok", sound},
                       {"integrity", report.integrity.empty() ? "ok" : report.integrity},
                       {"fold", report.fold},
                       {"files", report.files},
                       {"rows", report.rows},
                       {"compared", !missed},
                       {"self_check", status.self_check},
                       {"conflicts", status.conflicts},
                       {"attention", status.attention}});
    } else {
        context.line(sound ? context.say({"正常", "Sound"}) : context.say({"有问题", "Not sound"}));
        for (const std::string& finding : report.fold) context.line(finding);
        for (const std::string& finding : report.files) context.line(finding);
        say_compared(context, missed, status.self_check == "ok");
    }
    if (!sound) {
        context.err(Error{Code::damaged, "check", {}, {}}.message(context.lang()) + "\n");
        return exit_refused;
    }
    if (repair && !context.json()) context.line(context.say({"无需修复", "Nothing to repair"}));
    return status.needs_attention() ? exit_attention : exit_done;
}

int tell(Context& context, const Repaired& done) {
    if (context.json()) {
        context.print({{"ok", true},
                       {"repaired", true},
                       {"kept", done.kept},
                       {"groups", done.rebuilt.groups},
                       {"waiting", done.rebuilt.waiting},
                       {"lost", done.rebuilt.lost},
                       {"torn", done.rebuilt.torn},
                       {"rows", done.rows},
                       {"by_parts", done.rebuilt.fetches == desk::Extent::parts},
                       {"bytes_down", done.bytes_down}});
        return done.rebuilt.lost == 0 ? exit_done : exit_attention;
    }
    const auto number = [](std::int64_t count) { return std::to_string(count); };
    const bool by_parts = done.rebuilt.fetches == desk::Extent::parts;
    context.line(context.say(
        by_parts ? Label{"已修复，缺的已从总部取回，并核对无误：",
                         "Repaired with what was missing from head office, and checked:"}
                 : Label{"已从总部重建，并核对无误：", "Made anew from head office and checked:"}));
    context.line("  " + number(done.rows) + std::string(context.say({" 条记录", " records"})));
    context.line(
        "  " + number(done.rebuilt.groups) +
        std::string(context.say({" 项本机改动已带过来", " changes of this desk brought over"})));
    if (done.rebuilt.lost > 0) {
        context.line(
            "  " + number(done.rebuilt.lost) +
            std::string(context.say(
                {" 项改动读不出来，总部也没有，请重做",
                 " changes could not be read and head office does not have them: do them again"})));
    }
    context.line(std::string(context.say({"旧文件保留在：", "The old file is kept as "})) +
                 done.kept);
    return done.rebuilt.lost == 0 ? exit_done : exit_attention;
}

}  // namespace

int verb_check(Context& context, const Arguments& arguments) {
    bool repair = false;
    Options options;
    options.flag("--repair", repair);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    const std::optional<Error> damage = damage_of(context);
    if (!damage) return report_on(context, repair);
    // Where its first page is gone it passes for a file of another program.
    const bool is_damage = damage->code == Code::damaged || damage->code == Code::foreign_file;
    const bool can_repair = is_damage && context.has_session();
    if (!repair || !can_repair) return context.fail(*damage);
    auto done = cli::repair(context);
    if (!done) return context.fail(done.error());
    return tell(context, *done);
}

}  // namespace branchline::cli
