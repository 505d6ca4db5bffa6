// What a database holds and what it takes, in bytes: the data itself, the history of it, and what
// synchronisation needs besides. Walks the whole file: for reports. On the thread of the database.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "store/sqlite.h"

namespace branchline::store {

struct SizeReport {
    std::int64_t data = 0;      // rows with their indexes, files, the search index
    std::int64_t history = 0;   // what was changed, by whom, when, and what a group did
    std::int64_t metadata = 0;  // everything else that is used
    std::int64_t unused = 0;    // free for what comes next
    std::map<std::string, std::int64_t> metadata_of;  // by table, with its indexes

    [[nodiscard]] double metadata_part() const {  // of data and history
        const std::int64_t kept = data + history;
        return kept == 0 ? 0 : static_cast<double>(metadata) / static_cast<double>(kept);
    }
};

// Nothing is known where SQLite was built without the table that tells: all figures are 0 then.
SizeReport size_report(Database& database);

}  // namespace branchline::store
