// The program behind tools/bench: runs works in turns with their floors and prints a line a figure.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "bench/works.h"
#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::bench;

namespace {

constexpr Work works[] = {
    {"W1a", save_orders, 10'000},  {"W1b", move_orders, 10'000},   {"W1c", move_orders, 10'000},
    {"W1d", count_bytes, 10'000},  {"W2", begin_desks, 100'000},   {"W3", merge_edits, 1'000},
    {"W4", pass_changes, 500},     {"W5", crowd_in, 50},           {"W6", weigh_processes, 1'000},
    {"W7", grow, 1'000'000},       {"D1", show_window, 1'000'000}, {"D2", find_customers, 100'000},
    {"D3", open_lists, 1'000'000},
};

struct Call {
    std::vector<std::string> works;
    std::size_t runs = 5;
    std::size_t size = 0;  // 0: that of the target; smaller ones are for profilers
};

// "W1a" asks for "W1a/1" as well, and "W1a/1" needs the work "W1a".
bool is_part(std::string_view part, std::string_view whole) {
    return part == whole || (part.starts_with(whole) && part.substr(whole.size()).starts_with('/'));
}

bool is_asked(const Call& call, std::string_view work, bool figure) {
    if (call.works.empty()) return true;
    for (const std::string& asked : call.works) {
        if (is_part(work, asked) || (!figure && is_part(asked, work))) return true;
    }
    return false;
}

int wrong(const std::string& what) {
    std::fprintf(stderr, "bench: %s\nworks: W1a W1b W1c W1d W2 W3 W4 W5 W6 W7 D1 D2 D3\n",
                 what.c_str());
    return 2;
}

bool is_known(const std::string& asked) {
    for (const Work& work : works) {
        if (is_part(asked, work.name)) return true;
    }
    return false;
}

void run(const Call& call) {
    Figures figures;
    for (const Work& work : works) {
        // Two works may be measured by one function.
        const bool is_done = work.name == "W1c" && is_asked(call, "W1b", false);
        if (is_done || !is_asked(call, work.name, false)) continue;
        const std::size_t first = figures.order().size();
        for (std::size_t i = 0; i < call.runs; ++i) {
            const test::TemporaryDirectory directory;
            work.run(directory.path(), call.size == 0 ? work.size : call.size, figures);
        }
        for (std::size_t i = first; i < figures.order().size(); ++i) {
            const std::string& name = figures.order()[i];
            if (is_asked(call, name, true)) std::puts(figures.of(name).line().c_str());
        }
        std::fflush(stdout);
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count == 5 && std::string(arguments[1]) == "--weigh") {
        weigh(arguments[2], arguments[3], arguments[4]);
    }
    Call call;
    for (int i = 1; i < count; ++i) {
        const std::string word = arguments[i];
        if (word == "--runs" || word == "--size") {
            const auto number = i + 1 < count ? parse_decimal(arguments[++i], 0) : std::nullopt;
            if (!number || *number < 1 || *number > 1'000'000) return wrong(word + " N");
            (word == "--runs" ? call.runs : call.size) = static_cast<std::size_t>(*number);
        } else if (is_known(word)) {
            call.works.push_back(word);
        } else {
            return wrong("unknown: " + word);
        }
    }
    run(call);
    return 0;
}
