// What a desk may not hold any more is not only hidden: its bytes leave the files (SYNC 4.2). What
// is deleted is overwritten at once (OpenOptions::wipes); the words of the search index and the
// write-ahead log follow when the writer has time. On the thread of the writer.
#pragma once

#include "store/desk_tables.h"
#include "store/sqlite.h"

namespace branchline::desk {

// In the transaction that lets something go.
void ask_to_wipe(store::Settings& settings);

// A bounded part of it, in transactions of its own. True: there is more to do now. A reader that is
// still in an old snapshot keeps the log; then it is for the next time.
bool wipe_some(store::Database& database);

}  // namespace branchline::desk
