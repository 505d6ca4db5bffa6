// Where an order is still wrong or has something missing, so that a key leads from one place to the
// next: what cannot be read, what submitting needs, then what the checks found.
#pragma once

#include <string>
#include <vector>

#include "screens/order_work.h"

namespace branchline::screens {

struct Problem {
    schema::FieldId field = 0;  // of the order, or
    bool in_lines = false;      // of its cargo, at
    ui::GridSpot spot;
    std::string check;  // id of the check that says so; empty: the form itself

    [[nodiscard]] bool is_at(const Problem& other) const {
        return field == other.field && in_lines == other.in_lines && spot == other.spot;
    }
};

// `checks` nullptr: not answered.
[[nodiscard]] std::vector<Problem> problems(Context& context, OrderWork& work,
                                            const live::ChecksAnswer* checks);

}  // namespace branchline::screens
