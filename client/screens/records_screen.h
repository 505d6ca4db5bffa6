// Every kind of record there is, so that nothing can only be reached by those who know its name.
#pragma once

#include "screens/screen.h"

namespace branchline::screens {

class RecordsScreen final : public Screen {
  public:
    void draw(Context& context, const ui::Rect& area) override;

  private:
    // From this height on. Gives where they end.
    static float draw_cards(Context& context, const ui::Rect& page, float y);
};

}  // namespace branchline::screens
