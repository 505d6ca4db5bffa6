// What the plans met: how often each misfortune struck in each state of the protocol, and what came
// of the commands. A nought in it is a hole in the plans.
#pragma once

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <string_view>

namespace branchline::test {

class World;

struct Coverage {
    using Row = std::map<std::string, std::uint64_t>;
    std::map<std::string, Row> faults;    // fault, state of the desk it struck
    std::map<std::string, Row> commands;  // command, saved or why not
    Row verdicts;                         // of the hub, with code
    Row marks;                            // why values lost, and what became a case

    void add(const Coverage& other);
};

// Where this desk stands in the protocol, in a word or two.
std::string_view protocol_state(World& world, std::size_t desk);
// What the hub's log holds of verdicts, losers and cases.
void count_log(World& world, Coverage& coverage);
void print(std::ostream& out, const Coverage& coverage);

}  // namespace branchline::test
