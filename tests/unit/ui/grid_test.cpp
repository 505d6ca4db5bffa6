// The grid under real keys: what a spreadsheet's user expects, and that no letter is lost.
#include "ui/grid.h"

#include <doctest/doctest.h>
#include <imgui.h>

#include <array>

#include "gui/stage.h"
#include "ui/controls.h"

namespace branchline::test {

namespace {

// A grid over plain texts, of which "locked" may not be written.
struct Sheet {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::vector<std::vector<std::string>>> before;
    ui::GridState state;
    ui::GridTouch last;
    int submitted = 0;
    std::array<ui::GridColumn, 4> columns{
        ui::GridColumn{"cargo", "Cargo", 200, 1, ui::Align::left, {}, "Type a name"},
        ui::GridColumn{"pieces", "Pieces", 80, 0, ui::Align::right, "44"},
        ui::GridColumn{"class", "Class", 100, 0, ui::Align::left, {}, {}, true},
        ui::GridColumn{"locked", "Locked", 80}};
    std::string other;
    std::size_t frozen = 0;
    float right = 620;

    std::string& at(const ui::GridSpot& spot) {
        while (static_cast<std::int64_t>(rows.size()) <= spot.row) rows.emplace_back(4);
        return rows[static_cast<std::size_t>(spot.row)][spot.column];
    }

    void take(const ui::GridTouch& touch) {
        if (touch.submitted) ++submitted;
        std::vector<ui::GridWrite> writes = touch.writes;
        if (touch.pasted) {
            writes = ui::writes_of(*touch.pasted, state.cursor.range(), columns.size());
        }
        if (!writes.empty() || touch.erased) before.push_back(rows);
        for (const ui::GridWrite& write : writes) at(write.spot) = write.text;
        if (touch.erased) {
            rows.erase(rows.begin() + touch.erased->first, rows.begin() + touch.erased->second + 1);
        }
        if (touch.undo && !before.empty()) {
            rows = before.back();
            before.pop_back();
        }
    }

    void draw(ui::Canvas& canvas) {
        ImGui::SetNextWindowPos({0, 0});
        ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
        ImGui::Begin("sheet", nullptr, ImGuiWindowFlags_NoDecoration);
        ui::text_field(canvas, "other", {20, 8, 300, 36}, other, {});
        ui::GridLook look;
        look.rows = static_cast<std::int64_t>(rows.size());
        look.columns = columns;
        look.totals = "Total";
        look.frozen = frozen;
        look.cell = [&](const ui::GridSpot& spot) {
            ui::GridCell cell;
            if (spot.row < static_cast<std::int64_t>(rows.size())) cell.text = at(spot);
            cell.locked = spot.column == 3;
            return cell;
        };
        look.to_edit = [&](const ui::GridSpot& spot) {
            return spot.row < static_cast<std::int64_t>(rows.size()) ? at(spot) : std::string();
        };
        look.choices = [](std::size_t column, std::string_view typed) {
            std::vector<ui::PickItem> items;
            if (column != 2) return items;
            for (const std::string_view name : {"flammable", "flat", "toxic"}) {
                if (name.starts_with(typed)) items.push_back({std::string(name)});
            }
            return items;
        };
        last = ui::grid(canvas, "grid", {20, 60, right, 340}, state, look);
        take(last);
        ImGui::End();
    }
};

struct Rig {
    Sheet sheet;
    Stage stage{{660, 400, 1, Lang::en, false}};

