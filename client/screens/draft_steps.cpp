#include "screens/draft_steps.h"

#include <utility>

namespace branchline::screens {

namespace {

constexpr std::size_t most_steps = 100;

}  // namespace

void DraftSteps::begin(const Draft& draft) {
    now_ = {draft.record, draft.children};
    earlier_.clear();
    later_.clear();
}

bool DraftSteps::is_same(const Rows& rows, const Draft& draft) {
    return rows.record == draft.record && rows.children == draft.children;
}

void DraftSteps::settle(const Draft& draft) {
    if (is_same(now_, draft)) return;
    earlier_.push_back(std::move(now_));
    if (earlier_.size() > most_steps) earlier_.erase(earlier_.begin());
    later_.clear();
    now_ = {draft.record, draft.children};
}

bool DraftSteps::can_undo(const Draft& draft) const {
    return !earlier_.empty() || !is_same(now_, draft);
}

void DraftSteps::put(Rows rows, Draft& draft) {
    now_ = std::move(rows);
    draft.record = now_.record;
    draft.children = now_.children;
}

bool DraftSteps::undo(Draft& draft) {
    settle(draft);
    if (earlier_.empty()) return false;
    later_.push_back(now_);
    Rows rows = std::move(earlier_.back());
    earlier_.pop_back();
    put(std::move(rows), draft);
    return true;
}

bool DraftSteps::redo(Draft& draft) {
    settle(draft);
    if (later_.empty()) return false;
    earlier_.push_back(now_);
    Rows rows = std::move(later_.back());
    later_.pop_back();
    put(std::move(rows), draft);
    return true;
}

}  // namespace branchline::screens
