// What arrives while one works: messages behind the bell, work with its Stop, marks at fields.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "base/platform.h"
#include "gui/desk_stage.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

int unread(const DeskStage& desk) {
    const std::string count = desk.stage.value_of("top/unread");
    return count.empty() ? 0 : std::stoi(count);
}

void open_customer(DeskStage& desk, const RowId& row) {
    desk.go({Place::Kind::record, id_of(desk, "customer"), row, {}});
}

std::string note_at(const DeskStage& desk, std::string_view part) {
    for (const ui::Seen& seen : desk.stage.probe().seen()) {
        if (seen.label.find(part) != std::string::npos) return seen.label;
        if (seen.value.find(part) != std::string::npos) return seen.value;
    }
    return {};
}

std::string customers_file(DeskStage& desk, int rows) {
    std::string path = desk.office.fixture().directory.path() + "/rows.csv";
    std::string content = "name\n";
    for (int i = 0; i < rows; ++i) content += "导入" + std::to_string(i) + "\n";
    REQUIRE(write_file_atomically(path, content, false).has_value());
    return path;
}

}  // namespace

TEST_CASE("a message that arrives is counted at the bell, and Enter opens what it is about") {
    DeskStage desk(en, schema::Role::clerk);
    const int before = unread(desk);
    desk.office.fixture().clock.now_ms += 60'000;
    const RowId task = desk.office.fixture().arrive(
        "task", {{"what", "Ring the agent"}, {"branch", "SHA"}, {"owner", "wang"}});
    desk.settle();
    CHECK(unread(desk) == before + 1);
    desk.key("Ctrl+M");
    CHECK(desk.stage.shows("Ring the agent"));
    CHECK(desk.stage.shows("made you its owner"));
    desk.key("Enter");
    CHECK(desk.app.place() == Place{Place::Kind::record, id_of(desk, "task"), task, {}});
    CHECK(desk.stage.find("messages/lines/row 0") == nullptr);
    CHECK(unread(desk) == before);
}

TEST_CASE("refusals and conflicts among the messages lead to their place in the inbox") {
    DeskStage desk(zh, schema::Role::manager);
    desk.key("Ctrl+M");
    for (const char* what : {"被退回", "待你选择"}) {
        CAPTURE(what);
        const ui::Seen* found = nullptr;
        for (const ui::Seen& seen : desk.stage.probe().seen()) {
            const bool row = seen.kind == ui::Seen::Kind::row &&
                             seen.path.find("messages/") != std::string::npos;
            if (row && seen.label.find(what) != std::string::npos) found = &seen;
        }
        REQUIRE(found != nullptr);
        desk.click(found->path);
        CHECK(desk.app.place().kind == Place::Kind::inbox);
        CHECK(desk.stage.shows(what == std::string("被退回") ? "我写的" : "应用"));
        desk.key("Ctrl+1");
        desk.key("Ctrl+M");
    }
}

TEST_CASE("a refusal behind the bell names fields and steps by their labels, in both languages") {
    for (const StageLook& look : {en, zh}) {
        DeskStage desk(look, schema::Role::reviewer);
        const bool chinese = look.lang == Lang::zh;
        desk.office.fixture().accept_all();
        desk.office.model().perform(
            live::TakeStep{{{id_of(desk, "order"), desk.sample.orders[6]}}, "approve", {}});
        desk.settle();
        desk.office.fixture().reject_all(Code::changed_since_seen, "approve");
        desk.settle();
        desk.key("Ctrl+M");
        CHECK_FALSE(note_at(desk, chinese ? "订单 · 状态（审核通过）" : "Order · Status (Approve)")
                        .empty());
        CHECK(note_at(desk, "order.status").empty());
    }
}

TEST_CASE("what was read stays read after the end of the program, and a new message does not") {
    DeskStage desk(en, schema::Role::clerk);
    REQUIRE(unread(desk) > 0);
    desk.click("top/bell");
    desk.click("all read");
    CHECK(unread(desk) == 0);
    desk.key("Esc");
    desk.office.restart();
    desk.settle();
    CHECK(unread(desk) == 0);
    desk.office.fixture().arrive("task", {{"what", "New"}, {"branch", "SHA"}, {"owner", "wang"}});
    desk.settle();
    CHECK(unread(desk) == 1);
}

