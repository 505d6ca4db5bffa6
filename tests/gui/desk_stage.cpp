#include "gui/desk_stage.h"

namespace branchline::test {

namespace {

constexpr std::int64_t frame_ms = 16;
constexpr int rounds = 8;

}  // namespace

DeskStage::DeskStage(const StageLook& look, schema::Role role, bool with_sample)
    : office(role), stage(look), app(office.model(), look.lang) {
    if (with_sample) sample = sample_desk(office.fixture());
    app.set_profile({"~/.local/share/branchline/desk", {}});
    office.model().keep("language", look.lang == Lang::zh ? "zh" : "en");
    office.model().keep("theme", look.dark ? "dark" : "light");
    stage.set([this](ui::Canvas& canvas) { app.draw(canvas, now_ms_ += frame_ms); });
    settle();
}

void DeskStage::settle() {
    for (int round = 0; round < rounds; ++round) {
        stage.frames(2);
        office.pump();
    }
    stage.settle();
}

void DeskStage::key(std::string_view chord) {
    stage.key(chord);
    settle();
}

void DeskStage::type(std::string_view text) {
    stage.type(text);
    settle();
}

bool DeskStage::click(std::string_view what) {
    const bool there = stage.click(what);
    settle();
    return there;
}

void DeskStage::go(screens::Place place) {
    app.go(std::move(place));
    settle();
}

void DeskStage::go_to(std::string_view entity) {
    go({screens::Place::Kind::list, office.model().catalogue().entity(entity)->id, {}, {}});
}

}  // namespace branchline::test
