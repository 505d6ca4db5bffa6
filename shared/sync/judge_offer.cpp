// Groups of another history that were acknowledged there (SYNC 5.6).
#include <algorithm>

#include "sync/judge_run.h"

namespace branchline::sync {

namespace {

// The place that a change is about is not there (yet): nothing can be made of it here.
bool lacks_its_place(Code code) {
    return code == Code::reference || code == Code::row_gone || code == Code::unknown_field;
}

}  // namespace

// What was acknowledged once is never refused (CATCHUP A6): a new row stands as it was taken then,
// any other change that a hard check stops today becomes a case of its unit. A change whose place
// is missing stays a failure: the group waits for what makes the place.
void JudgeRun::keep_acknowledged(const Change& change, std::size_t failed_before) {
    const auto first = failures_.begin() + static_cast<std::ptrdiff_t>(failed_before);
    if (first == failures_.end()) return;
    const bool placeless = std::any_of(first, failures_.end(), [](const Failure& failure) {
        return lacks_its_place(failure.code);
    });
    if (placeless || scratch_.row(change.key()) == nullptr) return;
    failures_.erase(first, failures_.end());
    merged_ = true;
    if (change.kind != ChangeKind::insert) propose(change, CaseKind::restore, change.values);
}

}  // namespace branchline::sync
