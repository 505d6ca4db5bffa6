// The floor: SQLite used directly, with nothing of ours around it. One table of the sample rows,
// WAL, prepared statements, and the session extension, which records what changed so that another
// base can apply it. One thread each.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "bench/sample.h"

struct sqlite3;
struct sqlite3_stmt;

namespace branchline::bench {

class RawBase {
  public:
    enum class Sync { normal, full };

    RawBase(const std::string& path, Sync sync);
    RawBase(const RawBase&) = delete;
    RawBase& operator=(const RawBase&) = delete;
    ~RawBase();

    void index_references();  // as a desk has them: references, number, state

    void begin();
    void commit();
    void insert(const SampleRow& row);
    void set_price(const RowId& row, std::int64_t price);
    void log(const RowId& row, std::int64_t price);  // what a change log would keep
    [[nodiscard]] std::optional<std::int64_t> price(const RowId& row);

    // From here on changes are recorded; the second takes what was, as a changeset.
    void record();
    Bytes recorded();
    void apply(BytesView changeset);  // the later one wins

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };

    struct Close {
        void operator()(sqlite3* base) const;
    };

    struct Recording;
    using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

    Statement prepare(std::string_view sql);
    void run(const char* sql);
    void step(const Statement& statement);

    std::unique_ptr<sqlite3, Close> base_;
    Statement begin_;
    Statement commit_;
    Statement insert_;
    Statement set_price_;
    Statement log_;
    Statement price_;
    std::unique_ptr<Recording> recording_;
};

}  // namespace branchline::bench