    explicit Rig(std::vector<std::vector<std::string>> rows = {}) {
        sheet.rows = std::move(rows);
        sheet.state.wants_focus = true;
        stage.set([this](ui::Canvas& canvas) { sheet.draw(canvas); });
        stage.settle();
        REQUIRE(sheet.state.on);
    }
};

using Rows = std::vector<std::vector<std::string>>;

std::string flat(const Rows& rows) { return ui::write_tsv(rows); }

}  // namespace

TEST_CASE("typing right after Enter loses no letter") {
    Rig rig;
    rig.stage.type("苏州");
    rig.stage.key("Enter");
    rig.stage.type("上海");
    rig.stage.key("Enter");
    CHECK(flat(rig.sheet.rows) == "苏州\t\t\t\n上海\t\t\t\n");
}

TEST_CASE("letters that come with Enter in one burst go to the right cells") {
    Rig rig;
    ImGuiIO& io = ImGui::GetIO();
    io.AddInputCharactersUTF8("武汉");
    io.AddKeyEvent(ImGuiKey_Enter, true);
    io.AddKeyEvent(ImGuiKey_Enter, false);
    io.AddInputCharactersUTF8("上海");
    io.AddKeyEvent(ImGuiKey_Tab, true);
    io.AddKeyEvent(ImGuiKey_Tab, false);
    io.AddInputCharactersUTF8("12");
    rig.stage.frames(8);
    rig.stage.key("Enter");
    CHECK(flat(rig.sheet.rows) == "武汉\t\t\t\n上海\t12\t\t\n");
}

TEST_CASE("nothing lies under the bar, and the first column stays when the rest is scrolled") {
    Rows rows;
    for (int i = 0; i < 40; ++i) rows.push_back({"row " + std::to_string(i), "1", "flat", "x"});
    Rig rig(rows);
    rig.sheet.columns[0].width = 120;
    rig.sheet.frozen = 1;
    rig.sheet.right = 320;
    rig.stage.settle();
    const auto place = [&](const char* name) {
        const ui::Seen* seen = rig.stage.find(name);
        return seen == nullptr ? ui::Rect{}
                               : ui::Rect{seen->left, seen->top, seen->right, seen->bottom};
    };
    const ui::Rect first = place("cell 0 cargo");
    rig.stage.key("End");
    CHECK(place("cell 0 cargo").left == first.left);
    CHECK(place("cell 0 cargo").right == first.right);
    CHECK(place("cell 0 locked").width() >= 80);
    CHECK(place("cell 0 locked").right <= 320 - 12);
    CHECK(place("cell 0 locked").left >= first.right);
    CHECK(rig.stage.find("cell 0 pieces") == nullptr);  // under the one that stays
    rig.stage.click("cell 3 cargo");
    CHECK(rig.sheet.state.cursor.at == ui::GridSpot{3, 0});
    rig.stage.key("Right");
    CHECK(place("cell 3 pieces").left >= first.right - 1);
    CHECK(place("cell 3 pieces").width() >= 79);
    rig.sheet.columns[0].width = 260;  // it would leave no room: then it is scrolled as well
    rig.stage.key("End");
    CHECK(place("cell 3 locked").right <= 320 - 12);
    CHECK(rig.stage.find("cell 3 cargo") == nullptr);
}

TEST_CASE("Tab moves right and Enter then returns to where the run began") {
    Rig rig;
    rig.stage.type("a");
    rig.stage.key("Tab");
    rig.stage.type("1");
    rig.stage.key("Enter");
    rig.stage.type("b");
    rig.stage.key("Enter");
    CHECK(rig.sheet.rows == Rows{{"a", "1", "", ""}, {"b", "", "", ""}});
}

TEST_CASE("arrows move in a ready cell and the caret in an edited one") {
    Rig rig({{"abc", "1", "", ""}, {"x", "2", "", ""}});
    rig.stage.key("Right");
    rig.stage.key("Down");
    CHECK(rig.sheet.state.cursor.at == ui::GridSpot{1, 1});
    rig.stage.key("Up");
    rig.stage.key("Left");
    rig.stage.key("F2");
    rig.stage.key("Left");
    rig.stage.type("-");
    rig.stage.key("Enter");
    CHECK(rig.sheet.rows[0][0] == "ab-c");
    CHECK(rig.sheet.state.cursor.at == ui::GridSpot{1, 0});
}

TEST_CASE("Esc brings back what stood in the cell and writes nothing") {
    Rig rig({{"abc", "1", "", ""}});
    rig.stage.type("zzz");
    rig.stage.key("Esc");
    rig.stage.key("Down");
    CHECK(rig.sheet.rows == Rows{{"abc", "1", "", ""}});
    CHECK(rig.sheet.before.empty());
}

TEST_CASE("the next cell does not take over what the last one held") {
    Rig rig({{"abc", "1", "", ""}, {"x", "2", "", ""}});
    rig.stage.key("F2");
    rig.stage.key("Enter");
    rig.stage.key("F2");
    rig.stage.key("Enter");
    CHECK(rig.sheet.rows == Rows{{"abc", "1", "", ""}, {"x", "2", "", ""}});
}

TEST_CASE("Delete clears a range in one act that can be taken back") {
    Rig rig({{"a", "1", "", ""}, {"b", "2", "", ""}});
    rig.stage.key("Shift+Down");
    rig.stage.key("Shift+Right");
    rig.stage.key("Delete");
    CHECK(rig.sheet.rows == Rows{{"", "", "", ""}, {"", "", "", ""}});
    rig.stage.key("Ctrl+Z");
    CHECK(rig.sheet.rows == Rows{{"a", "1", "", ""}, {"b", "2", "", ""}});
}

TEST_CASE("Ctrl+D copies from above, and into a whole range") {
    Rig rig({{"a", "1", "", ""}, {"b", "2", "", ""}, {"c", "3", "", ""}});
    rig.stage.key("Down");
    rig.stage.key("Ctrl+D");
    CHECK(rig.sheet.rows[1][0] == "a");
    rig.stage.key("Right");
    rig.stage.key("Up");
    rig.stage.key("Shift+Down");
    rig.stage.key("Shift+Down");
    rig.stage.key("Ctrl+D");
    CHECK(rig.sheet.rows == Rows{{"a", "1", "", ""}, {"a", "1", "", ""}, {"c", "1", "", ""}});
}

TEST_CASE("Ctrl+Enter fills a range that is chosen, else it submits") {
    Rig rig({{"a", "1", "", ""}, {"b", "2", "", ""}});
    rig.stage.key("Shift+Down");
    rig.stage.type("same");
    rig.stage.key("Ctrl+Enter");
    CHECK(rig.sheet.rows == Rows{{"same", "1", "", ""}, {"same", "2", "", ""}});
    CHECK(rig.sheet.submitted == 0);
    rig.stage.key("Right");
    rig.stage.type("9");
    rig.stage.key("Ctrl+Enter");
    CHECK(rig.sheet.rows[1][1] == "9");
    CHECK(rig.sheet.submitted == 1);
}

TEST_CASE("what is copied is pasted again, and one cell fills many") {
    Rig rig({{"a\nb", "1", "", ""}, {"c", "2", "", ""}});
    rig.stage.key("Ctrl+A");
    rig.stage.key("Ctrl+C");
    CHECK(std::string(ImGui::GetClipboardText()) == "\"a\nb\"\t1\t\t\nc\t2\t\t\n");
    rig.stage.key("Ctrl+End");
    rig.stage.key("Home");
    rig.stage.key("Down");
    rig.stage.key("Ctrl+V");
    CHECK(rig.sheet.rows.size() == 4);
    CHECK(rig.sheet.rows[2][0] == "a\nb");
    rig.stage.key("Ctrl+Z");
    CHECK(rig.sheet.rows.size() == 2);
    ImGui::SetClipboardText("7");
    rig.stage.key("Ctrl+Home");
    rig.stage.key("Right");
    rig.stage.key("Shift+Down");
    rig.stage.key("Ctrl+V");
    CHECK(rig.sheet.rows[0][1] == "7");
    CHECK(rig.sheet.rows[1][1] == "7");
}

TEST_CASE("a locked cell keeps what it holds and says so") {
    Rig rig({{"a", "1", "", "kept"}});
    rig.stage.key("End");
    rig.stage.type("x");
    rig.stage.key("Enter");
    rig.stage.key("Delete");
    CHECK(rig.sheet.rows[0][3] == "kept");
    rig.stage.key("Ctrl+Home");
    rig.stage.type("b");
    rig.stage.key("Enter");
    CHECK(rig.sheet.rows[0][0] == "b");
}

TEST_CASE("a column with a list takes the best match by its first letters") {
    Rig rig({{"a", "1", "", ""}});
    rig.stage.key("End");
    rig.stage.key("Left");
    rig.stage.type("to");
    CHECK(rig.stage.shows("toxic"));
    rig.stage.key("Enter");
    CHECK(rig.sheet.rows[0][2] == "toxic");
    rig.stage.key("Up");
    rig.stage.key("Alt+Down");
    rig.stage.key("Down");
    rig.stage.key("Enter");
    CHECK(rig.sheet.rows[0][2] == "flat");
}

TEST_CASE("Tab leads out of the grid behind its last cell") {
    Rig rig;
    for (int i = 0; i < 4; ++i) {
        rig.stage.key("Tab");
    }
    CHECK(rig.sheet.state.cursor.at == ui::GridSpot{0, 3});
    rig.stage.key("Esc");
    CHECK_FALSE(rig.sheet.state.on);
}

TEST_CASE("what is being typed is taken when the mouse goes to another field") {
    Rig rig({{"a", "1", "", ""}});
    rig.stage.type("typed");
    CHECK(rig.stage.click("other"));
    CHECK(rig.sheet.rows[0][0] == "typed");
    CHECK_FALSE(rig.sheet.state.on);
    rig.stage.type("outside");
    CHECK(rig.sheet.other == "outside");
}

TEST_CASE("the mouse chooses a cell, and twice edits it") {
    Rig rig({{"a", "1", "", ""}, {"b", "2", "", ""}});
    CHECK(rig.stage.click("cell 1 pieces"));
    rig.stage.type("5");
    rig.stage.key("Enter");
    CHECK(rig.sheet.rows[1][1] == "5");
    CHECK(rig.stage.double_click("cell 0 cargo"));
    rig.stage.key("End");
    rig.stage.type("!");
    rig.stage.key("Enter");
    CHECK(rig.sheet.rows[0][0] == "a!");
}

TEST_CASE("rows go with Ctrl+Delete") {
    Rig rig({{"a", "1", "", ""}, {"b", "2", "", ""}, {"c", "3", "", ""}});
    rig.stage.key("Down");
    rig.stage.key("Ctrl+Delete");
    CHECK(rig.sheet.rows == Rows{{"a", "1", "", ""}, {"c", "3", "", ""}});
}

TEST_CASE("the cursor stays in view in a long grid") {
    Rows rows;
    for (int i = 0; i < 200; ++i) rows.push_back({"row " + std::to_string(i), "", "", ""});
    Rig rig(rows);
    rig.stage.key("Ctrl+End");
    rig.stage.key("Home");
    CHECK(rig.stage.find("cell 199 cargo") != nullptr);
    rig.stage.key("PageUp");
    const ui::Seen* cell = rig.stage.find("cell 192 cargo");
    REQUIRE(cell != nullptr);
    rig.stage.type("x");
    CHECK(rig.stage.value_of("cell " + std::to_string(rig.sheet.state.cursor.at.row) + " cargo") ==
          "x");
}

}  // namespace branchline::test
