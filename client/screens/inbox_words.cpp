#include "screens/inbox_words.h"

namespace branchline::screens {

std::string what_of(const Context& context, const desk::CaseView& kase) {
    if (kase.field == nullptr) {
        return std::string(context.say({"删除还是保留", "Delete or keep"}));
    }
    return std::string(kase.field->label.in(context.canvas.lang()));
}

std::string value_of(const Context& context, const desk::CaseView& kase,
                     const schema::Record& values, const live::Titles& titles) {
    std::string text;
    for (const schema::FieldSpec* field : kase.entity->fields) {
        if (kase.field == nullptr || field->unit_id() != kase.field->unit_id()) continue;
        const std::string shown = show(context.manner, *field, values.get(field->id), titles);
        if (shown.empty()) continue;
        if (!text.empty()) text += " · ";
        text += shown;
    }
    return text.empty() ? std::string(context.say({"（空）", "(nothing)"})) : text;
}

std::string title_in(const live::Titles& titles, const schema::EntitySpec& entity, const RowId& row,
                     Lang lang) {
    const std::string title = name_in(titles, row);
    return title.empty() || title == "…" ? std::string(entity.label.in(lang)) : title;
}

void text_if_room(ui::Canvas& canvas, const ui::Rect& place, std::string_view text) {
    if (canvas.width(ui::style::label, text) <= place.width()) {
        canvas.text_in(place, ui::style::label, text);
    }
}

std::string who_of(const Context& context, const sync::Proposal& proposal,
                   const live::Titles& titles) {
    return name_in(titles, proposal.user) + " · " + ago(context.manner, proposal.at_ms);
}

}  // namespace branchline::screens
