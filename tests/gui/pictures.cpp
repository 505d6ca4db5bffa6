// Pictures of every main screen in both languages and themes, to be looked at and for the guide:
// pictures OUTPUT_FOLDER [NAME]
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>

#include "gui/desk_stage.h"

namespace branchline::test {

namespace {

using screens::Place;

struct Shot {
    std::string name;
    StageLook look;
};

// A file on its way in, which settling then brings to its end.
void half_import(DeskStage& desk) {
    std::string path = desk.office.fixture().directory.path() + "/rows.csv";
    {
        std::ofstream file(path);
        file << "name\n";
        for (int i = 0; i < 900; ++i) file << "Import " << i << "\n";
    }
    live::Model& model = desk.office.model();
    const live::Ticket ticket = model.perform(
        live::ImportFile{model.catalogue().entity("product")->id, std::move(path), {}, true});
    while (model.work().empty() || model.work().at(ticket).rows < 400) desk.office.pump_one();
    desk.stage.frames(2);
}

// What is seen before the desk itself.
void shoot_gates(DeskStage& desk, const std::function<void(const std::string&)>& save) {
    desk.office.set_gate(live::Gate::locked);
    desk.settle();
    save("lock");
    desk.app.set_profile({"/srv/branchline/sample/desks/SHA-wang", "sample-4711"});
    desk.office.set_gate(live::Gate::first_run);
    desk.settle();
    save("first-run");
    desk.office.set_gate(live::Gate::locked);
    desk.settle();
    save("lock-sample");
}

void shoot(const std::string& folder, const Shot& shot, const std::string& only) {
    DeskStage desk(shot.look);
    const auto save = [&](const std::string& what) {
        const std::string name = what + "-" + shot.name;
        if (!only.empty() && name.find(only) == std::string::npos) return;
        desk.stage.save_picture(folder + "/" + name + ".png");
    };
    const auto id = [&](std::string_view entity) {
        return desk.office.model().catalogue().entity(entity)->id;
    };
    desk.go({Place::Kind::home, 0, {}, {}});
    save("home");
    desk.key("Ctrl+M");
    save("messages");
    desk.key("Esc");
    half_import(desk);
    save("working");
    desk.settle();
    desk.go_to("customer");
    desk.key("Home");
    save("customers");
    desk.go({Place::Kind::record, id("customer"), desk.sample.customers.front(), {}});
    save("customer");
    desk.key("F2");
    save("customer-edit");
    desk.key("Esc");
    desk.key("Esc");
    desk.go_to("order");
    desk.key("Home");
    save("orders");
    desk.go({Place::Kind::record, id("order"), desk.sample.orders.front(), {}});
    save("order");
    desk.office.fixture().arrive_value("order", desk.sample.orders.front(), "lane_to", "武汉");
    desk.stage.click("lane_from");
    desk.type(".");
    desk.office.fixture().arrive_value("order", desk.sample.orders.front(), "lane_from", "无锡");
    desk.settle();
    desk.key("F6");
    desk.key("End");
    save("order-arrived");
    desk.go({Place::Kind::inbox, 0, {}, {}});
    save("inbox");
    desk.go({Place::Kind::review, 0, {}, {}});
    save("review");
    desk.go({Place::Kind::contracts, 0, {}, {}});
    desk.key("Home");
    save("contracts");
    desk.go({Place::Kind::records, 0, {}, {}});
    save("records");
    desk.go({Place::Kind::desk, 0, {}, {}});
    save("desk");
    desk.key("Ctrl+K");
    desk.type(shot.look.lang == Lang::zh ? "新" : "new");
    save("palette");
    desk.key("Esc");
    desk.key("F1");
    save("keys");
    desk.key("Esc");
    shoot_gates(desk, save);
}

}  // namespace

}  // namespace branchline::test

int main(int argc, char** argv) {
    using namespace branchline;
    const std::string folder = argc > 1 ? argv[1] : "pictures";
    const std::string only = argc > 2 ? argv[2] : "";
    std::filesystem::create_directories(folder);
    for (const test::Shot& shot : {test::Shot{"zh", {1440, 900, 1, Lang::zh, false}},
                                   test::Shot{"en", {1440, 900, 1, Lang::en, false}},
                                   test::Shot{"zh-dark", {1440, 900, 1, Lang::zh, true}},
                                   test::Shot{"en-dark", {1440, 900, 1, Lang::en, true}},
                                   test::Shot{"zh-small", {1280, 720, 1, Lang::zh, false}},
                                   test::Shot{"en-200", {1440, 900, 2, Lang::en, false}}}) {
        if (!only.empty() && only.find(shot.name) == std::string::npos &&
            only.find('-') != std::string::npos)
            continue;
        test::shoot(folder, shot, only);
    }
    std::cout << "pictures are in " << folder << "\n";
}
