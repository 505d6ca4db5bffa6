// The whole window on a stage: the application over a sample desk, without threads and display.
#pragma once

#include <string>
#include <string_view>

#include "gui/stage.h"
#include "screens/app.h"
#include "support/in_place_office.h"

namespace branchline::test {

class DeskStage {
  public:
    explicit DeskStage(const StageLook& look = {}, schema::Role role = schema::Role::manager,
                       bool with_sample = true);

    // Frames and answers until nothing changes any more.
    void settle();
    void key(std::string_view chord);
    void type(std::string_view text);
    bool click(std::string_view what);
    void go(screens::Place place);
    // A list by the name of its entity.
    void go_to(std::string_view entity);

    InPlaceOffice office;
    SampleDesk sample;
    Stage stage;
    screens::App app;

  private:
    std::int64_t now_ms_ = 1'000'000;
};

// The window in its common size.
inline const StageLook zh{1440, 900, 1, Lang::zh, false};
inline const StageLook en{1440, 900, 1, Lang::en, false};

inline schema::EntityId id_of(DeskStage& desk, std::string_view entity) {
    return desk.office.model().catalogue().entity(entity)->id;
}

}  // namespace branchline::test
