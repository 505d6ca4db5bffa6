// One full-size window on a stage, for tests of single widgets.
#pragma once

#include <functional>

#include "gui/stage.h"

namespace branchline::test {

class Scene {
  public:
    using Draw = std::function<void(ui::Canvas&, const ui::Rect& area)>;

    explicit Scene(const StageLook& look = {800, 600, 1, Lang::en, false}) : stage(look) {}

    // Shows it from now on, and lets it come to rest.
    void draw(Draw content);

    Stage stage;
};

}  // namespace branchline::test
