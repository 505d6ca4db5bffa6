#include "screens/order_work.h"

#include <algorithm>
#include <utility>

#include "screens/draft_follow.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;

std::string draft_name(const sync::RowKey& key, const RowId& customer) {
    if (!key.row.is_null()) return "record/order/" + to_text(key.row);
    return customer.is_null() ? "record/order/new" : "record/order/new/" + to_text(customer);
}

// The condition of a step that was not met, by the name that the refusal gives.
const schema::Guard* guard_of(const schema::EntitySpec& entity, const Error& error) {
    if (error.code != Code::guard) return nullptr;
    for (const schema::Transition& step : entity.transitions) {
        for (const schema::Guard& guard : step.guards) {
            if (error.detail.find(guard.name) != std::string::npos) return &guard;
        }
    }
    return nullptr;
}

std::string copied_words(const Context& context, const std::string& number, std::int64_t days) {
    const bool zh = context.canvas.lang() == Lang::zh;
    std::string text = zh ? "从 " + number + " 复制" : "Copied from " + number;
    if (days > 0) {
        text += zh ? " · 时间窗顺延 " + std::to_string(days) + " 天"
                   : " · windows moved by " + std::to_string(days) + (days == 1 ? " day" : " days");
    }
    return text;
}

}  // namespace

OrderWork::OrderWork(const Place& place) {
    key_.entity = place.entity;
    if (place.kind == Place::Kind::create) {
        for_customer_ = place.row;
    } else {
        key_.row = place.row;
    }
}

void OrderWork::become(const Place& place) {
    key_.row = place.row;
    ++asked_;
}

const live::RecordAnswer* OrderWork::record() const {
    return is_new() || answer_ == nullptr ? nullptr : &answer_->value;
}

OrderWork::Standing OrderWork::standing() const {
    if (record() != nullptr && !record()->exists) return Standing::gone;
    return draft_ ? Standing::there : Standing::waiting;
}

std::int64_t OrderWork::state(const live::Model& model) const {
    const schema::EntitySpec& entity = model.catalogue().at(key_.entity);
    const std::int64_t first = entity.machine->choices.front().id;
    const live::RecordAnswer* now = record();
    return now == nullptr ? first : now->row.values.integer(entity.machine->id, first);
}

const schema::EntitySpec& OrderWork::line_entity(const Context& context) const {
    return context.entity("order_line");
}

ChildSheet OrderWork::sheet_over(const Manner& manner, const live::Model& model,
                                 Draft& draft) const {
    const schema::EntitySpec& lines = *model.catalogue().entity("order_line");
    const schema::RoleMask writers = lines.rights.write | lines.rights.write_assigned;
    const live::RecordAnswer* now = record();
    const schema::RoleMask roles = now == nullptr ? model.status().roles : now->roles;
    bool open = now == nullptr;
    if (now != nullptr) {
        for (const live::Child& child : now->children) {
            if (child.entity == &lines) open = child.editable;
        }
    }
    return {manner, lines, draft, state(model), (roles & writers) != 0, open};
}

Draft OrderWork::to_keep(const live::Model& model) const {
    Draft draft = *draft_;
    if (!lines_.grid.editing) return draft;
    const ui::GridWrite write{lines_.grid.cursor.at, lines_.grid.text};
    ChildSheet over = sheet_over(manner_, model, draft);
    if (write.text != over.to_edit(write.spot)) over.write(std::span(&write, 1));
    return draft;
}

void OrderWork::open() {
    if (draft_ && !is_touched() && record() != nullptr) arrivals_.begin(*record());
}

void OrderWork::take_up_again() {
    if (saving_ != 0) return;
    draft_.reset();
    form_ = {};
    lines_ = {};
    keeper_ = {};
}

bool OrderWork::can_submit(const Context& context) const {
    const schema::EntitySpec& entity = context.catalogue().at(key_.entity);
    const schema::StateMask now = schema::state_bit(state(context.model));
    const schema::RoleMask roles =
        record() == nullptr ? context.model.status().roles : record()->roles;
    return std::ranges::any_of(entity.transitions, [&](const schema::Transition& step) {
        return step.name == "submit" && (step.from & now) != 0 && (step.roles & roles) != 0;
    });
}

RowId OrderWork::customer(const Context& context) const {
    if (!draft_) return for_customer_;
    const FieldSpec& field = *context.catalogue().at(key_.entity).field("customer");
    const auto* id = std::get_if<Id>(&Draft::value_of(draft_->record, field));
    return id == nullptr ? RowId{} : *id;
}

