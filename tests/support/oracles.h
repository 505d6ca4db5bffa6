// What must hold at every moment, and what once everything is at rest. Findings; empty = all hold.
#pragma once

#include <string>
#include <vector>

#include "support/log_check.h"
#include "support/world.h"

namespace branchline::test {

std::vector<std::string> check_now(World& world);
std::vector<std::string> check_rest(World& world, const Witness& witness);

}  // namespace branchline::test
