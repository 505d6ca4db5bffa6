// Versions name groups by 128-bit origin ids; a row would carry several of them. They are stored
// once here and written elsewhere as small local numbers (SYNC 6.2). What the merge rules ask about
// the group behind a version stands beside it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/id.h"
#include "store/sqlite.h"

namespace branchline::store {

struct OriginInfo {
    OriginId origin;
    std::int64_t corrected_ms = 0;  // SYNC 3.2
    std::int64_t seq = 0;           // position in the log; 0 while waiting
    UserId user;
    DeviceId device;

    friend bool operator==(const OriginInfo&, const OriginInfo&) = default;
};

class Origins {
  public:
    explicit Origins(Database& database) : database_(database) {}

    // The number of an origin, making one when it is new (0 = the null id).
    std::int64_t number_of(const OriginId& origin);
    [[nodiscard]] OriginId id_of(std::int64_t number);  // Failure(damaged) where it has none
    [[nodiscard]] std::optional<OriginInfo> info(const OriginId& origin);
    void put(const OriginInfo& info);  // insert or replace, same number
    void forget_cache();               // after a rollback
    // Numbers of authors that nobody has, in a file of which something was lost.
    void forget_unknown_authors();

    // There is an origin for every group and an author for every device: so `user` holds the number
    // of the author. In files of earlier programs it holds the user, and `device` the device.
    static constexpr std::string_view ddl =
        "CREATE TABLE IF NOT EXISTS origin(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,"
        " corrected_ms INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL DEFAULT 0,"
        " user BLOB, device BLOB);"
        "CREATE TABLE IF NOT EXISTS author(number INTEGER PRIMARY KEY, user BLOB NOT NULL,"
        " device BLOB NOT NULL, UNIQUE(user, device));";

  private:
    using Author = std::pair<UserId, DeviceId>;

    void remember(const OriginId& origin, std::int64_t number);
    std::int64_t author_number(const Author& author);
    Author author_of(std::int64_t number);

    Database& database_;
    std::unordered_map<Id, std::int64_t> numbers_;
    std::unordered_map<std::int64_t, Id> ids_;
    std::map<Author, std::int64_t> authors_;
};

}  // namespace branchline::store