void OrderWork::look(Context& context) {
    manner_ = context.manner;
    take_answer(context);
    take_outcomes(context);
    if (!draft_) take_up(context);
    if (!draft_) return;
    take_customer(context);
    take_copied(context);
    if (save_then_ && !is_busy() && !sent_) save(context, *std::exchange(save_then_, std::nullopt));
    if (record() != nullptr && record()->exists && !sent_) take_arrivals(context);
    if (!can_keep()) return;
    const bool open = lines_.grid.editing;
    const auto at = open ? keeper_.look(context.model, to_keep(context.model), context.now_ms)
                         : keeper_.look(context.model, *draft_, context.now_ms);
    if (at) context.wake_at(*at);
}

// What is given up for it can be taken back.
void OrderWork::take_arrivals(Context& context) {
    arrivals_.look(context, *record());
    Draft draft = *draft_;
    if (!arrivals_.take_theirs(draft, *record())) return;
    settle();
    draft_ = std::move(draft);
    settle();
    static_cast<void>(ui::take_open_cell(lines_.grid));  // it has given way as well
    form_.faults.clear();
    lines_.faults.clear();
}

void OrderWork::take_answer(Context& context) {
    if (is_new()) return;
    const live::RecordQuestion question{key_};
    const auto now = context.model.see("order " + std::to_string(asked_), question);
    if (now == nullptr || now == answer_ || now->question != question) return;
    answer_ = now;
    if (!draft_ || !answer_->value.exists || saving_ != 0) return;
    if (saved_ && sent_) {
        Draft fresh = draft_of(answer_->value, draft_name(key_, {}));
        carry_over(*sent_, *draft_, fresh);
        draft_ = std::move(fresh);
        sent_.reset();
        saved_ = false;
        steps_.begin(*draft_);
        arrivals_.begin(answer_->value);
    } else if (follow(*draft_, answer_->value); !draft_->is_touched()) {
        steps_.begin(*draft_);
    }
}

// What was left behind is taken up again.
void OrderWork::take_up(Context& context) {
    if (!is_new() && (record() == nullptr || !record()->exists)) return;
    const std::string name = draft_name(key_, for_customer_);
    if (const std::string* kept = context.model.draft(name); kept != nullptr) {
        draft_ = Draft::decode(*kept);
        if (draft_) {
            keeper_.took_up(*kept);
            remark_ = context.say({"接着上次的草稿", "Draft taken up again"});
            if (draft_->instead_of.is_null() || record() == nullptr) {
                arrivals_.begin(*draft_);
            } else {
                arrivals_.begin(*record());
            }
            if (record() != nullptr) follow(*draft_, *record());
        }
    }
    if (!draft_ && record() != nullptr) {
        draft_ = draft_of(*record(), name);
        arrivals_.begin(*record());
    }
    if (!draft_) {
        draft_.emplace();
        draft_->name = name;
        draft_->record.entity = key_.entity;
        form_.focus = context.catalogue().at(key_.entity).field("customer")->id;
    }
    steps_.begin(*draft_);
}

// A new order for a customer begins with him, as soon as his name is known.
void OrderWork::take_customer(Context& context) {
    if (!is_new() || for_customer_.is_null() || !customer(context).is_null()) return;
    const schema::EntitySpec& customers = context.entity("customer");
    const live::RecordQuestion question{{customers.id, for_customer_}};
    const auto found = context.model.see("order/customer", question);
    if (found == nullptr || found->question != question || !found->value.exists) return;
    const FieldSpec& field = *context.catalogue().at(key_.entity).field("customer");
    draft_->choose(
        draft_->record, field, for_customer_,
        title_of(customers, found->value.row.values, context.manner, found->value.titles));
    form_.focus = context.catalogue().at(key_.entity).field("lane_from")->id;
    steps_.begin(*draft_);
}

void OrderWork::copy_last(Context& context) {
    const RowId whose = customer(context);
    if (whose.is_null() && for_customer_.is_null()) {
        context.tell(std::string(context.say({"先选客户", "Choose the customer first"})),
                     std::string(context.say(
                         {"再按 Ctrl D 复制他的上一单", "then Ctrl D copies his last order"})),
                     true);
        form_.focus = context.catalogue().at(key_.entity).field("customer")->id;
        return;
    }
    copy_.begin(whose.is_null() ? for_customer_ : whose, key_.row);
}

void OrderWork::take_copied(Context& context) {
    const auto found = copy_.look(context);
    if (!found) return;
    if (found->last == nullptr) {
        context.tell(std::string(context.say({"没有可复制的订单", "There is no order to copy"})),
                     std::string(context.say({"这个客户还没有订单", "this customer has none yet"})),
                     true);
        return;
    }
    settle();
    const std::int64_t days =
        copy_order(context.manner, context.catalogue(), *found->last, *draft_);
    settle();
    remark_ = copied_words(context, found->number, days);
    form_.focus = context.catalogue().at(key_.entity).field("pickup_from")->id;
    keep_now(context.model);
}

