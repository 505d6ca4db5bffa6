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

class Importer final : public TableImport {
  public:
    Importer(Desk& desk, const EntitySpec& entity, ImportOptions options, std::string text)
        : desk_(desk),
          entity_(entity),
          options_(std::move(options)),
          text_(std::move(text)),
          csv_(text_),
          lookup_(desk.catalogue(), desk.replica().rows()) {
        report_.batch = random_id(desk.replica().random());
        lookup_.keep_answers(true);
    }

    Status read_header() {
        const auto header = csv_.next();
        if (!header) return refuse(Code::bad_header, std::string(entity_.name), "0");
        if (header->fault) {
            return refuse(exchange::fault_code(*header->fault), std::string(entity_.name));
        }
        const std::int64_t offset =
            desk_.replica().settings().integer(setting::offset_minutes, 480);
        auto plan = exchange::plan_import(desk_.catalogue(), entity_, header->cells,
                                          options_.mapping, offset);
        if (!plan) return refuse(plan.error());
        plan_ = std::make_unique<exchange::ImportPlan>(std::move(*plan));
        report_.columns = plan_->columns;
        report_.unused = plan_->unused;
        reader_ = std::make_unique<exchange::ImportReader>(*plan_, [this] { return csv_.next(); });
        return {};
    }

    bool step() override {
        const bool more = take_part(*reader_);
        if (!options_.dry_run) static_cast<void>(desk_.rest());
        return more;
    }

    [[nodiscard]] ImportProgress progress() const override {
        const double part = text_.empty() ? 1.0
                                          : static_cast<double>(csv_.position()) /
                                                static_cast<double>(text_.size());
        return {rows_, part};
    }

    [[nodiscard]] const ImportReport& report() const override { return report_; }

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
        if (options_.dry_run) lookup_.keep_answers(true);
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
            auto value = lookup_.reference(*text.field, text.text);
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
            if (row && !row->deleted && !row->card) return *cells.id;
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
    ImportOptions options_;
    std::string text_;
    exchange::CsvReader csv_;
    std::unique_ptr<exchange::ImportPlan> plan_;
    std::unique_ptr<exchange::ImportReader> reader_;
    Lookup lookup_;  // of its own: it keeps what it has found
    ImportReport report_;
    std::int64_t rows_ = 0;
    std::uint32_t batch_position_ = 0;
};

}  // namespace

Result<std::unique_ptr<TableImport>> TableImport::open(Desk& desk, const EntitySpec& entity,
                                                       std::string_view content,
                                                       ImportOptions options) {
    auto decoded = exchange::decode_text(content);
    if (!decoded) return refuse(decoded.error());
    auto importer =
        std::make_unique<Importer>(desk, entity, std::move(options), std::move(decoded->text));
    if (Status ready = importer->read_header(); !ready) return refuse(ready.error());
    return importer;
}

Result<ImportReport> import_table(Desk& desk, const EntitySpec& entity, std::string_view content,
                                  const ImportOptions& options) {
    auto importing = TableImport::open(desk, entity, content, options);
    if (!importing) return refuse(importing.error());
    bool stopped = false;
    while (!stopped && (*importing)->step()) {
        stopped = options.go_on && !options.go_on((*importing)->progress());
    }
    ImportReport report = (*importing)->report();
    report.stopped = stopped;
    return report;
}

}  // namespace branchline::desk
