// enroll, login, lock, passwd: the profile itself.
#include <nlohmann/json.hpp>

#include "cli/enrolling.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/syncing.h"
#include "cli/values.h"
#include "cli/verbs.h"
#include "desk/status.h"

namespace branchline::cli {

namespace {

constexpr std::int64_t answer_timeout_ms = 30'000;
constexpr std::int64_t first_sync_timeout_ms = 60'000;

}  // namespace

int verb_enroll(Context& context, const Arguments& arguments) {
    std::string code_text;
    std::string server_text;
    bool accept_unencrypted = false;
    Options options;
    options.required("CODE", code_text)
        .value("--server", server_text)
        .flag("--accept-unencrypted", accept_unencrypted);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    Session& session = context.session();
    if (session.profile().is_enrolled()) {
        return context.fail({Code::already_enrolled, session.profile().directory(), {}, {}});
    }
    auto code = keys::parse_enrolment(code_text);
    if (!code) return context.fail(code.error());
    if (!desk::replica_is_encrypted && !accept_unencrypted) {
        return context.fail({Code::unencrypted, {}, {}, {}});
    }
    desk::ServerAddress server{code->host, code->port, code->authority};
    if (!server_text.empty()) {
        auto other = desk::parse_server(server_text, server);
        if (!other) return context.fail(other.error());
        server = std::move(*other);
    }
    const Status done = enrol(session, *code, server, context.call().password, "branchline-cli");
    if (!done) return context.fail(done.error());
    context.set_desk(&session.desk());
    const SyncReport report = sync_once(context, first_sync_timeout_ms);
    const desk::DeskStatus status = desk::status_of(session.desk());
    if (context.json()) {
        context.print({{"device", json_of(status.device)},
                       {"device_code", status.device_code},
                       {"login", status.login},
                       {"company", status.company},
                       {"received", report.counts.received},
                       {"synced", !report.error.has_value()}});
    } else {
        context.line(status.company + "  " + status.login + "  " + status.device_code);
    }
    // Enrolled it is; the rest comes with the next exchange.
    if (report.error) context.err(report.error->message(context.lang()) + "\n");
    return exit_done;
}

int verb_login(Context& context, const Arguments& arguments) {
    Options options;
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    const SyncReport report = sync_once(context, answer_timeout_ms);
    const bool offline = report.error && exit_code_of(report.error->code) == exit_offline;
    if (report.error && !offline) return context.fail(*report.error);
    const desk::DeskStatus status = desk::status_of(context.desk());
    if (context.json()) {
        context.print({{"login", status.login},
                       {"online", !offline},
                       {"last_contact", json_of_instant(status.last_contact_ms)}});
    } else {
        context.line(status.login + "  " +
                     std::string(offline ? context.say({"离线", "offline"})
                                         : context.say({"在线", "online"})));
    }
    return exit_done;
}

int verb_lock(Context& context, const Arguments& arguments) {
    Options options;
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    context.session().wish_lock();  // of a window; between two calls nothing is open
    if (context.json()) context.print({{"locked", true}});
    return exit_done;
}

int verb_passwd(Context& context, const Arguments& arguments) {
    Options options;
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    const Call& call = context.call();
    Status changed = context.session().change_password(call.password, call.new_password);
    if (!changed) return context.fail(changed.error());
    if (context.json()) context.print({{"changed", true}});
    return exit_done;
}

}  // namespace branchline::cli
