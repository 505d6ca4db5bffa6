// SQLite behind RAII. sqlite3.h stays in the .cpp. A Database belongs to the thread that opened it.
// Every failure that is not a caller's mistake throws store::Failure; a mistake is ENSUREd.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"
#include "base/id.h"
#include "store/search_text.h"

struct sqlite3;
struct sqlite3_stmt;

namespace branchline::store {

enum class Synchronous : std::uint8_t { normal, full };

struct OpenOptions {
    std::string vfs;  // empty = the system's; the simulator names its own
    bool create = true;
    bool read_only = false;  // readers: WAL snapshots, never a checkpoint; also by URI
    bool wipes = false;      // what is deleted is overwritten, not only set free
    bool guarded = true;     // register the function that the guard triggers ask (SYNC 2.1)
    std::int64_t cache_kib = 8192;
    Initials initials;  // for the search index; the same at every connection to a file
};

// A prepared statement in use. Obtained from Database::use(); reset when it goes out of scope.
// Parameters and columns count from 1 and 0, as in SQLite.
class Statement {
  public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    Statement& bind(int index, std::int64_t value);
    Statement& bind_text(int index, std::string_view text);  // kept by reference until reset
    Statement& bind_blob(int index, BytesView bytes);        // kept by reference until reset
    Statement& bind_id(int index, const Id& id);             // 16-byte blob, null id included
    Statement& bind_text_copy(int index, std::string_view text);
    Statement& bind_blob_copy(int index, BytesView bytes);
    Statement& bind_null(int index);
    Statement& bind_value_of(int index, const Statement& row, int column);  // of whatever type
    // An object of ours for a function of ours (native.h); `type` must be a literal.
    Statement& bind_object(int index, const void* object, const char* type);

    bool step();  // true = a row is there
    // As step(), but gives up (no value) once `budget` operations of SQLite's machine, which it
    // counts down, are used up. The statement is then over.
    std::optional<bool> step_within(std::int64_t& budget);
    void run();    // steps to the end; for statements without rows
    void reset();  // to bind and run again

    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string_view text(int column) const;  // valid until the next step
    [[nodiscard]] BytesView blob(int column) const;         // valid until the next step
    [[nodiscard]] Id id(int column) const;                  // null id for NULL

  private:
    friend class Database;
    struct Prepared;

    Statement(Prepared* prepared, bool owned) : prepared_(prepared), owned_(owned) {}

    void check(int result, const char* doing) const;

    Prepared* prepared_;
    bool owned_;  // not from the cache: finalized at the end
};

// Values by name, as far as they were read; nothing where there is no such name.
using Known = std::map<std::string, std::optional<Bytes>, std::less<>>;

class Database {
  public:
    // WAL, synchronous=FULL, wal_autocheckpoint=0, trusted_schema=OFF, cell_size_check=ON,
    // defensive, foreign keys off (references are judged, not constrained), no mmap,
    // temp_store=MEMORY.
    static Database open(const std::string& path, const OpenOptions& options = {});
    Database(Database&& other) noexcept;
    Database& operator=(Database&& other) noexcept;
    ~Database();

    void run(std::string_view sql);  // no parameters, no rows, may be several
    // A cached statement; the same text may not be in use twice at a time.
    [[nodiscard]] Statement use(std::string_view sql);
    // A statement that is not kept, for texts made from what a user asked.
    [[nodiscard]] Statement prepare(std::string_view sql);
    // The same, but no value where SQLite cannot use the index that the text prescribes.
    [[nodiscard]] std::optional<Statement> prepare_if_solvable(std::string_view sql);
    [[nodiscard]] std::int64_t last_insert_rowid() const;
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] std::int64_t total_changes() const;  // since it was opened, the index's own too
    void set_synchronous(Synchronous level);           // outside transactions only
    void checkpoint();                                 // by the single writer, when it is idle
    // Everything to the file, and nothing left in the log. False: a reader is in an old snapshot.
    bool empty_log();
    void refresh_statistics();  // what the planner knows; by the writer, when idle
    [[nodiscard]] bool in_transaction() const;
    // Another one where another connection has committed since; of a snapshot: before it began.
    [[nodiscard]] std::int64_t data_version();
    [[nodiscard]] std::string integrity_check();  // "" = sound, else the first findings
    void interrupt();                             // the one call allowed from another thread

    // What the writing connection knows of a table of named values (named_values.h); nullptr for a
    // reader.
    [[nodiscard]] Known* known(std::string_view table);

    // What is known may not be so any more: rolled back, or written by another way.
    void forget_known() { known_.clear(); }

    [[nodiscard]] const Initials& initials() const { return initials_; }

    [[nodiscard]] sqlite3* handle() const { return handle_; }  // for store's own .cpp files

  private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept;
    };

    using Cache = std::unordered_map<std::string, std::unique_ptr<Statement::Prepared>, TextHash,
                                     std::equal_to<>>;

    explicit Database(sqlite3* handle);
    void close() noexcept;

    sqlite3* handle_ = nullptr;
    Cache cache_;
    std::map<std::string, Known, std::less<>> known_;
    Initials initials_;
    bool is_reader_ = false;
};

// BEGIN IMMEDIATE … COMMIT; rolls back when it is destroyed without commit().
class Transaction {
  public:
    explicit Transaction(Database& database);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    // Throws when it did not become durable. The outcome of a commit that threw is settled by the
    // next one that succeeds: until then a power cut may still bring it back.
    void commit();

  private:
    Database& database_;
    bool open_ = true;
};

// Several reads of one state. Joins the transaction that is open already, if there is one.
class Snapshot {
  public:
    explicit Snapshot(Database& database);
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    ~Snapshot();

  private:
    Database& database_;
    bool open_;
};

}  // namespace branchline::store
