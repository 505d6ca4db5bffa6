// Putting a backup in the place of a server's data, on a stopped server: whoever calls holds the
// lock of the directory.
#pragma once

#include <string>

#include "base/clock.h"
#include "keep/archive.h"
#include "schema/catalogue.h"

namespace branchline::keep {

struct Restored {
    ArchiveHead head;
    std::string kept;  // directory with what stood there before; empty: nothing did
};

// The file is read and verified as a whole before anything of the present data is touched; a
// refusal leaves it as it was. The restored hub asks its desks for what they have seen since
// (SYNC 5.6). Interrupted at any point, it is done again from the start.
Result<Restored> restore(const std::string& file, const std::string& directory,
                         const schema::Catalogue& catalogue, const Clock& clock);

}  // namespace branchline::keep
