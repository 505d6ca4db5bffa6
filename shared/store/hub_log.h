// The hub's log: every judged group in the one order there is, chained by hashes; beside it the
// groups that still wait for others, and what desks have offered again after a restore. SQL only:
// payload, effects and details are the sync layer's encodings. On the thread of the database;
// writes need an open transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "store/sqlite.h"

namespace branchline::store {

enum class LogKind : std::uint8_t { group = 1, epoch = 2 };

struct LogRow {
    std::int64_t seq = 0;
    LogKind kind = LogKind::group;
    Id epoch;  // in which it was written
    OpId op;   // kind epoch: the epoch's id
    OriginId origin;
    OpId supersedes;
    Id batch;
    std::int64_t batch_position = 0;
    DeviceId device;
    Id incarnation;
    std::int64_t counter = 0;
    UserId user;
    BootTime edit_boot;  // the author's clock, as he said
    std::int64_t edit_ms = 0;
    std::int64_t corrected_ms = 0;
    std::int64_t received_ms = 0;
    std::int64_t verdict = 0;
    std::int64_t code = 0;
    std::string command;
    Bytes details;  // rule, fields, cause
    Bytes payload;  // the group
    Bytes effects;
    Bytes salt;
    Digest digest{};
    Digest chain{};
    Id mac;  // of the point (epoch, seq, chain)
};

struct LogPoint {
    std::int64_t seq = 0;
    Id epoch;
    Digest chain{};
    Id mac;
};

class HubLog {
  public:
    explicit HubLog(Database& database) : database_(database) {}

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
    struct Last {
        std::int64_t counter = 0;
        std::int64_t corrected_ms = 0;
    };

    [[nodiscard]] Last last_of(const DeviceId& device, const Id& incarnation) const;
    // Of the group with the greatest counter below this one.
    [[nodiscard]] std::int64_t corrected_before(const DeviceId& device, const Id& incarnation,
                                                std::int64_t counter) const;
    // Another op with the same device, incarnation and counter.
    [[nodiscard]] bool has_other_op(const LogRow& row) const;

  private:
    Database& database_;
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
    [[nodiscard]] std::int64_t count() const;

  private:
    Database& database_;
};

std::string hub_log_ddl();

}  // namespace branchline::store
