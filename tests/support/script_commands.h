// Random commands over the test catalogue, and scripts of them that repeat exactly from their text.
#pragma once

#include <string>
#include <vector>

#include "support/script_world.h"

namespace branchline::test {

struct Action {
    enum class Kind : std::uint8_t {
        write,
        send,
        overtake,
        pull,
        hear,
        resend,
        copy_disk,
        put_back
    };

    Kind kind = Kind::write;
    int desk = 0;
    std::uint64_t seed = 0;
};

// One command of a desk, taken from what its screen shows.
void compose_anything(ScriptAuthor& author, SeededRandom& random);

std::vector<Action> random_script(std::uint64_t seed, int desks, std::size_t length);
// The same, in which now and then a desk is put back to an earlier copy of its disk.
std::vector<Action> with_put_backs(std::vector<Action> script, std::uint64_t seed);
// Played until a failure; at the end everything is sent and read.
ScriptWorld play(const std::vector<Action>& script, int desks,
                 const decltype(ScriptWorld::when_written)& when_written = {});
// The shortest script that still fails, found by leaving parts out (ddmin).
std::vector<Action> shrink(std::vector<Action> script, int desks);
// The script with the groups it writes and their verdicts, for reading.
std::string describe(const std::vector<Action>& script, int desks);

}  // namespace branchline::test
