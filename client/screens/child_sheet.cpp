#include "screens/child_sheet.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "schema/validate.h"
#include "screens/labelled.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using schema::Kind;

constexpr std::size_t headings_at_least = 2;
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

struct Unit {
    std::string_view ours;  // as unit_of() has it; empty: none of ours
    std::string_view word;
};

// As they stand in headings, in the form that normal_form() gives them.
constexpr std::array unit_words{
    Unit{"kg", "kg"}, Unit{"kg", "kgs"}, Unit{"kg", "公斤"}, Unit{"kg", "千克"},
    Unit{"m³", "m3"}, Unit{"m³", "cbm"}, Unit{"m³", "方"},   Unit{"m³", "立方"},
    Unit{"¥", "¥"},   Unit{"¥", "元"},   Unit{"¥", "rmb"},   Unit{"m³", "立方米"},
    Unit{"¥", "cny"}, Unit{"", "t"},     Unit{"", "吨"},     Unit{"", "ton"},
    Unit{"", "tons"}, Unit{"", "g"},     Unit{"", "克"},     Unit{"", "tonnes"},
    Unit{"", "lb"},   Unit{"", "lbs"},   Unit{"", "磅"},     Unit{"", "斤"},
    Unit{"", "l"},    Unit{"", "升"},    Unit{"", "cm3"},    Unit{"", "litres"},
    Unit{"", "usd"},  Unit{"", "$"},     Unit{"", "美元"},   Unit{"", "立方厘米"},
    Unit{"", "万元"}, Unit{"", "eur"},   Unit{"", "分"},     Unit{"", "千元"}};

// As spreadsheets write it: "Weight (kg)", "重量/kg", "*重量：". NFKC has made its signs plain.
struct Heading {
    explicit Heading(std::string_view text) {
        const std::string whole = normal_form(text);
        name = bare(whole);
        const std::size_t cut = name.find_last_of(" ([/:");
        if (cut == std::string::npos) return;
        const std::string_view last = bare(std::string_view(name).substr(cut));
        const auto known = std::ranges::find(unit_words, last, &Unit::word);
        if (known == unit_words.end()) return;
        unit = &*known;
        name = std::string(bare(std::string_view(name).substr(0, cut)));
    }

    static std::string_view bare(std::string_view part) {
        constexpr std::string_view around = " *:()[]/-_,.#";
        const std::size_t first = part.find_first_not_of(around);
        if (first == std::string_view::npos) return {};
        return part.substr(first, part.find_last_not_of(around) + 1 - first);
    }

    std::string name;
    const Unit* unit = nullptr;
};

bool begins(std::string_view longer, std::string_view shorter) {
    constexpr std::string_view separators = " ([/:";
    return !shorter.empty() && longer.starts_with(shorter) && longer.size() > shorter.size() &&
           separators.find(longer[shorter.size()]) != std::string_view::npos;
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
        cell.fault = fault_of_value(value.error(), manner_.lang);
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

std::vector<std::int64_t> ChildSheet::filled_rows() const {
    std::vector<std::int64_t> rows;
    for (std::size_t i = 0; i < shown_.size(); ++i) {
        if (!is_blank(draft_.children[shown_[i]])) rows.push_back(static_cast<std::int64_t>(i));
    }
    return rows;
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

// A name of its own before one that a longer heading only begins with. A column in tonnes is not
// ours in kilograms: read as such it would be wrong a thousandfold.
std::size_t ChildSheet::column_of(const std::string& heading, std::span<const Label> called) const {
    const Heading wanted(heading);
    std::size_t likely = nowhere;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        const FieldSpec& field = *fields_[i];
        if (wanted.unit != nullptr && wanted.unit->ours != unit_of(field)) continue;
        std::vector<std::string_view> names{field.label.zh, field.label.en, field.name};
        if (i < called.size()) names.insert(names.end(), {called[i].zh, called[i].en});
        for (const std::string_view each : names) {
            const std::string name = Heading(each).name;
            if (!name.empty() && name == wanted.name) return i;
            const bool alike = begins(name, wanted.name) || begins(wanted.name, name);
            if (alike && likely == nowhere) likely = i;
        }
    }
    return likely;
}

std::vector<std::size_t> ChildSheet::columns_of(const std::vector<std::string>& head,
                                                std::span<const Label> called) const {
    std::vector<std::size_t> columns;
    std::size_t named = 0;
    for (const std::string& heading : head) {
        columns.push_back(column_of(heading, called));
        if (columns.back() != nowhere) ++named;
    }
    if (named < std::min(headings_at_least, head.size())) columns.clear();
    return columns;
}

PastePlan ChildSheet::plan(const ui::TextTable& table, const ui::GridSpot& at,
                           std::span<const Label> called) const {
    PastePlan plan;
    if (table.empty()) return plan;
    const std::vector<std::size_t> columns = columns_of(table.front(), called);
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
