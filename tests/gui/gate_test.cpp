// Before the desk is open: enrolling needs leave where the data is not encrypted, and a password
// that was handed on is nowhere in the window's memory any more.
#include <doctest/doctest.h>
#include <imgui_internal.h>

#include <algorithm>
#include <string>

#include "desk/profile.h"
#include "gui/desk_stage.h"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr std::string_view password = "geheim wie nie";

const live::Enroll* enrolment(const DeskStage& desk) {
    for (const live::Action& each : desk.office.for_the_program) {
        if (const auto* found = std::get_if<live::Enroll>(&each)) return found;
    }
    return nullptr;
}

bool holds(const ImVector<char>& memory, std::string_view text) {
    const char* begin = memory.Data;
    const char* end = begin + memory.Capacity;
    return std::search(begin, end, text.begin(), text.end()) != end;
}

bool toolkit_knows(std::string_view text) {
    const ImGuiContext& all = *ImGui::GetCurrentContext();
    return holds(all.InputTextState.TextA, text) ||
           holds(all.InputTextState.TextToRevertTo, text) ||
           holds(all.InputTextState.CallbackTextBackup, text) ||
           holds(all.InputTextDeactivatedState.TextA, text);
}

void come_to_password(DeskStage& desk) {
    desk.office.set_gate(live::Gate::first_run);
    desk.settle();
    REQUIRE(desk.click("English"));
    desk.type("ABCDEFGHIJKLMNOP");
    desk.key("Enter");
    REQUIRE(desk.stage.find("first run/password") != nullptr);
    desk.type(password);
    desk.click("first run/again");
    desk.type(password);
}

}  // namespace

TEST_CASE("letters that come at once with the Tab before them are in the field behind it") {
    DeskStage desk({1440, 900, 1, Lang::en, false});
    come_to_password(desk);
    desk.click("first run/password");
    desk.key("Ctrl+A");
    ImGuiIO& io = ImGui::GetIO();
    io.AddInputCharactersUTF8("first ones");
    io.AddKeyEvent(ImGuiKey_Tab, true);
    io.AddKeyEvent(ImGuiKey_Tab, false);
    io.AddInputCharactersUTF8("first ones");
    desk.settle();
    CHECK_FALSE(desk.stage.shows("the two differ"));
    const ui::Seen* again = desk.stage.find("first run/again");
    REQUIRE(again != nullptr);
    CHECK(again->focused);
}

TEST_CASE("enrolling without encryption is refused until the box is ticked") {
    if (desk::replica_is_encrypted) return;
    DeskStage desk({1440, 900, 1, Lang::en, false});
    come_to_password(desk);
    CHECK(desk.stage.shows("does not encrypt"));
    desk.key("Enter");
    CHECK(enrolment(desk) == nullptr);
    CHECK(desk.stage.shows("tick first"));
    desk.click("first run/enroll");
    CHECK(enrolment(desk) == nullptr);
    REQUIRE(desk.click("first run/accept_unencrypted"));
    desk.click("first run/enroll");
    REQUIRE(enrolment(desk) != nullptr);
    CHECK(enrolment(desk)->accept_unencrypted);
    CHECK(enrolment(desk)->password.text() == password);
}

TEST_CASE("a password that opened the desk stays in no field of the window") {
    DeskStage desk({1440, 900, 1, Lang::zh, false});
    desk.office.set_gate(live::Gate::locked);
    desk.settle();
    desk.type(password);
    REQUIRE(toolkit_knows(password));
    desk.key("Enter");
    REQUIRE(desk.office.for_the_program.size() == 1);
    const auto* unlock = std::get_if<live::Unlock>(&desk.office.for_the_program.front());
    REQUIRE(unlock != nullptr);
    CHECK(unlock->password.text() == password);
    CHECK_FALSE(toolkit_knows(password));
    // Refused, it is typed anew.
    desk.type("x");
    desk.key("Enter");
    REQUIRE(desk.office.for_the_program.size() == 2);
    CHECK(std::get<live::Unlock>(desk.office.for_the_program.back()).password.text() == "x");
}
