// A table file as rows to apply. Pure: nothing is looked up or written here. The desk resolves the
// references, decides for each row between update (its `id` or `number` exists) and new, checks
// required fields of new rows and applies what has no refusals.
//
// What a cell means: an empty one leaves the field as it is; a file cannot clear a field. Other
// cells are read as in exchange/people_text.h, then by schema::parse_value. All faults of a line
// are collected; a row is refused as a whole, with its children.
//
// Children stand in columns with a prefix ("order_line.cargo"). A line gives one child for each
// child entity of which it fills a cell. It adds to the row above, instead of beginning one, if it
// fills a child's cell and its own part is empty, or has the same id, number or row_group (a column
// for files whose rows have no number yet) and else nothing or the same as that row's first line.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "exchange/csv.h"
#include "exchange/headings.h"
#include "exchange/refusal.h"
#include "schema/record.h"

namespace branchline::exchange {

// --map FIELD=COLUMN. The field: any heading that would be recognised. The column: its heading in
// the file, or "#3" for the third one.
struct Mapping {
    std::string field;
    std::string column;
    // Remembered from another file: passed over where it fits this one no more (no such column, no
    // such field, a field that another column has already). Else that is an error.
    bool if_it_fits = false;
};

struct ImportColumn {
    std::size_t index = 0;
    std::string heading;  // as the file has it
    Target target;
};

enum class Unused : std::uint8_t {
    unknown,      // no field of this name
    not_written,  // computed, or written by the hub alone
    is_parent,    // the reference of a child to the row it stands in
    mapped_away,  // the mapping names another column for this field
};

Label unused_label(Unused why);

struct UnusedColumn {
    std::string heading;
    Unused why;
};

struct ImportPlan {
    const schema::EntitySpec* entity = nullptr;
    std::vector<ImportColumn> columns;
    std::vector<UnusedColumn> unused;  // to be shown before anything is applied
    std::vector<const schema::FieldSpec*> absent_required;  // new rows will be refused
    std::vector<bool> has_heading;                          // by column of the file
    bool has_children = false;
    std::int64_t offset_minutes = 0;  // of the company: instants are mostly written without one
};

// Refused: `bad_header` (nothing recognised, a target twice, a mapped column missing), `ambiguous`
// (a label of two fields), `unknown_field` (a mapping), `right` (entities only the hub writes).
Result<ImportPlan> plan_import(const schema::Catalogue& catalogue, const schema::EntitySpec& entity,
                               std::span<const std::string> header,
                               std::span<const Mapping> mapping, std::int64_t offset_minutes);

struct RefText {
    const schema::FieldSpec* field = nullptr;
    std::string text;    // id, number, code, login or unique name
    std::string column;  // for the refusal, if it names nothing
};

// What one line says about one row.
struct ImportCells {
    std::size_t line = 0;
    std::optional<RowId> id;
    std::string number;     // as written; empty: none. Never among the fields
    schema::Record fields;  // only fields with a cell that is not empty
    std::vector<RefText> refs;
    // The state that the file claims. Steps are never imported: the desk compares and refuses.
    std::optional<schema::Value> state;
};

struct ImportChild {
    const schema::EntitySpec* entity = nullptr;
    ImportCells cells;
};

struct ImportRow {
    ImportCells own;
    std::vector<ImportChild> children;
    std::vector<Refusal> refusals;  // any: the row is not taken
};

// One line by itself.
ImportRow convert(const ImportPlan& plan, const TableRecord& record);

using RecordSource = std::function<std::optional<TableRecord>()>;

// Lines put together to rows. A line that cannot be read belongs to the row above it where rows
// have children: its own part is unknown, and half a row is worse than a refused one. Blank lines
// are skipped. The plan must outlive the reader.
class ImportReader {
  public:
    ImportReader(const ImportPlan& plan, RecordSource source);
    std::optional<ImportRow> next();

  private:
    enum class Relation { separate, continues, differs };

    [[nodiscard]] Relation relation_to_open(const TableRecord& record) const;
    bool add_to_open(const TableRecord& record, ImportRow& row);

    const ImportPlan* plan_;
    RecordSource source_;
    TableRecord first_;  // first line of the open row
    std::optional<ImportRow> open_;
};

}  // namespace branchline::exchange
