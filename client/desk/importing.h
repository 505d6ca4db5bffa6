// Table files into the replica and out of it. A row with its children is one group; all groups of a
// file are one batch, committed some hundred rows at a time, so that an interruption leaves whole
// rows and one undo takes all of it back. On the writer's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "desk/desk.h"
#include "exchange/table_export.h"
#include "exchange/table_import.h"

namespace branchline::desk {

struct ImportProgress {
    std::int64_t rows = 0;
    double done = 0;  // part of the file, 0…1
};

struct ImportOptions {
    std::vector<exchange::Mapping> mapping;
    bool dry_run = false;  // everything is judged, nothing is kept
    // import_table: after every committed part, outside of any transaction. False: stop here.
    std::function<bool(const ImportProgress&)> go_on;
};

struct ImportReport {
    std::int64_t imported = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::int64_t refused = 0;                 // rows
    std::vector<exchange::Refusal> refusals;  // of the first refused rows; one row may have several
    std::vector<exchange::ImportColumn> columns;
    std::vector<exchange::UnusedColumn> unused;
    bool stopped = false;
    std::size_t last_line = 0;  // up to which the file was worked through
    Id batch;
};

inline constexpr std::size_t refusals_kept = 10'000;

// A file being worked through, a part of some hundred rows at a time. Others may act in between.
class TableImport {
  public:
    // `content` = the bytes of the file. bad_file, bad_header, too_large …; the faults of single
    // rows are in the report.
    static Result<std::unique_ptr<TableImport>> open(Desk& desk, const schema::EntitySpec& entity,
                                                     std::string_view content,
                                                     ImportOptions options);
    virtual ~TableImport() = default;

    // The next part. False: the file has ended.
    virtual bool step() = 0;
    [[nodiscard]] virtual ImportProgress progress() const = 0;
    [[nodiscard]] virtual const ImportReport& report() const = 0;
};

// All of it.
Result<ImportReport> import_table(Desk& desk, const schema::EntitySpec& entity,
                                  std::string_view content, const ImportOptions& options);

struct ExportOptions {
    std::string where;
    exchange::ExportOptions format;
    std::function<bool(std::int64_t rows)> go_on;
};

// A list being written, a page at a time.
class TableWriter {
  public:
    static Result<std::unique_ptr<TableWriter>> open(Desk& desk, const schema::EntitySpec& entity,
                                                     ExportOptions options, exchange::Sink sink);
    virtual ~TableWriter() = default;

    // The next page. False: all is written.
    virtual Result<bool> step() = 0;
    [[nodiscard]] virtual std::int64_t rows() const = 0;
};

// Rows with their children in further columns, as the user may see them. Gives how many rows.
Result<std::int64_t> export_table(Desk& desk, const schema::EntitySpec& entity,
                                  const ExportOptions& options, const exchange::Sink& sink);

}  // namespace branchline::desk
