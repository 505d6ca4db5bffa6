#include "live/clerk_answers.h"

#include <algorithm>

#include "desk/attention.h"
#include "desk/cases.h"
#include "desk/history.h"
#include "desk/status.h"
#include "schema/validate.h"
#include "sync/wire.h"

namespace branchline::live {

namespace {

using desk::HistoryLine;
using schema::EntitySpec;
using schema::FieldSpec;

constexpr std::size_t followers_told = 60;
constexpr std::size_t settled_told = 200;
constexpr std::size_t settled_entries_read = 5'000;
constexpr std::size_t waiting_told = 500;

void add_title(desk::Desk& desk, std::string_view entity, const Id& id, Titles& titles) {
    if (id.is_null() || titles.contains(id)) return;
    titles.emplace(id, desk.lookup().title_of(*desk.catalogue().entity(entity), id));
}

void add_title(desk::Desk& desk, const FieldSpec* field, const schema::Value& value,
               Titles& titles) {
    if (field == nullptr) return;
    if (const auto* id = std::get_if<Id>(&value); id != nullptr && !field->target.empty()) {
        add_title(desk, field->target, *id, titles);
    } else if (const auto* any = std::get_if<schema::AnyRef>(&value)) {
        const EntitySpec* target = desk.catalogue().entity(any->entity);
        if (target != nullptr) add_title(desk, target->name, any->row, titles);
    }
}

void add_titles(desk::Desk& desk, const EntitySpec& entity, const schema::Record& values,
                Titles& titles) {
    for (const auto& [id, value] : values) add_title(desk, entity.field(id), value, titles);
}

// Lines of one row that its user may read.
std::vector<HistoryLine> lines_of(desk::Desk& desk, const sync::RowKey& key) {
    const EntitySpec& entity = desk.catalogue().at(key.entity);
    const auto row = desk.replica().rows().get(key.entity, key.row);
    const schema::RoleMask mask =
        desk.viewer().roles(entity, key.row, row ? row->values : schema::Record{});
    std::vector<HistoryLine> lines = desk::history_of(desk.replica(), key);
    std::erase_if(lines, [&](const HistoryLine& line) {
        return line.field != nullptr && (line.field->readers & mask) == 0;
    });
    return lines;
}

// Of what follows a record only that it came, went, and how it stands.
bool is_milestone(const EntitySpec& entity, const HistoryLine& line) {
    if (line.field == nullptr || line.field == entity.machine) return true;
    const FieldSpec* name = entity.number != nullptr ? entity.number : entity.title;
    return line.field == name && schema::is_null(line.before);
}

void add_followers(desk::Desk& desk, const sync::RowKey& key, std::vector<HistoryLine>& lines) {
    for (const schema::Reference& reference : desk.catalogue().referrers_of(key.entity)) {
        if (reference.field != reference.entity->follows) continue;
        store::Query query;
        query.entity = reference.entity->id;
        query.filter = store::Filter::compare(reference.field->id, store::Op::equal, key.row);
        query.sort = {{store::changed_at_field, true}};
        query.limit = followers_told;
        const auto page = store::run_query(desk.replica().database(), desk.catalogue(), query);
        if (!page) continue;
        for (const store::StoredRow& row : page->rows) {
            for (HistoryLine& line : lines_of(desk, {reference.entity->id, row.id})) {
                if (is_milestone(*reference.entity, line)) lines.push_back(std::move(line));
            }
        }
    }
}

// A step, told as a change of the state.
RefusedView::Field step_of(desk::Desk& desk, const desk::RefusedChange& change,
                           const schema::Value& now) {
    const FieldSpec* machine = change.entity->machine;
    RefusedView::Field field{change.entity, change.row, change.what, machine, {}, now};
    field.step = change.step;
    field.typed = std::int64_t{change.step->to};
    const auto seen = desk::values_at(desk::journal_of(desk.replica()),
                                      {change.entity->id, change.row}, machine->id, change.base);
    if (seen) field.before = seen->get(machine->id);
    for (const schema::Choice& state : machine->choices) {
        const bool only = change.step->from == schema::state_bit(state.id);
        if (only && schema::is_null(field.before)) field.before = std::int64_t{state.id};
    }
    return field;
}

void add_fields(desk::Desk& desk, const desk::RefusedChange& change, RefusedView& view,
                Titles& titles) {
    const auto now = desk.replica().rows().get(change.entity->id, change.row);
    const std::size_t first = view.fields.size();
    for (const auto& [id, value] : change.values) {
        const FieldSpec* field = change.entity->field(id);
        if (field == nullptr) continue;
        const schema::Value present = now ? now->values.get(id) : schema::Value{};
        add_title(desk, field, value, titles);
        add_title(desk, field, present, titles);
        view.fields.push_back({change.entity, change.row, change.what, field, value, present});
    }
    const FieldSpec* machine = change.entity->machine;
    if (change.step != nullptr && machine != nullptr) {
        view.fields.push_back(
            step_of(desk, change, now ? now->values.get(machine->id) : schema::Value{}));
    } else if (change.values.size() == 0) {
        view.fields.push_back({change.entity, change.row, change.what, nullptr, {}, {}});
    }
    for (std::size_t i = first; i < view.fields.size(); ++i) view.fields[i].record = change.record;
}

// A record that was never made has the name that was typed for it.
void add_title(desk::Desk& desk, const desk::RefusedItem& item, const sync::RowKey& record,
               Titles& titles) {
    const EntitySpec& entity = desk.catalogue().at(record.entity);
    add_title(desk, entity.name, record.row, titles);
    std::string& title = titles[record.row];
    if (!title.empty() || entity.title == nullptr) return;
    for (const desk::RefusedChange& change : item.changes) {
        const schema::Value* typed = change.values.find(entity.title->id);
        if (change.row == record.row && schema::is_filled(typed)) {
            title = schema::format_value(*entity.title, *typed);
        }
    }
}

// One record after another, as each was first touched.
void sort_by_record(const desk::RefusedItem& item, RefusedView& view) {
    std::vector<sync::RowKey> records;
    for (const desk::RefusedChange& change : item.changes) {
        const bool known = std::ranges::find(records, change.record) != records.end();
        if (!known) records.push_back(change.record);
    }
    std::ranges::stable_sort(view.fields, {}, [&](const RefusedView::Field& field) {
        return std::ranges::find(records, field.record) - records.begin();
    });
}

RefusedView view_of(desk::Desk& desk, const desk::RefusedItem& item, Titles& titles) {
    RefusedView view;
    view.id = item.id;
    view.entity = item.entity;
    view.row = item.row;
    view.command = item.command;
    view.made_ms = item.made_ms;
    view.error = item.error;
    view.groups = item.groups.size();
    view.own = item.own.size();
    view.can_resend =
        item.error.code != Code::changed_since_seen && item.error.code != Code::approved_since;
    for (const desk::RefusedChange& change : item.changes) {
        add_fields(desk, change, view, titles);
        add_title(desk, item, change.record, titles);
    }
    sort_by_record(item, view);
    return view;
}

void add_titles(desk::Desk& desk, const desk::CaseView& kase, Titles& titles) {
    add_title(desk, kase.entity->name, kase.row, titles);
    for (const auto& values : {kase.base, kase.mine, kase.theirs}) {
        if (values) add_titles(desk, *kase.entity, *values, titles);
    }
    for (const sync::Proposal& proposal : kase.proposals) {
        add_title(desk, "user", proposal.user, titles);
        add_title(desk, "device", proposal.device, titles);
        add_titles(desk, *kase.entity, proposal.values, titles);
    }
}

}  // namespace

HistoryAnswer answer_history(desk::Desk& desk, const HistoryQuestion& question) {
    HistoryAnswer made;
    if (desk.catalogue().entity(question.key.entity) == nullptr) return made;
    made.lines = lines_of(desk, question.key);
    for (const schema::Reference& child : desk.catalogue().children_of(question.key.entity)) {
        for (const RowId& id :
             desk.replica().rows().referring(child.entity->id, child.field->id, question.key.row)) {
            for (HistoryLine& line : lines_of(desk, {child.entity->id, id})) {
                made.lines.push_back(std::move(line));
            }
        }
    }
    add_followers(desk, question.key, made.lines);
    std::ranges::stable_sort(made.lines, [](const HistoryLine& a, const HistoryLine& b) {
        return std::pair(a.waiting, a.at_ms) > std::pair(b.waiting, b.at_ms);
    });
    for (const HistoryLine& line : made.lines) {
        add_title(desk, "user", line.by, made.titles);
        add_title(desk, "device", line.device, made.titles);
        add_title(desk, desk.catalogue().at(line.row.entity).name, line.row.row, made.titles);
        add_title(desk, line.field, line.before, made.titles);
        add_title(desk, line.field, line.after, made.titles);
    }
    return made;
}

InboxAnswer answer_inbox(desk::Desk& desk) {
    InboxAnswer made;
    made.cases = desk::open_cases(desk);
    std::ranges::reverse(made.cases);
    made.settled = desk::settled_cases(desk, settled_told, settled_entries_read);
    for (const desk::RefusedItem& item : desk::refused_items(desk)) {
        made.refused.push_back(view_of(desk, item, made.titles));
    }
    std::ranges::reverse(made.refused);
    for (const desk::CaseView& kase : made.cases) add_titles(desk, kase, made.titles);
    for (const desk::CaseView& kase : made.settled) add_titles(desk, kase, made.titles);
    return made;
}

WaitingAnswer answer_waiting(desk::Desk& desk) {
    using Stage = store::LoggedGroup::Stage;
    desk::Replica& replica = desk.replica();
    WaitingAnswer made;
    made.count = replica.log().waiting().all;
    for (const store::LoggedGroup& logged :
         replica.log().newest_in_stage(Stage::waiting, waiting_told)) {
        WaitingAnswer::Item item;
        item.op = logged.op;
        item.command = logged.command;
        item.made_ms = logged.made_ms;
        item.handed_over = logged.transport != store::LoggedGroup::Transport::none;
        item.deferred = logged.deferred;
        if (const sync::PendingGroup* group = replica.pending().at(logged.position)) {
            item.doubtful = group->left_out || group->doomed;
            if (!group->group.changes.empty()) item.key = group->group.changes.front().key();
        }
        if (const EntitySpec* entity = desk.catalogue().entity(item.key.entity)) {
            add_title(desk, entity->name, item.key.row, made.titles);
        }
        made.items.push_back(std::move(item));
    }
    return made;
}

StatusAnswer answer_status(desk::Desk& desk) {
    desk::Replica& replica = desk.replica();
    StatusAnswer made;
    made.desk = desk::status_of(desk);
    const sync::FoldTime time = replica.fold_time();
    made.now_ms = time.now_ms;
    made.today = time.today;
    made.offset_minutes = replica.settings().integer(desk::setting::offset_minutes, 480);
    made.user = replica.identity().user;
    made.user_name = desk.lookup().title_of(*desk.catalogue().entity("user"), made.user);
    if (const auto branch = desk.own_branch()) {
        made.branch = *branch;
        made.branch_name = desk.lookup().title_of(*desk.catalogue().entity("branch"), *branch);
    }
    made.roles = desk.viewer().roles();
    const auto undo = replica.undoable();
    made.can_undo = !replica.undo_objection();
    if (undo) made.undo_of = undo->command;
    made.can_redo = replica.redoable().has_value();
    return made;
}

}  // namespace branchline::live
