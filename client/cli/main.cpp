// branchline-cli: the desk without a window, for scripts, administrators and tests.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/platform.h"
#include "cli/program.h"

int main(int argc, char** argv) {
    using namespace branchline;
    ignore_broken_pipes();
    const SystemClock clock;
    SystemRandom random;
    std::error_code no_directory;
    const auto write_to = [](std::FILE* stream) {
        return [stream](std::string_view text) {
            std::fwrite(text.data(), 1, text.size(), stream);
            std::fflush(stream);
        };
    };
    cli::Surroundings around{clock, random, write_to(stdout), write_to(stderr),
                             std::filesystem::current_path(no_directory).string()};
    around.terminal_out = is_terminal(1);
    around.terminal_err = is_terminal(2);
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        if (around.language.empty()) around.language = environment_variable(name);
    }
    around.profile = default_profile_directory();
    around.password = environment_variable("BRANCHLINE_PASSWORD");
    around.new_password = environment_variable("BRANCHLINE_NEW_PASSWORD");
    around.no_color = !environment_variable("NO_COLOR").empty();
    const std::string columns = environment_variable("COLUMNS");
    around.width = columns.empty() ? 120 : std::atoi(columns.c_str());
    around.with_signals = true;
    return cli::run_program(around, std::vector<std::string>(argv + 1, argv + argc));
}
