#include "screens/child_sheet.h"

#include <algorithm>

#include "base/text.h"
#include "schema/validate.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using schema::Kind;

constexpr std::size_t headings_at_least = 2;
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

// "Weight kg", "重量(kg)" and "重量" name the same column.
bool is_same_name(std::string_view known, std::string_view wanted) {
    const auto begins = [](std::string_view longer, std::string_view shorter) {
        return longer.starts_with(shorter) && longer.size() > shorter.size() &&
               (longer[shorter.size()] == ' ' || longer[shorter.size()] == '(');
    };
    return known == wanted || begins(wanted, known) || begins(known, wanted);
}

bool is_blank(const DraftRow& row) {
    return !row.row && row.base.size() == 0 && std::ranges::all_of(row.typed, [](const auto& each) {
        return trim(each.second.text).empty() && !each.second.value;
    });
}

}  // namespace

ChildSheet::ChildSheet(const Manner& manner, const schema::EntitySpec& entity, Draft& draft,
                       std::int64_t state, bool may_write, bool open)
    : manner_(manner),
      entity_(entity),
      draft_(draft),
      state_(state),
      may_write_(may_write),
      open_(open && may_write) {
    for (const FieldSpec* field : entity.fields) {
        const bool common = field->id < 16 || field == entity.parent;
        if (!common && field->is_written_by_desks()) fields_.push_back(field);
    }
    find_shown();
}

void ChildSheet::find_shown() {
    shown_.clear();
    for (std::size_t i = 0; i < draft_.children.size(); ++i) {
        const DraftRow& row = draft_.children[i];
        if (row.entity == entity_.id && !row.erased) shown_.push_back(i);
    }
}

const DraftRow& ChildSheet::row_at(std::int64_t row) const {
    return draft_.children[child_at(row)];
}

bool ChildSheet::is_locked(const ui::GridSpot& spot) const {
    if (!may_write_) return true;
    if (spot.row >= rows() || !row_at(spot.row).row) return !open_;
    return (fields_[spot.column]->editable_in & schema::state_bit(state_)) == 0;
}

ui::GridCell ChildSheet::cell(const ui::GridSpot& spot, const ChildFaults& faults) const {
    ui::GridCell cell;
    cell.locked = is_locked(spot);
    if (spot.row >= rows()) return cell;
    const DraftRow& row = row_at(spot.row);
    const FieldSpec& field = *fields_[spot.column];
    const auto typed = row.typed.find(field.id);
    const auto known = faults.find({child_at(spot.row), field.id});
    if (known != faults.end()) cell.fault = known->second;
    if (typed == row.typed.end() || typed->second.value) {
        cell.text = show_short(manner_, field, Draft::value_of(row, field), draft_.titles);
    } else if (auto value = read(manner_, field, typed->second.text); value) {
        cell.text = show_short(manner_, field, *value, draft_.titles);
    } else {
        cell.text = typed->second.text;
        cell.fault = value.error().message(manner_.lang);
    }
    return cell;
}

std::string ChildSheet::to_edit(const ui::GridSpot& spot) const {
    if (spot.row >= rows()) return {};
    return Draft::text_of(manner_, row_at(spot.row), *fields_[spot.column]);
}

schema::Value ChildSheet::total(std::size_t column, std::span<const schema::Record> rows) const {
    const FieldSpec& field = *fields_[column];
    schema::Value sum;
    if (!is_figure(field)) return sum;
    for (const schema::Record& row : rows) {
        const auto* value = std::get_if<std::int64_t>(&row.get(field.id));
        if (value == nullptr) continue;
        const auto* before = std::get_if<std::int64_t>(&sum);
        sum = (before == nullptr ? 0 : *before) + *value;
    }
    return sum;
}

std::vector<schema::Record> ChildSheet::values() const {
    std::vector<schema::Record> made;
    for (const std::size_t i : shown_) {
        if (is_blank(draft_.children[i])) continue;
        made.push_back(Draft::values(manner_, entity_, draft_.children[i]));
    }
    return made;
}

void ChildSheet::write(std::span<const ui::GridWrite> writes) {
    for (const ui::GridWrite& each : writes) {
        if (is_locked(each.spot)) continue;
        while (each.spot.row >= rows()) {
            draft_.children.push_back({entity_.id, std::nullopt, {}, {}, false});
            find_shown();
        }
        DraftRow& row = draft_.children[child_at(each.spot.row)];
        const FieldSpec& field = *fields_[each.spot.column];
        const std::string text(trim(each.text));
        if (text == show_to_edit(manner_, field, row.base.get(field.id))) {
            row.typed.erase(field.id);
        } else {
            draft_.type(row, field, text);
        }
        if (is_blank(row)) row.typed.clear();
    }
}

void ChildSheet::erase(std::int64_t first, std::int64_t last) {
    if (!open_) return;
    for (std::int64_t row = std::min(last, rows() - 1); row >= first; --row) {
        const std::size_t at = child_at(row);
        if (draft_.children[at].row) {
            draft_.children[at].erased = true;
        } else {
            draft_.children.erase(draft_.children.begin() + static_cast<std::ptrdiff_t>(at));
        }
        find_shown();
    }
}

bool ChildSheet::names(std::size_t column, std::string_view heading,
                       std::span<const std::string> labels) const {
    const std::string wanted = normal_form(heading);
    if (wanted.empty()) return false;
    const FieldSpec& field = *fields_[column];
    for (const std::string_view name : {field.label.zh, field.label.en, field.name}) {
        if (is_same_name(normal_form(name), wanted)) return true;
    }
    return column < labels.size() && is_same_name(normal_form(labels[column]), wanted);
}

std::vector<std::size_t> ChildSheet::columns_of(const std::vector<std::string>& head,
                                                std::span<const std::string> labels) const {
    std::vector<std::size_t> columns;
    std::size_t named = 0;
    for (const std::string& heading : head) {
        std::size_t found = nowhere;
        for (std::size_t i = fields_.size(); i-- > 0;) {
            if (names(i, heading, labels)) found = i;
        }
        columns.push_back(found);
        if (found != nowhere) ++named;
    }
    if (named < std::min(headings_at_least, head.size())) columns.clear();
    return columns;
}

PastePlan ChildSheet::plan(const ui::TextTable& table, const ui::GridSpot& at,
                           std::span<const std::string> labels) const {
    PastePlan plan;
    if (table.empty()) return plan;
    const std::vector<std::size_t> columns = columns_of(table.front(), labels);
    plan.by_headings = !columns.empty();
    for (std::size_t j = 0; j < columns.size(); ++j) {
        if (columns[j] != nowhere) continue;
        if (!plan.unknown.empty()) plan.unknown += ", ";
        plan.unknown += trim(table.front()[j]);
    }
    const std::size_t first = plan.by_headings ? 1 : 0;
    plan.rows = static_cast<std::int64_t>(table.size() - first);
    for (std::size_t i = first; i < table.size(); ++i) {
        const std::int64_t row = at.row + static_cast<std::int64_t>(i - first);
        for (std::size_t j = 0; j < table[i].size(); ++j) {
            const std::size_t column = !plan.by_headings    ? at.column + j
                                       : j < columns.size() ? columns[j]
                                                            : nowhere;
            if (column >= fields_.size()) continue;
            ui::GridWrite write{{row, column}, std::string(trim(table[i][j]))};
            if (is_locked(write.spot)) {
                ++plan.locked;
                continue;
            }
            if (!read(manner_, *fields_[column], write.text)) ++plan.unreadable;
            plan.writes.push_back(std::move(write));
        }
    }
    return plan;
}

}  // namespace branchline::screens
