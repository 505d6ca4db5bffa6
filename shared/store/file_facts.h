// What a database of ours says of itself, whatever catalogue and program made it: for tools that
// look at files without being the program that owns them. Reads only.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "schema/spec.h"
#include "store/sqlite.h"

namespace branchline::store {

struct FileFacts {
    struct EntityRows {
        schema::EntityId entity = 0;
        std::string name;
        std::int64_t live = 0;
        std::int64_t hidden = 0;  // tombstones, and rows that leave
    };

    std::uint32_t application_id = 0;  // desk_application_id or hub_application_id
    std::int64_t format = 0;
    std::int64_t catalogue_number = 0;
    std::string catalogue_digest;
    std::int64_t file_bytes = 0;
    std::int64_t free_bytes = 0;  // of these: pages that hold nothing
    std::vector<EntityRows> entities;
    std::vector<std::pair<std::string, std::int64_t>> tables;  // the others, by name: rows
};

// Throws Failure: foreign_file where the file is no desk's and no hub's, damaged where it does not
// say what it must. A newer file than this program's is read as far as it tells.
FileFacts read_file_facts(Database& database);

}  // namespace branchline::store
