// What a clerk does all day, by the keyboard, with the keys counted against the targets: text that
// is typed does not count, keys and presses do.
#include <doctest/doctest.h>
#include <imgui.h>

#include <iostream>
#include <set>
#include <string>

#include "gui/desk_stage.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

void told(const char* task, int keys, int target) {
    std::cout << task << ": " << keys << " keys, target " << target << "\n";
    CHECK(keys <= target);
}

std::string title_shown(const DeskStage& desk) {
    return desk.stage.shows("SHA-2610-A1-00001") ? "SHA-2610-A1-00001" : "";
}

}  // namespace

TEST_CASE("a customer is found by two characters") {
    DeskStage desk({1440, 900, 1, Lang::zh, false});
    desk.stage.forget_keys();
    desk.key("Ctrl+K");
    desk.type("火锅");
    desk.key("Enter");
    CHECK(desk.app.place().kind == Place::Kind::record);
    CHECK(title_shown(desk) == "SHA-2610-A1-00001");
    told("find a customer by two characters", desk.stage.keys_pressed() + 2, 4);
}

TEST_CASE("what is typed right behind Ctrl+K is looked for, also when the window is slow") {
    DeskStage desk({1440, 900, 1, Lang::zh, false});
    for (int frames_between = 0; frames_between < 5; ++frames_between) {
        ImGuiIO& io = ImGui::GetIO();
        for (const bool down : {true, false}) {
            if (down) io.AddKeyEvent(ImGuiMod_Ctrl, true);
            io.AddKeyEvent(ImGuiKey_K, down);
            if (!down) io.AddKeyEvent(ImGuiMod_Ctrl, false);
        }
        io.AddInputCharactersUTF8("火");
        desk.stage.frames(frames_between);
        io.AddInputCharactersUTF8("锅");
        desk.settle();
        CHECK(desk.stage.value_of("palette/text") == "火锅");
        desk.key("Esc");
    }
}

TEST_CASE("a conflict is resolved with three keys") {
    DeskStage desk({1440, 900, 1, Lang::zh, false});
    REQUIRE(desk.office.model().status().desk.conflicts == 1);
    desk.stage.forget_keys();
    desk.key("Ctrl+2");
    desk.key("1");
    desk.key("Enter");
    CHECK(desk.office.model().status().desk.conflicts == 0);
    told("resolve a conflict", desk.stage.keys_pressed(), 3);
}

TEST_CASE("what is due today is on the first screen") {
    DeskStage desk({1440, 900, 1, Lang::zh, false});
    CHECK(desk.app.place().kind == Place::Kind::home);
    CHECK(desk.stage.shows("今天"));
    CHECK(desk.stage.shows("催收回单"));
    told("see what is due today", 0, 0);
}

TEST_CASE("a customer is changed, saved and taken back") {
    DeskStage desk({1440, 900, 1, Lang::en, false});
    desk.go({Place::Kind::record,
             desk.office.model().catalogue().entity("customer")->id,
             desk.sample.customers.front(),
             {}});
    desk.key("F2");
    desk.stage.click("short_name");
    desk.type("HG");
    desk.key("Ctrl+S");
    CHECK(desk.stage.shows("Edit"));
    CHECK(desk.stage.find("short_name") == nullptr);
    CHECK(desk.stage.shows("HG"));
    desk.key("Ctrl+Z");
    CHECK_FALSE(desk.stage.shows("HG"));
}

TEST_CASE("what does not fit is told at its field and nothing is lost") {
    DeskStage desk({1440, 900, 1, Lang::en, false});
    desk.go({Place::Kind::create, desk.office.model().catalogue().entity("customer")->id, {}, {}});
    desk.stage.click("credit_limit");
    desk.type("a lot");
    desk.key("Ctrl+S");
    CHECK(desk.stage.value_of("credit_limit") == "a lot");
    CHECK(desk.stage.shows("to mend"));
    CHECK(desk.stage.find("credit_limit")->reason != "");
    CHECK(desk.app.place().kind == Place::Kind::create);
}

TEST_CASE("a draft is there again after the program was killed") {
    DeskStage desk({1440, 900, 1, Lang::en, false});
    const Place place{
        Place::Kind::create, desk.office.model().catalogue().entity("customer")->id, {}, {}};
    desk.go(place);
    desk.stage.click("name");
    desk.type("半途而废的客户");
    for (int i = 0; i < 200; ++i) desk.stage.frame();  // the hands rest
    desk.office.pump();
    desk.office.restart();
    screens::App again(desk.office.model(), Lang::en);
    std::int64_t now = 9'000'000;
    desk.stage.set([&](ui::Canvas& canvas) { again.draw(canvas, now += 16); });
    desk.settle();
    again.go(place);
    desk.settle();
    CHECK(desk.stage.value_of("name") == "半途而废的客户");
}

TEST_CASE("F1 lists the keys of the place, and every one of them is a command") {
    DeskStage desk({1440, 900, 1, Lang::en, false});
    desk.go_to("customer");
    std::set<std::string> keys;
    for (const screens::Command& command : desk.app.commands()) {
        CHECK_FALSE(command.label.zh.empty());
        CHECK_FALSE(command.label.en.empty());
        if (command.keys.empty()) continue;
        CAPTURE(command.keys);
        CHECK(keys.insert(std::string(command.keys)).second);
    }
    desk.key("F1");
    CHECK(desk.stage.shows("Keys and commands"));
    CHECK(desk.stage.shows("Ctrl K"));
}

TEST_CASE("a customer is found by pinyin initials") {
    DeskStage desk({1440, 900, 1, Lang::zh, false});
    desk.key("Ctrl+K");
    desk.type("cqylhg");
    desk.key("Enter");
    CHECK(title_shown(desk) == "SHA-2610-A1-00001");
}

TEST_CASE("behind the lock nothing of the data is drawn") {
    DeskStage desk({1440, 900, 1, Lang::zh, false});
    desk.go_to("customer");
    desk.office.set_gate(live::Gate::locked);
    desk.settle();
    CHECK_FALSE(desk.stage.shows("样例火锅"));
    CHECK(desk.stage.find("lock/password") != nullptr);
}
