#include "screens/refused_draft.h"

#include <algorithm>

namespace branchline::screens {

namespace {

using Field = live::RefusedView::Field;

// It is asked for with its step.
bool goes_with_step(const live::RefusedView& item, const Field& field) {
    return std::ranges::any_of(item.fields, [&](const Field& each) {
        return each.step != nullptr && each.row == field.row &&
               each.step->reason == field.field->id;
    });
}

bool is_typed(const live::RefusedView& item, const Field& field) {
    return field.field != nullptr && field.field->is_written_by_desks() && field.step == nullptr &&
           !field.field->is_number && field.field->kind != schema::Kind::status &&
           field.field != field.entity->parent && !goes_with_step(item, field);
}

// An element that was added to a set or taken out of it, over what the set is now.
schema::Value value_of(const Field& field, const DraftRow& row) {
    const auto* element = std::get_if<std::string>(&field.typed);
    if (field.field->kind != schema::Kind::set || element == nullptr) return field.typed;
    const schema::Value& now = Draft::value_of(row, *field.field);
    const auto* present = std::get_if<schema::Set>(&now);
    schema::Set set = present == nullptr ? schema::Set{} : *present;
    if (field.what == "remove") {
        schema::set_erase(set, *element);
    } else {
        schema::set_insert(set, *element);
    }
    return set;
}

std::string text_of(const Manner& manner, const Field& field, const schema::Value& value,
                    const live::Titles& titles) {
    const auto* id = std::get_if<Id>(&value);
    if (id == nullptr) return show_to_edit(manner, *field.field, value);
    const auto title = titles.find(*id);
    return title == titles.end() ? std::string() : title->second;
}

DraftRow& row_of(Draft& draft, const Field& field) {
    if (field.row == draft.record.row || field.entity->id == draft.record.entity) {
        return draft.record;
    }
    const auto at = std::ranges::find_if(draft.children,
                                         [&](const DraftRow& row) { return row.row == field.row; });
    if (at != draft.children.end()) return *at;
    draft.children.push_back({field.entity->id, field.row, {}, {}, false});
    return draft.children.back();
}

bool was_made(const live::RefusedView& item, const RowId& row) {
    return std::ranges::any_of(item.fields, [&](const Field& field) {
        return field.row == row && field.what == "create";
    });
}

}  // namespace

bool was_creation(const live::RefusedView& item) { return was_made(item, item.row); }

std::vector<const schema::Transition*> steps_of(const live::RefusedView& item) {
    std::vector<const schema::Transition*> steps;
    for (const Field& field : item.fields) {
        if (field.step == nullptr || !item.is_own(field)) continue;
        if (std::ranges::find(steps, field.step) == steps.end()) steps.push_back(field.step);
    }
    return steps;
}

std::string reason_of(const live::RefusedView& item, const schema::Transition& step) {
    for (const Field& field : item.fields) {
        const auto* text = std::get_if<std::string>(&field.typed);
        const bool reason = field.field != nullptr && field.field->id == step.reason;
        if (reason && item.is_own(field) && text != nullptr) return *text;
    }
    return {};
}

std::optional<Draft> draft_of_refused(const Manner& manner, const live::RefusedView& item,
                                      const live::Titles& titles, std::optional<Draft> kept) {
    Draft draft = kept ? std::move(*kept) : Draft{};
    const bool creation = was_creation(item);
    draft.record.entity = item.entity->id;
    if (!creation) draft.record.row = item.row;
    draft.instead_of = item.id;
    bool any = false;
    for (const Field& field : item.fields) {
        if (field.entity == nullptr || !item.is_own(field)) continue;
        if (field.what == "delete" && field.entity != item.entity) {
            row_of(draft, field).erased = true;
            any = true;
        }
        if (!is_typed(item, field)) continue;
        any = true;
        DraftRow& row = row_of(draft, field);
        const schema::Value value = value_of(field, row);
        if (!row.base.find(field.field->id)) row.base.set(field.field->id, field.now);
        const auto* any_ref = std::get_if<schema::AnyRef>(&value);
        const std::string text = any_ref != nullptr && titles.contains(any_ref->row)
                                     ? titles.at(any_ref->row)
                                     : text_of(manner, field, value, titles);
        draft.choose(row, *field.field, value, text);
    }
    if (!any) return std::nullopt;
    // Rows that only these changes made are new ones again, or never were.
    const auto made = [&](const DraftRow& row) { return row.row && was_made(item, *row.row); };
    std::erase_if(draft.children, [&](const DraftRow& row) { return row.erased && made(row); });
    for (DraftRow& row : draft.children) {
        if (made(row)) row.row.reset();
    }
    return draft;
}

}  // namespace branchline::screens
