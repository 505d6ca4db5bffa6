// The hub's log at and below the horizon (SYNC 5.5): entries in compressed blocks, which are read
// for audit, history and checks; beside them what is asked for every day and kept for ever: the
// index of ops, and of each incarnation the last group. The chain is computed from the entries; its
// value at the end of each block is kept, so every point of the past can still be checked. In the
// same database as the log: an entry is in one of the two at any moment, and in every backup.
// On the thread of the database; writes need an open transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/log_row.h"
#include "store/sqlite.h"

namespace branchline::store {

class LogArchive {
  public:
    explicit LogArchive(Database& database) : database_(database) {}

    // Entries on their way into the archive, in order and without a gap.
    class Block {
      public:
        explicit Block(std::int64_t after) : after_(after) {}

        // Blocks end at every multiple of so many entries, or when they are this large.
        static constexpr std::int64_t entries_most = 500;
        static constexpr std::size_t bytes_most = 1024 * 1024;

        [[nodiscard]] bool has_room() const;
        void add(LogRow row);

        [[nodiscard]] std::int64_t last_seq() const {
            return after_ + static_cast<std::int64_t>(rows_.size());
        }

      private:
        friend class LogArchive;

        std::int64_t after_;
        std::size_t bytes_ = 0;
        std::vector<LogRow> rows_;
    };

    void put(const Block& block);

    [[nodiscard]] std::int64_t last_seq() const;  // 0: nothing is archived
    [[nodiscard]] std::optional<LogRow> at(std::int64_t seq) const;
    // Entries after `after` in order; false: the callback did not want more.
    bool scan(std::int64_t after, const std::function<bool(const LogRow&)>& each) const;

    struct Known {
        std::int64_t seq = 0;
        std::int64_t verdict = 0;
    };

    [[nodiscard]] std::optional<Known> find(const OpId& op) const;
    [[nodiscard]] std::map<std::int64_t, std::int64_t> verdicts() const;  // of groups

    struct Last {
        std::int64_t counter = 0;
        std::int64_t corrected_ms = 0;
    };

    // Of this incarnation the archived group with the greatest counter; counter 0: none.
    [[nodiscard]] Last last_of(const DeviceId& device, const Id& incarnation) const;

    struct Size {
        std::int64_t entries = 0;
        std::int64_t blocks = 0;
        std::int64_t stored_bytes = 0;
        std::int64_t content_bytes = 0;  // before compression
    };

    [[nodiscard]] Size size() const;

    static std::string ddl();

  private:
    [[nodiscard]] std::vector<LogRow> rows_of(const Statement& stored) const;
    [[nodiscard]] Digest chain_before(std::int64_t first) const;

    Database& database_;
    // The block that was read last: who asks for one entry often asks for its neighbours.
    mutable std::vector<LogRow> read_;
};

}  // namespace branchline::store
