// Little room: a small window, or letters twice as large. What one decides by can still be read,
// and what does not fit is reached by the wheel.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "gui/desk_stage.h"

using namespace branchline;
using namespace branchline::test;
using screens::Place;

namespace {

const StageLook small{1280, 720, 1, Lang::en, false};
const StageLook large{1600, 1000, 2, Lang::en, false};
const StageLook narrow{1440, 900, 2, Lang::en, false};
constexpr float status_bar = 28;
constexpr float head_end = 2 * (48 + 60);

const ui::Seen* ending(const DeskStage& desk, std::string_view path) {
    return desk.stage.probe().find(path);
}

bool is_in_view(const ui::Seen* seen, const StageLook& look) {
    return seen != nullptr && seen->bottom - seen->top >= 12 * look.scale && seen->top >= 0 &&
           seen->bottom <= look.height - status_bar * look.scale;
}

// With the mouse over the middle of the page.
void turn_until_in_view(DeskStage& desk, const StageLook& look, std::string_view path) {
    desk.stage.move_mouse(look.width * 0.6F, look.height * 0.6F);
    for (int i = 0; i < 40 && !is_in_view(ending(desk, path), look); ++i) {
        desk.stage.wheel(-1);
        desk.stage.frame();
    }
}

// A text of the frame that is exactly this, without an ellipsis.
bool shows_whole(const DeskStage& desk, std::string_view text) {
    return std::ranges::any_of(desk.stage.probe().seen(), [&](const ui::Seen& seen) {
        return seen.kind == ui::Seen::Kind::text && seen.label == text;
    });
}

// The texts in the head of a record, as they were drawn.
std::vector<std::string> head_of(const DeskStage& desk) {
    std::vector<std::string> texts;
    for (const ui::Seen& seen : desk.stage.probe().seen()) {
        const bool head = seen.path.starts_with("record ") || seen.path.starts_with("order");
        if (head && seen.kind == ui::Seen::Kind::text && seen.bottom < head_end)
            texts.push_back(seen.label);
    }
    return texts;
}

// "Jan", "Jan 2027", "1月", "1月 2027".
bool is_month(std::string_view text) {
    static constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const std::string_view word = text.substr(0, text.find(' '));
    const std::size_t at = names.find(word);
    return word.ends_with("月") ||
           (word.size() == 3 && at != std::string_view::npos && at % 3 == 0);
}

}  // namespace

TEST_CASE("both values of a conflict can be read, also in large letters") {
    for (const StageLook& look : {small, large}) {
        CAPTURE(look.scale);
        DeskStage desk(look, schema::Role::manager);
        desk.go({Place::Kind::inbox, 0, {}, {}});
        int choices = 0;
        for (const ui::Seen& seen : desk.stage.probe().seen()) {
            if (seen.kind != ui::Seen::Kind::check) continue;
            CAPTURE(seen.path);
            CHECK(shows_whole(desk, seen.label));
            ++choices;
        }
        CHECK(choices >= 2);
    }
}

TEST_CASE("of many conflicts of a record the one that a key would decide is in view") {
    DeskStage desk(large, schema::Role::manager);
    const RowId row = desk.sample.customer_in_conflict;
    desk.office.fixture().accept_all();
    for (const char* field : {"name", "short_name", "tax_id"}) {
        desk.office.fixture().change("customer", row, {{field, "mine"}});
        desk.office.fixture().merge_into_case("customer", row, field, "theirs");
    }
    desk.settle();
    desk.go({Place::Kind::inbox, 0, {}, {}});
    int decided = 0;
    for (; decided < 4; ++decided) {
        const auto& seen = desk.stage.probe().seen();
        const auto open = std::ranges::find_if(seen, [](const ui::Seen& each) {
            return each.kind == ui::Seen::Kind::check && each.path.ends_with("/mine") &&
                   each.value == "no";
        });
        REQUIRE(open != seen.end());
        CAPTURE(open->path);
        CHECK(is_in_view(&*open, large));
        desk.key("1");
    }
    desk.key("Enter");
    CHECK(desk.office.model().status().desk.conflicts == 0);
}

TEST_CASE("the day's other blocks are at hand where there is no room beside the work") {
    DeskStage wide(small, schema::Role::manager);
    CHECK(wide.stage.shows("Orders at risk"));
    CHECK(wide.stage.find("tabs/glance") == nullptr);
    DeskStage desk(large, schema::Role::manager);
    CHECK_FALSE(desk.stage.shows("Orders at risk"));
    desk.click("tabs/glance");
    CHECK(desk.stage.shows("Orders at risk"));
    turn_until_in_view(desk, large, "side/contracts");
    CHECK(is_in_view(ending(desk, "side/contracts"), large));
    desk.click("tabs/all");
    CHECK_FALSE(desk.stage.shows("Orders at risk"));
}

TEST_CASE("the last kind of record is reached by the wheel") {
    DeskStage desk(large, schema::Role::manager);
    desk.go({Place::Kind::records, 0, {}, {}});
    const schema::EntitySpec* last = nullptr;
    for (const schema::EntitySpec* entity : desk.office.model().catalogue().entities()) {
        if (ending(desk, "records/" + std::string(entity->name)) != nullptr) last = entity;
    }
    REQUIRE(last != nullptr);
    const std::string path = "records/" + std::string(last->name);
    CHECK_FALSE(is_in_view(ending(desk, path), large));
    turn_until_in_view(desk, large, path);
    CHECK(is_in_view(ending(desk, path), large));
}

