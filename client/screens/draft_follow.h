// A draft beside the record it is typed over: what has been stored meanwhile comes under it, and
// what was typed stays. Pure.
#pragma once

#include <set>

#include "live/question.h"
#include "screens/draft.h"

namespace branchline::screens {

// A draft of the record and its children, with nothing typed.
Draft draft_of(const live::RecordAnswer& record, std::string name);

// Fields that nobody has typed in take what is stored now, and are told (of the record itself).
// Typed ones keep the value they were typed over, so that the form can show both. Rows that came
// are there, rows that went are gone, unless something was typed in them: then they are new ones.
std::set<schema::FieldId> follow(Draft& draft, const live::RecordAnswer& record);

// The row as it is stored now, of the record or of a child; nullptr: it is a new one, or has gone.
const live::Row* stored_row(const live::RecordAnswer& record, const DraftRow& row);
// What is typed in the field gives way to what is stored.
void take_stored(DraftRow& row, schema::FieldId field, const live::Row& stored);

// `sent` has been saved and has come back as `fresh`: what was typed after it was sent is typed
// over that.
void carry_over(const Draft& sent, const Draft& now, Draft& fresh);

}  // namespace branchline::screens
