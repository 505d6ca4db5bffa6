#include "desk/importing.h"

#include <algorithm>

#include "exchange/encoding.h"
#include "schema/validate.h"

namespace branchline::desk {

namespace {

using exchange::ImportCells;
using exchange::ImportRow;
using exchange::Refusal;
using schema::EntitySpec;

constexpr std::size_t rows_a_transaction = 200;

class Importer {
  public:
    Importer(Desk& desk, const EntitySpec& entity, const ImportOptions& options)
        : desk_(desk), entity_(entity), options_(options) {
        report_.batch = random_id(desk.replica().random());
    }

    ImportReport run(exchange::ImportReader& reader, const exchange::CsvReader& csv,
                     std::size_t bytes) {
        desk_.lookup().keep_answers(true);
        bool more = true;
        while (more) {
            more = take_part(reader);
            if (!options_.dry_run) static_cast<void>(desk_.rest());
            const double part =
                bytes == 0 ? 1.0 : static_cast<double>(csv.position()) / static_cast<double>(bytes);
            if (more && options_.go_on && !options_.go_on({rows_, part})) {
                report_.stopped = true;
                break;
            }
        }
        desk_.lookup().keep_answers(false);
        return std::move(report_);
    }

  private:
    // False when the file has ended.
    bool take_part(exchange::ImportReader& reader) {
        std::vector<ImportRow> part;
        while (part.size() < rows_a_transaction) {
            auto row = reader.next();
            if (!row) break;
            part.push_back(std::move(*row));
        }
        const bool more = part.size() == rows_a_transaction;
        if (part.empty()) return false;
        const auto kept = desk_.replica().in_one_transaction([&]() -> Status {
            for (ImportRow& row : part) take(row);
            // What a dry run did is rolled back with it.
            return options_.dry_run ? Status(refuse(Code::none)) : Status();
        });
        static_cast<void>(kept);
        if (options_.dry_run) desk_.lookup().keep_answers(true);
        return more;
    }

    void take(ImportRow& row) {
        ++rows_;
        report_.last_line = row.own.line;
        if (row.refusals.empty()) apply(row);
        if (row.refusals.empty()) return;
        ++report_.refused;
        for (Refusal& refusal : row.refusals) {
            if (report_.refusals.size() >= refusals_kept) break;
            report_.refusals.push_back(std::move(refusal));
        }
    }

    static void refuse_row(ImportRow& row, const ImportCells& cells, std::string column,
                           Error error) {
        Refusal refusal;
        refusal.line = refusal.last_line = cells.line;
        if (column.empty() && error.fields.size() == 1) column = error.fields.front();
        refusal.column = std::move(column);
        refusal.error = std::move(error);
        row.refusals.push_back(std::move(refusal));
    }

    void resolve(ImportRow& row, ImportCells& cells) {
        for (const exchange::RefText& text : cells.refs) {
            auto value = desk_.lookup().reference(*text.field, text.text);
            if (value) {
                cells.fields.set(text.field->id, std::move(*value));
            } else {
                refuse_row(row, cells, text.column, value.error());
            }
        }
    }

    // The row of this id or number, if there is one.
    [[nodiscard]] std::optional<RowId> existing(const EntitySpec& entity,
                                                const ImportCells& cells) const {
        const store::Rows& rows = desk_.replica().rows();
        if (cells.id) {
            const auto row = rows.get(entity.id, *cells.id);
            if (row && !row->deleted && !row->leaving) return *cells.id;
        }
        if (entity.number != nullptr && !cells.number.empty()) {
            const std::string key = schema::comparison_key(*entity.number, cells.number);
            const auto found = rows.with_key(entity.id, entity.number->id, key, 1);
            if (!found.empty()) return found.front();
        }
        return std::nullopt;
    }

    // Steps are never imported: a state in the file must be the one the row is in.
    void compare_state(ImportRow& row, const ImportCells& cells, const EntitySpec& entity,
                       const std::optional<RowId>& id) {
        if (!cells.state || entity.machine == nullptr) return;
        schema::Value present = std::int64_t{entity.machine->choices.front().id};
        if (id) {
            const auto stored = desk_.replica().rows().get(entity.id, *id);
            if (stored) present = stored->values.get(entity.machine->id);
        }
        if (present == *cells.state) return;
        const std::string name(entity.machine->name);
        refuse_row(row, cells, name,
                   {Code::illegal_step,
                    name,
                    schema::format_value(*entity.machine, *cells.state),
                    {name}});
    }

    void apply(ImportRow& row) {
        resolve(row, row.own);
        for (exchange::ImportChild& child : row.children) resolve(row, child.cells);
        const auto id = existing(entity_, row.own);
        compare_state(row, row.own, entity_, id);
        std::vector<ChildEdit> children;
        for (exchange::ImportChild& child : row.children) {
            const auto child_id = existing(*child.entity, child.cells);
            compare_state(row, child.cells, *child.entity, child_id);
            children.push_back({child.entity, child.cells.fields, child_id});
        }
        if (!row.refusals.empty()) return;
        const CommitOptions options{report_.batch, batch_position_, false};
        const Status done = id ? update(*id, row, std::move(children), options)
                               : create(row, std::move(children), options);
        if (done) {
            ++batch_position_;
        } else {
            refuse_row(row, row.own, {}, done.error());
        }
    }

    Status create(const ImportRow& row, std::vector<ChildEdit> children,
                  const CommitOptions& options) {
        schema::Record values = row.own.fields;
        if (entity_.number != nullptr && !row.own.number.empty()) {
            values.set(entity_.number->id, row.own.number);
        }
        auto created = desk_.create(entity_, std::move(values), std::move(children), options);
        if (!created) return refuse(created.error());
        ++report_.imported;
        return {};
    }

    Status update(const RowId& id, const ImportRow& row, std::vector<ChildEdit> children,
                  const CommitOptions& options) {
        Edit edit;
        edit.values = row.own.fields;
        auto done = desk_.change({entity_.id, id}, edit, std::move(children), options);
        if (!done) return refuse(done.error());
        if (done->group.is_null()) {
            ++report_.unchanged;
        } else {
            ++report_.updated;
        }
        return {};
    }

    Desk& desk_;
    const EntitySpec& entity_;
    const ImportOptions& options_;
    ImportReport report_;
    std::int64_t rows_ = 0;
    std::uint32_t batch_position_ = 0;
};

}  // namespace

Result<ImportReport> import_table(Desk& desk, const EntitySpec& entity, std::string_view content,
                                  const ImportOptions& options) {
    auto decoded = exchange::decode_text(content);
    if (!decoded) return refuse(decoded.error());
    exchange::CsvReader csv(decoded->text);
    const auto header = csv.next();
    if (!header) return refuse(Code::bad_header, std::string(entity.name), "0");
    if (header->fault) {
        return refuse(exchange::fault_code(*header->fault), std::string(entity.name));
    }
    const std::int64_t offset = desk.replica().settings().integer(setting::offset_minutes, 480);
    auto plan =
        exchange::plan_import(desk.catalogue(), entity, header->cells, options.mapping, offset);
    if (!plan) return refuse(plan.error());
    exchange::ImportReader reader(*plan, [&csv] { return csv.next(); });
    Importer importer(desk, entity, options);
    ImportReport report = importer.run(reader, csv, decoded->text.size());
    report.unused = plan->unused;
    return report;
}

}  // namespace branchline::desk
