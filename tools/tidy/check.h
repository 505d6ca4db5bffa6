// What all checks have in common. A check is a pure function from the tree to the list of places
// that break a rule; main() prints them, one ctest a check runs them, and the self-test plants a
// violation for each of them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/tree.h"

namespace branchline::tidy {

struct Violation {
    std::string path;
    int line = 0;
    std::string message;
};

using Violations = std::vector<Violation>;

struct Check {
    std::string_view name;
    Violations (*run)(const Tree&);
};

Violations check_layers(const Tree& tree);
Violations check_externals(const Tree& tree);
Violations check_words(const Tree& tree);
Violations check_characters(const Tree& tree);
Violations check_text(const Tree& tree);
Violations check_headers(const Tree& tree);
Violations check_test_names(const Tree& tree);
Violations check_sizes(const Tree& tree);
Violations check_coroutines(const Tree& tree);

std::span<const Check> all_checks();

// The content of the ratchet file that fits the tree as it is.
std::string present_ratchet(const Tree& tree);

inline constexpr std::string_view ratchet_path = "tools/tidy/ratchet.txt";

// True when every planted violation was found and the clean tree was not blamed.
bool self_test();

}  // namespace branchline::tidy
