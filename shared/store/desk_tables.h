// What a desk keeps besides its rows: the change log (which is the outbox), the log tail as
// received, canonical copies of rows in the fold, its identity and clocks. SQL only; what the blobs
// mean is the sync layer's. On the writer's thread; writes need a transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/named_values.h"
#include "store/sqlite.h"

namespace branchline::store {

// A group of this desk, from its commit to the end of its retention.
struct LoggedGroup {
    enum class Stage : std::int64_t {
        waiting = 0,   // no verdict: the outbox
        judged = 1,    // accepted or merged, its seq not yet read past: still in the fold
        settled = 2,   // read past; kept for undo, resend and re-offering
        refused = 3,   // rejected: attention
        closed = 4,    // rejected and dealt with (re-sent or discarded)
        withdrawn = 5  // taken back before it was handed to any transport
    };
    // How it has left the desk, if it has (SYNC 2.9: withdraw only if by none).
    enum class Transport : std::int64_t { none = 0, online = 1, courier = 2 };

    std::int64_t position = 0;
    OpId op;
    OriginId origin;
    Id batch;
    Stage stage = Stage::waiting;
    Transport transport = Transport::none;
    bool deferred = false;  // received by head office, waits for others
    std::string command;
    std::int64_t made_ms = 0;
    Bytes payload;               // sync::encode_group
    Bytes before;                // what undo restores
    Bytes receipt;               // the hub's verdict, as received; empty while waiting
    std::int64_t epoch_seq = 0;  // seq of the verdict
    OpId undone_by;              // the group that took it back
    bool is_undo = false;
};

struct WaitingCounts {
    std::int64_t all = 0;
    std::int64_t handed_over = 0;
    std::int64_t deferred = 0;
};

class ChangeLog {
  public:
    explicit ChangeLog(Database& database) : database_(database) {}

    std::int64_t append(const LoggedGroup& group);  // gives the position
    [[nodiscard]] std::optional<LoggedGroup> by_op(const OpId& op) const;
    [[nodiscard]] std::optional<LoggedGroup> at(std::int64_t position) const;
    void update(const LoggedGroup& group);  // everything but payload and before
    void forget_before(const OpId& op);     // what undo would restore
    void drop(std::int64_t position);       // only what nobody can read any more
    // In order of position.
    [[nodiscard]] std::vector<LoggedGroup> in_stage(LoggedGroup::Stage stage,
                                                    std::int64_t after = 0,
                                                    std::size_t limit = 1'000'000) const;
    [[nodiscard]] std::int64_t count(LoggedGroup::Stage stage) const;
    [[nodiscard]] std::vector<LoggedGroup> newest_in_stage(LoggedGroup::Stage stage,
                                                           std::size_t limit) const;
    [[nodiscard]] WaitingCounts waiting() const;  // in that stage
    // Of the group at a position, or of that op: nothing where there is none.
    [[nodiscard]] std::optional<LoggedGroup::Stage> stage_at(std::int64_t position) const;
    [[nodiscard]] std::optional<LoggedGroup::Stage> stage_of(const OpId& op) const;
    [[nodiscard]] std::int64_t last_position() const;
    [[nodiscard]] std::vector<std::int64_t> positions() const;  // all, ascending
    // Receipts with a seq above this one: what HELLO lists.
    [[nodiscard]] std::vector<LoggedGroup> judged_above(std::int64_t seq) const;
    // Newest first: what undo can take back.
    [[nodiscard]] std::vector<LoggedGroup> newest(std::size_t limit) const;
    [[nodiscard]] std::vector<LoggedGroup> of_batch(const Id& batch) const;

  private:
    Database& database_;
};

// The hub's log as it came (SYNC 5.6), and which rows its entries touch (history).
class TailStore {
  public:
    explicit TailStore(Database& database) : database_(database) {}

    void append(const Id& epoch, std::int64_t seq, const OpId& op, BytesView entry);
    void touches(std::int64_t seq, const RowId& row);
    // Entries that touch a row, oldest first.
    [[nodiscard]] std::vector<Bytes> entries_of(const RowId& row, std::size_t limit) const;
    // The group at this place of this history; null: none was received.
    [[nodiscard]] OpId op_at(const Id& epoch, std::int64_t seq) const;
    // Entries after `seq`, oldest first; the callback returns false to stop.
    void scan(std::int64_t after, const std::function<bool(BytesView)>& each) const;
    // All entries, the newest first.
    void scan_back(const std::function<bool(BytesView)>& each) const;
    [[nodiscard]] std::int64_t last_seq() const;
    [[nodiscard]] bool has(const OpId& op) const;
    [[nodiscard]] std::int64_t seq_of(const OpId& op) const;  // 0: not in it
    void drop_above(std::int64_t seq);
    // The same entry with less in it: what the user may not see any more goes from here, too.
    void replace(std::int64_t seq, const OpId& op, BytesView entry);

  private:
    Database& database_;
};

// Canonical content of rows and cases that pending groups touch; their tables show the fold.
class CanonicalStore {
  public:
    struct Row {
        std::uint16_t entity;
        RowId row;
        std::optional<Bytes> content;  // nothing: the row does not exist canonically
    };

    struct Case {
        Id id;
        std::optional<Bytes> content;
    };

    explicit CanonicalStore(Database& database) : database_(database) {}

    void put_row(const Row& row);
    void drop_row(std::uint16_t entity, const RowId& row);
    void put_case(const Case& kase);
    void drop_case(const Id& id);
    [[nodiscard]] std::vector<Row> rows() const;
    [[nodiscard]] std::optional<Row> row(std::uint16_t entity, const RowId& row) const;
    [[nodiscard]] std::vector<Case> cases() const;

  private:
    Database& database_;
};

// Small named values: identity, token, cursor, confirmed point, counters.
class Settings : public NamedValues {
  public:
    explicit Settings(Database& database) : NamedValues(database, "setting") {}

    [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise = 0) const;
    [[nodiscard]] Id id(std::string_view name) const;
};

// Texts under a name that stay on this desk and are nobody else's: what a user has set in the
// window, what he is typing. Each kind has its own names.
class LocalTexts {
  public:
    enum class Kind : std::int64_t { setting = 1, draft = 2 };

    LocalTexts(Database& database, Kind kind) : database_(database), kind_(kind) {}

    [[nodiscard]] std::map<std::string, std::string> all() const;
    [[nodiscard]] std::string get(std::string_view name) const;  // empty: there is none
    void put(std::string_view name, std::string_view content);   // empty: forget it

  private:
    Database& database_;
    Kind kind_;
};

// The hub's clock less this machine's boot clock, measured in a session of that boot (SYNC 3.2).
class BootClocks {
  public:
    explicit BootClocks(Database& database) : database_(database) {}

    void put(const Id& boot_id, std::int64_t offset_ms, std::int64_t measured_ms);
    [[nodiscard]] std::optional<std::int64_t> offset(const Id& boot_id) const;

  private:
    Database& database_;
};

// Pages of the log without their entries, by the seq of their ends: places to look for the common
// point, and what the entries between are offered again under (SYNC 5.6).
class Points {
  public:
    explicit Points(Database& database) : database_(database) {}

    void put(std::int64_t seq, BytesView point);
    [[nodiscard]] std::vector<Bytes> above(std::int64_t seq) const;  // ascending
    [[nodiscard]] std::optional<Bytes> covering(std::int64_t seq) const;
    void drop_above(std::int64_t seq);

  private:
    Database& database_;
};

// Everything above, and what later parts keep on a desk (load tasks, quarantine): the tables exist
// from the first version of the file.
extern const std::string_view desk_ddl;

}  // namespace branchline::store
