#include "cli/program.h"

#include <algorithm>
#include <atomic>
#include <optional>

#include "base/platform.h"
#include "cli/forward.h"
#include "cli/serving.h"
#include "cli/session.h"
#include "cli/verbs.h"

namespace branchline::cli {

namespace {

constexpr std::chrono::milliseconds holder_patience{30'000};
constexpr int attempts_to_reach = 5;

struct Invocation {
    Call call;
    std::string profile;
    std::string password_file;
    std::string new_password_file;
    bool help = false;
};

// Global options are taken off wherever they stand; what is left belongs to the verb.
class ArgumentReader {
  public:
    ArgumentReader(const Surroundings& around, const std::vector<std::string>& arguments)
        : arguments_(arguments) {
        Call& call = made_.call;
        call.directory = around.directory;
        call.color = around.terminal_out && !around.no_color;
        call.terminal = around.terminal_err;
        call.width = around.terminal_out ? around.width : 0;
        call.lang = around.language.starts_with("zh") ? Lang::zh : Lang::en;
        made_.profile = around.profile;
    }

    Status read() {
        bool plain = false;  // behind "--"
        for (at_ = 0; at_ < arguments_.size(); ++at_) {
            const std::string& each = arguments_[at_];
            if (!plain && each == "--" && !made_.call.verb.empty()) plain = true;
            const bool is_option = !plain && each.starts_with("--") && each.size() > 2;
            if (is_option) {
                if (Status done = option(each); !done) return done;
            } else if (made_.call.verb.empty() && each != "-h") {
                made_.call.verb = each;
            } else if (each == "-h" && !plain) {
                made_.help = true;
            } else {
                made_.call.arguments.push_back(each);
            }
        }
        return {};
    }

    Invocation& made() { return made_; }

  private:
    Status option(const std::string& text) {
        const std::size_t sign = text.find('=');
        const std::string name = text.substr(0, sign);
        Call& call = made_.call;
        if (name == "--json") {
            call.json = true;
        } else if (name == "--help") {
            made_.help = true;
        } else if (name == "--no-color") {
            call.color = false;
        } else if (name == "--profile") {
            return value(text, sign, made_.profile);
        } else if (name == "--password-file") {
            return value(text, sign, made_.password_file);
        } else if (name == "--new-password-file") {
            return value(text, sign, made_.new_password_file);
        } else if (name == "--lang") {
            std::string lang;
            if (Status done = value(text, sign, lang); !done) return done;
            if (lang != "zh" && lang != "en") return refuse(Code::unknown_option, "--lang", lang);
            call.lang = lang == "zh" ? Lang::zh : Lang::en;
        } else {
            call.arguments.push_back(text);
            if (sign == std::string::npos && takes_value(name)) take_values(name);
        }
        return {};
    }

    Status value(const std::string& text, std::size_t sign, std::string& into) {
        if (sign != std::string::npos) {
            into = text.substr(sign + 1);
        } else if (at_ + 1 < arguments_.size()) {
            into = arguments_[++at_];
        } else {
            return refuse(Code::unknown_option, text);
        }
        return {};
    }

    // --map and --take may be followed by several values; each gets the option's name in front.
    void take_values(const std::string& name) {
        if (at_ + 1 < arguments_.size()) made_.call.arguments.push_back(arguments_[++at_]);
        if (name != "--map" && name != "--take") return;
        while (at_ + 1 < arguments_.size()) {
            const std::string& next = arguments_[at_ + 1];
            if (next.starts_with("--") || next.find('=') == std::string::npos) return;
            made_.call.arguments.push_back(name);
            made_.call.arguments.push_back(next);
            ++at_;
        }
    }

    const std::vector<std::string>& arguments_;
    std::size_t at_ = 0;
    Invocation made_;
};

Result<std::string> password_in(const std::string& path) {
    auto text = read_file(path);
    if (!text) return refuse(text.error());
    std::string line = text->substr(0, text->find('\n'));
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

Status find_password(const Surroundings& around, Invocation& made, const Context& context) {
    std::string& password = made.call.password;
    if (!made.new_password_file.empty()) {
        auto read = password_in(context.path_of(made.new_password_file));
        if (!read) return refuse(read.error());
        made.call.new_password = std::move(*read);
    } else {
        made.call.new_password = around.new_password;
    }
    if (!made.password_file.empty()) {
        auto read = password_in(context.path_of(made.password_file));
        if (!read) return refuse(read.error());
        password = std::move(*read);
    } else if (!around.password.empty()) {
        password = around.password;
    } else {
        auto typed = prompt_password(std::string(context.say({"密码：", "Password: "})));
        if (!typed) return refuse(typed.error());
        password = std::move(*typed);
        if (made.call.verb == "enroll") {
            auto again = prompt_password(std::string(context.say({"再输一次：", "Again: "})));
            if (!again) return refuse(again.error());
            if (*again != password) return refuse(Code::wrong_password, "password");
        }
    }
    if (made.call.verb == "passwd" && made.call.new_password.empty()) {
        auto typed = prompt_password(std::string(context.say({"新密码：", "New password: "})));
        if (!typed) return refuse(typed.error());
        made.call.new_password = std::move(*typed);
    }
    if (password.empty()) return refuse(Code::required, "password");
    return {};
}

// The signal's thread may set it at any time until the process ends.
std::atomic<bool> stop_requested = false;

int run_in_session(const Surroundings& around, const Verb& verb, Context& context, FileLock lock,
                   const std::string& profile) {
    Session session(profile, std::move(lock), around.clock, around.random, stop_requested);
    context.set_session(&session);
    if (verb.needs == Needs::profile) {
        if (Status opened = session.open(context.call().password); !opened) {
            return context.fail(opened.error());
        }
        context.set_desk(&session.desk());
    }
    if (!verb.is_long) return run_verb(context);
    if (around.with_signals) on_stop_signal([] { stop_requested = true; });
    if (Status served = session.serve(serve_request); !served) {
        return context.fail(served.error());
    }
    context.set_between([&session] { return session.pump_all(); });
    const int code = run_verb(context);
    session.stop_serving();
    return code;
}

int run_in_place(const Surroundings& around, const Verb& verb, Context& context,
                 const std::string& profile) {
    for (int attempt = 0; attempt < attempts_to_reach; ++attempt) {
        auto place = local::take_or_reach(profile, holder_patience);
        if (!place) return context.fail(place.error());
        if (auto* lock = std::get_if<FileLock>(&*place)) {
            return run_in_session(around, verb, context, std::move(*lock), profile);
        }
        auto& holder = std::get<local::LocalClient>(*place);
        const Forwarded done = forward(holder, context.call(), around.out, around.err);
        if (!done.error && done.exit_code != exit_later) return done.exit_code;
        if (done.error && done.begun) return context.fail(*done.error);
    }
    return context.fail({Code::profile_locked, profile, {}, {}});
}

int run_with_profile(const Surroundings& around, const Verb& verb, Invocation& made,
                     Context& context) {
    const std::string profile = context.path_of(made.profile);
    const desk::Profile asked(profile, {around.clock, around.random, {}});
    const bool enrols = verb.run == verb_enroll;
    if (!asked.is_enrolled() && !enrols) {
        return context.fail({Code::not_enrolled, profile, {}, {}});
    }
    if (verb.run != verb_lock) {
        if (Status found = find_password(around, made, context); !found) {
            return context.fail(found.error());
        }
    }
    if (enrols) {
        if (Status there = make_directory(profile, true); !there)
            return context.fail(there.error());
    }
    return run_in_place(around, verb, context, profile);
}

}  // namespace

int run_verb(Context& context) {
    const Verb* verb = find_verb(context.call().verb);
    if (verb == nullptr) return context.fail({Code::unknown_verb, context.call().verb, {}, {}});
    if (verb->run == nullptr) {
        return context.fail({Code::not_in_version, std::string(verb->name), {}, {}});
    }
    return verb->run(context, context.call().arguments);
}

int run_program(const Surroundings& around, const std::vector<std::string>& arguments) {
    ArgumentReader reader(around, arguments);
    const Status read = reader.read();
    Invocation& made = reader.made();
    Context context(made.call, around.out, around.err);
    if (!read) return context.fail(read.error());
    if (made.help || made.call.verb.empty()) {
        const bool asked = made.help || arguments.empty();
        made.call.arguments.clear();
        if (!made.call.verb.empty()) made.call.arguments.push_back(made.call.verb);
        made.call.verb = "help";
        if (!asked) return context.fail({Code::unknown_verb, {}, {}, {}});
    }
    const Verb* verb = find_verb(made.call.verb);
    if (verb == nullptr || verb->run == nullptr || verb->needs == Needs::nothing) {
        return run_verb(context);
    }
    return guarded(context, [&] { return run_with_profile(around, *verb, made, context); });
}

}  // namespace branchline::cli
