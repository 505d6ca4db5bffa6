// Runs one hidden case of this test program in a process of its own, for what ends a process or
// needs other surroundings. Such a case is declared with doctest::skip().
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

namespace branchline {

class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        std::random_device device;
        const std::string name =
            "branchline-" + std::to_string(device()) + std::to_string(device());
        path_ = std::filesystem::temp_directory_path() / name;
        std::filesystem::create_directory(path_);
    }

    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::string file(const std::string& name) const {
        return (path_ / name).string();
    }

  private:
    std::filesystem::path path_;
};

struct SelfRun {
    bool succeeded = false;
    std::string output;
};

inline std::string read_all(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string case_command(const std::string& name) {
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    return "'" + program + "' --no-skip '-tc=" + name + "'";
}

inline SelfRun run_shell(const std::string& command) {
    const TemporaryDirectory directory;
    const std::string output = directory.file("output");
    const std::string line = "ulimit -c 0; " + command + " > '" + output + "' 2>&1";
    const bool succeeded = std::system(line.c_str()) == 0;
    return {succeeded, read_all(output)};
}

inline SelfRun run_case(const std::string& name) { return run_shell(case_command(name)); }

inline SelfRun run_without_terminal(const std::string& name) {
    return run_shell("setsid -w " + case_command(name) + " < /dev/null");
}

// On a terminal of its own, at which the content of the file `keys` is typed.
inline SelfRun run_on_terminal(const std::string& name, const std::string& keys) {
    return run_shell("script -qec \"" + case_command(name) + "\" /dev/null < '" + keys + "'");
}

}  // namespace branchline
