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
    const schema::RoleMask mask = desk.viewer().roles();
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

class Exporter final : public TableWriter {
  public:
    Exporter(Desk& desk, const EntitySpec& entity, const ExportOptions& options,
             exchange::Sink sink)
        : desk_(desk), entity_(entity), lookup_(desk.catalogue(), desk.replica().rows()) {
        request_.where = options.where;
        request_.limit = rows_a_page;
        lookup_.keep_answers(true);
        table_ = std::make_unique<exchange::TableExport>(
            desk.catalogue(), entity, columns_of(desk, entity), options.format,
            [this](const schema::FieldSpec& field, const schema::Value& value) {
                return name_of(field, value);
            },
            std::move(sink));
    }

    Result<bool> step() override {
        auto page = desk_.list(entity_, request_);
        if (!page) return refuse(page.error());
        for (const RowView& row : page->rows) write_row(desk_, *table_, row);
        rows_ += static_cast<std::int64_t>(page->rows.size());
        request_.after = page->next;
        return !page->next.empty();
    }

    [[nodiscard]] std::int64_t rows() const override { return rows_; }

  private:
    std::string name_of(const schema::FieldSpec& field, const schema::Value& value) {
        if (const auto* id = std::get_if<Id>(&value)) {
            return lookup_.name_of(*desk_.catalogue().entity(field.target), *id);
        }
        const auto* any = std::get_if<schema::AnyRef>(&value);
        const EntitySpec* target = any == nullptr ? nullptr : desk_.catalogue().entity(any->entity);
        if (target == nullptr) return {};
        return std::string(target->name) + ":" + lookup_.name_of(*target, any->row);
    }

    Desk& desk_;
    const EntitySpec& entity_;
    Lookup lookup_;  // of its own: it keeps what it has found
    ListRequest request_;
    std::unique_ptr<exchange::TableExport> table_;
    std::int64_t rows_ = 0;
};

}  // namespace

Result<std::unique_ptr<TableWriter>> TableWriter::open(Desk& desk, const EntitySpec& entity,
                                                       ExportOptions options, exchange::Sink sink) {
    auto query = desk.viewer().list_query(entity, options.where, {}, {});
    if (!query) return refuse(query.error());
    return std::make_unique<Exporter>(desk, entity, options, std::move(sink));
}

Result<std::int64_t> export_table(Desk& desk, const EntitySpec& entity,
                                  const ExportOptions& options, const exchange::Sink& sink) {
    auto writer = TableWriter::open(desk, entity, options, sink);
    if (!writer) return refuse(writer.error());
    for (;;) {
        auto more = (*writer)->step();
        if (!more) return refuse(more.error());
        const std::int64_t rows = (*writer)->rows();
        if (!*more || (options.go_on && !options.go_on(rows))) return rows;
    }
}

}  // namespace branchline::desk
