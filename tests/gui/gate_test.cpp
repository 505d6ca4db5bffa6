// Before the desk is open: enrolling needs leave where the data is not encrypted, and a password
// that was handed on is nowhere in the window's memory any more.
#include <doctest/doctest.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "desk/profile.h"
#include "gui/desk_stage.h"

namespace ImStb {
#include <imstb_textedit.h>  // the memory of what can be taken back
}  // namespace ImStb

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

constexpr std::string_view password = "geheim wie nie";

const live::Enroll* enrolment(const DeskStage& desk) {
    for (const live::Action& each : desk.office.for_the_program) {
        if (const auto* found = std::get_if<live::Enroll>(&each)) return found;
    }
    return nullptr;
}

bool holds(const void* memory, std::size_t size, std::string_view text) {
    const char* begin = static_cast<const char*>(memory);
    return std::search(begin, begin + size, text.begin(), text.end()) != begin + size;
}

bool holds(const ImVector<char>& memory, std::string_view text) {
    return holds(memory.Data, static_cast<std::size_t>(memory.Capacity), text);
}

bool toolkit_knows(std::string_view text) {
    const ImGuiContext& all = *ImGui::GetCurrentContext();
    return holds(all.InputTextState.TextA, text) ||
           holds(all.InputTextState.TextToRevertTo, text) ||
           holds(all.InputTextState.CallbackTextBackup, text) ||
           holds(all.InputTextDeactivatedState.TextA, text) || holds(all.TempBuffer, text) ||
           holds(all.InputTextState.Stb, sizeof(*all.InputTextState.Stb), text);
}

// Its characters stand one by one in events and in the queue of letters.
bool toolkit_heard(std::string_view text) {
    std::string heard;
    const auto& events = ImGui::GetCurrentContext()->InputEventsTrail;
    for (int i = 0; i < events.Capacity; ++i) {
        if (events.Data[i].Type != ImGuiInputEventType_Text) continue;
        heard += static_cast<char>(events.Data[i].Text.Char);
    }
    return heard.find(text) != std::string::npos;
}

