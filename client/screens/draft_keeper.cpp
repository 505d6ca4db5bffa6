#include "screens/draft_keeper.h"

#include <utility>

namespace branchline::screens {

namespace {

constexpr std::int64_t keep_after_ms = 2'000;

}  // namespace

// What has been taken back to where it began needs no draft; one that came without anything typed
// (a copy, a refused change) stays.
std::string DraftKeeper::content_of(const Draft& draft) const {
    if (draft.is_touched()) return draft.encode();
    return has_written_ ? std::string() : kept_;
}

std::optional<std::int64_t> DraftKeeper::look(live::Model& model, const Draft& draft,
                                              std::int64_t now_ms) {
    if (!waits_) {
        waits_ = content_of(draft) != kept_;
        typed_ms_ = now_ms;
    }
    if (!waits_) return std::nullopt;
    if (now_ms < typed_ms_ + keep_after_ms) return typed_ms_ + keep_after_ms;
    keep_now(model, draft);
    return std::nullopt;
}

void DraftKeeper::keep_now(live::Model& model, const Draft& draft) {
    waits_ = false;
    std::string content = content_of(draft);
    if (content == kept_) return;
    kept_ = std::move(content);
    has_written_ = true;
    kept_at_ms_ = model.status().now_ms;
    model.keep_draft(draft.name, kept_);
}

void DraftKeeper::forget(live::Model& model, const Draft& draft) {
    model.keep_draft(draft.name, {});
    *this = {};
}

}  // namespace branchline::screens
