// Reading what can still be read of a damaged database. A page that is gone takes its rows with it
// and hides none of the others: the table is read from both ends, and between them row by row.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "schema/catalogue.h"
#include "store/sqlite.h"

namespace branchline::store {

struct Salvaged {
    std::int64_t rows = 0;
    // 0: SQLite found nothing wrong. A page of nonsense can pass for a sound one, though: what was
    // read has to be looked at by whoever knows what it means.
    std::int64_t unreadable = 0;
    // The greatest number that the table has given (AUTOINCREMENT); 0: none, or not to be read.
    std::int64_t last_number = 0;
    // Read, but not taken: they made no sense.
    std::int64_t senseless = 0;

    [[nodiscard]] bool whole() const { return unreadable == 0 && senseless == 0; }
};

// Does a row make sense? Its columns stand in the order of the table, from 1 on.
using MakesSense = std::function<bool(const Statement& row)>;

// The readable rows of a table, with the columns that both databases have; rows that `sound` has
// already stay. In a transaction of the caller on `sound`. Throws where `sound` fails, or nothing
// at all can be asked of `damaged`.
Salvaged salvage_table(Database& damaged, Database& sound, std::string_view table,
                       const MakesSense& makes_sense = {});
// The same of the table of an entity; its comparison keys, which follow from the values, too.
Salvaged salvage_rows(Database& damaged, Database& sound, const schema::EntitySpec& entity);

// What an index over these columns of the table still tells, also of rows that are gone with their
// pages; each at least once. The columns count from 0. False: not all of it can be read.
bool salvage_index(Database& damaged, std::string_view table, std::string_view columns,
                   const std::function<void(const Statement&)>& each);
bool salvage_ids(Database& damaged, const schema::EntitySpec& entity,
                 const std::function<void(const RowId&)>& each);

}  // namespace branchline::store
