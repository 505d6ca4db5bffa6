#include "exchange/table_import.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "exchange/people_text.h"
#include "schema/validate.h"

namespace branchline::exchange {

using schema::EntitySpec;
using schema::FieldSpec;
using schema::Kind;

namespace {

constexpr std::size_t unmapped = static_cast<std::size_t>(-1);

bool is_taken(const Target& target) {
    if (target.part != Target::Part::field) return true;
    const FieldSpec& field = *target.field;
    return field.is_written_by_desks() || field.kind == Kind::status || field.is_number;
}

// Mappings first, then headings: what the user says wins over what the file says.
class Planner {
  public:
    Planner(const schema::Catalogue& catalogue, const EntitySpec& entity,
            std::span<const std::string> header)
        : catalogue_(&catalogue), header_(header), is_mapped_(header.size(), false) {
        plan_.entity = &entity;
        for (const std::string& heading : header) {
            plan_.has_heading.push_back(!trim(heading).empty());
        }
    }

    Status take_mapping(const Mapping& mapping) {
        const auto targets = targets_of(*catalogue_, *plan_.entity, mapping.field);
        const std::size_t index = find_column(mapping.column);
        if (mapping.if_it_fits) {
            const bool fits = targets.size() == 1 && index != unmapped && !is_mapped_[index] &&
                              column_of(targets.front()) == nullptr;
            if (!fits) return {};
        }
        if (targets.empty()) return refuse(Code::unknown_field, mapping.field);
        if (targets.size() > 1) return refuse(ambiguous(mapping.field, targets));
        if (index == unmapped) return refuse(Code::bad_header, mapping.column);
        is_mapped_[index] = true;
        plan_.has_heading[index] = true;  // named by the user, if not by the file
        mapped_.push_back(targets.front());
        return place(index, targets.front());
    }

    Status take_heading(std::size_t index) {
        if (is_mapped_[index] || !plan_.has_heading[index]) return {};
        const auto targets = targets_of(*catalogue_, *plan_.entity, header_[index]);
        if (targets.empty()) return leave_out(index, Unused::unknown);
        if (targets.size() > 1) return refuse(ambiguous(header_[index], targets));
        if (std::ranges::find(mapped_, targets.front()) != mapped_.end()) {
            return leave_out(index, Unused::mapped_away);
        }
        return place(index, targets.front());
    }

    Result<ImportPlan> finish(std::int64_t offset_minutes) {
        if (plan_.columns.empty()) {
            Error error{Code::bad_header, std::string(plan_.entity->name), {}, {}};
            for (const UnusedColumn& column : plan_.unused) error.fields.push_back(column.heading);
            return refuse(std::move(error));
        }
        std::ranges::sort(plan_.columns, {}, &ImportColumn::index);
        for (const FieldSpec* field : plan_.entity->fields) {
            const Target target{plan_.entity, Target::Part::field, field};
            if (field->required && is_taken(target) && column_of(target) == nullptr) {
                plan_.absent_required.push_back(field);
            }
        }
        plan_.offset_minutes = offset_minutes;
        return std::move(plan_);
    }

  private:
    [[nodiscard]] Error ambiguous(const std::string& heading,
                                  const std::vector<Target>& targets) const {
        Error error{Code::ambiguous, heading, {}, {}};
        for (const Target& target : targets) {
            error.fields.push_back(target_name(target, *plan_.entity));
        }
        return error;
    }

    [[nodiscard]] std::size_t find_column(const std::string& column) const {
        const std::string key = normal_form(column);
        for (std::size_t i = 0; i < header_.size(); ++i) {
            if (!key.empty() && normal_form(header_[i]) == key) return i;
        }
        for (std::size_t i = 0; i < header_.size(); ++i) {
            if (key == "#" + std::to_string(i + 1)) return i;
        }
        return unmapped;
    }

    [[nodiscard]] const ImportColumn* column_of(const Target& target) const {
        const auto found = std::ranges::find(plan_.columns, target, &ImportColumn::target);
        return found == plan_.columns.end() ? nullptr : &*found;
    }

    Status place(std::size_t index, const Target& target) {
        const bool is_child = target.entity != plan_.entity;
        if (is_child && target.field != nullptr && target.field == target.entity->parent) {
            return leave_out(index, Unused::is_parent);
        }
        if (!is_taken(target)) return leave_out(index, Unused::not_written);
        if (const ImportColumn* other = column_of(target)) {
            return refuse(Error{Code::bad_header,
                                target_name(target, *plan_.entity),
                                {},
                                {other->heading, heading_of(index)}});
        }
        plan_.columns.push_back({index, heading_of(index), target});
        plan_.has_children = plan_.has_children || is_child;
        return {};
    }

    Status leave_out(std::size_t index, Unused why) {
        plan_.unused.push_back({heading_of(index), why});
        return {};
    }

    [[nodiscard]] std::string heading_of(std::size_t index) const {
        const std::string_view heading = trim(header_[index]);
        return heading.empty() ? "#" + std::to_string(index + 1) : std::string(heading);
    }

