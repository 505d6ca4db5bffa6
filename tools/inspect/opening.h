// Finds the database of a profile or data directory and opens it without changing anything: beside
// a running program as a reader of its WAL, else so that no file is made or touched.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/platform.h"
#include "base/result.h"
#include "store/sqlite.h"

namespace branchline::inspect {

struct Opened {
    std::string path;  // of the database
    std::int64_t wal_bytes = 0;
    bool in_use = false;           // a program holds the directory
    std::optional<FileLock> lock;  // ours for as long as we look, where nobody held it
    std::optional<store::Database> database;
};

// `given`: a directory with hub.db or replica.db, or such a file under any name. not_found, or what
// the store has against the file. Throws store::Failure as the store does.
Result<Opened> open(const std::string& given);

}  // namespace branchline::inspect
