#include "screens/inbox_screen.h"

#include <algorithm>
#include <array>
#include <utility>

#include "screens/inbox_words.h"
#include "ui/controls.h"

namespace branchline::screens {

namespace {

constexpr float inbox_list_width = 352;

}  // namespace

std::vector<InboxScreen::Group> InboxScreen::groups_of(const live::InboxAnswer& inbox) {
    std::vector<Group> groups;
    for (const desk::CaseView& kase : inbox.cases) {
        auto at =
            std::ranges::find_if(groups, [&](const Group& group) { return group.row == kase.row; });
        if (at == groups.end())
            at = groups.insert(groups.end(), {kase.entity, kase.row, {}, kase.at_ms});
        at->cases.push_back(&kase);
        at->at_ms = std::max(at->at_ms, kase.at_ms);
    }
    return groups;
}

void InboxScreen::arrive(const Place& place) {
    wanted_ = place.row;
    tab_ = 0;
    list_.wants_focus = true;
}

std::size_t InboxScreen::count_of(const live::InboxAnswer& inbox,
                                  const std::vector<Group>& groups) const {
    return tab_ == 0 ? groups.size() : tab_ == 1 ? inbox.refused.size() : inbox.settled.size();
}

// A case or its row, a refused change, or what a rule has settled.
void InboxScreen::go_to_wanted(const live::InboxAnswer& inbox, const std::vector<Group>& groups) {
    const Id wanted = std::exchange(wanted_, Id{});
    const auto take = [&](std::size_t tab, auto begin, auto at, auto end) {
        if (at == end) return false;
        tab_ = tab;
        list_.cursor = at - begin;
        return true;
    };
    const auto group = std::ranges::find_if(groups, [&](const Group& each) {
        return each.row == wanted ||
               std::ranges::find(each.cases, wanted, &desk::CaseView::id) != each.cases.end();
    });
    if (take(0, groups.begin(), group, groups.end())) return;
    const auto refused = std::ranges::find(inbox.refused, wanted, &live::RefusedView::id);
    if (take(1, inbox.refused.begin(), refused, inbox.refused.end())) return;
    const auto settled = std::ranges::find(inbox.settled, wanted, &desk::CaseView::id);
    take(2, inbox.settled.begin(), settled, inbox.settled.end());
}

void InboxScreen::draw(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "inbox");
    const auto answer = context.model.see("inbox", live::InboxQuestion{});
    if (answer == nullptr) return;
    const live::InboxAnswer& inbox = answer->value;
    const std::vector<Group> groups = groups_of(inbox);
    if (!wanted_.is_null()) go_to_wanted(inbox, groups);
    const std::size_t count = count_of(inbox, groups);
    if (list_.cursor < 0 && count > 0) list_.cursor = 0;
    ui::Rect page = area;
    const float left = std::min(canvas.px(inbox_list_width), area.width() * 0.4F);
    draw_left(context, page.cut_left(left), inbox, groups);
    canvas.vertical(page.left, page.top, page.bottom, ui::Color::line);
    const auto at = static_cast<std::size_t>(std::max<std::int64_t>(list_.cursor, 0));
    if (at >= count) {
        const Label what = tab_ == 0   ? Label{"没有未解决的冲突", "No conflicts to decide"}
                           : tab_ == 1 ? Label{"没有被拒绝的改动", "Nothing was refused"}
                                       : Label{"还没有自动合并的记录", "Nothing was merged yet"};
        ui::empty_state(canvas, "empty", page, ui::Icon::inbox, context.say(what),
                        context.say({"有需要你决定的事会自动出现在这里",
                                     "What needs your decision appears here by itself"}),
                        {});
        return;
    }
    page = page.inset(canvas.px(20), 0);
    if (tab_ == 0) draw_conflict(context, page, inbox, groups[at]);
    if (tab_ == 1) draw_refused(context, page, inbox, inbox.refused[at]);
    if (tab_ == 2) draw_settled(context, page, inbox, inbox.settled[at]);
}

