// Commands of clerks over the real catalogue. A command has a kind, which the plan names; its rows,
// fields and values come from the dice handed in, so an action replays alone (shrinking). How many
// rows the clerks meet on and how many values they think of is the plan's: few of both make them
// collide.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "desk/replica.h"
#include "support/world.h"

namespace branchline::test {

enum class Command : std::uint8_t {
    create_customer,
    create_order,     // with lines; half of them submitted in the same group
    create_contract,  // complete enough to be submitted
    create_child,     // a line, a contact or an obligation of a row that is there
    edit_field,       // any field that desks write
    edit_money,       // what a person has to decide: `ask`
    edit_text,        // merged line by line
    edit_quantity,    // added up or set
    edit_tags,        // element by element
    edit_date,        // the furthest one, or a correction of it
    submit,
    advance,  // any legal step but returning and cancelling
    send_back,
    cancel,
    erase,
    resolve,
    answer_refusal,  // resend or discard
    undo,
    redo,
    // Where it matters who sees what:
    share,   // a customer with the other branch, or taken back
    attach,  // a file to a customer or an order
    // Where some programs are of the next version:
    use_new  // what only that version has
};

inline constexpr std::size_t everyday_commands = 19;
inline constexpr std::size_t command_count = 22;

std::string_view command_name(Command command);
std::optional<Command> parse_command(std::string_view name);

// What the user of a desk did: the op that was reported saved, or the refusal.
struct Done {
    std::string what;
    OpId op;  // null: nothing was saved
    Code refusal = Code::none;
};

struct Workload {
    Staff staff;
    std::size_t hot_rows = 12;    // of each entity, the oldest
    std::uint64_t variety = 100;  // of values
};

Done perform(desk::Replica& replica, const Workload& workload, Command command, Random& dice);

}  // namespace branchline::test
