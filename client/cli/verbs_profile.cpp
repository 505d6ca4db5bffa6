// enroll, login, lock, passwd: the profile itself.
#include <nlohmann/json.hpp>

#include "base/platform.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/syncing.h"
#include "cli/values.h"
#include "cli/verbs.h"
#include "desk/enrolment.h"
#include "desk/status.h"

namespace branchline::cli {

namespace {

constexpr std::int64_t answer_timeout_ms = 30'000;
constexpr std::int64_t first_sync_timeout_ms = 60'000;
constexpr std::chrono::milliseconds pause{50};

// Brings the enrolment's frames to and fro until the hub has said yes or no.
class EnrolmentRun {
  public:
    EnrolmentRun(Session& session, const keys::Enrolment& code, const keys::DeviceKey& key,
                 const desk::ServerAddress& server)
        : session_(session), core_(code, key, device_name()), link_(session.link_inbox()) {
        session_.set_link_receiver([this](const link::LinkEvent& event) { take(event); });
        connection_ = link_.connect({server.host, server.port, server.authority, std::nullopt});
    }

    EnrolmentRun(const EnrolmentRun&) = delete;
    EnrolmentRun& operator=(const EnrolmentRun&) = delete;

    ~EnrolmentRun() { session_.set_link_receiver({}); }

    Result<sync::Enrolled> run() {
        const std::int64_t start = session_.clock().boot_time().ms;
        while (!core_.enrolled() && !core_.refused() && !closed_) {
            if (session_.clock().boot_time().ms - start > answer_timeout_ms) {
                return refuse(Code::timed_out, "server");
            }
            if (!session_.pump(pause)) return refuse(Code::timed_out, "server", "interrupted");
        }
        if (core_.enrolled()) return *core_.enrolled();
        return refuse(core_.refused() ? *core_.refused() : *closed_);
    }

    // Only then is it certain that the hub knows nothing of the key.
    [[nodiscard]] bool is_refused() const { return core_.refused() || !core_.sent(); }

  private:
    static std::string device_name() {
        const std::string name = environment_variable("HOSTNAME");
        return name.empty() ? "branchline-cli" : name;
    }

    void take(const link::LinkEvent& event) {
        if (event.connection != connection_) return;
        if (const auto* up = std::get_if<link::Connected>(&event.what)) {
            core_.connected(up->channel);
        } else if (const auto* frame = std::get_if<link::Frame>(&event.what)) {
            for (Bytes& answer : core_.take(frame->bytes)) {
                link_.send(connection_, std::move(answer));
            }
        } else if (const auto* closed = std::get_if<link::Closed>(&event.what)) {
            closed_ = closed->error;
        }
    }

    Session& session_;
    desk::EnrolmentCore core_;
    std::optional<Error> closed_;
    link::Link link_;
    link::ConnectionId connection_ = 0;
};

Status enrol(Session& session, const keys::Enrolment& code, const desk::ServerAddress& server,
             const std::string& password) {
    auto key = session.profile().begin_enrolment(password);
    if (!key) return refuse(key.error());
    auto enrolled = [&] {
        EnrolmentRun run(session, code, *key, server);
        auto answer = run.run();
        if (!answer && run.is_refused()) session.profile().abandon_enrolment();
        return answer;
    }();
    if (!enrolled) return refuse(enrolled.error());
    if (Status made = session.profile().finish_enrolment(*enrolled, server); !made) return made;
    return session.open_with(std::move(*key), password);
}

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
    const Status done = enrol(session, *code, server, context.call().password);
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
