// branchline-tidy: the project's own rules as a program.
//
//   branchline-tidy [--root DIR] [--check NAME]   one check or all; prints path:line: [check] why
//   branchline-tidy [--root DIR] --bless          rewrites the list of what is too long today
//   branchline-tidy --self-test                   plants a violation of every rule and looks for it
#include <algorithm>
#include <array>
#include <exception>
#include <fstream>
#include <iostream>

#include "tidy/check.h"

namespace branchline::tidy {

namespace {

constexpr std::array checks = {
    Check{"layers", check_layers},
    Check{"externals", check_externals},
    Check{"words", check_words},
    Check{"characters", check_characters},
    Check{"text", check_text},
    Check{"headers", check_headers},
    Check{"test_names", check_test_names},
    Check{"sizes", check_sizes},
    Check{"coroutines", check_coroutines},
};

struct Options {
    std::filesystem::path root = ".";
    std::string check;
    bool bless = false;
    bool self_test = false;
    std::string fault;
};

Options parse(std::span<char* const> arguments) {
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        if (argument == "--bless") {
            options.bless = true;
        } else if (argument == "--self-test") {
            options.self_test = true;
        } else if (argument == "--root" && i + 1 < arguments.size()) {
            options.root = arguments[++i];
        } else if (argument == "--check" && i + 1 < arguments.size()) {
            options.check = arguments[++i];
        } else {
            options.fault = "unknown option " + std::string(argument);
        }
    }
    if (!options.check.empty() &&
        std::ranges::find(checks, options.check, &Check::name) == checks.end()) {
        options.fault = "unknown check " + options.check;
    }
    return options;
}

int run_checks(const Tree& tree, std::string_view only) {
    std::size_t count = 0;
    for (const Check& check : checks) {
        if (!only.empty() && check.name != only) {
            continue;
        }
        for (const Violation& violation : check.run(tree)) {
            std::cout << violation.path << ":" << violation.line << ": [" << check.name << "] "
                      << violation.message << "\n";
            ++count;
        }
    }
    std::cout << tree.files.size() << " files, " << count << " violations\n";
    return count == 0 ? 0 : 1;
}

int run(const Options& options) {
    if (!options.fault.empty()) {
        std::cerr << "branchline-tidy: " << options.fault << "\n";
        return 2;
    }
    if (options.self_test) {
        return self_test() ? 0 : 1;
    }
    const Tree tree = load_tree(options.root);
    if (options.bless) {
        std::ofstream(options.root / ratchet_path, std::ios::binary) << present_ratchet(tree);
        return 0;
    }
    return run_checks(tree, options.check);
}

}  // namespace

std::span<const Check> all_checks() { return checks; }

}  // namespace branchline::tidy

int main(int argc, char** argv) {
    try {
        const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
        return branchline::tidy::run(branchline::tidy::parse(arguments.subspan(1)));
    } catch (const std::exception& error) {
        std::cerr << "branchline-tidy: " << error.what() << "\n";
        return 2;
    }
}
