#include "window/key_events.h"

#include <imgui_internal.h>

#include <algorithm>
#include <array>

namespace branchline::window {

namespace {

constexpr std::array mods{ImGuiMod_Ctrl, ImGuiMod_Shift, ImGuiMod_Alt, ImGuiMod_Super};

// A key that no command uses. One that changes twice is what ends the events of a frame.
constexpr ImGuiKey end_of_frame = ImGuiKey_F24;

const ImVector<ImGuiInputEvent>& waiting() { return ImGui::GetCurrentContext()->InputEventsQueue; }

bool is_held_last(ImGuiKey mod) {
    const ImVector<ImGuiInputEvent>& events = waiting();
    for (int i = events.Size; i-- > 0;) {
        if (events[i].Type == ImGuiInputEventType_Key && events[i].Key.Key == mod)
            return events[i].Key.Down;
    }
    return ImGui::GetKeyData(mod)->Down;
}

bool press_waits() {
    return std::any_of(waiting().begin(), waiting().end(), [](const ImGuiInputEvent& event) {
        return event.Type == ImGuiInputEventType_Key && event.Key.Down &&
               (event.Key.Key & ImGuiMod_Mask_) == 0 && event.Key.Key != end_of_frame;
    });
}

void tell_held(ImGuiKeyChord held) {
    const auto differs = [held](ImGuiKey mod) { return is_held_last(mod) != ((held & mod) != 0); };
    if (std::none_of(mods.begin(), mods.end(), differs)) return;
    ImGuiIO& io = ImGui::GetIO();
    if (press_waits()) {
        io.AddKeyEvent(end_of_frame, true);
        io.AddKeyEvent(end_of_frame, false);
    }
    for (const ImGuiKey mod : mods) io.AddKeyEvent(mod, (held & mod) != 0);
}

}  // namespace

void tell_key(ImGuiKey key, bool down, ImGuiKeyChord held) {
    tell_held(held);
    ImGui::GetIO().AddKeyEvent(key, down);
}

void tell_nothing_held() { tell_held(ImGuiMod_None); }

}  // namespace branchline::window
