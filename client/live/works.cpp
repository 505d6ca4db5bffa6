#include "live/works.h"

#include <filesystem>
#include <fstream>

#include "base/platform.h"
#include "desk/importing.h"
#include "desk/status.h"

namespace branchline::live {

namespace {

constexpr std::size_t rows_a_step = 200;

std::string name_of(const desk::Desk& desk, schema::EntityId entity, std::string_view what) {
    const schema::EntitySpec* spec = desk.catalogue().entity(entity);
    return (spec == nullptr ? std::string("?") : std::string(spec->name)) + "." + std::string(what);
}

// One command on many rows: a batch, and so one undo. Rows that refuse it are told, the others
// stand.
class ManyRows : public Work {
  public:
    ManyRows(desk::Desk& desk, Ticket ticket, std::size_t count, std::string command)
        : Work(ticket), desk_(desk), count_(count) {
        outcome_.command = std::move(command);
        if (count > 1) options_.batch = random_id(desk.replica().random());
    }

    bool step() override {
        const std::size_t end = std::min(next_ + rows_a_step, count_);
        const Status kept = desk_.replica().in_one_transaction([&]() -> Status {
            for (; next_ < end; ++next_) take(next_);
            return {};
        });
        static_cast<void>(kept);  // rows refuse for themselves
        rows_ = static_cast<std::int64_t>(next_);
        done_ = count_ == 0 ? 1 : static_cast<double>(next_) / static_cast<double>(count_);
        outcome_.can_undo = !outcome_.rows.empty();
        if (next_ < count_) return true;
        // Where no row took it, the action as a whole has failed.
        if (outcome_.rows.empty() && outcome_.refused.size() == 1) {
            outcome_.error = outcome_.refused.front().error;
        }
        return false;
    }

  protected:
    struct Taken {
        sync::RowKey key;
        bool changed = true;
    };

    virtual Result<Taken> perform(std::size_t index, const desk::CommitOptions& options) = 0;
    [[nodiscard]] virtual sync::RowKey key_of(std::size_t index) const = 0;

    desk::Desk& desk_;
    desk::CommitOptions options_;

  private:
    void take(std::size_t index) {
        const auto done = perform(index, options_);
        if (!done) {
            outcome_.refused.push_back({key_of(index), index, done.error()});
        } else if (done->changed) {
            outcome_.rows.push_back(done->key);
            ++options_.batch_position;
        } else {
            ++outcome_.unchanged;
        }
    }

    std::size_t count_;
    std::size_t next_ = 0;
};

// Of rows that are there: an edit, a step or their end.
template <class ActionOnRows>
class RowsWork final : public ManyRows {
  public:
    RowsWork(desk::Desk& desk, Ticket ticket, const ActionOnRows& action, std::string command)
        : ManyRows(desk, ticket, action.rows.size(), std::move(command)), action_(action) {
        if constexpr (std::is_same_v<ActionOnRows, TakeStep>) find_refused_steps();
    }

  private:
    Result<Taken> perform(std::size_t index, const desk::CommitOptions& options) override {
        const sync::RowKey& key = action_.rows[index];
        auto done = perform_on(key, options);
        if (!done) return refuse(done.error());
        if constexpr (std::is_same_v<ActionOnRows, TakeStep>) settle_refused(key, done->group);
        return Taken{key, !done->group.is_null()};
    }

    void find_refused_steps() {
        for (desk::RefusedItem& item : desk::refused_items(desk_)) {
            const bool same = item.is_only_step(action_.step) &&
                              std::ranges::any_of(action_.rows, [&](const sync::RowKey& key) {
                                  return item.is_about(key);
                              });
            if (!same) continue;
            if (options_.batch.is_null()) options_ = desk::in_place_of(desk_, item);
            refused_.push_back(std::move(item));
        }
    }

    // Taken again, by whatever way, a refused step waits for nobody any more.
    void settle_refused(const sync::RowKey& key, const OpId& group) {
        for (const desk::RefusedItem& item : refused_) {
            if (!item.is_about(key)) continue;
            for (desk::LeftBehind& left : desk::replace(desk_, item, group, options_.batch)) {
                outcome_.left.push_back(std::move(left));
            }
        }
    }

    Result<desk::Done> perform_on(const sync::RowKey& key, const desk::CommitOptions& options) {
        if constexpr (std::is_same_v<ActionOnRows, ChangeRows>) {
            return desk_.change(key, action_.edit, {}, options);
        } else if constexpr (std::is_same_v<ActionOnRows, TakeStep>) {
            desk::Edit edit;
            edit.values = action_.values;
            return desk_.step(key, action_.step, edit, options);
        } else {
            return desk_.erase(key, options);
        }
    }

