#include "cli/serving.h"

#include "cli/forward.h"
#include "cli/program.h"
#include "cli/verbs.h"

namespace branchline::cli {

namespace {

Status open_for(Session& session, const Context& context) {
    const std::string& password = context.call().password;
    if (session.is_open()) return session.check_password(password);
    return session.open(password);
}

int run_requested(Session& session, Context& context) {
    const Verb* verb = find_verb(context.call().verb);
    const std::string& profile = session.profile().directory();
    if (verb != nullptr && verb->run == verb_enroll) {
        const bool enrolled = session.profile().is_enrolled();
        return context.fail(
            {enrolled ? Code::already_enrolled : Code::profile_locked, profile, {}, {}});
    }
    // Who wants it locked needs no password for that.
    if (verb != nullptr && verb->run == verb_lock) return run_verb(context);
    if (Status opened = open_for(session, context); !opened) return context.fail(opened.error());
    context.set_desk(&session.desk());
    return run_verb(context);
}

// A call of another process with its way back; lives as long as somebody needs it.
struct Requested {
    Requested(Session& session, local::RequestId id, Call asked)
        : call(std::move(asked)),
          context(
              call, [&session, id](std::string_view text) { part(session, id, 'o', text); },
              [&session, id](std::string_view text) { part(session, id, 'e', text); }) {
        context.set_session(&session);
        context.set_between([&session] { return session.pump_all(); });
    }

    static void part(Session& session, local::RequestId id, char kind, std::string_view text) {
        session.answer(id, std::string(1, kind) + std::string(text), false);
    }

    Call call;
    Context context;
};

}  // namespace

void serve_request(Session& session, const Request& request) {
    Requested::part(session, request.id, 'a', {});
    auto call = decode_call(request.bytes);
    int code = exit_refused;
    if (call) {
        const auto asked = std::make_shared<Requested>(session, request.id, std::move(*call));
        asked->context.set_keep(
            [&session, id = request.id, weak = std::weak_ptr(asked)](Context::Step step) {
                session.add_watcher(id, [kept = weak.lock(), step = std::move(step)] {
                    if (kept != nullptr) step(kept->context);
                });
            });
        code = guarded(asked->context, [&] { return run_requested(session, asked->context); });
    }
    if (code != exit_later) session.answer(request.id, "x" + std::to_string(code), true);
}

}  // namespace branchline::cli