TEST_CASE("while the messages lie open, keys of the page under them do nothing") {
    DeskStage desk(en, schema::Role::manager);
    desk.go({Place::Kind::review, 0, {}, {}});
    const std::int64_t pending = desk.office.model().status().desk.pending;
    desk.key("Ctrl+M");
    desk.key("A");
    CHECK(desk.office.model().status().desk.pending == pending);
    desk.key("Esc");
    CHECK(desk.app.place().kind == Place::Kind::review);
    CHECK(desk.stage.find("messages/lines/row 0") == nullptr);
}

TEST_CASE(
    "an import shows how far it is on every place, and stopped, whole rows stand and one undo "
    "takes them back") {
    DeskStage desk(en, schema::Role::manager);
    live::Model& model = desk.office.model();
    const std::string path = customers_file(desk, 900);
    const live::Ticket ticket =
        model.perform(live::ImportFile{id_of(desk, "customer"), path, {}, false});
    while (model.work().empty() || model.work().at(ticket).rows < 400) desk.office.pump_one();
    desk.stage.frames(3);
    const std::string work = "status/work " + std::to_string(ticket);
    REQUIRE(desk.stage.find(work) != nullptr);
    CHECK(desk.stage.find(work)->label.find("Import customers 4") == 0);
    const bool offered = std::ranges::any_of(desk.app.commands(), [](const auto& command) {
        return command.title.find("Stop: Import customers") == 0;
    });
    CHECK(offered);
    CHECK(desk.click("stop " + std::to_string(ticket)));
    CHECK(desk.stage.find(work) == nullptr);
    CHECK(desk.stage.shows("Import customers: stopped"));
    CHECK(desk.stage.shows("400 done and kept"));
    desk.go_to("customer");
    CHECK(desk.stage.shows("424"));
    desk.key("Ctrl+Z");
    CHECK_FALSE(desk.stage.shows("424"));
    desk.key("Ctrl+M");
    CHECK(desk.stage.shows("Import customers: stopped"));
}

TEST_CASE("a stopped export leaves no file") {
    DeskStage desk(en, schema::Role::manager);
    live::Model& model = desk.office.model();
    const std::string path = desk.office.fixture().directory.path() + "/out.csv";
    const live::Ticket ticket = model.perform(live::ExportFile{id_of(desk, "customer"), path, {}});
    while (model.work().empty()) desk.office.pump_one();
    desk.office.pump_one();
    model.stop(ticket);
    desk.settle();
    CHECK(desk.stage.shows("No file was written"));
    CHECK_FALSE(file_exists(path));
    CHECK_FALSE(file_exists(path + ".part"));
}

TEST_CASE("a look at a file says nothing of rows that were not taken") {
    DeskStage desk(en, schema::Role::manager);
    desk.office.model().perform(
        live::ImportFile{id_of(desk, "customer"), customers_file(desk, 3), {}, true});
    desk.settle();
    CHECK_FALSE(desk.stage.shows("3 imported"));
}

TEST_CASE("a big batch shows how much of it is sent, and rests when it is stopped") {
    DeskStage desk(en, schema::Role::manager);
    live::LineState line;
    line.link = desk::LinkState::online;
    desk.office.fixture().accept_all();
    for (int i = 0; i < 60; ++i) {
        desk.office.fixture().create("task", {{"what", "Task " + std::to_string(i)}});
    }
    desk.office.set_line(line);
    desk.settle();
    CHECK(desk.stage.shows("Sending 0 / 60"));
    desk.office.fixture().accept_all();
    desk.office.fixture().create("task", {{"what", "One more"}});
    desk.settle();
    REQUIRE(desk.stage.find("status/work 0") != nullptr);
    CHECK(desk.stage.find("status/work 0")->label == "Sending 59 / 60");
    desk.office.for_the_program.clear();
    CHECK(desk.click("stop 0"));
    REQUIRE(desk.office.for_the_program.size() == 1);
    CHECK(std::holds_alternative<live::PauseSync>(desk.office.for_the_program.front()));
    line.link = desk::LinkState::down;
    line.paused = true;
    desk.office.set_line(line);
    desk.settle();
    CHECK(desk.stage.find("status/work 0") == nullptr);
    CHECK(desk.stage.shows("Sync paused"));
}

