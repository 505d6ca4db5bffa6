// One call of a verb: what it was given and where its output goes. The same verb code runs in the
// calling process, or in the process that holds the profile for a caller at the local socket; a
// verb never touches the streams of its process or its working directory.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/label.h"
#include "base/result.h"
#include "desk/desk.h"

namespace branchline::cli {

using Json = nlohmann::ordered_json;
using Arguments = std::vector<std::string>;

class Session;

// Exit codes, part of the contract with scripts.
enum Exit : int {
    exit_done = 0,
    exit_refused = 1,
    exit_usage = 2,
    exit_offline = 3,
    exit_attention = 4,
    exit_later = -1  // not an exit: a watcher answers when it ends
};

// What a call brings along, wherever it is executed.
struct Call {
    std::string verb;
    Arguments arguments;    // of the verb, global options taken off
    std::string directory;  // of the caller: relative paths start here
    std::string password;
    std::string new_password;
    Lang lang = Lang::en;
    bool json = false;
    bool color = false;
    bool terminal = false;  // progress may be drawn on the error stream
    int width = 0;          // columns of the terminal; 0: as wide as need be
};

class Context {
  public:
    using Write = std::function<void(std::string_view)>;

    Context(const Call& call, Write out, Write err)
        : call_(call), out_(std::move(out)), err_(std::move(err)) {}

    [[nodiscard]] const Call& call() const { return call_; }

    [[nodiscard]] Lang lang() const { return call_.lang; }

    [[nodiscard]] bool json() const { return call_.json; }

    // Verbs that need a profile have one.
    [[nodiscard]] Session& session() const;

    [[nodiscard]] bool has_session() const { return session_ != nullptr; }

    [[nodiscard]] desk::Desk& desk() const;

    // Of the desk; the product's where a verb needs none.
    [[nodiscard]] const schema::Catalogue& catalogue() const;

    void set_session(Session* session) { session_ = session; }

    void set_desk(desk::Desk* desk) { desk_ = desk; }

    void out(std::string_view text) const { out_(text); }

    void err(std::string_view text) const { err_(text); }

    // How far a long verb is, in one line that the next one overwrites. Only for people: a
    // terminal, without --json.
    void show_progress(std::string_view text) const;

    void clear_progress() const { show_progress({}); }

    void line(std::string_view text) const;
    void print(const Json& document) const;  // one line
    // Error document and message; gives the exit code of the error.
    [[nodiscard]] int fail(const Error& error) const;

    [[nodiscard]] std::string path_of(std::string_view given) const;

    // Between two steps of long work: serves others, asks whether to stop.
    [[nodiscard]] bool go_on() const { return !between_ || between_(); }

    void set_between(std::function<bool()> between) { between_ = std::move(between); }

    // A call of another process that has no end must not hold up its holder: `step` is called there
    // whenever something may have happened, for as long as the caller listens. The verb returns
    // exit_later. False: this call is the process's own and may loop.
    using Step = std::function<void(const Context&)>;

    [[nodiscard]] bool keep(Step step) const {
        if (keep_) keep_(std::move(step));
        return static_cast<bool>(keep_);
    }

    void set_keep(std::function<void(Step)> keep) { keep_ = std::move(keep); }

    // "text" in the language of the call.
    [[nodiscard]] std::string_view say(const Label& label) const { return label.in(call_.lang); }

  private:
    const Call& call_;
    Write out_;
    Write err_;
    Session* session_ = nullptr;
    desk::Desk* desk_ = nullptr;
    std::function<bool()> between_;
    std::function<void(Step)> keep_;
};

int exit_code_of(Code code);
// A string as JSON wants it: what is not UTF-8 is replaced.
std::string dump(const Json& document);

}  // namespace branchline::cli
