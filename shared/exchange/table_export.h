// Rows as a table file that plan_import understands again. Pure: what a reference looks like is
// asked of the caller, where the bytes go as well. Which rows and fields a user may see is decided
// by whoever passes them.
//
// A row with children takes as many lines as its longest list of children; from the second line on
// its own cells are empty except id and number. References are written as the caller says, sets
// joined by ';', everything else by schema::format_value. Text cells are guarded (exchange/csv.h).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "exchange/csv.h"
#include "exchange/headings.h"
#include "schema/record.h"

namespace branchline::exchange {

enum class Headings : std::uint8_t { names, zh, en };

struct ExportOptions {
    Headings headings = Headings::names;  // a label that would not be recognised gives way to it
    CsvStyle style;
    bool guard_formulas = true;  // off: the user was warned and wants the bare texts
};

// Number, code, login or name of the row referred to; may be empty.
using ReferenceText =
    std::function<std::string(const schema::FieldSpec& field, const schema::Value& value)>;

struct ExportChild {
    const schema::EntitySpec* entity = nullptr;
    RowId id;
    const schema::Record* fields = nullptr;
};

// `id` and the fields of an entity, in the order of the declaration.
std::vector<Target> export_columns(const schema::EntitySpec& entity);

class TableExport {
  public:
    // Writes the header at once. Catalogue and entity must outlive the export.
    TableExport(const schema::Catalogue& catalogue, const schema::EntitySpec& entity,
                std::vector<Target> columns, ExportOptions options, ReferenceText reference_text,
                Sink sink);

    void row(const RowId& id, const schema::Record& fields,
             std::span<const ExportChild> children = {});

  private:
    void header(const schema::Catalogue& catalogue);
    [[nodiscard]] std::string cell(const Target& target, const RowId& id,
                                   const schema::Record& fields) const;
    [[nodiscard]] std::string guarded(std::string text) const;

    const schema::EntitySpec* entity_;
    std::vector<Target> columns_;
    ExportOptions options_;
    ReferenceText reference_text_;
    CsvWriter writer_;
};

}  // namespace branchline::exchange
