// Every place of the window × every entity × both languages × {no data, one row of each, 100,000,
// the longest values, few rights}: it draws, it says everything in the language asked for, no text
// is cut without an ellipsis, and what can be pressed lies inside the window.
#include <doctest/doctest.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "domain/catalogue.h"
#include "gui/amounts.h"
#include "gui/desk_stage.h"
#include "gui/scene.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

constexpr StageLook window{1440, 900, 1, Lang::zh, false};

std::string name_of(const Place& place) {
    constexpr std::array kinds{"home",   "inbox",     "list",    "record", "create",
                               "review", "contracts", "records", "desk"};
    std::string name = kinds[static_cast<std::size_t>(place.kind)];
    if (place.entity != 0) {
        const auto entities = domain::catalogue().entities();
        const auto at = std::ranges::find(entities, place.entity, &schema::EntitySpec::id);
        name += " of " + std::string((*at)->name);
    }
    return name;
}

std::vector<Place> places(const schema::Catalogue& catalogue, const OneOfEach& rows) {
    std::vector<Place> all;
    for (const Place::Kind kind :
         {Place::Kind::home, Place::Kind::inbox, Place::Kind::review, Place::Kind::contracts,
          Place::Kind::records, Place::Kind::desk}) {
        all.push_back({kind, 0, {}, {}});
    }
    for (const schema::EntitySpec* entity : catalogue.entities()) {
        all.push_back({Place::Kind::list, entity->id, {}, {}});
        if (!entity->server_only) all.push_back({Place::Kind::create, entity->id, {}, {}});
        if (const auto row = rows.find(entity->id); row != rows.end()) {
            all.push_back({Place::Kind::record, entity->id, row->second, {}});
        }
    }
    return all;
}

// --- what the picture says: letters that stand only in part inside the area they are drawn into
// ---

bool is_letter(const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c) {
    // Lines take one row of the font's picture, shapes one point of it.
    const float area =
        (b.uv.x - a.uv.x) * (c.uv.y - a.uv.y) - (c.uv.x - a.uv.x) * (b.uv.y - a.uv.y);
    return area != 0;
}

struct Cut {
    float x = 0;
    float y = 0;
};

void look_for_cut(const ImDrawList& list, const ImDrawCmd& command, std::vector<Cut>& cut) {
    constexpr float tolerance = 2;  // pixels: the air around a letter
    const ImVec4& clip = command.ClipRect;
    for (unsigned at = 0; at + 2 < command.ElemCount; at += 3) {
        const auto vertex = [&](unsigned i) -> const ImDrawVert& {
            const auto index = static_cast<int>(command.IdxOffset + at + i);
            return list.VtxBuffer[static_cast<int>(command.VtxOffset) + list.IdxBuffer[index]];
        };
        const ImDrawVert& a = vertex(0);
        const ImDrawVert& b = vertex(1);
        const ImDrawVert& c = vertex(2);
        if (!is_letter(a, b, c)) continue;
        const auto [left, right] = std::minmax({a.pos.x, b.pos.x, c.pos.x});
        const auto [top, bottom] = std::minmax({a.pos.y, b.pos.y, c.pos.y});
        // A list that is scrolled cuts rows from above and below, as it should.
        if (top < clip.y || bottom > clip.w) continue;
        const bool is_inside = left >= clip.x - tolerance && right <= clip.z + tolerance;
        const bool is_outside = right <= clip.x || left >= clip.z;
        if (!is_inside && !is_outside) cut.push_back({left, top});
    }
}

std::vector<Cut> cut_letters() {
    std::vector<Cut> cut;
    const ImDrawData& data = *ImGui::GetDrawData();
    for (const ImDrawList* list : data.CmdLists) {
        for (const ImDrawCmd& command : list->CmdBuffer) look_for_cut(*list, command, cut);
    }
    return cut;
}

// --- what the probe says ---

void check_inside(const Stage& stage) {
    for (const ui::Seen& seen : stage.probe().seen()) {
        const bool pressed = seen.kind == ui::Seen::Kind::button ||
                             seen.kind == ui::Seen::Kind::field || seen.kind == ui::Seen::Kind::tab;
        if (!pressed || seen.right <= seen.left) continue;
        CAPTURE(seen.path);
        CHECK(seen.left >= -1);
        CHECK(seen.right <= window.width + 1);
    }
}

bool has_han(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xe4; });
}

bool has_word(std::string_view text) {
    int letters = 0;
    for (const char c : text) {
        letters = (c >= 'a' && c <= 'z') ? letters + 1 : 0;
        if (letters == 3) return true;
    }
    return false;
}

// What is the same in both languages: names, units, and data of the desk without rows.
bool is_no_label(std::string_view label) {
    static const std::set<std::string_view> known{
        "Branchline", "中文", "English", "王芳", "李强", "上海分公司", "样例物流", "wang", "Excel",
    };
    return known.contains(label);
}

// By path: what a place says without data is all its own.
using Labels = std::map<std::string, std::string>;

Labels labels_of(const Stage& stage) {
    Labels labels;
    for (const ui::Seen& seen : stage.probe().seen()) labels[seen.path] = seen.label;
    return labels;
}

