// Answers that a reader makes from one snapshot, a function each. What may not be read is refused
// or left out, as everywhere. On the reader's thread.
#pragma once

#include "live/read_side.h"

namespace branchline::live {

// Figures over all rows of a list. bad_filter, unknown_field.
Result<FiguresAnswer> answer(ReadSide& side, const FiguresQuestion& question);
// One record with its children, what may be done with it, and what refers to it.
Result<RecordAnswer> answer(ReadSide& side, const RecordQuestion& question);
Result<RowsAnswer> answer(ReadSide& side, const PickedQuestion& question);
Result<FindAnswer> answer(ReadSide& side, const FindQuestion& question);
Result<DuplicatesAnswer> answer(ReadSide& side, const DuplicatesQuestion& question);
// The checklist of an order as it is typed.
Result<ChecksAnswer> answer(ReadSide& side, const ChecksQuestion& question);

// A row as it stands in a list of hits.
Hit hit_of(ReadSide& side, const schema::EntitySpec& entity, const RowId& id,
           const schema::Record& values);

}  // namespace branchline::live
