#include "gui/stage.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "base/ensure.h"
#include "base/text.h"
#include "ui/style.h"

namespace branchline::test {

namespace {

struct NamedKey {
    std::string_view name;
    ImGuiKey key;
};

constexpr std::array keys{
    NamedKey{"Tab", ImGuiKey_Tab},        NamedKey{"Enter", ImGuiKey_Enter},
    NamedKey{"Esc", ImGuiKey_Escape},     NamedKey{"Space", ImGuiKey_Space},
    NamedKey{"Up", ImGuiKey_UpArrow},     NamedKey{"Down", ImGuiKey_DownArrow},
    NamedKey{"Left", ImGuiKey_LeftArrow}, NamedKey{"Right", ImGuiKey_RightArrow},
    NamedKey{"Home", ImGuiKey_Home},      NamedKey{"End", ImGuiKey_End},
    NamedKey{"PageUp", ImGuiKey_PageUp},  NamedKey{"PageDown", ImGuiKey_PageDown},
    NamedKey{"Delete", ImGuiKey_Delete},  NamedKey{"Backspace", ImGuiKey_Backspace},
    NamedKey{"Menu", ImGuiKey_Menu},      NamedKey{"F1", ImGuiKey_F1},
    NamedKey{"F2", ImGuiKey_F2},          NamedKey{"F5", ImGuiKey_F5},
    NamedKey{"F6", ImGuiKey_F6},          NamedKey{"F8", ImGuiKey_F8},
    NamedKey{"=", ImGuiKey_Equal},        NamedKey{"-", ImGuiKey_Minus},
    NamedKey{";", ImGuiKey_Semicolon},
};

ImGuiKey key_of(std::string_view name) {
    const auto at = std::ranges::find(keys, name, &NamedKey::name);
    if (at != keys.end()) return at->key;
    if (name.size() == 1 && name[0] >= 'A' && name[0] <= 'Z') {
        return static_cast<ImGuiKey>(ImGuiKey_A + (name[0] - 'A'));
    }
    if (name.size() == 1 && name[0] >= '0' && name[0] <= '9') {
        return static_cast<ImGuiKey>(ImGuiKey_0 + (name[0] - '0'));
    }
    ENSURE(!"a key of that name");
    return ImGuiKey_None;
}

ImGuiKey modifier_of(std::string_view name) {
    if (name == "Ctrl") return ImGuiMod_Ctrl;
    if (name == "Shift") return ImGuiMod_Shift;
    if (name == "Alt") return ImGuiMod_Alt;
    return ImGuiKey_None;
}

std::size_t hash_of(const ImDrawData& data) {
    std::size_t hash = 0;
    for (const ImDrawList* list : data.CmdLists) {
        const std::string_view bytes(reinterpret_cast<const char*>(list->VtxBuffer.Data),
                                     static_cast<std::size_t>(list->VtxBuffer.size_in_bytes()));
        hash = hash * 31 + std::hash<std::string_view>()(bytes);
    }
    return hash;
}

}  // namespace

Stage::Stage(const StageLook& look) : look_(look), context_(ImGui::CreateContext()) {
    ImGui::SetCurrentContext(context_);
    ImGuiIO& io = ImGui::GetIO();
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    io.ConfigInputTextCursorBlink = false;
    auto files = ui::find_fonts(true);  // the same pictures on every machine
    ENSURE(files.has_value());
    fonts_.emplace(*io.Fonts, *files);
    probe_.record(true);
    set_look(look);
}

Stage::~Stage() {
    ImGui::SetCurrentContext(context_);
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
        texture->SetTexID(ImTextureID_Invalid);
        texture->SetStatus(ImTextureStatus_Destroyed);
    }
    ImGui::DestroyContext(context_);
}

void Stage::set_look(const StageLook& look) {
    look_ = look;
    ImGui::SetCurrentContext(context_);
    ui::apply_style(look.dark ? ui::dark_theme() : ui::light_theme(), *fonts_, look.scale);
    ImGui::GetIO().DisplaySize = {look.width, look.height};
}

