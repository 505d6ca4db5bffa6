// Typed work outlives a crash: a draft is kept two seconds after something was typed in it,
// although nothing more happens, and at once when one leaves the place where it is typed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "live/model.h"
#include "screens/draft.h"

namespace branchline::screens {

class DraftKeeper {
  public:
    // In every frame, with the draft as it would be if nothing more were typed. Gives when it wants
    // to see it again although nothing happens until then; nothing: there is nothing to keep.
    std::optional<std::int64_t> look(live::Model& model, const Draft& draft, std::int64_t now_ms);
    // Without waiting for the time.
    void keep_now(live::Model& model, const Draft& draft);

    // It was found as it had been left.
    void took_up(std::string content) { kept_ = std::move(content); }

    // It has been saved, or is not wanted.
    void forget(live::Model& model, const Draft& draft);

    [[nodiscard]] bool has_kept() const { return !kept_.empty(); }

    // Corrected time; 0: not since it was taken up.
    [[nodiscard]] std::int64_t kept_at_ms() const { return kept_at_ms_; }

  private:
    [[nodiscard]] std::string content_of(const Draft& draft) const;

    std::string kept_;  // as it was last kept
    bool waits_ = false;
    std::int64_t typed_ms_ = 0;  // since when there is something to keep
    bool has_written_ = false;   // it is of its own making
    std::int64_t kept_at_ms_ = 0;
};

}  // namespace branchline::screens