// Goes everywhere in this language. The time of a frame is that of drawing a settled place again.
struct Round {
    std::map<std::string, Labels> labels;
    double frames_s = 0;
    std::size_t cut = 0;
};

void set_language(DeskStage& desk, Lang lang) {
    StageLook look = window;
    look.lang = lang;
    desk.stage.set_look(look);
    desk.office.model().keep("language", lang == Lang::zh ? "zh" : "en");
    desk.settle();
}

Round visit_all(DeskStage& desk, const OneOfEach& rows, Lang lang) {
    Round round;
    set_language(desk, lang);
    for (const Place& place : places(desk.office.model().catalogue(), rows)) {
        const std::string name = name_of(place);
        CAPTURE(name);
        CAPTURE(lang == Lang::zh);
        desk.go(place);
        CHECK(desk.stage.probe().seen().size() > 10);
        check_inside(desk.stage);
        for (const Cut& each : cut_letters()) {
            CHECK_MESSAGE(false, "a letter is cut at ", each.x, ", ", each.y);
            if (++round.cut > 20) break;
        }
        round.labels[name] = labels_of(desk.stage);
        const auto from = std::chrono::steady_clock::now();
        desk.stage.frame();
        round.frames_s +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    }
    return round;
}

void note_frames(const char* what, const Round& round) {
    // The same rounds without data, for the ratio alone.
    static const double empty_frames_s = [] {
        DeskStage desk(window, schema::Role::manager, false);
        return visit_all(desk, {}, Lang::zh).frames_s;
    }();
    MESSAGE(std::string(what) << ": a frame takes " << round.frames_s / empty_frames_s
                              << " times that of a desk without data");
}

}  // namespace

TEST_CASE("a letter that is cut is found, and one that has given way to an ellipsis is not") {
    const auto cut_in = [](bool with_ellipsis) {
        Scene scene;
        scene.draw([=](ui::Canvas& canvas, const ui::Rect& area) {
            const ui::Rect cell{area.left, area.top, area.left + 101, area.top + 28};
            const ui::Canvas::Clip clip(canvas, cell);
            constexpr std::string_view text = "上海鑫达物流有限公司 WWWWWWWW";
            if (with_ellipsis) return canvas.text_in(cell, ui::style::body, text);
            canvas.text(cell.left, cell.mid_y(), ui::style::body, text);
        });
        return cut_letters().size();
    };
    CHECK(cut_in(false) > 0);
    CHECK(cut_in(true) == 0);
    CHECK(has_han("Order 订单"));
    CHECK_FALSE(has_han("¥ 1,050.00 · m³ – …"));
    CHECK(has_word("m³ kilo"));
    CHECK_FALSE(has_word("OK kg"));
}

TEST_CASE("without data every place says all of it in the language asked for") {
    DeskStage desk(window, schema::Role::manager, false);
    const Round zh = visit_all(desk, {}, Lang::zh);
    const Round en = visit_all(desk, {}, Lang::en);
    for (const auto& [place, labels] : en.labels) {
        const Labels& chinese = zh.labels.at(place);
        for (const auto& [path, label] : labels) {
            if (is_no_label(label)) continue;
            CAPTURE(place);
            CAPTURE(path);
            CAPTURE(label);
            CHECK_FALSE(has_han(label));
            const auto same = chinese.find(path);
            if (same != chinese.end() && has_word(label)) CHECK(same->second != label);
        }
    }
}

TEST_CASE("one row of every entity is shown everywhere") {
    DeskStage desk(window, schema::Role::manager, false);
    const OneOfEach rows = one_of_each(desk.office.fixture(), Length::ordinary);
    note_frames("one row", visit_all(desk, rows, Lang::zh));
    note_frames("one row", visit_all(desk, rows, Lang::en));
}

TEST_CASE("the longest values fit everywhere") {
    DeskStage desk(window, schema::Role::manager, false);
    const OneOfEach rows = one_of_each(desk.office.fixture(), Length::longest);
    note_frames("longest values", visit_all(desk, rows, Lang::zh));
    note_frames("longest values", visit_all(desk, rows, Lang::en));
}

TEST_CASE("who may see little meets nothing odd") {
    for (const schema::Role role : {schema::Role::warehouse, schema::Role::sales}) {
        DeskStage desk(window, role, false);
        const OneOfEach rows = one_of_each(desk.office.fixture(), Length::ordinary);
        visit_all(desk, rows, Lang::zh);
        visit_all(desk, rows, Lang::en);
    }
}

TEST_CASE("a hundred thousand orders and many of everything else are shown everywhere") {
    DeskStage desk(window, schema::Role::manager, false);
    DeskFixture& fixture = desk.office.fixture();
    const OneOfEach rows = one_of_each(fixture, Length::ordinary);
    for (const schema::EntitySpec* entity : domain::catalogue().entities()) {
        if (!rows.contains(entity->id) || entity->name == "branch") continue;
        copy_row(fixture, entity->name, rows.at(entity->id),
                 entity->name == "order" ? 100'000 : 500);
    }
    note_frames("100,000 orders", visit_all(desk, rows, Lang::zh));
    note_frames("100,000 orders", visit_all(desk, rows, Lang::en));
}
