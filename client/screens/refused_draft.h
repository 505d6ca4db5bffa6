// What was refused of a record and its children as one draft, to be edited in the ordinary form and
// sent again: what was written, in one save or several that built on each other, is typed over the
// record as it is now. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "live/question.h"
#include "screens/draft.h"

namespace branchline::screens {

// `kept`: a draft of the record that is there already; what was refused is typed over it. Nothing:
// there is no field to edit (a step, an end).
std::optional<Draft> draft_of_refused(const Manner& manner, const live::RefusedView& item,
                                      const live::Titles& titles, std::optional<Draft> kept);

// It made the record, which is not there any more.
[[nodiscard]] bool was_creation(const live::RefusedView& item);

// The steps of the record that came back: they are no fields, and must be taken anew.
[[nodiscard]] std::vector<const schema::Transition*> steps_of(const live::RefusedView& item);
// What was written as the reason of one of them.
[[nodiscard]] std::string reason_of(const live::RefusedView& item, const schema::Transition& step);

}  // namespace branchline::screens
