// The disks of machines that have just been set up, made once in a process: to make the tables of
// each machine of each seed took a quarter of the simulation's time.
#pragma once

#include "store/sqlite.h"
#include "support/fault_vfs.h"

namespace branchline::test {

// What a program does with its file when it opens it.
void prepare_desk(store::Database& database);
void prepare_hub(store::Database& database);

const support::FaultVfs::Files& new_hub_disk();   // hub.db
const support::FaultVfs::Files& new_desk_disk();  // replica.db

}  // namespace branchline::test
