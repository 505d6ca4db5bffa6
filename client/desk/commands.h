// Every command of the desk, one list: menus, palette, shortcuts, the verb `run` and tests read it.
// Commands on rows follow from the catalogue (create, edit, delete, the steps of its states);
// the others are named here. Those that need more than the replica (the link, files) are carried
// out by the program that shows them; the desk only lists them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/desk.h"

namespace branchline::desk {

struct Parameter {
    std::string name;
    Label label;
    bool required = false;
};

// SYNC 2.9.
enum class UndoKind : std::uint8_t {
    inverse,   // by an inverse group, as far as nobody has changed it since
    withdraw,  // only until it has been handed over
    none
};
std::string_view undo_name(UndoKind kind);

struct Command {
    enum class Kind : std::uint8_t { create, edit, erase, step, desk, program };
    std::string id;  // "order.approve", "undo"; permanent: it is also the name in the history
    Kind kind = Kind::desk;
    Label label;
    const schema::EntitySpec* entity = nullptr;  // nullptr: not about a row
    std::vector<Parameter> parameters;           // fields of the entity are further ones
    UndoKind undo = UndoKind::none;
};

const std::vector<Command>& commands(const schema::Catalogue& catalogue);
const Command* find_command(const schema::Catalogue& catalogue, std::string_view id);

// Why the command cannot be given now: nothing if it can. `row` where one is chosen.
std::optional<Error> objection_to(Desk& desk, const Command& command,
                                  const std::optional<sync::RowKey>& row);

struct Performed {
    RowId id;
    std::string number;
    OpId group;
};

// NAME=VALUE each. For commands of the kinds create … desk.
Result<Performed> perform(Desk& desk, const Command& command,
                          const std::vector<std::string>& arguments);

}  // namespace branchline::desk