    [[nodiscard]] sync::RowKey key_of(std::size_t index) const override {
        return action_.rows[index];
    }

    ActionOnRows action_;
    std::vector<desk::RefusedItem> refused_;
};

class CreateWork final : public ManyRows {
  public:
    CreateWork(desk::Desk& desk, Ticket ticket, const CreateRows& action)
        : ManyRows(desk, ticket, action.rows.size(), name_of(desk, action.entity, "create")),
          action_(action) {}

  private:
    Result<Taken> perform(std::size_t index, const desk::CommitOptions& options) override {
        auto made =
            desk_.create(desk_.catalogue().at(action_.entity), action_.rows[index], {}, options);
        if (!made) return refuse(made.error());
        ++outcome_.imported;
        if (outcome_.number.empty()) outcome_.number = made->number;
        return Taken{{action_.entity, made->id}, true};
    }

    [[nodiscard]] sync::RowKey key_of(std::size_t) const override { return {action_.entity, {}}; }

    CreateRows action_;
};

class ImportWork final : public Work {
  public:
    ImportWork(desk::Desk& desk, Ticket ticket, ImportFile action)
        : Work(ticket), desk_(desk), action_(std::move(action)) {
        outcome_.command = name_of(desk, action_.entity, "import");
        outcome_.tried = action_.dry_run;
    }

    ~ImportWork() override = default;

    bool step() override {
        if (import_ == nullptr) return begin();
        const bool more = import_->step();
        const desk::ImportProgress progress = import_->progress();
        done_ = progress.done;
        rows_ = progress.rows;
        tell();
        return more;
    }

  private:
    bool begin() {
        const schema::EntitySpec* entity = desk_.catalogue().entity(action_.entity);
        if (entity == nullptr) return fail({Code::unknown_entity, "import", {}, {}});
        auto content = read_file(action_.path);
        if (!content) return fail(content.error());
        desk::ImportOptions options;
        for (const auto& [field, column] : action_.mapping) {
            options.mapping.push_back({field, column, true});
        }
        options.dry_run = action_.dry_run;
        auto opened = desk::TableImport::open(desk_, *entity, *content, std::move(options));
        if (!opened) {
            if (action_.dry_run) tell_headings(*entity, opened.error());
            return fail(opened.error());
        }
        import_ = std::move(*opened);
        if (action_.dry_run) tell_columns(*entity);
        return true;
    }

    void tell_columns(const schema::EntitySpec& entity) {
        const desk::ImportReport& report = import_->report();
        for (const exchange::ImportColumn& column : report.columns) {
            outcome_.columns.push_back(
                {column.heading, exchange::target_name(column.target, entity)});
        }
        for (const exchange::UnusedColumn& column : report.unused) {
            if (column.why != exchange::Unused::unknown) continue;
            outcome_.columns.push_back({column.heading, {}});
        }
    }

    // Where no heading says anything to us, somebody can tell what they mean.
    void tell_headings(const schema::EntitySpec& entity, const Error& error) {
        if (error.code != Code::bad_header || error.where != entity.name) return;
        for (const std::string& heading : error.fields) outcome_.columns.push_back({heading, {}});
    }

    bool fail(Error error) {
        outcome_.error = std::move(error);
        return false;
    }

    void tell() {
        const desk::ImportReport& report = import_->report();
        outcome_.imported = report.imported;
        outcome_.updated = report.updated;
        outcome_.unchanged = report.unchanged;
        outcome_.can_undo = !action_.dry_run && report.imported + report.updated > 0;
        for (; told_ < report.refusals.size(); ++told_) {
            const exchange::Refusal& refusal = report.refusals[told_];
            outcome_.refused.push_back({{action_.entity, {}}, refusal.line, refusal.error});
        }
    }

    desk::Desk& desk_;
    ImportFile action_;
    std::unique_ptr<desk::TableImport> import_;
    std::size_t told_ = 0;
};

// Written beside, and given its name when it is complete.
class ExportWork final : public Work {
  public:
    ExportWork(desk::Desk& desk, Ticket ticket, ExportFile action)
        : Work(ticket), desk_(desk), action_(std::move(action)), beside_(action_.path + ".part") {
        outcome_.command = name_of(desk, action_.entity, "export");
    }

