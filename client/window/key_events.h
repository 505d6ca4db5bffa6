// Keys on their way to ImGui, with what is held beside them.
#pragma once

#include <imgui.h>

namespace branchline::window {

// One key goes down or up while `held` (ImGuiMod_Ctrl, …) is held with it. On the ui thread.
//
// ImGui applies the changes of different keys in one frame: when a frame takes longer than a finger
// on Ctrl+N, the release of Ctrl would be seen together with the press of N, and the command be
// lost. So what is held changes only in a frame after the presses that came before.
void tell_key(ImGuiKey key, bool down, ImGuiKeyChord held);

// Nothing is held any more.
void tell_nothing_held();

}  // namespace branchline::window