TEST_CASE("a field that somebody else changed says who, when and what it was, own changes do not") {
    DeskStage desk(en, schema::Role::manager);
    DeskFixture& fixture = desk.office.fixture();
    const RowId row = desk.sample.customers[3];
    open_customer(desk, row);
    desk.key("F2");
    desk.stage.click("needs");
    desk.type("Mine");
    fixture.clock.now_ms += 60'000;
    fixture.arrive_value("customer", row, "short_name", "Theirs");
    fixture.arrive_value("customer", row, "needs", "Cooled");
    fixture.change("customer", row, {{"tax_id", "91-OWN"}});
    desk.settle();
    CHECK(desk.stage.value_of("short_name") == "Theirs");
    CHECK(desk.stage.value_of("needs") == "Mine");
    CHECK(note_at(desk, "was nothing").find("李强 today") == 0);
    CHECK(note_at(desk, ": Cooled").find("李强 today") == 0);
    CHECK(desk.stage.value_of("tax_id") == "91-OWN");
    CHECK(note_at(desk, "91-OWN, was").empty());
    desk.key("Ctrl+S");
    CHECK(desk.stage.shows("Mine"));
    desk.key("F2");
    CHECK(note_at(desk, "was nothing").empty());
}

TEST_CASE("a child that somebody else changed says so at its fields, and gives way by the key") {
    DeskStage desk(en, schema::Role::manager);
    DeskFixture& fixture = desk.office.fixture();
    const RowId row = desk.sample.customers[3];
    const auto details = fixture.desk().show({id_of(desk, "customer"), row});
    REQUIRE(details.has_value());
    const auto contact = fixture.create(
        "contact",
        {{"customer",
          details->row.values.text(desk.office.model().catalogue().entity("customer")->number->id)},
         {"name", "Liu"}});
    fixture.accept_all();
    open_customer(desk, row);
    desk.key("F2");
    REQUIRE(desk.stage.value_of("line 0/name") == "Liu");
    fixture.clock.now_ms += 60'000;
    fixture.arrive_value("contact", contact.id, "name", "Liu Fang");
    desk.settle();
    CHECK(desk.stage.value_of("line 0/name") == "Liu Fang");
    CHECK(note_at(desk, ", was Liu").find("李强 today") == 0);
    desk.stage.click("line 0/name");
    desk.key("End");
    desk.type("!");
    CHECK(note_at(desk, ": Liu Fang").find("李强 today") == 0);
    desk.key("Ctrl+T");
    CHECK(desk.stage.value_of("line 0/name") == "Liu Fang");
    desk.key("Tab");
    desk.key("Ctrl+Z");
    CHECK(desk.stage.value_of("line 0/name") == "Liu Fang!");
}

TEST_CASE("what gave way to theirs comes back by Ctrl+Z, in the field or beside it") {
    for (const bool inside : {true, false}) {
        CAPTURE(inside);
        DeskStage desk(en, schema::Role::manager);
        DeskFixture& fixture = desk.office.fixture();
        const RowId row = desk.sample.customers[3];
        open_customer(desk, row);
        desk.key("F2");
        desk.stage.click("short_name");
        desk.key("Ctrl+A");
        desk.type("Mine");
        fixture.clock.now_ms += 60'000;
        fixture.arrive_value("customer", row, "short_name", "Theirs");
        desk.settle();
        desk.key("Ctrl+T");
        REQUIRE(desk.stage.value_of("short_name") == "Theirs");
        if (!inside) desk.key("Tab");
        desk.key("Ctrl+Z");
        CHECK(desk.stage.value_of("short_name") == "Mine");
        CHECK_FALSE(note_at(desk, ": Theirs").empty());
        desk.key("Ctrl+S");
        CHECK(desk.stage.shows("Mine"));
    }
}

TEST_CASE("a refused change is edited again in the whole form, and is dealt with by the save") {
    DeskStage desk(en, schema::Role::manager);
    const RowId row = desk.sample.customer_refused;
    open_customer(desk, row);  // its screen is kept, and takes up what comes to it
    desk.go({Place::Kind::inbox, 0, {}, {}});
    desk.click("refused");
    REQUIRE(desk.office.model().status().desk.attention == 1);
    desk.key("E");
    CHECK(desk.app.place().kind == Place::Kind::record);
    CHECK(desk.stage.value_of("short_name") == "简称");
    CHECK(desk.stage.value_of("name") == "测试客户00006");
    CHECK(note_at(desk, ", was").empty());
    desk.stage.click("short_name");
    desk.key("End");
    desk.type("2");
    desk.key("Ctrl+S");
    CHECK(desk.stage.shows("简称2"));
    CHECK(desk.office.model().status().desk.attention == 0);
}

