// What a desk still has to be sent whole because of what it holds (SYNC 5.4): stretches of rows of
// a bucket that is new to it, and single rows that have come into its sight or that it could not
// build from the log. SQL only. On the writer's thread; writes need a transaction.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "schema/value.h"
#include "store/sqlite.h"

namespace branchline::store {

// Rows of an entity in a bucket, from behind `after` on.
struct LoadTask {
    std::int64_t order = 0;  // smaller first: parents before children
    Id bucket;
    schema::EntityId entity = 0;
    RowId after;
    RowId until;  // the last row that is asked for; null: to the end

    friend bool operator==(const LoadTask&, const LoadTask&) = default;
};

class LoadTasks {
  public:
    explicit LoadTasks(Database& database) : database_(database) {}

    void put(const LoadTask& task);  // in place of the one that ends where it does
    void erase(const LoadTask& task);
    [[nodiscard]] std::optional<LoadTask> first() const;
    [[nodiscard]] std::vector<LoadTask> all() const;  // in order
    [[nodiscard]] std::int64_t count() const;

  private:
    Database& database_;
};

class WholeRows {
  public:
    struct Key {
        schema::EntityId entity = 0;
        RowId row;

        friend auto operator<=>(const Key&, const Key&) = default;
    };

    explicit WholeRows(Database& database) : database_(database) {}

    void want(const Key& key);
    // It came whole as of this seq: what the log told of it before does not lead up to it.
    void came(const Key& key, std::int64_t seq);
    void forget(const Key& key);
    [[nodiscard]] std::vector<Key> wanted(std::size_t limit) const;  // ascending
    [[nodiscard]] std::int64_t wanted_count() const;
    [[nodiscard]] bool came_whole(const Key& key) const;                // or is to
    [[nodiscard]] std::vector<Key> came_above(std::int64_t seq) const;  // ascending

  private:
    Database& database_;
};

extern const std::string_view desk_scope_ddl;

}  // namespace branchline::store
