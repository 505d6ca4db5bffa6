// What was typed into a draft, act by act, so that it can be taken back before it is saved. Pure.
#pragma once

#include <vector>

#include "screens/draft.h"

namespace branchline::screens {

class DraftSteps {
  public:
    // The draft as it is now is where taking back ends.
    void begin(const Draft& draft);
    // An act has come to its end: if it changed something, it can be taken back.
    void settle(const Draft& draft);

    // False: there is nothing to take back, or to do again.
    bool undo(Draft& draft);
    bool redo(Draft& draft);

    [[nodiscard]] bool can_undo(const Draft& draft) const;

    [[nodiscard]] bool can_redo() const { return !later_.empty(); }

  private:
    struct Rows {
        DraftRow record;
        std::vector<DraftRow> children;

        friend bool operator==(const Rows&, const Rows&) = default;
    };

    [[nodiscard]] static bool is_same(const Rows& rows, const Draft& draft);
    void put(Rows rows, Draft& draft);

    Rows now_;
    std::vector<Rows> earlier_;  // newest last
    std::vector<Rows> later_;
};

}  // namespace branchline::screens
