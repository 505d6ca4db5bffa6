// What Dear ImGui calls while it edits a std::string: the string grows with its buffer. For inputs
// with ImGuiInputTextFlags_CallbackResize and the string as their user data.
#pragma once

#include <imgui.h>

#include <string>

namespace branchline::ui {

inline int grow_text(ImGuiInputTextCallbackData* data) {
    if (data->EventFlag == ImGuiInputTextFlags_CallbackResize) {
        auto& text = *static_cast<std::string*>(data->UserData);
        text.resize(static_cast<std::size_t>(data->BufTextLen));
        data->Buf = text.data();
    }
    return 0;
}

}  // namespace branchline::ui
