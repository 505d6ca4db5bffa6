// What the inbox says about cases, shared by its list and its cards.
#pragma once

#include <string>

#include "screens/context.h"

namespace branchline::screens {

std::string what_of(const Context& context, const desk::CaseView& kase);
// The values of a unit, joined: an address is one choice, not four.
std::string value_of(const Context& context, const desk::CaseView& kase,
                     const schema::Record& values, const live::Titles& titles);
std::string title_in(const live::Titles& titles, const schema::EntitySpec& entity, const RowId& row,
                     Lang lang);
// A remark beside buttons; half of one helps nobody.
void text_if_room(ui::Canvas& canvas, const ui::Rect& place, std::string_view text);
std::string who_of(const Context& context, const sync::Proposal& proposal,
                   const live::Titles& titles);

}  // namespace branchline::screens