    ~ExportWork() override {
        if (writer_ != nullptr) remove_file(beside_);
    }

    bool step() override {
        if (writer_ == nullptr) return begin();
        auto more = writer_->step();
        if (!more) return fail(more.error());
        rows_ = writer_->rows();
        done_ = all_ > 0 ? static_cast<double>(rows_) / static_cast<double>(all_) : 1;
        if (*more && out_) return true;
        return finish();
    }

  private:
    bool begin() {
        const schema::EntitySpec* entity = desk_.catalogue().entity(action_.entity);
        if (entity == nullptr) return fail({Code::unknown_entity, "export", {}, {}});
        auto query = desk_.viewer().list_query(*entity, action_.where, {}, {});
        if (!query) return fail(query.error());
        auto count = store::count_rows(desk_.replica().database(), desk_.catalogue(), *query);
        all_ = count ? *count : 0;
        out_.open(beside_, std::ios::binary | std::ios::trunc);
        if (!out_) return fail({Code::io_error, action_.path, {}, {}});
        desk::ExportOptions options;
        options.where = action_.where;
        auto opened = desk::TableWriter::open(desk_, *entity, options, [this](std::string_view s) {
            out_.write(s.data(), static_cast<std::streamsize>(s.size()));
        });
        if (!opened) return fail(opened.error());
        writer_ = std::move(*opened);
        return true;
    }

    bool finish() {
        out_.close();
        std::error_code failed;
        if (out_) std::filesystem::rename(beside_, action_.path, failed);
        if (!out_ || failed) return fail({Code::io_error, action_.path, failed.message(), {}});
        writer_.reset();
        outcome_.path = action_.path;
        outcome_.exported = rows_;
        return false;
    }

    bool fail(Error error) {
        outcome_.error = std::move(error);
        return false;
    }

    desk::Desk& desk_;
    ExportFile action_;
    std::string beside_;
    std::ofstream out_;
    std::unique_ptr<desk::TableWriter> writer_;
    std::int64_t all_ = 0;
};

class CheckWork final : public Work {
  public:
    CheckWork(desk::Desk& desk, Ticket ticket) : Work(ticket), desk_(desk) {
        outcome_.command = "check";
    }

    bool step() override {
        const desk::CheckReport report = desk::check(desk_);
        rows_ = outcome_.unchanged = report.rows;
        done_ = 1;
        if (report.sound()) return false;
        std::string detail = report.integrity;
        for (const std::string& row : report.fold) detail += (detail.empty() ? "" : ", ") + row;
        outcome_.error = Error{Code::damaged, "check", std::move(detail), {}};
        return false;
    }

  private:
    desk::Desk& desk_;
};

template <class ActionOnRows>
std::unique_ptr<Work> rows_work(desk::Desk& desk, Ticket ticket, const ActionOnRows& action,
                                std::string_view what) {
    const schema::EntityId entity = action.rows.empty() ? 0 : action.rows.front().entity;
    return std::make_unique<RowsWork<ActionOnRows>>(desk, ticket, action,
                                                    name_of(desk, entity, what));
}

}  // namespace

Progress Work::progress() const { return {outcome_.ticket, outcome_.command, done_, rows_, true}; }

std::unique_ptr<Work> work_on_rows(desk::Desk& desk, Ticket ticket, const Action& action) {
    if (const auto* change = std::get_if<ChangeRows>(&action)) {
        return rows_work(desk, ticket, *change, "edit");
    }
    if (const auto* step = std::get_if<TakeStep>(&action)) {
        return rows_work(desk, ticket, *step, step->step);
    }
    if (const auto* erase = std::get_if<EraseRows>(&action)) {
        return rows_work(desk, ticket, *erase, "delete");
    }
    if (const auto* create = std::get_if<CreateRows>(&action)) {
        return std::make_unique<CreateWork>(desk, ticket, *create);
    }
    return nullptr;
}

std::unique_ptr<Work> work_on_files(desk::Desk& desk, Ticket ticket, const Action& action) {
    if (const auto* import = std::get_if<ImportFile>(&action)) {
        return std::make_unique<ImportWork>(desk, ticket, *import);
    }
    if (const auto* file = std::get_if<ExportFile>(&action)) {
        return std::make_unique<ExportWork>(desk, ticket, *file);
    }
    if (std::holds_alternative<SelfCheck>(action)) {
        return std::make_unique<CheckWork>(desk, ticket);
    }
    return nullptr;
}

}  // namespace branchline::live
