#include "exchange/table_export.h"

#include <algorithm>
#include <map>
#include <utility>

#include "exchange/people_text.h"
#include "schema/validate.h"

namespace branchline::exchange {

using schema::EntitySpec;
using schema::FieldSpec;
using schema::Kind;

namespace {

std::string label_of(const Target& target, const EntitySpec& table, Lang lang) {
    if (target.part != Target::Part::field) return target_name(target, table);
    const std::string label(target.field->label.in(lang));
    if (target.entity == &table) return label;
    return std::string(target.entity->label.in(lang)) + "." + label;
}

// Children of each entity, in the order given.
using Lists = std::map<const EntitySpec*, std::vector<const ExportChild*>>;

Lists by_entity(std::span<const ExportChild> children, const std::vector<Target>& columns) {
    Lists lists;
    for (const ExportChild& child : children) {
        // Children without a column would only make empty lines.
        const bool shown =
            std::ranges::find(columns, child.entity, &Target::entity) != columns.end();
        if (shown) lists[child.entity].push_back(&child);
    }
    return lists;
}

}  // namespace

std::vector<Target> export_columns(const EntitySpec& entity) {
    std::vector<Target> columns{{&entity, Target::Part::id, nullptr}};
    for (const FieldSpec* field : entity.fields) {
        columns.push_back({&entity, Target::Part::field, field});
    }
    return columns;
}

TableExport::TableExport(const schema::Catalogue& catalogue, const EntitySpec& entity,
                         std::vector<Target> columns, ExportOptions options,
                         ReferenceText reference_text, Sink sink)
    : entity_(&entity),
      columns_(std::move(columns)),
      options_(options),
      reference_text_(std::move(reference_text)),
      writer_(std::move(sink), options.style) {
    header(catalogue);
}

void TableExport::header(const schema::Catalogue& catalogue) {
    std::vector<std::string> cells;
    for (const Target& target : columns_) {
        std::string name = target_name(target, *entity_);
        if (options_.headings != Headings::names) {
            const Lang lang = options_.headings == Headings::zh ? Lang::zh : Lang::en;
            std::string label = label_of(target, *entity_, lang);
            if (targets_of(catalogue, *entity_, label) == std::vector{target}) {
                name = std::move(label);
            }
        }
        cells.push_back(guarded(std::move(name)));
    }
    writer_.row(cells);
}

void TableExport::row(const RowId& id, const schema::Record& fields,
                      std::span<const ExportChild> children) {
    const Lists lists = by_entity(children, columns_);
    std::size_t lines = 1;
    for (const auto& [entity, list] : lists) lines = std::max(lines, list.size());
    for (std::size_t line = 0; line < lines; ++line) {
        std::vector<std::string> cells;
        cells.reserve(columns_.size());
        for (const Target& target : columns_) {
            if (target.entity == entity_) {
                const bool is_key = target.field == nullptr || target.field->is_number;
                cells.push_back(line == 0 || is_key ? cell(target, id, fields) : "");
                continue;
            }
            const auto list = lists.find(target.entity);
            const bool exists = list != lists.end() && line < list->second.size();
            const ExportChild* child = exists ? list->second[line] : nullptr;
            cells.push_back(exists ? cell(target, child->id, *child->fields) : "");
        }
        writer_.row(cells);
    }
}

std::string TableExport::cell(const Target& target, const RowId& id,
                              const schema::Record& fields) const {
    if (target.part == Target::Part::id) return to_text(id);
    if (target.part != Target::Part::field) return {};
    const FieldSpec& field = *target.field;
    const schema::Value& value = fields.get(field.id);
    if (is_null(value)) return {};
    const bool is_reference = field.kind == Kind::ref || field.kind == Kind::any_ref;
    std::string text = is_reference && reference_text_ ? reference_text_(field, value)
                                                       : schema::format_value(field, value);
    return is_text_kind(field.kind) ? guarded(std::move(text)) : text;
}

std::string TableExport::guarded(std::string text) const {
    return options_.guard_formulas ? guard_formula(std::move(text)) : text;
}

}  // namespace branchline::exchange
