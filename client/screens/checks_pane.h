// What the program has checked of an order: worst first, with its reason. What it could not know is
// shown as such and never counts as passed.
#pragma once

#include <string>

#include "screens/context.h"

namespace branchline::screens {

struct CheckCounts {
    int failed = 0;
    int warned = 0;
    int unknown = 0;
    int passed = 0;

    [[nodiscard]] int judged() const { return failed + warned + unknown + passed; }
};

[[nodiscard]] CheckCounts count_checks(const live::ChecksAnswer& checks);
// "1 error · 3 warnings · 2 unknown", "All 12 passed", "Nothing checked yet".
[[nodiscard]] std::string checks_words(const Context& context, const live::ChecksAnswer* checks);

struct ChecksTouch {
    float bottom = 0;
    std::string pressed;  // id of the check
};

// `checks` nullptr: not answered yet. `all`: passed ones too, each; else a line counts the rest.
ChecksTouch draw_checks(Context& context, const ui::Rect& area, const live::ChecksAnswer* checks,
                        const std::string& chosen, bool& all);
// One line for where there is no room beside. True: it was pressed.
bool draw_checks_strip(Context& context, const ui::Rect& row, const live::ChecksAnswer* checks,
                       bool open);

}  // namespace branchline::screens