void Stage::draw_frame() {
    ImGui::SetCurrentContext(context_);
    ImGui::GetIO().DeltaTime = 1.0F / 60.0F;
    if (between_) between_();
    probe_.begin_frame();
    ImGui::NewFrame();
    ui::Canvas canvas(look_.dark ? ui::dark_theme() : ui::light_theme(), *fonts_, look_.lang,
                      look_.scale, probe_);
    if (draw_) draw_(canvas);
    ImGui::Render();
    if (ImVector<ImTextureData*>* textures = ImGui::GetDrawData()->Textures) {
        for (ImTextureData* texture : *textures) {
            if (texture->Status == ImTextureStatus_WantCreate) texture->SetTexID(1);
            if (texture->Status == ImTextureStatus_WantDestroy) {
                texture->SetTexID(ImTextureID_Invalid);
                texture->SetStatus(ImTextureStatus_Destroyed);
            } else {
                texture->SetStatus(ImTextureStatus_OK);
            }
        }
    }
}

void Stage::frame() { draw_frame(); }

void Stage::frames(int count) {
    for (int i = 0; i < count; ++i) draw_frame();
}

void Stage::settle(int most) {
    for (int i = 0; i < most; ++i) {
        draw_frame();
        const std::size_t hash = hash_of(*ImGui::GetDrawData());
        if (i > 1 && hash == last_hash_) return;
        last_hash_ = hash;
    }
}

void Stage::key(std::string_view chord) {
    ImGui::SetCurrentContext(context_);
    ImGuiIO& io = ImGui::GetIO();
    ++keys_;
    const auto parts = split(chord, '+');
    std::vector<ImGuiKey> modifiers;
    for (const std::string_view part : parts) {
        if (const ImGuiKey modifier = modifier_of(part); modifier != ImGuiKey_None) {
            modifiers.push_back(modifier);
        }
    }
    const ImGuiKey key = key_of(parts.back());
    for (const ImGuiKey modifier : modifiers) io.AddKeyEvent(modifier, true);
    io.AddKeyEvent(key, true);
    draw_frame();
    io.AddKeyEvent(key, false);
    for (const ImGuiKey modifier : modifiers) io.AddKeyEvent(modifier, false);
    frames(2);
}

void Stage::type(std::string_view text) {
    ImGui::SetCurrentContext(context_);
    const std::string whole(text);
    ImGui::GetIO().AddInputCharactersUTF8(whole.c_str());
    frames(2);
}

void Stage::move_mouse(float x, float y) {
    ImGui::SetCurrentContext(context_);
    ImGui::GetIO().AddMousePosEvent(x, y);
    draw_frame();
}

void Stage::wheel(float turns) {
    ImGui::SetCurrentContext(context_);
    ImGui::GetIO().AddMouseWheelEvent(0, turns);
    frames(2);
}

const ui::Seen* Stage::find(std::string_view what) const {
    const ui::Seen* seen = probe_.find(what);
    return seen != nullptr ? seen : probe_.find_label(what);
}

bool Stage::shows(std::string_view text) const {
    return std::ranges::any_of(probe_.seen(), [&](const ui::Seen& each) {
        return each.label.find(text) != std::string::npos ||
               each.value.find(text) != std::string::npos;
    });
}

std::string Stage::value_of(std::string_view what) const {
    const ui::Seen* seen = find(what);
    return seen == nullptr ? std::string() : seen->value;
}

bool Stage::press(std::string_view what, int times) {
    const ui::Seen* seen = find(what);
    if (seen == nullptr || !seen->enabled) return false;
    const float x = (seen->left + seen->right) / 2;
    const float y = (seen->top + seen->bottom) / 2;
    ++keys_;
    move_mouse(x, y);
    for (int i = 0; i < times; ++i) {
        ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
        draw_frame();
        ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
        draw_frame();
    }
    frames(2);
    return true;
}

bool Stage::click(std::string_view what) { return press(what, 1); }

bool Stage::double_click(std::string_view what) { return press(what, 2); }

Picture Stage::picture() {
    ImGui::SetCurrentContext(context_);
    return raster_.draw(*ImGui::GetDrawData());
}

void Stage::save_picture(const std::string& path) {
    std::ofstream(path, std::ios::binary) << encode_png(picture());
}

}  // namespace branchline::test
