// Editing a record: taking up a draft, saving it, leaving it.
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "screens/draft_follow.h"
#include "screens/labelled.h"
#include "screens/record_pane.h"
#include "screens/record_screen.h"
#include "ui/controls.h"
#include "ui/overlay.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;

std::string draft_name(const sync::RowKey& key, const schema::EntitySpec& entity) {
    return "record/" + std::string(entity.name) + "/" +
           (key.row.is_null() ? std::string("new") : to_text(key.row));
}

std::string fault_of_field(const Context& context, const Error& error) {
    const Lang lang = context.canvas.lang();
    return fault_of_value(labelled(context.catalogue(), error, lang), lang);
}

}  // namespace

// A draft that was left behind is taken up again; a new record begins with an empty one.
void RecordScreen::take_up(Context& context, const live::RecordAnswer* record) {
    const schema::EntitySpec& entity = context.catalogue().at(key_.entity);
    const std::string name = draft_name(key_, entity);
    if (!taken_up_) take_kept(context, name);
    if (!draft_ && (is_new() || wants_edit_)) {
        wants_edit_ = false;
        if (record != nullptr) {
            draft_ = draft_of(*record, name);
        } else {
            draft_.emplace();
            draft_->name = name;
            draft_->record.entity = key_.entity;
            if (is_logged(context)) begin_logged(context);
        }
        focus_first(entity);
        arrivals_.begin(*draft_);
    }
    if (draft_ && record != nullptr && saving_ == 0) follow_stored(context, *record);
}

void RecordScreen::take_kept(Context& context, const std::string& name) {
    taken_up_ = true;
    const std::string* kept = context.model.draft(name);
    if (kept == nullptr) return;
    draft_ = Draft::decode(*kept);
    if (!draft_) return;
    keeper_.took_up(*kept);
    followed_ = nullptr;
    focus_first(context.catalogue().at(key_.entity));
    arrivals_.begin(*draft_);
}

// What is stored meanwhile comes under what is typed, and is told at its field. A refused change
// knows nothing of the fields that it did not write.
void RecordScreen::follow_stored(Context& context, const live::RecordAnswer& record) {
    if (followed_ != answer_) {
        const bool refused = followed_ == nullptr && !draft_->instead_of.is_null();
        followed_ = answer_;
        const std::size_t rows = draft_->children.size();
        follow(*draft_, record);
        if (draft_->children.size() != rows) child_forms_.clear();
        if (refused) arrivals_.begin(record);
    }
    arrivals_.look(context, record);
    if (arrivals_.take_theirs(*draft_, record)) form_.faults.clear();
}

void RecordScreen::focus_first(const schema::EntitySpec& entity) {
    for (const FieldSpec* field : form_fields(entity)) {
        if (!field->is_written_by_desks()) continue;
        form_.focus = field->id;
        return;
    }
}

void RecordScreen::leave(live::Model& model) {
    if (draft_ && saving_ == 0) keeper_.keep_now(model, *draft_);
}

void RecordScreen::save(Context& context) {
    if (!draft_ || saving_ != 0) return;
    fault_.clear();
    form_.faults.clear();
    child_forms_.clear();
    const std::vector<Fault> faults = draft_->faults(context.manner, context.catalogue());
    for (const Fault& fault : faults) {
        FormState& state = fault.row == 0 ? form_ : child_forms_[fault.row - 1];
        state.faults[fault.field] = fault.words;
        if (&fault == &faults.front()) state.focus = fault.field;
    }
    if (!faults.empty()) {
        const std::string count = std::to_string(faults.size());
        fault_ =
            context.canvas.lang() == Lang::zh ? "还有 " + count + " 处要改" : count + " to mend";
        return;
    }
    if (!is_new() && !draft_->is_touched()) return leave_edit(context, false);
    saving_ = context.model.perform(draft_->to_save(context.manner, context.catalogue()));
}

void RecordScreen::watch_saving(Context& context) {
    if (saving_ == 0) return;
    const auto outcome = context.model.outcome_of(saving_);
    if (!outcome) return;
    saving_ = 0;
    if (outcome->error) {
        fault_ = words_of(context, *outcome->error);
        for (const std::string& name : outcome->error->fields) {
            if (const FieldSpec* field = context.catalogue().at(key_.entity).field(name)) {
                form_.faults[field->id] = fault_of_field(context, *outcome->error);
            }
        }
        return;
    }
    const bool was_new = is_new();
    if (draft_) keeper_.forget(context.model, *draft_);
    draft_.reset();
    if (was_new && !outcome->rows.empty()) {
        context.go({Place::Kind::record, key_.entity, outcome->rows.front().row, "made"});
    }
}

void RecordScreen::leave_edit(Context& context, bool keep) {
    if (draft_ && !keep) keeper_.forget(context.model, *draft_);
    draft_.reset();
    fault_.clear();
    if (is_new()) context.back();
}

void RecordScreen::offer_commands(Context& context, const live::RecordAnswer* record) {
    if (draft_) {
        context.offer({"record.save",
                       {"保存", "Save"},
                       "Ctrl+S",
                       ui::Icon::check_lg,
                       {},
                       {},
                       [this, &context] { save(context); }});
        if (!ImGui::IsAnyItemActive()) {
            context.offer({"record.cancel",
                           {"取消修改", "Cancel editing"},
                           "Esc",
                           ui::Icon::x_lg,
                           {},
                           {},
                           [this, &context] { leave_edit(context, false); }});
        }
        if (saving_ != 0) return;
        if (arrivals_.can_give_back(*draft_)) {
            context.offer({"undo",
                           {"撤销采用对方的值", "Take back what gave way"},
                           "Ctrl+Z",
                           ui::Icon::arrow_counterclockwise,
                           {},
                           {},
                           [this] { arrivals_.give_back(*draft_); },
                           true});
        }
        if (const auto at = keeper_.look(context.model, *draft_, context.now_ms)) {
            context.wake_at(*at);
        }
        return;
    }
    if (record == nullptr) return;
    const std::string name(record->entity->name);
    if (!record->entity->server_only && !record->entity->append_only) {
        context.offer({name + ".edit", {"修改", "Edit"}, "F2", ui::Icon::pencil, {}, {}, [this] {
                           begin_edit();
                       }});
    }
    for (const live::StepOffer& step : record->steps) {
        if (step.reason == 0 || step.objection) continue;
        context.offer({name + "." + step.name,
                       step.label,
                       {},
                       ui::Icon::arrow_right,
                       {},
                       {},
                       [this, what = step.name] { begin_step(what); }});
    }
    offer_record_commands(context, *record);
    context.offer({"go.back", {"返回", "Back"}, "Esc", ui::Icon::arrow_left, {}, {}, [&context] {
                       context.back();
                   }});
}

}  // namespace branchline::screens