void InboxScreen::draw_left(Context& context, const ui::Rect& area, const live::InboxAnswer& inbox,
                            const std::vector<Group>& groups) {
    ui::Canvas& canvas = context.canvas;
    ui::Rect page = area;
    page.top += canvas.px(12);
    ui::Rect head = page.cut_top(canvas.px(40));
    canvas.text(head.left + canvas.px(20), head.mid_y(), ui::style::page,
                context.say({"冲突与待处理", "Inbox"}));
    const std::array tabs{ui::Tab{"conflicts", context.say({"冲突", "Conflicts"}),
                                  static_cast<std::int64_t>(groups.size())},
                          ui::Tab{"refused", context.say({"被拒绝", "Refused"}),
                                  static_cast<std::int64_t>(inbox.refused.size())},
                          ui::Tab{"settled", context.say({"已自动合并", "Merged"})}};
    const ui::Rect strip = page.cut_top(canvas.px(36));
    const std::size_t chosen = ui::tabs(canvas, "tabs", strip.inset(canvas.px(20), 0), tabs, tab_);
    canvas.horizontal(area.left, area.right, strip.bottom - canvas.px(1), ui::Color::line);
    if (chosen != tab_) {
        tab_ = chosen;
        list_ = {};
        list_.wants_focus = true;
    }
    draw_list(context, page, inbox, groups);
}

void InboxScreen::draw_list(Context& context, const ui::Rect& area, const live::InboxAnswer& inbox,
                            const std::vector<Group>& groups) {
    ui::Canvas& canvas = context.canvas;
    const std::array columns{ui::Column{"what", "", 200, 48, 1}};
    ui::ListLook look;
    look.count = static_cast<std::int64_t>(count_of(inbox, groups));
    look.columns = columns;
    look.row_height = 52;
    look.header = false;
    look.cell = [&](std::int64_t row, std::size_t, const ui::Rect& cell) {
        const auto at = static_cast<std::size_t>(row);
        const schema::EntitySpec* entity = nullptr;
        RowId id;
        std::int64_t when = 0;
        std::string below;
        if (tab_ == 0) {
            entity = groups[at].entity;
            id = groups[at].row;
            when = groups[at].at_ms;
            for (const desk::CaseView* kase : groups[at].cases) {
                if (!below.empty()) below += context.say({"、", ", "});
                below += what_of(context, *kase);
            }
        } else if (tab_ == 1) {
            entity = inbox.refused[at].entity;
            id = inbox.refused[at].row;
            when = inbox.refused[at].made_ms;
            below = what_is_wrong(context, inbox.refused[at].error);
        } else {
            entity = inbox.settled[at].entity;
            id = inbox.settled[at].row;
            when = inbox.settled[at].at_ms;
            below = what_of(context, inbox.settled[at]);
        }
        const float first = cell.top + canvas.px(17);
        canvas.icon(cell.left + canvas.px(7), first, icon_of(*entity), 14, ui::Color::muted);
        const std::string time = ago(context.manner, when);
        const float width = canvas.width(ui::style::label, time);
        canvas.text_left_of(cell.right, first, ui::style::label, time);
        canvas.text_in({cell.left + canvas.px(24), first - canvas.px(10),
                        cell.right - width - canvas.px(8), first + canvas.px(10)},
                       ui::style::strong, title_in(inbox.titles, *entity, id, canvas.lang()));
        canvas.text_in(
            {cell.left + canvas.px(24), first + canvas.px(9), cell.right, first + canvas.px(29)},
            ui::style::label, below);
    };
    look.name = [&](std::int64_t row) {
        const auto at = static_cast<std::size_t>(row);
        return name_in(inbox.titles, tab_ == 0   ? groups[at].row
                                     : tab_ == 1 ? inbox.refused[at].row
                                                 : inbox.settled[at].row);
    };
    ui::list(canvas, "items", area, list_, look);
}

}  // namespace branchline::screens
