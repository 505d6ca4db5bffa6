// A check of everything that a depot holds: reads every byte of it.
#pragma once

#include <vector>

#include "store/depot.h"

namespace branchline::store {

// Files that count as whole although a chunk of them is not what its digest says.
std::vector<Digest> unsound_files(const Depot& depot);

}  // namespace branchline::store
