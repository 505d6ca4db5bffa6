// Reading a database whose schema is damaged. SQLite opens none of its tables then, though their
// pages are there. A database that this program makes anew has the schema on the same pages, and
// its tables begin at the same places: what is added to a file later moves neither. So it can lend
// its schema to a copy of the other.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "store/sqlite.h"

namespace branchline::store {

// Does the database show its tables, the named ones among them?
bool shows_tables(Database& database, const std::vector<std::string>& names);

// In the file `copy`, which nobody has open, from `fresh`, which lies at that path and was made
// just now. damaged: its tables begin at other places (another program made it, or too much is
// gone).
Status lend_schema(Database& fresh, const std::string& fresh_path, const std::string& copy);

}  // namespace branchline::store
