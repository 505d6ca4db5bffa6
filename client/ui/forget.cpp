#include "ui/forget.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <cstring>

#include "base/secret.h"

namespace ImStb {
#include <imstb_textedit.h>  // what can be taken back; the toolkit declares only its name
}  // namespace ImStb

namespace branchline::ui {

namespace {

template <class Item>
void wipe_from(ImVector<Item>& vector, int first) {
    if (first >= vector.Capacity) return;
    wipe_memory(vector.Data + first,
                static_cast<std::size_t>(vector.Capacity - first) * sizeof(Item));
}

void wipe_undo(ImStb::StbUndoState& undo, bool all) {
    if (all) {
        wipe_memory(&undo, sizeof(undo));
        undo.redo_point = IMSTB_TEXTEDIT_UNDOSTATECOUNT;
        undo.redo_char_point = IMSTB_TEXTEDIT_UNDOCHARCOUNT;
        return;
    }
    wipe_memory(undo.undo_char + undo.undo_char_point,
                static_cast<std::size_t>(undo.redo_char_point - undo.undo_char_point));
}

// `all`: also what the field with the keyboard needs.
void forget(ImGuiContext& toolkit, bool all) {
    ImGuiInputTextState& state = toolkit.InputTextState;
    wipe_from(state.TextA, all ? 0 : state.TextLen + 1);
    wipe_from(state.TextToRevertTo,
              all || state.TextToRevertTo.empty()
                  ? 0
                  : static_cast<int>(std::strlen(state.TextToRevertTo.Data)) + 1);
    wipe_from(state.CallbackTextBackup, 0);
    if (state.Stb != nullptr) wipe_undo(state.Stb->undostate, all);
    if (all && !state.TextA.empty()) state.ClearText();
    // Fields are written as they are typed in: there is nothing that it would bring back.
    toolkit.InputTextDeactivatedState.ID = 0;
    wipe_from(toolkit.InputTextDeactivatedState.TextA, 0);
    wipe_from(toolkit.InputEventsTrail, 0);  // only shown to those who debug the toolkit
    wipe_from(toolkit.InputEventsQueue, toolkit.InputEventsQueue.Size);
    wipe_from(toolkit.IO.InputQueueCharacters, toolkit.IO.InputQueueCharacters.Size);
    if (all) wipe_from(toolkit.TempBuffer, 0);  // what was said last: a hint under the mouse
}

unsigned secret_of(const ImGuiContext& toolkit) {
    const ImGuiInputTextState& state = toolkit.InputTextState;
    return (state.Flags & ImGuiInputTextFlags_Password) != 0 ? state.ID : 0;
}

}  // namespace

void forget_typed() {
    if (ImGui::GetCurrentContext() != nullptr) forget(*ImGui::GetCurrentContext(), true);
}

void forget_left_secret() {
    ImGuiContext& toolkit = *ImGui::GetCurrentContext();
    const unsigned secret = secret_of(toolkit);
    if (secret == 0 || toolkit.ActiveId == secret) return;
    forget(toolkit, true);
    toolkit.InputTextState.Flags &= ~ImGuiInputTextFlags_Password;  // once is enough
}

SecretBefore::SecretBefore() : secret_(secret_of(*ImGui::GetCurrentContext())) {}

SecretBefore::~SecretBefore() {
    ImGuiContext& toolkit = *ImGui::GetCurrentContext();
    if (secret_ != 0 && toolkit.InputTextState.ID != secret_) forget(toolkit, false);
}

}  // namespace branchline::ui
