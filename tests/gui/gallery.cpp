// Pictures of the components, light and dark, to be looked at: gallery OUTPUT_FOLDER
#include <imgui.h>

#include <array>
#include <iostream>
#include <string>

#include "gui/stage.h"
#include "ui/controls.h"
#include "ui/field.h"
#include "ui/list.h"

namespace branchline::test {

namespace {

void buttons(ui::Canvas& canvas, ui::Rect row) {
    using ui::ButtonKind;
    ui::button_left(canvas, "submit", row,
                    {"Submit", ui::Icon::send, "Ctrl ↵", ButtonKind::primary});
    ui::button_left(canvas, "new", row, {"New line", ui::Icon::plus_lg});
    ui::button_left(canvas, "later", row, {"Later", ui::Icon::none, {}, ButtonKind::ghost});
    ui::button_left(canvas, "delete", row, {"Delete", ui::Icon::trash3, {}, ButtonKind::danger});
    ui::button_left(canvas, "approve", row,
                    {"Approve", ui::Icon::none, {}, ButtonKind::secondary, "you wrote it"});
}

void fields(ui::Canvas& canvas, ui::Rect area, std::string (&texts)[6]) {
    const float width = (area.width() - canvas.px(32)) / 3;
    const auto block = [&](int i, const ui::FieldLook& look) {
        const float left = area.left + static_cast<float>(i % 3) * (width + canvas.px(16));
        const float top = area.top + static_cast<float>(i / 3) * canvas.px(76);
        ui::field_block(canvas, "f" + std::to_string(i), {left, top, left + width, top}, texts[i],
                        look);
    };
    block(0, {.label = "Consignee", .required = true, .hint = "Name or phone tail"});
    block(1, {.label = "Weight", .unit = "kg"});
    block(2, {.label = "Lane"});
    block(3, {.label = "Delivery", .error = "no such day; try 25 Nov"});
    block(4, {.label = "Agreed price", .unit = "¥", .warning = "margin under the 12 % floor"});
    block(5, {.label = "Payment terms", .read_only = true});
}

void draw(ui::Canvas& canvas, std::string (&texts)[6], ui::ListState& list_state) {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(size);
    ImGui::Begin("gallery", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBringToFrontOnFocus);
    canvas.fill({0, 0, size.x, size.y}, ui::Color::panel);
    ui::Rect page = ui::Rect{0, 0, size.x, size.y}.inset(canvas.px(24), canvas.px(16));
    canvas.text(page.left, page.cut_top(canvas.px(32)).mid_y(), ui::style::title,
                "Components 组件 深圳 鑫达 圳尔鑫");
    buttons(canvas, page.cut_top(canvas.px(44)));
    fields(canvas, page.cut_top(canvas.px(168)), texts);
    ui::Rect chips = page.cut_top(canvas.px(32));
    float x = chips.left;
    for (const auto& [word, icon, color] :
         {std::tuple{"Reviewed", ui::Icon::check_circle, ui::Color::ok},
          std::tuple{"Due today", ui::Icon::clock, ui::Color::warn},
          std::tuple{"Overdue", ui::Icon::exclamation_circle, ui::Color::danger},
          std::tuple{"Scheduled", ui::Icon::calendar4_event, ui::Color::info},
          std::tuple{"Offline", ui::Icon::wifi_off, ui::Color::offline},
          std::tuple{"To send", ui::Icon::arrow_up_circle, ui::Color::pending},
          std::tuple{"Conflict", ui::Icon::arrow_left_right, ui::Color::conflict}}) {
        ui::state_chip(canvas, x, chips.mid_y(), icon, word, color);
        x += ui::state_chip_width(canvas, word) + canvas.px(8);
    }
    constexpr std::array tab_list{ui::Tab{"all", "All"}, ui::Tab{"mine", "Mine", 12},
                                  ui::Tab{"grade", "Grade A"}};
    ui::tabs(canvas, "tabs", page.cut_top(canvas.px(36)), tab_list, 0);
    const std::array columns{ui::Column{"number", "Number", 160},
                             ui::Column{"customer", "Customer 客户", 200, 48, 1},
                             ui::Column{"amount", "Amount ¥", 120, 48, 0, ui::Align::right}};
    ui::ListLook look;
    look.count = 1'000'000;
    look.columns = columns;
    const std::vector<ui::SortedBy> sorted_by{{"amount", true}};
    look.sorted_by = sorted_by;
    look.is_checked = [](std::int64_t row) { return row == 3; };
    look.cell = [&](std::int64_t row, std::size_t column, const ui::Rect& cell) {
        if (column == 0) {
            canvas.text_in(cell, ui::style::body.figures(), "SHA-2611-K7-" + std::to_string(row));
        } else if (column == 1) {
            canvas.text_in(cell, ui::style::body, "样例机电（苏州）Sample Electromech");
        } else {
            canvas.text_in(cell, ui::style::body.figures(), std::to_string(row * 7) + ".00",
                           ui::Align::right);
        }
    };
    ui::list(canvas, "rows", page.cut_top(canvas.px(260)), list_state, look);
    ui::empty_state(canvas, "empty", page.cut_top(canvas.px(170)), ui::Icon::inbox,
                    "Nothing to review today", "Submitted orders appear here by themselves",
                    "Show reviewed");
    ImGui::End();
}

}  // namespace

}  // namespace branchline::test

int main(int argc, char** argv) {
    using namespace branchline;
    const std::string folder = argc > 1 ? argv[1] : ".";
    for (const bool dark : {false, true}) {
        test::Stage stage({720, 860, 1, Lang::en, dark});
        std::string texts[6] = {"",      "1,510.5",  "Suzhou → Wuhan",
                                "11-32", "4,751.79", "60 days, monthly"};
        ui::ListState list_state;
        list_state.cursor = 1;
        stage.set([&](ui::Canvas& canvas) { test::draw(canvas, texts, list_state); });
        stage.settle();
        stage.click("f2");
        stage.save_picture(folder + (dark ? "/components-dark.png" : "/components.png"));
    }
    std::cout << "2 pictures\n";
}
