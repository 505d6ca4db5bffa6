#include "screens/arrivals.h"

#include <algorithm>

namespace branchline::screens {

void Arrivals::begin(const schema::Record& values) {
    opened_ = values;
    arrived_.clear();
    history_ = nullptr;
}

bool Arrivals::has_news(const live::RecordAnswer& record) const {
    return std::ranges::any_of(record.entity->fields, [&](const schema::FieldSpec* field) {
        return field->rule != schema::Rule::derived &&
               record.row.values.get(field->id) != opened_.get(field->id);
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
    if (history == history_ && seen_ == record.row.values) return;
    history_ = history;
    seen_ = record.row.values;
    take(history->value, record, context.model.status().user);
}

void Arrivals::take(const live::HistoryAnswer& history, const live::RecordAnswer& record,
                    const UserId& user) {
    arrived_.clear();
    for (const schema::FieldSpec* field : record.entity->fields) {
        const schema::Value& now = record.row.values.get(field->id);
        if (now == opened_.get(field->id) || field->rule == schema::Rule::derived) continue;
        const auto line = std::ranges::find_if(  // the newest that stands
            history.lines, [&](const desk::HistoryLine& each) {
                return each.field == field && each.row.row == record.row.id &&
                       each.kind != desk::HistoryLine::Kind::lost;
            });
        if (line == history.lines.end()) {
            arrived_[field->id] = {{}, record.changed_ms, opened_.get(field->id)};
        } else if (line->by == user) {
            opened_.set(field->id, now);
        } else {
            arrived_[field->id] = {
                line->by.is_null() ? std::string() : name_in(history.titles, line->by), line->at_ms,
                opened_.get(field->id)};
        }
    }
}

const Arrival* Arrivals::at(schema::FieldId field) const {
    const auto at = arrived_.find(field);
    return at == arrived_.end() ? nullptr : &at->second;
}

}  // namespace branchline::screens
