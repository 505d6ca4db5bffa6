// What a file says of itself as a whole: small values by name, read at every step of a core. So the
// connection that writes the file reads each of them once (nobody else writes it) and knows them
// until a transaction is rolled back; a reader looks each time. On the thread of the database.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "store/sqlite.h"

namespace branchline::store {

class NamedValues {
  public:
    // `table` must be a literal: name, value.
    NamedValues(Database& database, std::string_view table) : database_(database), table_(table) {}

    [[nodiscard]] std::optional<Bytes> get(std::string_view name) const;
    void put(std::string_view name, BytesView value);
    void put_integer(std::string_view name, std::int64_t value);
    void put_id(std::string_view name, const Id& id);
    void erase(std::string_view name);

  private:
    [[nodiscard]] std::optional<Bytes> read(std::string_view name) const;
    void note(std::string_view name, std::optional<Bytes> value);

    Database& database_;
    std::string_view table_;
};

// The same for a number that is found elsewhere in the file, as long as whoever moves it says so by
// Database::forget_known(). `what` must be a literal.
std::int64_t known_number(Database& database, std::string_view what,
                          const std::function<std::int64_t()>& find);

}  // namespace branchline::store
