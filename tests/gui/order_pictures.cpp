// Pictures of order entry and review as they are worked in, to be looked at:
// order_pictures OUTPUT_FOLDER [NAME]
#include <imgui.h>

#include <filesystem>
#include <iostream>
#include <string>

#include "gui/desk_stage.h"

namespace branchline::test {

namespace {

using screens::Place;

constexpr const char* table =
    "货物\t包装\t件数\t重量 kg\t体积 m³\t声明价值\n伺服电机 SM-130\t纸箱\t24\t412.5\t1.92\t86400\n"
    "减速机总成\t木箱\t8\t688\t2.64\t124000\n控制柜（防潮）\t木箱\t四\t320\t3.072\t58000\n"
    "锂电池模组（样品）\t铁桶\t2\t36\t0.11\t9600\n备件与说明书\t纸箱\t6\t54\t0.288\t3200\n";

void shoot(const std::string& folder, const std::string& name, const StageLook& look) {
    DeskStage desk(look);
    const auto save = [&](const std::string& what) {
        desk.stage.save_picture(folder + "/" + what + "-" + name + ".png");
    };
    const schema::EntityId order = desk.office.model().catalogue().entity("order")->id;
    desk.go({Place::Kind::create, order, {}, {}});
    save("order-new");
    desk.stage.click("customer/text");
    desk.type("火锅");
    desk.key("Enter");
    desk.key("Ctrl+D");
    desk.key("F6");
    ImGui::SetClipboardText(table);
    desk.key("Ctrl+Down");
    desk.key("Down");
    desk.key("Ctrl+V");
    save("order-paste");
    desk.key("Enter");
    desk.key("End");
    desk.key("Down");
    desk.stage.type("9");
    desk.key("Enter");
    desk.key("Home");
    desk.key("Right");
    desk.key("Right");
    desk.key("Right");
    desk.stage.type("32");
    save("order-entry");
    desk.key("Esc");
    desk.key("Ctrl+S");
    save("order-fault");
    desk.go({Place::Kind::record, order, desk.sample.orders[8], {}});
    save("order-reviewed");
    desk.go({Place::Kind::review, 0, {}, {}});
    save("review");
    desk.key("R");
    save("review-return");
}

}  // namespace

}  // namespace branchline::test

int main(int argc, char** argv) {
    using namespace branchline;
    const std::string folder = argc > 1 ? argv[1] : "pictures";
    const std::string only = argc > 2 ? argv[2] : "";
    std::filesystem::create_directories(folder);
    for (const auto& [name, look] :
         {std::pair{"zh", test::StageLook{1440, 900, 1, Lang::zh, false}},
          std::pair{"en", test::StageLook{1440, 900, 1, Lang::en, false}},
          std::pair{"en-dark", test::StageLook{1440, 900, 1, Lang::en, true}},
          std::pair{"zh-small", test::StageLook{1280, 720, 1, Lang::zh, false}},
          std::pair{"en-200", test::StageLook{1440, 900, 2, Lang::en, false}}}) {
        if (only.empty() || only == name) test::shoot(folder, name, look);
    }
    std::cout << "pictures are in " << folder << "\n";
}
