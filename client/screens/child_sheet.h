// The children of a record as a sheet of rows and columns over its draft: which fields, what a cell
// shows, what writing to it means, totals, and what a pasted table would become. Any child entity;
// the cargo of an order is one. Pure.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "screens/draft.h"
#include "screens/words.h"
#include "ui/grid.h"

namespace branchline::screens {

// Faults that saving found, by index in Draft::children and field.
using ChildFaults = std::map<std::pair<std::size_t, schema::FieldId>, std::string>;

struct PastePlan {
    std::vector<ui::GridWrite> writes;
    std::int64_t rows = 0;
    bool by_headings = false;  // the first row named the columns
    std::string unknown;       // headings that name none: their cells are left out
    std::size_t unreadable = 0;
    std::size_t locked = 0;  // cells that are left out
};

class ChildSheet {
  public:
    // `state`: of the machine that governs the rows; `may_write`: the user's rights;
    // `open`: rows may be added and taken away.
    ChildSheet(const Manner& manner, const schema::EntitySpec& entity, Draft& draft,
               std::int64_t state, bool may_write, bool open);

    [[nodiscard]] std::span<const schema::FieldSpec* const> fields() const { return fields_; }

    [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(shown_.size()); }

    [[nodiscard]] bool open() const { return open_; }

    // Of the row in Draft::children.
    [[nodiscard]] std::size_t child_at(std::int64_t row) const {
        return shown_[static_cast<std::size_t>(row)];
    }

    [[nodiscard]] const DraftRow& row_at(std::int64_t row) const;
    [[nodiscard]] bool is_locked(const ui::GridSpot& spot) const;
    [[nodiscard]] ui::GridCell cell(const ui::GridSpot& spot, const ChildFaults& faults) const;
    [[nodiscard]] std::string to_edit(const ui::GridSpot& spot) const;
    // Of the rows that values() gives, in its order.
    [[nodiscard]] std::vector<std::int64_t> filled_rows() const;
    // Rows as far as they can be read, without blank ones.
    [[nodiscard]] std::vector<schema::Record> values() const;
    // Sum over such rows; null where none has a figure.
    [[nodiscard]] schema::Value total(std::size_t column,
                                      std::span<const schema::Record> rows) const;

    // A row behind the last one becomes a new one. Changes the draft, and this with it.
    void write(std::span<const ui::GridWrite> writes);
    void erase(std::int64_t first, std::int64_t last);

    // `called`: what the columns are called besides their fields' names; either language names
    // them, with or without their own unit.
    [[nodiscard]] PastePlan plan(const ui::TextTable& table, const ui::GridSpot& at,
                                 std::span<const Label> called = {}) const;

  private:
    [[nodiscard]] std::size_t column_of(const std::string& heading,
                                        std::span<const Label> called) const;
    [[nodiscard]] std::vector<std::size_t> columns_of(const std::vector<std::string>& head,
                                                      std::span<const Label> called) const;
    void find_shown();

    Manner manner_;
    const schema::EntitySpec& entity_;
    Draft& draft_;
    std::int64_t state_;
    bool may_write_;
    bool open_;
    std::vector<const schema::FieldSpec*> fields_;
    std::vector<std::size_t> shown_;  // of Draft::children
};

}  // namespace branchline::screens
