#include "screens/arrivals.h"

#include <algorithm>
#include <utility>

#include "screens/draft_follow.h"

namespace branchline::screens {

namespace {

// The record and its children, one after another, until one of them is what is looked for.
template <class Look>
bool any_row(const live::RecordAnswer& record, const Look& look) {
    if (look(*record.entity, record.row)) return true;
    return std::ranges::any_of(record.children, [&](const live::Child& child) {
        return std::ranges::any_of(child.rows,
                                   [&](const live::Row& row) { return look(*child.entity, row); });
    });
}

bool is_news(const schema::FieldSpec& field, const schema::Record& now,
             const schema::Record& opened) {
    return field.rule != schema::Rule::derived && now.get(field.id) != opened.get(field.id);
}

// The record, or one of its lines.
template <class AnyDraft>
auto* line_of(AnyDraft& draft, const RowId& id) {
    if (draft.record.row == id) return &draft.record;
    const auto at = std::ranges::find(draft.children, std::optional(id), &DraftRow::row);
    return at == draft.children.end() ? decltype(&draft.record){} : &*at;
}

}  // namespace

void Arrivals::begin() {
    opened_.clear();
    arrived_.clear();
    seen_.clear();
    history_ = nullptr;
    asked_.reset();
    given_.reset();
}

void Arrivals::begin(const Draft& draft) {
    begin();
    if (draft.record.row) opened_[*draft.record.row] = draft.record.base;
    for (const DraftRow& child : draft.children) {
        if (child.row) opened_[*child.row] = child.base;
    }
}

void Arrivals::begin(const live::RecordAnswer& record) {
    begin();
    static_cast<void>(has_news(record));
}

// A row that has come since begins with what it came with.
bool Arrivals::has_news(const live::RecordAnswer& record) {
    bool news = false;
    any_row(record, [&](const schema::EntitySpec& entity, const live::Row& row) {
        const auto [at, is_new] = opened_.try_emplace(row.id, row.values);
        const schema::Record& opened = at->second;
        news = news || (!is_new && std::ranges::any_of(entity.fields, [&](const auto* field) {
                   return is_news(*field, row.values, opened);
               }));
        return false;
    });
    return news;
}

bool Arrivals::is_seen(const live::RecordAnswer& record) const {
    return !any_row(record, [&](const schema::EntitySpec&, const live::Row& row) {
        const auto at = seen_.find(row.id);
        return at == seen_.end() || at->second != row.values;
    });
}

void Arrivals::look(Context& context, const live::RecordAnswer& record) {
    if (!has_news(record)) {
        arrived_.clear();
        return;
    }
    const live::HistoryQuestion question{{record.entity->id, record.row.id}};
    const auto history = context.model.see("arrivals", question);
    if (history == nullptr || history->error || history->question != question) return;
    if (history == history_ && is_seen(record)) return;
    history_ = history;
    take(history->value, record, context.model.status().user);
}

void Arrivals::take(const live::HistoryAnswer& history, const live::RecordAnswer& record,
                    const UserId& user) {
    arrived_.clear();
    seen_.clear();
    any_row(record, [&](const schema::EntitySpec& entity, const live::Row& row) {
        seen_[row.id] = row.values;
        schema::Record& opened = opened_[row.id];
        for (const schema::FieldSpec* field : entity.fields) {
            if (!is_news(*field, row.values, opened)) continue;
            const auto line = std::ranges::find_if(  // the newest that stands
                history.lines, [&](const desk::HistoryLine& each) {
                    return each.field == field && each.row.row == row.id &&
                           each.kind != desk::HistoryLine::Kind::lost;
                });
            const schema::Value before = opened.get(field->id);
            Arrival& arrival = arrived_[{row.id, field->id}];
            if (line == history.lines.end()) {
                arrival = {{}, record.changed_ms, before};
            } else if (line->by == user) {
                opened.set(field->id, row.values.get(field->id));
                arrived_.erase({row.id, field->id});
            } else {
                arrival = {line->by.is_null() ? std::string() : name_in(history.titles, line->by),
                           line->at_ms, before};
            }
        }
        return false;
    });
}

const Arrival* Arrivals::at(const RowId& row, schema::FieldId field) const {
    const auto at = arrived_.find({row, field});
    return at == arrived_.end() ? nullptr : &at->second;
}

bool Arrivals::is_contested(const DraftRow& row, const schema::FieldSpec& field) const {
    return row.row && row.typed.contains(field.id) && at(*row.row, field.id) != nullptr;
}

std::string Arrivals::words(const Context& context, const live::RecordAnswer& record,
                            const DraftRow& row, const schema::FieldSpec& field) const {
    const Arrival* arrival = row.row ? at(*row.row, field.id) : nullptr;
    const live::Row* stored = arrival == nullptr ? nullptr : stored_row(record, row);
    if (stored == nullptr) return {};
    const bool contested = is_contested(row, field);
    const schema::Value& value = contested ? stored->values.get(field.id) : arrival->before;
    std::string shown = show(context.manner, field, value, record.titles);
    if (shown.empty()) shown = context.say({"空", "nothing"});
    std::string text = arrival->by;
    if (!text.empty()) text += " ";
    text += ago(context.manner, arrival->at_ms);
    text += contested ? context.say({" 改为 ", ": "}) : context.say({" 改过，原为 ", ", was "});
    text += shown;
    if (contested) text += context.say({" · Ctrl+T 采用", " · Ctrl+T takes it"});
    return text;
}

void Arrivals::ask_for_theirs(const DraftRow& row, const schema::FieldSpec& field) {
    if (is_contested(row, field)) asked_ = {*row.row, field.id};
}

void Arrivals::offer_theirs(Context& context, const DraftRow& row, const schema::FieldSpec& field) {
    if (!is_contested(row, field)) return;
    context.offer({"field.theirs",
                   {"采用对方的值", "Take the other value"},
                   "Ctrl+T",
                   ui::Icon::arrow_left_right,
                   {},
                   {},
                   [this, place = std::pair(*row.row, field.id)] { asked_ = place; }});
}

bool Arrivals::take_theirs(Draft& draft, const live::RecordAnswer& record) {
    if (!asked_) return false;
    const Place place = *std::exchange(asked_, std::nullopt);
    DraftRow* row = line_of(draft, place.first);
    const live::Row* stored = row == nullptr ? nullptr : stored_row(record, *row);
    if (stored == nullptr) return false;
    given_.reset();
    if (const auto typed = row->typed.find(place.second); typed != row->typed.end()) {
        given_ = {place, typed->second, row->base.get(place.second), {}};
    }
    take_stored(*row, place.second, *stored);
    if (given_) given_->since = all_typed(draft);
    return true;  // also what is open in a cell, and not in the draft yet, gives way
}

Arrivals::AllTyped Arrivals::all_typed(const Draft& draft) {
    AllTyped typed{draft.record.typed};
    for (const DraftRow& row : draft.children) typed.push_back(row.typed);
    return typed;
}

bool Arrivals::can_give_back(const Draft& draft) const {
    return given_ && line_of(draft, given_->place.first) != nullptr &&
           all_typed(draft) == given_->since;
}

void Arrivals::give_back(Draft& draft) {
    if (!can_give_back(draft)) return;
    DraftRow& row = *line_of(draft, given_->place.first);
    row.typed[given_->place.second] = std::move(given_->typed);
    row.base.set(given_->place.second, std::move(given_->base));
    given_.reset();
}

}  // namespace branchline::screens
