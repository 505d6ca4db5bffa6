// Verbs run in this process on a desk without a hub; what they print is caught.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/program.h"
#include "support/desk_fixture.h"

namespace branchline::test {

struct Printed {
    int exit_code = 0;
    std::string out;
    std::string err;

    [[nodiscard]] cli::Json json() const { return cli::Json::parse(out, nullptr, false); }
};

class CliDesk {
  public:
    explicit CliDesk(schema::Role role = schema::Role::clerk) : fixture(role) {}

    Printed run(const std::string& verb, const std::vector<std::string>& arguments,
                bool json = true) {
        cli::Call call;
        call.verb = verb;
        call.arguments = arguments;
        call.directory = fixture.directory.path();
        call.json = json;
        Printed printed;
        cli::Context context(
            call, [&](std::string_view text) { printed.out += text; },
            [&](std::string_view text) { printed.err += text; });
        context.set_desk(&fixture.desk());
        printed.exit_code = cli::run_verb(context);
        return printed;
    }

    DeskFixture fixture;
};

// The whole program, up to the profile.
inline Printed run_whole(const std::vector<std::string>& arguments,
                         const std::string& language = "en_GB.UTF-8") {
    const SetClock clock;
    SeededRandom random(1);
    const TemporaryDirectory directory;
    Printed printed;
    cli::Surroundings around{clock, random, [&](std::string_view text) { printed.out += text; },
                             [&](std::string_view text) { printed.err += text; }, directory.path()};
    around.language = language;
    around.profile = "profile";
    around.password = "secret";
    printed.exit_code = cli::run_program(around, arguments);
    return printed;
}

}  // namespace branchline::test
