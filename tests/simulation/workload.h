// Random commands of clerks over the real catalogue: few hot rows, so that conflicts are frequent.
// Every random decision comes from the dice handed in, so an action replays alone (shrinking).
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "desk/replica.h"

namespace branchline::test {

// What the user of a desk did: the op that was reported saved, or the refusal.
struct Done {
    std::string what;
    OpId op;  // null: nothing was saved
    Code refusal = Code::none;
};

struct Workload {
    RowId branch;  // where the users have their roles
    std::vector<RowId> users;
};

Done random_command(desk::Replica& replica, const Workload& workload, Random& dice);
// One order with lines that passes its checklist, from draft: create, submit.
Done create_full_order(desk::Replica& replica, const Workload& workload, const RowId& customer,
                       Random& dice);

}  // namespace branchline::test