void open_passwords(DeskStage& desk) {
    desk.go({Place::Kind::desk, 0, {}, {}});
    REQUIRE(desk.click("tabs/settings"));
    REQUIRE(desk.stage.find("present") != nullptr);
    desk.stage.click("present");
    desk.type(password);
    desk.key("Ctrl+A");
    desk.key("Backspace");  // deleted, it can be taken back
    desk.type(password);
    REQUIRE(toolkit_knows(password));
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

TEST_CASE("what is wrong with the data stands behind the lock to be read, with what to do") {
    for (const Lang lang : {Lang::en, Lang::zh}) {
        DeskStage desk({1440, 900, 1, lang, false});
        desk.office.set_gate(live::Gate::locked);
        desk.settle();
        desk.office.program_says = Error{Code::damaged, "store", "PRAGMA of something", {}};
        desk.type(password);
        desk.key("Enter");
        desk.settle();
        CHECK(desk.stage.shows(lang == Lang::en ? "The data file is damaged" : "数据文件已经损坏"));
        CHECK(desk.stage.shows(lang == Lang::en ? "Repair" : "修复"));
        CHECK_FALSE(desk.stage.shows("PRAGMA"));
        desk.office.program_says = Error{Code::wrong_password, {}, {}, {}};
        desk.type("x");
        desk.key("Enter");
        desk.settle();
        CHECK_FALSE(desk.stage.shows(lang == Lang::en ? "Repair" : "修复"));
    }
}

TEST_CASE("damaged data is repaired from the lock, with the password") {
    for (const Code code : {Code::damaged, Code::foreign_file}) {
        DeskStage desk({1440, 900, 1, Lang::en, false});
        desk.office.set_gate(live::Gate::locked);
        desk.settle();
        desk.office.program_says = Error{code, "store", {}, {}};
        desk.type(password);
        desk.key("Enter");
        desk.settle();
        REQUIRE(desk.stage.shows("The data file is damaged"));
        const auto given = [&] { return desk.office.for_the_program.size(); };
        desk.click("lock/repair");
        CHECK(given() == 1);  // it wants the password
        desk.office.program_says = Error{Code::offline, "server", {}, {}};
        desk.click("lock/password");
        desk.type(password);
        REQUIRE(desk.click("lock/repair"));
        REQUIRE(given() == 2);
        const auto* repair = std::get_if<live::Repair>(&desk.office.for_the_program.back());
        REQUIRE(repair != nullptr);
        CHECK(repair->password.text() == password);
        CHECK_FALSE(toolkit_knows(password));
        desk.settle();
        // It says why not, and can be tried again.
        CHECK(desk.stage.shows(code_label(Code::offline).in(Lang::en)));
        CHECK(desk.stage.shows("Repair"));
    }
}

TEST_CASE("damage found at work stands behind the lock with its repair, and after it in the bar") {
    for (const Lang lang : {Lang::en, Lang::zh}) {
        const bool en_shown = lang == Lang::en;
        DeskStage desk({1440, 900, 1, lang, false});
        desk.office.set_trouble(Error{Code::damaged, "store", "PRAGMA of something", {}});
        desk.office.set_gate(live::Gate::locked);
        desk.settle();
        CHECK(desk.stage.shows(en_shown ? "The data file is damaged" : "数据文件已经损坏"));
        CHECK_FALSE(desk.stage.shows("PRAGMA"));
        desk.type(password);
        REQUIRE(desk.click("lock/repair"));
        CHECK(std::holds_alternative<live::Repair>(desk.office.for_the_program.back()));
        // Somebody unlocks all the same: he is told for as long as it lasts, and the way back.
        desk.office.set_gate(live::Gate::open);
        desk.settle();
        const std::string told =
            en_shown ? "Data damaged, read only, repair" : "资料损坏，只能查阅，点此修复";
        CHECK(desk.stage.shows(told));
        desk.office.set_trouble(std::nullopt);
        desk.settle();
        CHECK_FALSE(desk.stage.shows(told));
    }
}

TEST_CASE("a password is in no memory of the toolkit once its field is left, what it says stays") {
    for (const std::string way : {"Tab", "click a field", "click nothing", "go elsewhere"}) {
        CAPTURE(way);
        DeskStage desk(en, schema::Role::manager);
        open_passwords(desk);
        if (way == "Tab") desk.key("Tab");
        if (way == "click a field") desk.click("next");
        if (way == "click nothing") {
            desk.stage.move_mouse(700, 890);
            ImGui::GetIO().AddMouseButtonEvent(0, true);
            ImGui::GetIO().AddMouseButtonEvent(0, false);
            desk.settle();
        }
        if (way == "go elsewhere") desk.key("Ctrl+1");
        CHECK_FALSE(toolkit_knows(password));
        CHECK_FALSE(toolkit_heard(password));
        if (way == "go elsewhere") continue;
        desk.click("next");
        desk.type("another one");
        desk.click("again");
        desk.type("another one");
        REQUIRE(desk.click("desk/change"));
        desk.settle();
        const auto& given = desk.office.for_the_program;
        REQUIRE(given.size() == 1);
        CHECK(std::get<live::ChangePassword>(given.back()).present.text() == password);
        CHECK_FALSE(toolkit_knows("another one"));
    }
}

TEST_CASE("a shorter text that follows a password leaves nothing of its end") {
    DeskStage desk(en, schema::Role::manager);
    open_passwords(desk);
    desk.click("next");
    desk.type("short");
    CHECK_FALSE(toolkit_knows(password.substr(6)));
}

TEST_CASE("behind the lock nothing that was typed is in the toolkit") {
    DeskStage desk(en, schema::Role::manager);
    desk.go({Place::Kind::record, id_of(desk, "customer"), desk.sample.customers[3], {}});
    desk.key("F2");
    desk.stage.click("needs");
    desk.type("kept cool by night");
    REQUIRE(toolkit_knows("kept cool by night"));
    desk.office.set_gate(live::Gate::locked);
    desk.settle();
    CHECK_FALSE(toolkit_knows("kept cool by night"));
    CHECK_FALSE(toolkit_heard("kept cool by night"));
    desk.office.set_gate(live::Gate::open);
    desk.settle();
    CHECK(desk.stage.value_of("needs") == "kept cool by night");
}
