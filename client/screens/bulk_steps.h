// The steps that many rows can take at once, in the order in which they are offered. Pure.
#pragma once

#include <vector>

#include "schema/spec.h"

namespace branchline::screens {

// Of these roles, without those that must say why: first what leads on, then what leaves most ways
// on, last what ends something.
std::vector<const schema::Transition*> bulk_steps(const schema::EntitySpec& entity,
                                                  schema::RoleMask roles);

}  // namespace branchline::screens
