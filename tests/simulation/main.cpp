// simulation --seeds A..B [--faults LIST] [--shrink] | --plan FILE | --plans FOLDER
//            | --planted [--search N] [--only BUG] [--shrink] | --repeats A..B | --coverage A..B
//            | --points A..B [--every N] [--jobs N]
// The last line is "N seeds, V violations" or "K of N planted bugs found".
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "simulation/crash_points.h"
#include "simulation/plan.h"

namespace {

using namespace branchline;

struct Range {
    std::uint64_t first = 1;
    std::uint64_t last = 100;
};

enum class Mode { seeds, plan, plans, planted, repeats, coverage, points };

struct Options {
    Mode mode = Mode::seeds;
    Range seeds;
    std::string path;
    test::FaultSet faults = test::all_faults();
    std::uint64_t search = 0;
    std::string only;
    bool shrinking = false;
    std::uint64_t every = 1;
    std::uint64_t jobs = 1;
};

int report(const test::Plan& plan, const test::RunResult& result) {
    std::cout << "seed " << plan.seed << ":\n";
    for (const std::string& each : result.violations) std::cout << "  " << each << '\n';
    return 1;
}

int end(std::size_t seeds, std::size_t failed) {
    std::cout << seeds << " seeds, " << failed << " violations\n";
    return failed == 0 ? 0 : 1;
}

Result<test::Plan> read_plan(const std::string& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return test::parse_plan(text.str());
}

// 0 or 1 violations; 2: the file is no plan.
int run_file(const std::string& path, bool tell) {
    auto plan = read_plan(path);
    if (!plan) {
        std::cerr << path << ": " << plan.error().message(Lang::en) << '\n';
        return 2;
    }
    const test::RunResult result = test::run_plan(*plan, tell);
    if (result.violations.empty()) return 0;
    std::cout << path << '\n';
    return report(*plan, result);
}

// Every plan runs without a violation; one that is named after a planted bug shows that bug.
int run_folder(const std::string& folder) {
    std::vector<std::filesystem::path> paths;
    for (const auto& each : std::filesystem::directory_iterator(folder)) {
        if (each.path().extension() == ".plan") paths.push_back(each.path());
    }
    std::sort(paths.begin(), paths.end());
    std::size_t failed = 0;
    for (const auto& path : paths) {
        if (run_file(path.string(), false) != 0) {
            ++failed;
        } else if (!test::shows_bug(path.stem().string(), *read_plan(path.string()))
                        .value_or(true)) {
            std::cout << path.string() << ": does not show its bug any more\n";
            ++failed;
        }
    }
    if (paths.empty()) return 2;
    return end(paths.size(), failed);
}

// The same plan must take the same way, to the last bit of the trace.
bool repeats(const test::Plan& plan, const test::RunResult& before) {
    if (test::run_plan(plan).trace == before.trace) return true;
    std::cout << "seed " << plan.seed << ": does not repeat\n";
    return false;
}

int run_repeats(const Range& seeds) {
    std::size_t failed = 0;
    for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
        const test::Plan plan = test::make_plan(seed, test::all_faults());
        failed += repeats(plan, test::run_plan(plan)) ? 0 : 1;
    }
    return end(seeds.last - seeds.first + 1, failed);
}

int run_seeds(const Options& options) {
    std::size_t failed = 0;
    std::size_t saved = 0;
    std::int64_t simulated_ms = 0;
    const auto [first, last] = options.seeds;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        const test::Plan plan = test::make_plan(seed, options.faults);
        const test::RunResult result = test::run_plan(plan);
        saved += result.saved;
        simulated_ms += result.simulated_ms % 1'790'000'000'000;
        if (first == last) std::cout << "trace " << std::hex << result.trace << std::dec << '\n';
        if (result.violations.empty()) continue;
        ++failed;
        report(plan, result);
        if (options.shrinking && failed == 1) {
            const test::Plan small = test::shrink(plan, 400);
            std::cout << to_text(small);
            report(small, test::run_plan(small));
        }
    }
    std::cout << saved << " groups saved, " << simulated_ms / 3'600'000 << " simulated hours\n";
    return end(last - first + 1, failed);
}

int run_coverage(const Options& options) {
    test::Coverage coverage;
    for (std::uint64_t seed = options.seeds.first; seed <= options.seeds.last; ++seed) {
        coverage.add(test::run_plan(test::make_plan(seed, options.faults)).coverage);
    }
    test::print(std::cout, coverage);
    return 0;
}

// Misfortunes of their own would only make the way to a point longer.
int run_points(const Options& options) {
    test::CrashPoints points(options.every, options.jobs);
    for (std::uint64_t seed = options.seeds.first; seed <= options.seeds.last; ++seed) {
        points.begin(seed);
        test::run_plan(test::make_plan(seed, *test::parse_faults("none")), points);
    }
    std::cout << points.passed() << " write points passed, what can happen tried at "
              << points.tried() << ", " << points.failed() << " violations\n";
    return points.failed() == 0 && points.tried() > 0 ? 0 : 1;
}

bool parse_range(const std::string& text, Range& range) {
    const int read = std::sscanf(text.c_str(), "%lu..%lu", &range.first, &range.last);
    if (read == 1) range.last = range.first;
    return read >= 1 && range.first <= range.last;
}

bool parse_count(const std::string& text, std::uint64_t& count) {
    return std::sscanf(text.c_str(), "%lu", &count) == 1 && count > 0;
}

// The option is known; `value` is what follows it.
bool take_option(const std::string& word, const std::string& value, Options& options) {
    if (word == "--seeds" || word == "--repeats" || word == "--coverage" || word == "--points") {
        options.mode = word == "--seeds"     ? Mode::seeds
                       : word == "--repeats" ? Mode::repeats
                       : word == "--points"  ? Mode::points
                                             : Mode::coverage;
        return parse_range(value, options.seeds);
    }
    if (word == "--every") return parse_count(value, options.every);
    if (word == "--jobs") return parse_count(value, options.jobs);
    if (word == "--plan" || word == "--plans") {
        options.mode = word == "--plan" ? Mode::plan : Mode::plans;
        options.path = value;
        return !value.empty();
    }
    if (word == "--search") return std::sscanf(value.c_str(), "%lu", &options.search) == 1;
    if (word == "--only") {
        options.only = value;
        return !value.empty();
    }
    if (word != "--faults") return false;
    auto faults = test::parse_faults(value);
    if (!faults) return false;
    options.faults = *faults;
    return true;
}

bool parse(int argc, char** argv, Options& options) {
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--shrink") {
            options.shrinking = true;
        } else if (word == "--planted") {
            options.mode = Mode::planted;
        } else {
            const std::string value = i + 1 < argc ? argv[++i] : "";
            if (!take_option(word, value, options)) {
                std::cerr << "simulation: " << word << " " << value << "?\n";
                return false;
            }
        }
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    if (!parse(argc, argv, options)) return 2;
    switch (options.mode) {
        case Mode::plan: {
            const int failed = run_file(options.path, true);
            return failed == 2 ? 2 : end(1, static_cast<std::size_t>(failed));
        }
        case Mode::plans:
            return run_folder(options.path);
        case Mode::planted:
            return test::run_planted(options.search, options.only, options.shrinking);
        case Mode::repeats:
            return run_repeats(options.seeds);
        case Mode::coverage:
            return run_coverage(options);
        case Mode::points:
            return run_points(options);
        case Mode::seeds:
            break;
    }
    return run_seeds(options);
}
