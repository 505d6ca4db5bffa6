// An error as a person reads it: entities, fields, steps, rules and states by their labels in place
// of the names that programs know them by. Pure.
#pragma once

#include <string>

#include "base/error.h"
#include "schema/catalogue.h"

namespace branchline::screens {

// Whatever names nothing that is declared stays as it is: a file, what was typed, a number.
Error labelled(const schema::Catalogue& catalogue, Error error, Lang lang);
// What is wrong with what was typed, for the place where it stands: without the field's name.
std::string fault_of_value(const Error& error, Lang lang);

}  // namespace branchline::screens
