#include "gui/scene.h"

#include <imgui.h>

#include <utility>

namespace branchline::test {

void Scene::draw(Draw content) {
    stage.set([content = std::move(content)](ui::Canvas& canvas) {
        const ImVec2 size = ImGui::GetIO().DisplaySize;
        ImGui::SetNextWindowPos({0, 0});
        ImGui::SetNextWindowSize(size);
        ImGui::Begin("scene", nullptr,
                     ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBringToFrontOnFocus);
        canvas.fill({0, 0, size.x, size.y}, ui::Color::panel);
        content(canvas, {20, 20, size.x - 20, size.y - 20});
        ImGui::End();
    });
    stage.settle();
}

}  // namespace branchline::test
