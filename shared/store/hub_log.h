// The hub's log: every judged group in the one order there is, chained by hashes; beside it the
// groups that still wait for others, and what desks have offered again after a restore. What lies
// at or below the horizon is in the archive (log_archive.h), and read here all the same. On the
// thread of the database; writes need an open transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/log_archive.h"
#include "store/log_row.h"
#include "store/sqlite.h"

namespace branchline::store {

class HubLog {
  public:
    explicit HubLog(Database& database) : database_(database), archive_(database) {}

    void append(const LogRow& row);
    [[nodiscard]] std::optional<LogRow> by_op(const OpId& op) const;
    [[nodiscard]] std::optional<LogRow> at(std::int64_t seq) const;
    [[nodiscard]] std::optional<std::int64_t> verdict_of(const OpId& op) const;
    // How many groups have each verdict.
    [[nodiscard]] std::map<std::int64_t, std::int64_t> verdicts() const;
    [[nodiscard]] std::optional<LogPoint> point_at(std::int64_t seq) const;
    // What versions name the group at this place by; null: none was taken there.
    [[nodiscard]] OriginId origin_at(std::int64_t seq) const;
    [[nodiscard]] LogPoint head() const;  // seq 0: nothing yet
    // Rows after `seq` in order; the callback returns false to stop.
    void scan(std::int64_t after, const std::function<bool(const LogRow&)>& each) const;

    // The last one of an incarnation by counter: counter 0 when there is none.
    using Last = LogArchive::Last;

    [[nodiscard]] Last last_of(const DeviceId& device, const Id& incarnation) const;
    // Of the group with the greatest counter below this one. Of the archived ones only the last of
    // an incarnation is known by its counter.
    [[nodiscard]] std::int64_t corrected_before(const DeviceId& device, const Id& incarnation,
                                                std::int64_t counter) const;
    // Another op with the same device, incarnation and counter, above the horizon.
    [[nodiscard]] bool has_other_op(const LogRow& row) const;

    // The last entry that is in the archive and no longer in the sync path (SYNC 5.5).
    [[nodiscard]] std::int64_t horizon() const { return archive_.last_seq(); }

    [[nodiscard]] LogArchive::Size archived_size() const { return archive_.size(); }

    // The first entry above the horizon that was received at this time or later; 0: none was.
    [[nodiscard]] std::int64_t first_received_since(std::int64_t ms) const;
    // The next entries that may go to the archive, at most up to this one; and there they go.
    [[nodiscard]] LogArchive::Block next_block(std::int64_t until) const;
    void archive(const LogArchive::Block& block);

  private:
    Database& database_;
    LogArchive archive_;
};

struct StoredEpoch {
    Id id;
    Id parent;
    std::int64_t fork_seq = 0;  // its own row in the log
    std::int64_t opened_ms = 0;
    std::string why;
    Bytes closed;  // foreign epochs known when it was opened, 16 bytes each
};

// Histories: those of this file, and lost ones that desks still knew of (SYNC 5.6).
class Epochs {
  public:
    explicit Epochs(Database& database) : database_(database) {}

    void open(const StoredEpoch& epoch);
    [[nodiscard]] std::vector<StoredEpoch> all() const;  // oldest first; the last one is current
    void note_foreign(const Id& id, std::int64_t now_ms);
    [[nodiscard]] bool is_foreign_known(const Id& id) const;
    [[nodiscard]] std::vector<Id> foreign() const;

  private:
    Database& database_;
};

struct DeferredGroup {
    std::int64_t arrival = 0;  // order of arrival, given by put
    OpId op;
    DeviceId device;
    std::int64_t received_ms = 0;
    Bytes payload;
    Bytes offer;  // receipt of another history; empty for an ordinary group
};

class DeferredGroups {
  public:
    explicit DeferredGroups(Database& database) : database_(database) {}

    void put(const DeferredGroup& group, const std::vector<OpId>& waits_for);
    [[nodiscard]] std::optional<DeferredGroup> by_op(const OpId& op) const;
    // Those that wait for this id and for nothing else: an ascending list of arrivals. The id is
    // taken off every list.
    std::vector<DeferredGroup> arrived(const Id& id);
    void set_offer(const OpId& op, BytesView offer);
    void erase(const OpId& op);
    [[nodiscard]] std::vector<DeferredGroup> received_before(std::int64_t ms) const;
    [[nodiscard]] std::optional<std::int64_t> oldest_received_ms() const;
    [[nodiscard]] std::int64_t count() const;

  private:
    Database& database_;
};

struct CollectedOffer {
    OpId op;
    std::int64_t old_seq = 0;
    DeviceId from;  // who offered it
    std::int64_t received_ms = 0;
    Bytes payload;
    Bytes receipt;            // empty: `payload` is the entry as a witness saw it
    bool unresolved = false;  // judged, would be refused: waits for a person
};

class CollectedOffers {
  public:
    explicit CollectedOffers(Database& database) : database_(database) {}

    void put(const CollectedOffer& offer);
    enum class Copy : std::uint8_t { none, authors, witness };

    [[nodiscard]] Copy copy_of(const OpId& op) const;
    void erase(const OpId& op);
    // By (old seq, op): those that wait for the end of the window, or for what they build on.
    [[nodiscard]] std::vector<CollectedOffer> to_judge(bool unresolved = false) const;
    [[nodiscard]] std::optional<std::int64_t> oldest_seq() const;
    [[nodiscard]] std::int64_t count() const;

  private:
    Database& database_;
};

std::string hub_log_ddl();

}  // namespace branchline::store
