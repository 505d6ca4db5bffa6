// What only the replica knows: its log, the fold, what waits and what was refused. On the writer's
// thread.
#pragma once

#include "desk/desk.h"
#include "live/question.h"

namespace branchline::live {

HistoryAnswer answer_history(desk::Desk& desk, const HistoryQuestion& question);
InboxAnswer answer_inbox(desk::Desk& desk);
WaitingAnswer answer_waiting(desk::Desk& desk);
// All of it but what the program knows of the line.
StatusAnswer answer_status(desk::Desk& desk);

}  // namespace branchline::live
