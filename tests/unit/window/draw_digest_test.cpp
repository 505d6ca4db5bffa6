#include "window/draw_digest.h"

#include <doctest/doctest.h>
#include <imgui.h>

#include <functional>
#include <string>

namespace branchline::window {

namespace {

// ImGui without a screen; textures are taken as soon as they are offered.
class Frames {
  public:
    Frames() : context_(ImGui::CreateContext()) {
        ImGui::SetCurrentContext(context_);
        ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
        ImGui::GetIO().IniFilename = nullptr;
        ImGui::GetIO().DisplaySize = {400, 300};
    }

    Frames(const Frames&) = delete;
    Frames& operator=(const Frames&) = delete;

    ~Frames() {
        for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
            texture->SetTexID(ImTextureID_Invalid);
            texture->SetStatus(ImTextureStatus_Destroyed);
        }
        ImGui::DestroyContext(context_);
    }

    const ImDrawData& draw(const std::function<void(ImDrawList&)>& paint) {
        ImGui::NewFrame();
        paint(*ImGui::GetForegroundDrawList());
        ImGui::Render();
        return *ImGui::GetDrawData();
    }

    void take_textures() {
        for (ImTextureData* texture : *ImGui::GetDrawData()->Textures) {
            if (texture->Status == ImTextureStatus_WantCreate) texture->SetTexID(1);
            texture->SetStatus(ImTextureStatus_OK);
        }
    }

  private:
    ImGuiContext* context_;
};

}  // namespace

TEST_CASE("equal frames have equal digests, and every difference makes another one") {
    Frames frames;
    const auto digest = [&](float left, ImU32 color, const char* text, float clip) {
        const ImDrawData& data = frames.draw([&](ImDrawList& list) {
            list.PushClipRect({0, 0}, {clip, 200});
            list.AddRectFilled({left, 10}, {100, 100}, color);
            list.AddText({20, 120}, IM_COL32_WHITE, text);
            list.PopClipRect();
        });
        const std::uint64_t made = digest_of(data);
        frames.take_textures();
        return made;
    };
    const std::uint64_t first = digest(10, IM_COL32(1, 2, 3, 255), "text", 200);
    CHECK(digest(10, IM_COL32(1, 2, 3, 255), "text", 200) == first);
    CHECK(digest(11, IM_COL32(1, 2, 3, 255), "text", 200) != first);
    CHECK(digest(10, IM_COL32(1, 2, 4, 255), "text", 200) != first);
    CHECK(digest(10, IM_COL32(1, 2, 3, 255), "texf", 200) != first);
    CHECK(digest(10, IM_COL32(1, 2, 3, 255), "text", 201) != first);
    ImGui::GetIO().DisplaySize = {401, 300};
    CHECK(digest(10, IM_COL32(1, 2, 3, 255), "text", 200) != first);
}

TEST_CASE("a frame with glyphs that were never drawn has new textures") {
    Frames frames;
    const auto text = [&](float size) -> const ImDrawData& {
        return frames.draw([&](ImDrawList& list) {
            list.AddText(ImGui::GetFont(), size, {20, 20}, IM_COL32_WHITE, "a");
        });
    };
    CHECK(has_new_textures(text(13)));
    frames.take_textures();
    CHECK_FALSE(has_new_textures(text(13)));
    CHECK(has_new_textures(text(31)));
}

}  // namespace branchline::window
