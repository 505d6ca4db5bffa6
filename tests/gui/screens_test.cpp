// Every place of the window, for every entity, language, role and amount of data: it draws, stays
// inside the window, and says something.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "gui/desk_stage.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

std::vector<Place> places(DeskStage& desk) {
    std::vector<Place> all;
    for (const Place::Kind kind :
         {Place::Kind::home, Place::Kind::inbox, Place::Kind::review, Place::Kind::contracts,
          Place::Kind::records, Place::Kind::desk}) {
        all.push_back({kind, 0, {}, {}});
    }
    for (const schema::EntitySpec* entity : desk.office.model().catalogue().entities()) {
        all.push_back({Place::Kind::list, entity->id, {}, {}});
        if (!entity->server_only) all.push_back({Place::Kind::create, entity->id, {}, {}});
    }
    const auto add = [&](std::string_view entity, const std::vector<RowId>& rows) {
        if (!rows.empty())
            all.push_back({Place::Kind::record,
                           desk.office.model().catalogue().entity(entity)->id,
                           rows.front(),
                           {}});
    };
    add("customer", desk.sample.customers);
    add("order", desk.sample.orders);
    add("contract", desk.sample.contracts);
    add("task", desk.sample.tasks);
    return all;
}

// What can be pressed must be where it can be reached.
void check_inside(const DeskStage& desk, const StageLook& look) {
    for (const ui::Seen& seen : desk.stage.probe().seen()) {
        const bool pressed = seen.kind == ui::Seen::Kind::button ||
                             seen.kind == ui::Seen::Kind::field || seen.kind == ui::Seen::Kind::tab;
        if (!pressed || seen.right <= seen.left) continue;
        CAPTURE(seen.path);
        CHECK(seen.left >= -1);
        CHECK(seen.right <= look.width + 1);
    }
}

void visit_all(const StageLook& look, schema::Role role, bool sample) {
    DeskStage desk(look, role, sample);
    for (const Place& place : places(desk)) {
        CAPTURE(static_cast<int>(place.kind));
        CAPTURE(place.entity);
        desk.go(place);
        CHECK(desk.stage.probe().seen().size() > 10);
        check_inside(desk, look);
    }
}

}  // namespace

TEST_CASE("every place draws in both languages, with a sample company") {
    visit_all({1440, 900, 1, Lang::zh, false}, schema::Role::manager, true);
    visit_all({1440, 900, 1, Lang::en, true}, schema::Role::manager, true);
}

TEST_CASE("every place draws without any data, and for those who may see little") {
    visit_all({1440, 900, 1, Lang::en, false}, schema::Role::clerk, false);
    visit_all({1440, 900, 1, Lang::zh, false}, schema::Role::warehouse, true);
    visit_all({1440, 900, 1, Lang::en, false}, schema::Role::auditor, true);
}

TEST_CASE("every place is usable in a small window and in a large one at 200 percent") {
    visit_all({1280, 720, 1, Lang::en, false}, schema::Role::manager, true);
    visit_all({3840, 2160, 2, Lang::zh, false}, schema::Role::manager, true);
    visit_all({1440, 900, 2, Lang::zh, false}, schema::Role::manager, true);
}

TEST_CASE("who may not see prices finds none on any place") {
    DeskStage desk({1440, 900, 1, Lang::en, false}, schema::Role::warehouse);
    for (const Place& place : places(desk)) {
        desk.go(place);
        for (const ui::Seen& seen : desk.stage.probe().seen()) {
            if (place.kind == Place::Kind::home) continue;  // sums of nothing
            CHECK_MESSAGE(seen.label.find("¥ 1,0") == std::string::npos, seen.path);
        }
    }
}
