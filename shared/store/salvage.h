// Reading what can still be read of a damaged database. A page that is gone takes its rows with it
// and hides none of the others: the table is read from both ends, and between them row by row.
#pragma once

#include <cstdint>
#include <string_view>

#include "store/sqlite.h"

namespace branchline::store {

struct Salvaged {
    std::int64_t rows = 0;
    // 0: SQLite found nothing wrong. A page of nonsense can pass for a sound one, though: what was
    // read has to be looked at by whoever knows what it means.
    std::int64_t unreadable = 0;
    // The greatest number that the table has given (AUTOINCREMENT); 0: none, or not to be read.
    std::int64_t last_number = 0;
};

// The readable rows of a table, with the columns that both databases have; rows that `sound` has
// already stay. In a transaction of the caller on `sound`. Throws where `sound` fails, or nothing
// at all can be asked of `damaged`.
Salvaged salvage_table(Database& damaged, Database& sound, std::string_view table);

}  // namespace branchline::store
