#include <algorithm>

#include "desk/importing.h"

namespace branchline::desk {

namespace {

using exchange::Target;
using schema::EntitySpec;

constexpr std::size_t rows_a_page = 500;

// Own columns, then those of the children: without the reference to the row they stand in, and
// without the fields that every row has and a child takes from its parent.
std::vector<Target> columns_of(Desk& desk, const EntitySpec& entity) {
    const schema::RoleMask mask = desk.roles();
    const auto is_hidden = [mask](const Target& target) {
        return target.field != nullptr && (target.field->readers & mask) == 0;
    };
    std::vector<Target> columns = exchange::export_columns(entity);
    for (const schema::Reference& child : desk.catalogue().children_of(entity.id)) {
        for (const Target& target : exchange::export_columns(*child.entity)) {
            const bool repeats = target.field == child.entity->parent ||
                                 (target.field != nullptr && (target.field->name == "branch" ||
                                                              target.field->name == "owner"));
            if (!repeats) columns.push_back(target);
        }
    }
    std::erase_if(columns, is_hidden);
    return columns;
}

void write_row(Desk& desk, exchange::TableExport& table, const RowView& row) {
    std::vector<RowView> children;
    if (auto details = desk.show({row.entity->id, row.id})) {
        children = std::move(details->children);
    }
    std::vector<exchange::ExportChild> lines;
    for (const RowView& child : children) {
        lines.push_back({child.entity, child.id, &child.values});
    }
    table.row(row.id, row.values, lines);
}

}  // namespace

Result<std::int64_t> export_table(Desk& desk, const EntitySpec& entity,
                                  const ExportOptions& options, const exchange::Sink& sink) {
    const auto name_of = [&desk](const schema::FieldSpec& field,
                                 const schema::Value& value) -> std::string {
        Lookup& lookup = desk.lookup();
        if (const auto* id = std::get_if<Id>(&value)) {
            return lookup.name_of(*desk.catalogue().entity(field.target), *id);
        }
        const auto* any = std::get_if<schema::AnyRef>(&value);
        const EntitySpec* target = any == nullptr ? nullptr : desk.catalogue().entity(any->entity);
        if (target == nullptr) return {};
        return std::string(target->name) + ":" + lookup.name_of(*target, any->row);
    };
    ListRequest request;
    request.where = options.where;
    request.limit = rows_a_page;
    desk.lookup().keep_answers(true);
    std::int64_t rows = 0;
    Result<ListPage> page = desk.list(entity, request);
    if (page) {
        exchange::TableExport table(desk.catalogue(), entity, columns_of(desk, entity),
                                    options.format, name_of, sink);
        for (;;) {
            for (const RowView& row : page->rows) write_row(desk, table, row);
            rows += static_cast<std::int64_t>(page->rows.size());
            if (page->next.empty() || (options.go_on && !options.go_on(rows))) break;
            request.after = page->next;
            page = desk.list(entity, request);
            if (!page) break;
        }
    }
    desk.lookup().keep_answers(false);
    if (!page) return refuse(page.error());
    return rows;
}

}  // namespace branchline::desk
