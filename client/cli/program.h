// From arguments to an exit code: global options, the verb, the profile and its lock, the password.
// main() gives it the streams and the clock of the process; tests give it their own.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "cli/context.h"

namespace branchline::cli {

struct Surroundings {
    const Clock& clock;
    Random& random;
    Context::Write out;
    Context::Write err;
    std::string directory;  // relative paths start here
    bool terminal_out = false;
    bool terminal_err = false;
    std::string language;      // as LANG says: "zh_CN.UTF-8"
    std::string profile;       // where none is named
    std::string password;      // of the environment
    std::string new_password;  // of the environment
    bool no_color = false;
    int width = 0;
    bool with_signals = false;  // Ctrl+C ends long work between two steps
};

int run_program(const Surroundings& surroundings, const std::vector<std::string>& arguments);

// Runs the verb of the context's call where everything it needs is there already.
int run_verb(Context& context);

}  // namespace branchline::cli
