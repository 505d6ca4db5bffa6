// O14: the hub's log, read a second time. Every group in it is judged again by the reference model,
// which shares no code with the judge; verdicts, marks and the whole end state must agree.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "support/world.h"

namespace branchline::test {

// What the run knows that no node does.
struct Witness {
    std::map<OpId, std::int64_t> saved;     // told "saved" to its user, and the true time of it
    std::set<std::size_t> restored;         // desks that were put back to an older disk
    std::map<std::size_t, Id> left_behind;  // incarnations that such a desk must have given up
    bool hub_went_back = false;             // the hub was put back to an older disk
};

std::vector<std::string> check_log(World& world, const Witness& witness);

}  // namespace branchline::test
