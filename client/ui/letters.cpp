#include "ui/letters.h"

#include <imgui.h>

namespace branchline::ui {

void type_first(std::u32string& letters) {
    ImVector<ImWchar>& queue = ImGui::GetIO().InputQueueCharacters;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        queue.insert(queue.begin() + i, static_cast<ImWchar>(letters[i]));
    }
    letters.clear();
}

}  // namespace branchline::ui
