#include "live/clerk.h"

#include <algorithm>

#include "desk/attention.h"
#include "desk/cases.h"
#include "live/clerk_answers.h"
#include "live/works.h"
#include "sync/wire.h"

namespace branchline::live {

namespace {

// Commits without a sync of their own, also where one of them fails.
class Unsynced {
  public:
    explicit Unsynced(store::Database& database) : database_(database) {
        database_.set_synchronous(store::Synchronous::normal);
    }

    Unsynced(const Unsynced&) = delete;
    Unsynced& operator=(const Unsynced&) = delete;

    ~Unsynced() { database_.set_synchronous(store::Synchronous::full); }

  private:
    store::Database& database_;
};

}  // namespace

Clerk::Clerk(desk::Desk& desk) : desk_(desk), messages_(desk) {}

Clerk::~Clerk() = default;

bool Clerk::carries_out(const Action& action) {
    return !std::holds_alternative<SyncNow>(action) && !std::holds_alternative<PauseSync>(action) &&
           !std::holds_alternative<Unlock>(action) && !std::holds_alternative<LockDesk>(action) &&
           !std::holds_alternative<Repair>(action) && !std::holds_alternative<Enroll>(action) &&
           !std::holds_alternative<ChangePassword>(action);
}

void Clerk::take(Ticket ticket, Action action) { actions_.push_back({ticket, std::move(action)}); }

void Clerk::stop(Ticket ticket) {
    if (rows_ != nullptr && rows_->ticket() == ticket) rows_->stop();
    for (const auto& work : files_) {
        if (work->ticket() == ticket) work->stop();
    }
}

bool Clerk::step(Work& work, std::vector<Happened>& happened) {
    const bool more = !work.stopped() && work.step();
    if (more) {
        happened.emplace_back(work.progress());
    } else {
        happened.emplace_back(work.outcome());
    }
    return more;
}

std::vector<Clerk::Happened> Clerk::step() {
    std::vector<Happened> happened;
    if (rows_ != nullptr) {
        if (!step(*rows_, happened)) rows_.reset();
        return happened;
    }
    if (!actions_.empty()) {
        const Given given = std::move(actions_.front());
        actions_.pop_front();
        if (auto files = work_on_files(desk_, given.ticket, given.action)) {
            happened.emplace_back(files->progress());
            files_.push_back(std::move(files));
        } else if (auto rows = work_on_rows(desk_, given.ticket, given.action)) {
            if (step(*rows, happened)) rows_ = std::move(rows);
        } else {
            happened.emplace_back(carry_out(given.ticket, given.action));
        }
        return happened;
    }
    if (files_.empty()) return happened;
    std::unique_ptr<Work> work = std::move(files_.front());
    files_.pop_front();
    if (step(*work, happened)) files_.push_back(std::move(work));
    return happened;
}

Outcome Clerk::carry_out(Ticket ticket, const Action& action) {
    using Kind = store::LocalTexts::Kind;
    Outcome outcome;
    if (const auto* record = std::get_if<SaveRecord>(&action)) {
        outcome = save(*record);
    } else if (std::holds_alternative<Undo>(action) || std::holds_alternative<Redo>(action)) {
        outcome = undo(std::holds_alternative<Redo>(action));
    } else if (const auto* kase = std::get_if<ResolveCase>(&action)) {
        outcome = resolve(*kase);
    } else if (const auto* again = std::get_if<ResendRefused>(&action)) {
        outcome = deal_with_refused(again->item, true);
    } else if (const auto* gone = std::get_if<DiscardRefused>(&action)) {
        outcome = deal_with_refused(gone->item, false);
    } else if (const auto* setting = std::get_if<KeepSetting>(&action)) {
        outcome = keep(Kind::setting, setting->name, setting->value);
    } else if (const auto* draft = std::get_if<KeepDraft>(&action)) {
        outcome = keep(Kind::draft, draft->name, draft->content);
    } else {
        outcome.error = Error{Code::refused, "clerk", "not an action on the replica", {}};
    }
    outcome.ticket = ticket;
    return outcome;
}

Outcome Clerk::save(const SaveRecord& action) {
    Outcome outcome;
    const schema::EntitySpec* entity = desk_.catalogue().entity(action.entity);
    if (entity == nullptr) {
        outcome.error = Error{Code::unknown_entity, std::to_string(action.entity), {}, {}};
        return outcome;
    }
    outcome.command = std::string(entity->name) + (action.row ? ".edit" : ".create");
    std::vector<desk::ChildEdit> children;
    for (const ChildChange& child : action.children) {
        const schema::EntitySpec* spec = desk_.catalogue().entity(child.entity);
        if (spec == nullptr) {
            outcome.error = Error{Code::unknown_entity, std::to_string(child.entity), {}, {}};
            return outcome;
        }
        children.push_back({spec, child.values, child.row, child.erase});
    }
    const auto replaced = action.instead_of.is_null()
                              ? Result<desk::RefusedItem>(refuse(Code::not_found))
                              : desk::find_refused(desk_, to_text(action.instead_of));
    // The draft goes with the save, or stays with it.
    const Status kept = desk_.replica().in_one_transaction([&]() -> Status {
        desk::CommitOptions options;
        if (replaced) options = desk::in_place_of(desk_, *replaced);
        if (!action.along.empty()) options.batch = random_id(desk_.replica().random());
        const OpId group = action.row ? save_changes(action, std::move(children), options, outcome)
                                      : save_new(action, std::move(children),
                                                 replaced ? &*replaced : nullptr, options, outcome);
        // Alone it has written nothing; what went before it goes with it.
        if (outcome.error && !action.along.empty()) return refuse(*outcome.error);
        if (outcome.error) return {};
        if (!action.draft.empty()) {
            store::LocalTexts drafts(desk_.replica().database(), store::LocalTexts::Kind::draft);
            drafts.put(action.draft, {});
        }
        if (replaced) outcome.left = desk::replace(desk_, *replaced, group, options.batch);
        return {};
    });
    static_cast<void>(kept);  // a refused save has written nothing
    return outcome;
}

// A record that head office refused keeps its id when it is made again, unless that is what it was
// refused for.
OpId Clerk::save_new(const SaveRecord& action, std::vector<desk::ChildEdit> children,
                     const desk::RefusedItem* replaced, desk::CommitOptions options,
                     Outcome& outcome) {
    const schema::EntitySpec& entity = desk_.catalogue().at(action.entity);
    const bool again = replaced != nullptr && replaced->entity == &entity &&
                       replaced->error.code != Code::exists &&
                       !desk_.replica().rows().get(entity.id, replaced->row);
    const auto made = desk_.create(entity, action.values, std::move(children), options,
                                   again ? replaced->row : RowId{});
    if (!made) {
        outcome.error = made.error();
        return {};
    }
    for (const ChildChange& each : action.along) {
        ++options.batch_position;
        outcome.error = make_along(each, {{entity.id, made->id}, action.values}, options);
        if (outcome.error) return {};
    }
    outcome.can_undo = true;
    outcome.rows = {{entity.id, made->id}};
    outcome.number = made->number;
    return made->group;
}

// What belongs to the new record is said of it: that it is about it, and whom both are of.
std::optional<Error> Clerk::make_along(const ChildChange& wanted, const NewRecord& record,
                                       const desk::CommitOptions& options) {
    const schema::EntitySpec& entity = desk_.catalogue().at(wanted.entity);
    const schema::FieldSpec* follows = desk_.catalogue().at(record.key.entity).follows;
    schema::Record values = wanted.values;
    for (const schema::FieldSpec* field : entity.fields) {
        if (field->kind == schema::Kind::any_ref && values.find(field->id) == nullptr) {
            values.set(field->id, schema::AnyRef{record.key.entity, record.key.row});
        }
        const bool same = field == entity.follows && follows != nullptr &&
                          follows->target == field->target && values.find(field->id) == nullptr;
        if (same) values.set(field->id, record.values.get(follows->id));
    }
    const auto made = desk_.create(entity, std::move(values), {}, options);
    if (!made) return made.error();
    return std::nullopt;
}

OpId Clerk::save_changes(const SaveRecord& action, std::vector<desk::ChildEdit> children,
                         const desk::CommitOptions& options, Outcome& outcome) {
    desk::Edit edit;
    edit.values = action.values;
    const sync::RowKey key{action.entity, *action.row};
    const auto done = desk_.change(key, edit, std::move(children), options);
    if (!done) {
        outcome.error = done.error();
        return {};
    }
    outcome.can_undo = !done->group.is_null();
    outcome.rows = {key};
    return done->group;
}

Outcome Clerk::undo(bool redo) {
    Outcome outcome;
    outcome.command = redo ? "redo" : "undo";
    const auto last = redo ? desk_.replica().redoable() : desk_.replica().undoable();
    const auto done = redo ? desk_.redo() : desk_.undo();
    if (!done) {
        outcome.error = done.error();
        return outcome;
    }
    const auto content = last ? sync::decode_group(last->payload) : sync::Group{};
    if (content && !content->changes.empty()) {
        outcome.rows.push_back(content->changes.front().key());
    }
    outcome.undone = done->command;
    outcome.can_undo = redo;
    return outcome;
}

Outcome Clerk::resolve(const ResolveCase& action) {
    Outcome outcome;
    outcome.command = "conflict.resolve";
    const auto kase = desk::find_case(desk_, to_text(action.kase));
    const auto done = kase ? desk::resolve_case(desk_, *kase, action.take)
                           : Result<desk::Done>(refuse(kase.error()));
    if (done) {
        outcome.rows = {{kase->entity->id, done->id}};
    } else {
        outcome.error = done.error();
    }
    return outcome;
}

Outcome Clerk::deal_with_refused(const Id& item, bool resend) {
    Outcome outcome;
    outcome.command = resend ? "attention.resend" : "attention.discard";
    const auto found = desk::find_refused(desk_, to_text(item));
    if (!found) {
        outcome.error = found.error();
        return outcome;
    }
    const auto done = resend ? desk::resend(desk_, *found) : desk::discard(desk_, *found);
    if (!done) outcome.error = done.error();
    if (done && found->entity != nullptr) outcome.rows = {{found->entity->id, found->row}};
    return outcome;
}

// Lost by a power cut at worst, never by the end of the process: that needs no sync of its own.
Outcome Clerk::keep(store::LocalTexts::Kind kind, const std::string& name,
                    const std::string& text) {
    store::Database& database = desk_.replica().database();
    const Unsynced unsynced(database);
    store::Transaction transaction(database);
    store::LocalTexts(database, kind).put(name, text);
    transaction.commit();
    return {};
}

Result<Answer> Clerk::answer(const Question& question) {
    if (const auto* history = std::get_if<HistoryQuestion>(&question)) {
        return answer_history(desk_, *history);
    }
    if (std::holds_alternative<InboxQuestion>(question)) return answer_inbox(desk_);
    if (std::holds_alternative<MessagesQuestion>(question)) return messages_.answer();
    if (std::holds_alternative<WaitingQuestion>(question)) return answer_waiting(desk_);
    if (std::holds_alternative<StatusQuestion>(question)) return status();
    return refuse(Code::refused, "clerk", "a question for the reader");
}

StatusAnswer Clerk::status() {
    StatusAnswer status = answer_status(desk_);
    status.link = line_.link;
    status.link_error = line_.error;
    status.offline_since_ms = line_.offline_since_ms;
    status.paused = line_.paused;
    status.loading = line_.loading;
    status.bytes_up = line_.bytes_up;
    status.bytes_down = line_.bytes_down;
    return status;
}

News Clerk::news(bool opening) {
    News news;
    news.change_count = desk_.replica().change_count();
    news.gate = Gate::open;
    news.status = status();
    if (!opening) return news;
    store::Database& database = desk_.replica().database();
    for (const auto& [name, text] :
         store::LocalTexts(database, store::LocalTexts::Kind::setting).all()) {
        news.settings.emplace(name, text);
    }
    for (const auto& [name, text] :
         store::LocalTexts(database, store::LocalTexts::Kind::draft).all()) {
        news.drafts.emplace(name, text);
    }
    return news;
}

}  // namespace branchline::live
