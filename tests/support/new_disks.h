// The disks of machines that have just been set up, made once in a process: to make the tables of
// each machine of each seed took a quarter of the simulation's time.
#pragma once

#include "schema/catalogue.h"
#include "store/sqlite.h"
#include "support/fault_vfs.h"

namespace branchline::test {

// What a desk's program does with its file when it opens it.
void prepare_desk(store::Database& database, const schema::Catalogue& catalogue);

const support::FaultVfs::Files& new_hub_disk();   // hub.db
const support::FaultVfs::Files& new_desk_disk();  // replica.db

}  // namespace branchline::test