    const schema::Catalogue* catalogue_;
    std::span<const std::string> header_;
    std::vector<bool> is_mapped_;
    std::vector<Target> mapped_;
    ImportPlan plan_;
};

// A value for the reader's eyes: not longer than a line, never half a character.
std::string excerpt(std::string_view text) {
    constexpr std::size_t enough = 60;
    if (code_point_count(text) <= enough) return std::string(text);
    std::size_t size = 0;
    for (std::size_t count = 0; size < text.size(); ++size) {
        if ((static_cast<unsigned char>(text[size]) & 0xC0U) != 0x80U && count++ == enough) break;
    }
    return std::string(text.substr(0, size)) + "\u2026";
}

class RowConverter {
  public:
    RowConverter(const ImportPlan& plan, const TableRecord& record)
        : plan_(&plan), record_(&record) {
        row_.own.line = record.line;
    }

    ImportRow run() {
        if (record_->fault) {
            row_.refusals.push_back(refusal_of(*record_->fault, record_->line, record_->last_line));
            return std::move(row_);
        }
        check_headings();
        for (const ImportColumn& column : plan_->columns) {
            if (column.index < record_->cells.size()) take(column, record_->cells[column.index]);
        }
        return std::move(row_);
    }

  private:
    void check_headings() {
        for (std::size_t i = 0; i < record_->cells.size(); ++i) {
            const bool named = i < plan_->has_heading.size() && plan_->has_heading[i];
            if (named || trim(record_->cells[i]).empty()) continue;
            refuse_cell(Fault::cell_without_heading, "#" + std::to_string(i + 1));
            return;
        }
    }

    void take(const ImportColumn& column, std::string_view cell) {
        const FieldSpec* field = column.target.field;
        if (field == nullptr || is_text_kind(field->kind)) cell = unguard_formula(cell);
        const std::string_view text = trim(cell);
        if (text.empty()) return;
        if (!is_valid_utf8(text)) {  // a NUL, mostly
            refuse_cell(Fault::unreadable_text, column.heading);
        } else if (column.target.part == Target::Part::id) {
            take_id(column, text);
        } else if (column.target.part == Target::Part::field) {
            take_field(column, text);
        }
    }

    void take_id(const ImportColumn& column, std::string_view text) {
        const auto id = parse_id(text);
        if (id) {
            cells_of(column).id = id;
        } else {
            refuse_value(column, Error{Code::bad_value, {}, {}, {}}, text, text);
        }
    }

    void take_field(const ImportColumn& column, std::string_view text) {
        const FieldSpec& field = *column.target.field;
        if (field.kind == Kind::ref || field.kind == Kind::any_ref) {
            cells_of(column).refs.push_back({&field, std::string(text), column.heading});
            return;
        }
        const std::string strict = strict_text(field, text, plan_->offset_minutes);
        auto value = schema::parse_value(field, strict);
        if (!value) {
            refuse_value(column, value.error(), text, strict);
        } else if (field.is_number) {
            cells_of(column).number = std::get<std::string>(*value);
        } else if (field.kind == Kind::status) {
            cells_of(column).state = *value;
        } else if (!is_null(*value)) {
            cells_of(column).fields.set(field.id, std::move(*value));
        }
    }

    ImportCells& cells_of(const ImportColumn& column) {
        const EntitySpec* entity = column.target.entity;
        if (entity == plan_->entity) return row_.own;
        auto found = std::ranges::find(row_.children, entity, &ImportChild::entity);
        if (found != row_.children.end()) return found->cells;
        ImportChild child{entity, {}};
        child.cells.line = record_->line;
        row_.children.push_back(std::move(child));
        return row_.children.back().cells;
    }

    void refuse_cell(Fault fault, std::string column) {
        row_.refusals.push_back(
            refusal_of(fault, record_->line, record_->last_line, std::move(column)));
    }

    // The clerk finds the cell by its heading and by what stands in it; a broken limit is added.
    void refuse_value(const ImportColumn& column, Error error, std::string_view text,
                      std::string_view strict) {
        cells_of(column);  // a child with nothing but wrong cells is a child all the same
        std::string detail = excerpt(text);
        if (!error.detail.empty() && error.detail != strict) detail += ": " + error.detail;
        error.where = column.heading;
        error.detail = std::move(detail);
        error.fields.clear();
        row_.refusals.push_back(
            {record_->line, record_->last_line, column.heading, std::move(error), std::nullopt});
    }

    const ImportPlan* plan_;
    const TableRecord* record_;
    ImportRow row_;
};

}  // namespace

Result<ImportPlan> plan_import(const schema::Catalogue& catalogue, const EntitySpec& entity,
                               std::span<const std::string> header,
                               std::span<const Mapping> mapping, std::int64_t offset_minutes) {
    if (entity.server_only) return refuse(Code::right, std::string(entity.name));
    Planner planner(catalogue, entity, header);
    for (const Mapping& each : mapping) {
        if (Status taken = planner.take_mapping(each); !taken) return refuse(taken.error());
    }
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (Status taken = planner.take_heading(i); !taken) return refuse(taken.error());
    }
    return planner.finish(offset_minutes);
}

ImportRow convert(const ImportPlan& plan, const TableRecord& record) {
    return RowConverter(plan, record).run();
}

}  // namespace branchline::exchange
