#include "ui/scrolled.h"

#include <imgui.h>

#include <cmath>

namespace branchline::ui {

namespace {

constexpr float longest_page = 40'000;

}  // namespace

Scrolled::Scrolled(Canvas& canvas, std::string_view id, const Rect& place, float margin)
    : canvas_(canvas), id_(id), place_(place), page_(place) {
    ImGui::SetCursorScreenPos({place.left, place.top});
    ImGui::BeginChild(id_.c_str(), {place.width() + margin, place.height()},
                      ImGuiChildFlags_NavFlattened, ImGuiWindowFlags_NoBackground);
    page_.top -= ImGui::GetScrollY();
    page_.bottom = page_.top + canvas.px(longest_page);
}

Scrolled::~Scrolled() {
    if (canvas_.probe().records()) {
        const auto whole = [](float length) { return std::to_string(std::lround(length)); };
        canvas_.probe().add({Seen::Kind::pane,
                             id_,
                             {},
                             whole(ImGui::GetScrollY()) + " of " + whole(ImGui::GetScrollMaxY()),
                             place_.left,
                             place_.top,
                             place_.right,
                             place_.bottom});
    }
    ImGui::EndChild();
}

bool Scrolled::is_in_view(const Rect& part) const {
    return part.top >= place_.top && part.bottom <= place_.bottom;
}

void Scrolled::show(const Rect& part) { ImGui::SetScrollFromPosY(part.top - place_.top, 0); }

void Scrolled::ends_at(float bottom) {
    ImGui::SetCursorScreenPos({place_.left, bottom});
    ImGui::Dummy({1, 1});
}

}  // namespace branchline::ui