TEST_CASE("a refused creation is begun again with all that was typed") {
    DeskStage desk(en, schema::Role::manager);
    DeskFixture& fixture = desk.office.fixture();
    fixture.accept_all();
    fixture.create("customer", {{"name", "Twice Ltd"}, {"short_name", "Twice"}});
    fixture.reject_all(Code::right);
    desk.go({Place::Kind::inbox, 0, {}, {}});
    desk.click("refused");
    desk.key("Home");
    desk.key("E");
    CHECK(desk.app.place().kind == Place::Kind::create);
    CHECK(desk.stage.value_of("name") == "Twice Ltd");
    CHECK(desk.stage.value_of("short_name") == "Twice");
    desk.key("Ctrl+S");
    CHECK(desk.app.place().kind == Place::Kind::record);
    CHECK(desk.stage.shows("Twice Ltd"));
    CHECK(desk.office.model().status().desk.attention == 1);  // the sample's own
}

TEST_CASE("all that came back with a refused creation is one draft, and its save settles all") {
    DeskStage desk(en, schema::Role::manager);
    DeskFixture& fixture = desk.office.fixture();
    fixture.accept_all();
    const auto made = fixture.create("customer", {{"name", "Twice Ltd"}});
    fixture.create("contact", {{"customer", made.number}, {"name", "Liu Fang"}});
    fixture.change("customer", made.id, {{"short_name", "Twice"}});
    fixture.reject_all(Code::right);
    desk.go({Place::Kind::inbox, 0, {}, {}});
    desk.click("refused");
    desk.key("Home");
    CHECK(desk.stage.shows("2 more changes built on it"));
    CHECK(desk.stage.shows("Give up all 3"));
    CHECK(desk.stage.shows("Liu Fang"));
    desk.key("E");
    REQUIRE(desk.app.place().kind == Place::Kind::create);
    CHECK(desk.stage.value_of("name") == "Twice Ltd");
    CHECK(desk.stage.value_of("short_name") == "Twice");
    desk.go({Place::Kind::inbox, 0, {}, {}});
    desk.click("refused");
    desk.key("Home");
    desk.key("E");  // goes on with what is begun
    REQUIRE(desk.app.place().kind == Place::Kind::create);
    desk.key("Ctrl+S");
    REQUIRE(desk.app.place().kind == Place::Kind::record);
    CHECK(desk.stage.shows("Liu Fang"));
    CHECK(desk.office.model().status().desk.attention == 1);  // the sample's own
}

TEST_CASE("giving up what came back gives up all that was built on it") {
    DeskStage desk(zh, schema::Role::manager);
    DeskFixture& fixture = desk.office.fixture();
    fixture.accept_all();
    const auto made = fixture.create("customer", {{"name", "两次"}});
    fixture.create("contact", {{"customer", made.number}, {"name", "刘"}});
    fixture.reject_all(Code::right);
    desk.go({Place::Kind::inbox, 0, {}, {}});
    desk.click("refused");
    desk.key("Home");
    CHECK(desk.stage.shows("放弃全部 2 项"));
    desk.key("D");
    CHECK(desk.office.model().status().desk.attention == 1);  // the sample's own
}

TEST_CASE("the lock says which data it is before, and a sample's password") {
    DeskStage desk(en);
    desk.office.set_gate(live::Gate::locked);
    desk.settle();
    CHECK(desk.stage.shows("~/.local/share/branchline/desk"));
    CHECK_FALSE(desk.stage.shows("Sample company"));
    desk.app.set_profile({"/srv/sample/desks/wang", "sample-4711"});
    desk.office.set_gate(live::Gate::open);
    desk.settle();
    desk.office.set_gate(live::Gate::locked);
    desk.settle();
    CHECK(desk.stage.shows("/srv/sample/desks/wang"));
    CHECK(desk.stage.shows("Sample company, password: sample-4711"));
}
