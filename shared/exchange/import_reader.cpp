#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "exchange/table_import.h"

namespace branchline::exchange {

namespace {

std::string_view cell_of(const TableRecord& record, const ImportColumn& column) {
    if (column.index >= record.cells.size()) return {};
    return trim(record.cells[column.index]);
}

// Columns by which lines of one row are known to belong together.
bool is_key(const Target& target) {
    return target.part != Target::Part::field || target.field->is_number;
}

bool is_blank(const TableRecord& record) {
    return !record.fault && std::ranges::all_of(record.cells, [](const std::string& cell) {
        return trim(cell).empty();
    });
}

void append(std::vector<Refusal>& to, std::vector<Refusal> from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

ImportReader::ImportReader(const ImportPlan& plan, RecordSource source)
    : plan_(&plan), source_(std::move(source)) {}

std::optional<ImportRow> ImportReader::next() {
    while (std::optional<TableRecord> record = source_()) {
        if (is_blank(*record)) continue;
        ImportRow row = convert(*plan_, *record);
        if (!plan_->has_children) return row;
        if (open_ && add_to_open(*record, row)) continue;
        std::optional<ImportRow> done = std::exchange(open_, std::move(row));
        first_ = std::move(*record);
        if (done) return done;
    }
    return std::exchange(open_, std::nullopt);
}

bool ImportReader::add_to_open(const TableRecord& record, ImportRow& row) {
    if (record.fault) {
        append(open_->refusals, std::move(row.refusals));
        return true;
    }
    const Relation relation = relation_to_open(record);
    if (relation == Relation::separate) return false;
    std::ranges::move(row.children, std::back_inserter(open_->children));
    append(open_->refusals, std::move(row.refusals));
    if (relation == Relation::differs) {
        open_->refusals.push_back(refusal_of(Fault::parent_differs, record.line, record.last_line));
    }
    return true;
}

ImportReader::Relation ImportReader::relation_to_open(const TableRecord& record) const {
    bool fills_own = false;
    bool fills_child = false;
    bool same_key = false;
    bool differs = false;
    for (const ImportColumn& column : plan_->columns) {
        const std::string_view cell = cell_of(record, column);
        if (cell.empty()) continue;
        if (column.target.entity != plan_->entity) {
            fills_child = true;
            continue;
        }
        fills_own = true;
        const bool same = cell == cell_of(first_, column);
        if (is_key(column.target)) {
            if (!same) return Relation::separate;
            same_key = true;
        } else if (!same) {
            differs = true;
        }
    }
    if (!fills_child || (fills_own && !same_key)) return Relation::separate;
    return differs ? Relation::differs : Relation::continues;
}

}  // namespace branchline::exchange