void OrderWork::keep_now(live::Model& model) {
    if (can_keep()) keeper_.keep_now(model, to_keep(model));
}

void OrderWork::tell_error(const Context& context, const Error& error) {
    const schema::EntitySpec& entity = context.catalogue().at(key_.entity);
    if (const schema::Guard* guard = guard_of(entity, error)) {
        fault_ = guard->label.in(context.canvas.lang());
        fault_ += context.say({"，F8 跳转", ", F8 goes there"});
        const schema::Record values = Draft::values(context.manner, entity, draft_->record);
        for (const FieldSpec* field : guard->fields) {
            if (guard->kind != schema::Guard::Kind::filled) continue;
            if (!schema::is_null(values.get(field->id))) continue;
            form_.faults[field->id] = context.say({"提交前要填", "Needed to submit"});
        }
        return;
    }
    fault_ = words_of(context, error);
    for (const std::string& name : error.fields) {
        if (const FieldSpec* field = entity.field(name)) {
            form_.faults[field->id] = what_is_wrong(context, error);
        }
    }
}

// True: something must be mended first; it is marked, and the first of it has the keyboard.
bool OrderWork::find_faults(Context& context) {
    form_.faults.clear();
    lines_.faults.clear();
    const std::vector<Fault> faults = draft_->faults(context.manner, context.catalogue());
    for (const Fault& fault : faults) {
        if (fault.row == 0) {
            form_.faults[fault.field] = fault.words;
            if (&fault == &faults.front()) form_.focus = fault.field;
        } else {
            lines_.faults[{fault.row - 1, fault.field}] = fault.words;
        }
    }
    if (faults.empty()) return false;
    const std::string count = std::to_string(faults.size());
    fault_ = context.canvas.lang() == Lang::zh ? "还有 " + count + " 处要改，F8 跳转"
                                               : count + " to mend, F8 goes there";
    return true;
}

void OrderWork::save(Context& context, bool and_submit) {
    if (is_busy() || sent_) {
        save_then_ = and_submit || save_then_.value_or(false);
        return;
    }
    ChildSheet lines = sheet(context);
    close_open_cell(lines, lines_);
    settle();
    fault_.clear();
    if (find_faults(context)) return;
    if (!is_new() && !draft_->is_touched()) {
        if (and_submit) take_step(context, {{key_}, "submit", {}});
        return;
    }
    submit_then_ = and_submit;
    sent_ = *draft_;
    saving_ = context.model.perform(draft_->to_save(context.manner, context.catalogue()));
}

void OrderWork::take_step(Context& context, live::TakeStep step) {
    if (stepping_ == 0) stepping_ = context.model.perform(std::move(step));
}

void OrderWork::take_outcomes(Context& context) {
    if (saving_ != 0) {
        if (const auto outcome = context.model.outcome_of(saving_)) {
            saving_ = 0;
            take_saved(context, *outcome);
        }
    }
    if (stepping_ == 0) return;
    const auto outcome = context.model.outcome_of(stepping_);
    if (!outcome) return;
    stepping_ = 0;
    if (outcome->error) return tell_error(context, *outcome->error);
    if (!outcome->refused.empty()) return tell_error(context, outcome->refused.front().error);
    fault_.clear();
}

void OrderWork::take_saved(Context& context, const live::Outcome& outcome) {
    if (outcome.error) {
        sent_.reset();
        submit_then_ = false;
        return tell_error(context, *outcome.error);
    }
    keeper_.forget(context.model, *draft_);
    remark_.clear();
    saved_ = true;
    ++asked_;
    sync::RowKey key = key_;
    const auto order = std::ranges::find(outcome.rows, key_.entity, &sync::RowKey::entity);
    if (is_new() && order != outcome.rows.end()) {
        key = *order;
        context.go({Place::Kind::record, key.entity, key.row, "made"});
    }
    if (submit_then_) take_step(context, {{key}, "submit", {}});
    submit_then_ = false;
}

void OrderWork::discard(Context& context) {
    if (!draft_) return;
    keeper_.forget(context.model, *draft_);
    draft_.reset();
    form_ = {};
    lines_ = {};
    fault_.clear();
    remark_.clear();
    if (is_new()) context.back();
}

void OrderWork::undo() {
    if (steps_.undo(*draft_)) lines_.faults.clear();
}

void OrderWork::redo() { steps_.redo(*draft_); }

}  // namespace branchline::screens