TEST_CASE("all that is set for this computer is reached by the wheel") {
    DeskStage desk(large, schema::Role::manager);
    desk.go({Place::Kind::desk, 0, {}, {}});
    float login = 0;
    float company = 0;
    for (const ui::Seen& seen : desk.stage.probe().seen()) {
        if (seen.label == "Login") login = seen.top;
        if (seen.label == "Company") company = seen.top;
    }
    CHECK(login - company >= 2 * 28);  // one under the other, out of sight or not
    desk.click("tabs/settings");
    CHECK_FALSE(is_in_view(ending(desk, "desk/change"), large));
    turn_until_in_view(desk, large, "desk/change");
    CHECK(is_in_view(ending(desk, "desk/change"), large));
    CHECK(ending(desk, "desk/again")->bottom - ending(desk, "desk/again")->top >= 2 * 28);
}

TEST_CASE("numbers and amounts of a list are whole or not there") {
    for (const StageLook& look : {small, large}) {
        CAPTURE(look.scale);
        DeskStage desk(look, schema::Role::manager);
        desk.go({Place::Kind::list, id_of(desk, "order"), {}, {}});
        int numbers = 0;
        for (const ui::Seen& seen : desk.stage.probe().seen()) {
            if (seen.kind != ui::Seen::Kind::text || seen.label.empty()) continue;
            const bool figure = seen.label.front() >= '0' && seen.label.front() <= '9';
            const bool number = seen.label.starts_with("SHA-");
            if (!figure && !number) continue;
            CAPTURE(seen.label);
            CHECK(seen.label.find("…") == std::string::npos);
            if (number) ++numbers;
        }
        CHECK(numbers >= 5);
        CHECK(desk.stage.shows("Agreed price"));
    }
}

TEST_CASE("all keys are listed behind F1, in whatever room there is") {
    DeskStage desk(small, schema::Role::manager);
    desk.key("F1");
    const auto last = [&] {
        const ui::Seen* found = nullptr;
        for (const ui::Seen& seen : desk.stage.probe().seen()) {
            if (seen.path.starts_with("keys/") && seen.label == "Messages") found = &seen;
        }
        return found;
    };
    desk.stage.move_mouse(small.width / 2, small.height / 2);
    for (int i = 0; i < 40 && !is_in_view(last(), small); ++i) {
        desk.stage.wheel(-1);
        desk.stage.frame();
    }
    CHECK(is_in_view(last(), small));
}

TEST_CASE("the months of the contract calendar and its ranges can be read in large letters") {
    for (const Lang lang : {Lang::en, Lang::zh}) {
        StageLook look = narrow;
        look.lang = lang;
        DeskStage desk(look, schema::Role::manager);
        for (const char* range : {"month", "quarter", "year"}) {
            CAPTURE(range);
            desk.go({Place::Kind::contracts, 0, {}, {}});
            desk.click(std::string("range/") + range);
            CHECK_FALSE(shows_whole(desk, "…"));
            int months = 0;
            for (const ui::Seen& seen : desk.stage.probe().seen()) {
                if (!seen.path.starts_with("contracts")) continue;
                CHECK(seen.label.find("…") == std::string::npos);
                if (seen.kind == ui::Seen::Kind::text && is_month(seen.label)) ++months;
            }
            CHECK(months >= 1);
        }
        const ui::Seen* last = ending(desk, "range/year");
        const ui::Seen* create = ending(desk, "contracts/new");
        CHECK(last->right > last->left);
        CHECK(last->right <= create->left);
    }
}

TEST_CASE("the title of a record is whole in large letters, its marks beside it") {
    DeskStage desk(narrow, schema::Role::manager);
    desk.go({Place::Kind::record, id_of(desk, "customer"), desk.sample.customers.front(), {}});
    CHECK(std::ranges::count(head_of(desk), "重庆样例火锅") == 1);
    CHECK(std::ranges::count(head_of(desk), "Prospect") == 1);
    desk.go({Place::Kind::record, id_of(desk, "order"), desk.sample.orders.front(), {}});
    CHECK(std::ranges::count(head_of(desk), "SHA-2611-A1-00001") == 1);
    CHECK(std::ranges::count(head_of(desk), "Draft") == 1);
}

TEST_CASE("a long title of a record stands in two lines") {
    const std::string name = "重庆样例火锅餐饮管理有限责任公司";
    DeskStage desk(narrow, schema::Role::manager);
    const RowId row = desk.office.fixture().arrive("customer", {{"name", name}, {"branch", "SHA"}});
    desk.go({Place::Kind::record, id_of(desk, "customer"), row, {}});
    const std::vector<std::string> head = head_of(desk);
    const auto second = std::ranges::find_if(
        head, [&](const std::string& text) { return text.size() > 3 && name.ends_with(text); });
    REQUIRE(second != head.end());
    REQUIRE(second != head.begin());
    CHECK(*std::prev(second) + *second == name);
}
