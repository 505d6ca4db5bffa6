#include "window/key_events.h"

#include <doctest/doctest.h>

#include <memory>

namespace branchline::window {

namespace {

struct Keyboard {
    Keyboard() {
        ImGui::SetCurrentContext(context.get());
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.DisplaySize = {800, 600};
        io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
        frame();  // a command is heard from the second frame on
    }

    void frame() {
        ImGui::GetIO().DeltaTime = 0.1F;
        ImGui::NewFrame();
        if (ImGui::Shortcut(ImGuiMod_Ctrl | ImGuiKey_N, ImGuiInputFlags_RouteGlobal)) ++commands;
        if (ImGui::Shortcut(ImGuiKey_N, ImGuiInputFlags_RouteGlobal)) ++letters;
        ImGui::EndFrame();
    }

    void frames() {
        for (int i = 0; i < 12; ++i) frame();
    }

    std::unique_ptr<ImGuiContext, void (*)(ImGuiContext*)> context{ImGui::CreateContext(),
                                                                   ImGui::DestroyContext};
    int commands = 0;
    int letters = 0;
};

}  // namespace

TEST_CASE("a command is heard when all of its keys came within one frame") {
    for (const bool ctrl_first : {true, false}) {
        Keyboard keyboard;
        for (int i = 0; i < 3; ++i) {
            tell_key(ImGuiKey_LeftCtrl, true, ImGuiMod_Ctrl);
            if (i > 0) keyboard.frames();  // or in a frame before
            tell_key(ImGuiKey_N, true, ImGuiMod_Ctrl);
            if (ctrl_first) tell_key(ImGuiKey_LeftCtrl, false, ImGuiMod_None);
            tell_key(ImGuiKey_N, false, ctrl_first ? ImGuiMod_None : ImGuiMod_Ctrl);
            if (!ctrl_first) tell_key(ImGuiKey_LeftCtrl, false, ImGuiMod_None);
        }
        keyboard.frames();
        CHECK(keyboard.commands == 3);
        CHECK(keyboard.letters == 0);
    }
}

TEST_CASE("what is held after a key is not held with it") {
    Keyboard keyboard;
    tell_key(ImGuiKey_N, true, ImGuiMod_None);
    tell_key(ImGuiKey_LeftCtrl, true, ImGuiMod_Ctrl);
    tell_key(ImGuiKey_N, false, ImGuiMod_Ctrl);
    tell_nothing_held();
    keyboard.frames();
    CHECK(keyboard.commands == 0);
    CHECK(keyboard.letters == 1);
}

TEST_CASE("keys alone wait for no frame") {
    Keyboard keyboard;
    tell_key(ImGuiKey_N, true, ImGuiMod_None);
    tell_key(ImGuiKey_M, true, ImGuiMod_None);
    keyboard.frame();
    CHECK(ImGui::IsKeyDown(ImGuiKey_M));
    CHECK(keyboard.letters == 1);
}

}  // namespace branchline::window
