#include "screens/inbox_screen.h"

#include <imgui.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "schema/validate.h"
#include "screens/draft.h"
#include "screens/notices.h"
#include "ui/controls.h"
#include "ui/field.h"

namespace branchline::screens {

namespace {

constexpr float list_width = 352;
constexpr float case_height = 64;
constexpr float label_width = 148;
constexpr float base_width = 152;

std::string what_of(const Context& context, const desk::CaseView& kase) {
    if (kase.field == nullptr) {
        return std::string(context.say({"删除还是保留", "Delete or keep"}));
    }
    return std::string(kase.field->label.in(context.canvas.lang()));
}

// The values of a unit, joined: an address is one choice, not four.
std::string value_of(const Context& context, const desk::CaseView& kase,
                     const schema::Record& values, const live::Titles& titles) {
    std::string text;
    for (const schema::FieldSpec* field : kase.entity->fields) {
        if (kase.field == nullptr || field->unit_id() != kase.field->unit_id()) continue;
        const std::string shown = show(context.manner, *field, values.get(field->id), titles);
        if (shown.empty()) continue;
        if (!text.empty()) text += " · ";
        text += shown;
    }
    return text.empty() ? std::string(context.say({"（空）", "(nothing)"})) : text;
}

std::string title_in(const live::Titles& titles, const schema::EntitySpec& entity, const RowId& row,
                     Lang lang) {
    const std::string title = name_in(titles, row);
    return title.empty() || title == "…" ? std::string(entity.label.in(lang)) : title;
}

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

void InboxScreen::draw(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "inbox");
    const auto answer = context.model.see("inbox", live::InboxQuestion{});
    if (answer == nullptr) return;
    const live::InboxAnswer& inbox = answer->value;
    const std::vector<Group> groups = groups_of(inbox);
    if (!wanted_.is_null()) {
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const bool has = std::ranges::any_of(
                groups[i].cases, [&](const auto* each) { return each->id == wanted_; });
            if (has || groups[i].row == wanted_) list_.cursor = static_cast<std::int64_t>(i);
        }
        wanted_ = {};
    }
    const std::size_t count = count_of(inbox, groups);
    if (list_.cursor < 0 && count > 0) list_.cursor = 0;
    ui::Rect page = area;
    const float left = std::min(canvas.px(list_width), area.width() * 0.4F);
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
            below = inbox.refused[at].error.message(canvas.lang());
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

void InboxScreen::draw_conflict(Context& context, ui::Rect area, const live::InboxAnswer& inbox,
                                const Group& group) {
    ui::Canvas& canvas = context.canvas;
    area.top += canvas.px(16);
    ui::Rect head = area.cut_top(canvas.px(32));
    const std::string title = title_in(inbox.titles, *group.entity, group.row, canvas.lang());
    canvas.text_in(head, ui::style::title, title);
    const float links = head.right - canvas.px(60);
    if (ui::link(canvas, "open", links, head.mid_y(), context.say({"打开记录", "Open"}))) {
        context.go({Place::Kind::record, group.entity->id, group.row, {}});
    }
    area.top +=
        canvas.paragraph(
            {area.left, area.top, area.right - canvas.px(120), area.bottom}, ui::style::secondary,
            context.say({"你和别人在互不知情时改了同一处，程序不会替你们决定。请选一个，另一个值留"
                         "在历史里。",
                         "You and somebody else changed the same thing without seeing each other. "
                         "Choose one; the other value stays in the history."})) +
        canvas.px(12);
    canvas.horizontal(area.left, area.right, area.top, ui::Color::line);
    ui::Rect names = area.cut_top(canvas.px(40));
    names.left += canvas.px(label_width);
    canvas.text_in(names.cut_left(canvas.px(base_width)), ui::style::header,
                   context.say({"原来", "Base"}));
    const float half = names.width() / 2;
    canvas.text_in(names.cut_left(half), ui::style::strong, context.say({"我的", "Mine"}));
    canvas.text_in(names, ui::style::strong, context.say({"总部现值", "Theirs"}));
    bool current = true;
    for (const desk::CaseView* kase : group.cases) {
        canvas.horizontal(area.left, area.right, area.top, ui::Color::line);
        const bool open = !chosen_.contains(kase->id);
        const std::size_t more = kase->proposals.size() > (kase->mine ? 1U : 0U)
                                     ? kase->proposals.size() - (kase->mine ? 1U : 0U)
                                     : 0;
        const ui::Rect row =
            area.cut_top(canvas.px(case_height) + canvas.px(40) * static_cast<float>(more));
        draw_case(context, row, inbox, *kase, current && open);
        if (open) current = false;
    }
    canvas.horizontal(area.left, area.right, area.top, ui::Color::line);
    ui::Rect foot = area.cut_bottom(canvas.px(52));
    canvas.horizontal(foot.left - canvas.px(20), foot.right + canvas.px(20), foot.top,
                      ui::Color::line);
    const bool all = std::ranges::all_of(
        group.cases, [&](const auto* each) { return chosen_.contains(each->id); });
    if (ui::button_right(canvas, "apply", foot,
                         {context.say({"应用选择", "Apply choices"}), ui::Icon::none,
                          shown_keys("Enter"), ui::ButtonKind::primary,
                          all ? std::string_view{}
                              : context.say({"还没有全部选完", "not everything is chosen"})})) {
        apply(context, group);
    }
    if (ui::button_right(canvas, "all theirs", foot,
                         {context.say({"都用总部的", "All theirs"}), ui::Icon::none, "Shift 2"})) {
        context.run("inbox.all_theirs");
    }
    if (ui::button_right(canvas, "all mine", foot,
                         {context.say({"都用我的", "All mine"}), ui::Icon::none, "Shift 1"})) {
        context.run("inbox.all_mine");
    }
    canvas.text_in(foot, ui::style::label,
                   context.say({"1 我的 · 2 总部的 · E 另填 · 应用后可撤销",
                                "1 mine · 2 theirs · E another value · can be undone"}));
    draw_result(context, area, inbox, group);
    offer_choices(context, group);
}

bool InboxScreen::draw_choice(Context& context, std::string_view id, const ui::Rect& card,
                              std::string_view value, std::string_view who, std::string_view key,
                              bool chosen, bool current) {
    ui::Canvas& canvas = context.canvas;
    const ui::Touch touch = ui::touch(canvas, id, card);
    if (chosen) canvas.fill(card, ui::Color::sel, 6);
    canvas.outline(card, chosen ? ui::Color::accent : ui::Color::line, 6);
    if (touch.focused || (current && !chosen)) canvas.focus_ring(card, 6);
    const float x = card.left + canvas.px(18);
    const float first = card.top + canvas.px(16);
    if (chosen) {
        canvas.disc(x, first, 7, ui::Color::accent_fill);
        canvas.disc(x, first, 3, ui::Color::on_accent);
    } else {
        canvas.ring(x, first, 6.5F, ui::Color::line_strong, 1);
    }
    canvas.text_in({x + canvas.px(16), first - canvas.px(10), card.right - canvas.px(34),
                    first + canvas.px(10)},
                   ui::style::body, value);
    canvas.text_in({x + canvas.px(16), first + canvas.px(9), card.right - canvas.px(12),
                    first + canvas.px(29)},
                   ui::style::label, who);
    if (!key.empty()) ui::key_cap(canvas, card.right - canvas.px(8), first, key);
    if (canvas.probe().records()) {
        canvas.probe().add({ui::Seen::Kind::check, std::string(id), std::string(value),
                            chosen ? "yes" : "no", card.left, card.top, card.right, card.bottom,
                            true, touch.focused});
    }
    return touch.pressed;
}

void InboxScreen::draw_case(Context& context, const ui::Rect& row, const live::InboxAnswer& inbox,
                            const desk::CaseView& kase, bool current) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(
        canvas, kase.field == nullptr ? std::string_view("row") : kase.field->name);
    ui::Rect rest{row.left, row.top, row.right, row.top + canvas.px(case_height)};
    const ui::Rect label = rest.cut_left(canvas.px(label_width));
    const auto chosen = chosen_.find(kase.id);
    const std::string taken = chosen == chosen_.end() ? std::string() : chosen->second;
    const float first = label.top + canvas.px(22);
    canvas.text_in(
        {label.left, first - canvas.px(10), label.right - canvas.px(8), first + canvas.px(10)},
        ui::style::strong, what_of(context, kase));
    const Label state = taken.empty()       ? Label{"还没选", "Not chosen"}
                        : taken == "mine"   ? Label{"已选：我的", "Chosen: mine"}
                        : taken == "theirs" ? Label{"已选：总部的", "Chosen: theirs"}
                                            : Label{"已选：另一个值", "Chosen: another value"};
    canvas.text_in({label.left, first + canvas.px(9), label.right, first + canvas.px(29)},
                   ui::style::label.in(taken.empty() ? ui::Color::conflict : ui::Color::muted),
                   context.say(state));
    const ui::Rect base = rest.cut_left(canvas.px(base_width));
    const bool erase = kase.field == nullptr;
    if (!erase && kase.base) {
        canvas.text_in(
            {base.left, first - canvas.px(10), base.right - canvas.px(8), first + canvas.px(10)},
            ui::style::secondary, value_of(context, kase, *kase.base, inbox.titles));
    }
    const float half = rest.width() / 2;
    const ui::Rect left = rest.cut_left(half).inset(canvas.px(4), canvas.px(6));
    const ui::Rect right = rest.inset(canvas.px(4), canvas.px(6));
    const auto who_of = [&](const sync::Proposal& proposal) {
        return name_in(inbox.titles, proposal.user) + " · " + ago(context.manner, proposal.at_ms);
    };
    const DeviceId own = context.model.status().desk.device;
    const auto mine = std::ranges::find(kase.proposals, own, &sync::Proposal::device);
    if (kase.mine || erase) {
        const std::string who = mine == kase.proposals.end() ? std::string() : who_of(*mine);
        const std::string value =
            erase ? std::string(context.say({"仍然删除", "Delete it after all"}))
                  : value_of(context, kase, *kase.mine, inbox.titles);
        if (draw_choice(context, "mine", left, value, who, "1", taken == "mine", current))
            chosen_[kase.id] = "mine";
    } else {
        canvas.text_in(left, ui::style::secondary, context.say({"我没有改", "I made no change"}));
    }
    const std::string theirs = erase         ? std::string(context.say({"保留", "Keep it"}))
                               : kase.theirs ? value_of(context, kase, *kase.theirs, inbox.titles)
                                             : std::string(context.say({"（空）", "(nothing)"}));
    if (draw_choice(context, "theirs", right, theirs,
                    context.say({"总部现在的值", "what head office has"}), "2", taken == "theirs",
                    false)) {
        chosen_[kase.id] = "theirs";
    }
    float y = row.top + canvas.px(case_height);
    for (const sync::Proposal& proposal : kase.proposals) {
        if (proposal.device == own) continue;
        const std::string id = to_text(desk::proposal_id(proposal));
        const ui::Rect card{right.left, y, right.right, y + canvas.px(38)};
        const std::string value = erase ? std::string(context.say({"删除", "Delete"}))
                                        : value_of(context, kase, proposal.values, inbox.titles);
        if (draw_choice(context, "proposal " + id.substr(0, 8), card, value, who_of(proposal), {},
                        taken == id, false))
            chosen_[kase.id] = id;
        y += canvas.px(40);
    }
    if (editing_ != kase.id) return;
    ui::FieldLook look;
    look.hint = context.say({"另填一个值，回车确认", "Another value, Enter takes it"});
    look.focus = other_.find(kase.id) == other_.end();
    const ui::Rect box{left.left, left.top, left.right, left.top + canvas.px(28)};
    const ui::FieldTouch typed = ui::text_field(canvas, "other", box, other_[kase.id], look);
    if (typed.entered && kase.field != nullptr) {
        if (auto value = read(context.manner, *kase.field, other_[kase.id])) {
            chosen_[kase.id] =
                std::string(kase.field->name) + "=" + schema::format_value(*kase.field, *value);
            editing_ = {};
        }
    }
    if (ImGui::IsKeyPressed(ImGuiKey_Escape)) editing_ = {};
}

void InboxScreen::draw_result(Context& context, const ui::Rect& area,
                              const live::InboxAnswer& inbox, const Group& group) {
    ui::Canvas& canvas = context.canvas;
    const float height = canvas.px(40) + canvas.px(26) * static_cast<float>(group.cases.size());
    ui::Rect box{area.left, area.top + canvas.px(20), area.right,
                 area.top + canvas.px(20) + height};
    if (box.bottom > area.bottom) return;
    canvas.fill(box, ui::Color::alt, 6);
    canvas.outline(box, ui::Color::line, 6);
    box = box.inset(canvas.px(16), canvas.px(8));
    canvas.text_in(box.cut_top(canvas.px(24)), ui::style::header, context.say({"结果", "Result"}));
    for (const desk::CaseView* kase : group.cases) {
        ui::Rect row = box.cut_top(canvas.px(26));
        canvas.text_in(row.cut_left(canvas.px(132)), ui::style::secondary, what_of(context, *kase));
        const auto chosen = chosen_.find(kase->id);
        if (chosen == chosen_.end()) {
            canvas.icon(row.left + canvas.px(7), row.mid_y(), ui::Icon::arrow_left_right, 13,
                        ui::Color::conflict);
            canvas.text(row.left + canvas.px(20), row.mid_y(),
                        ui::style::body.in(ui::Color::conflict),
                        context.say({"还没选", "still to choose"}));
            continue;
        }
        std::string value = chosen->second;
        if (kase->field == nullptr) {
            value = chosen->second == "mine" ? context.say({"删除", "deleted"})
                                             : context.say({"保留", "kept"});
        } else if (value == "mine" && kase->mine) {
            value = value_of(context, *kase, *kase->mine, inbox.titles);
        } else if (value == "theirs" && kase->theirs) {
            value = value_of(context, *kase, *kase->theirs, inbox.titles);
        } else if (const std::size_t sign = value.find('='); sign != std::string::npos) {
            value = value.substr(sign + 1);
        } else {
            for (const sync::Proposal& proposal : kase->proposals) {
                if (to_text(desk::proposal_id(proposal)) == value)
                    value = value_of(context, *kase, proposal.values, inbox.titles);
            }
        }
        const float end = canvas.text(row.left, row.mid_y(), ui::style::strong, value);
        canvas.text_in({end + canvas.px(12), row.top, row.right, row.bottom}, ui::style::label,
                       context.say({"对方会得到通知，其他值留在历史里",
                                    "the other is told; other values stay in the history"}));
    }
}

void InboxScreen::offer_choices(Context& context, const Group& group) {
    std::vector<std::pair<Id, bool>> cases;  // with "mine"
    for (const desk::CaseView* kase : group.cases)
        cases.emplace_back(kase->id, kase->mine.has_value() || kase->field == nullptr);
    const auto choose = [this, cases](bool mine, bool all) {
        for (const auto& [id, has_mine] : cases) {
            if (!all && chosen_.contains(id)) continue;
            chosen_[id] = mine && has_mine ? "mine" : "theirs";
            if (!all) return;
        }
    };
    context.offer(
        {"inbox.mine", {"用我的", "Take mine"}, "1", ui::Icon::check_lg, {}, {}, [choose] {
             choose(true, false);
         }});
    context.offer(
        {"inbox.theirs", {"用总部的", "Take theirs"}, "2", ui::Icon::check_lg, {}, {}, [choose] {
             choose(false, false);
         }});
    context.offer({"inbox.all_mine",
                   {"全部用我的", "All mine"},
                   "Shift+1",
                   ui::Icon::check_lg,
                   {},
                   {},
                   [choose] { choose(true, true); }});
    context.offer({"inbox.all_theirs",
                   {"全部用总部的", "All theirs"},
                   "Shift+2",
                   ui::Icon::check_lg,
                   {},
                   {},
                   [choose] { choose(false, true); }});
    context.offer({"inbox.other",
                   {"另填一个值", "Another value"},
                   "E",
                   ui::Icon::pencil,
                   {},
                   {},
                   [this, cases] {
                       for (const auto& [id, has_mine] : cases) {
                           if (!chosen_.contains(id)) editing_ = id;
                       }
                       if (editing_.is_null() && !cases.empty()) editing_ = cases.front().first;
                   }});
    const bool all = std::ranges::all_of(
        group.cases, [&](const auto* each) { return chosen_.contains(each->id); });
    Command command{"inbox.apply", {"应用选择", "Apply choices"}, "Enter", ui::Icon::check_lg};
    if (!all) command.objection = context.say({"还没有全部选完", "not everything is chosen"});
    if (!ImGui::IsAnyItemActive()) {
        // The group lives in the frame's answer: what it names is copied before it ends.
        std::vector<std::pair<Id, std::string>> choices;
        for (const desk::CaseView* kase : group.cases) {
            if (chosen_.contains(kase->id)) choices.emplace_back(kase->id, chosen_[kase->id]);
        }
        command.run = [this, &context, choices] {
            for (const auto& [id, take] : choices) {
                context.model.perform(live::ResolveCase{id, {take}});
                chosen_.erase(id);
            }
        };
        context.offer(std::move(command));
    }
}

void InboxScreen::apply(Context& context, const Group& group) {
    for (const desk::CaseView* kase : group.cases) {
        const auto chosen = chosen_.find(kase->id);
        if (chosen == chosen_.end()) continue;
        context.model.perform(live::ResolveCase{kase->id, {chosen->second}});
        chosen_.erase(chosen);
    }
}

// The refused values become a draft of the record as it is now; saving it is a new change.
void InboxScreen::edit_again(Context& context, const live::RefusedView& item) {
    Draft draft;
    draft.record.entity = item.entity->id;
    draft.record.row = item.row;
    draft.name = "record/" + std::string(item.entity->name) + "/" + to_text(item.row);
    for (const live::RefusedView::Field& field : item.fields) {
        if (field.field == nullptr || !field.field->is_written_by_desks()) continue;
        draft.record.base.set(field.field->id, field.now);
        draft.choose(draft.record, *field.field, field.typed,
                     show_to_edit(context.manner, *field.field, field.typed));
    }
    context.model.keep_draft(draft.name, draft.encode());
    context.go({Place::Kind::record, item.entity->id, item.row, "edit"});
}

void InboxScreen::draw_refused(Context& context, ui::Rect area, const live::InboxAnswer& inbox,
                               const live::RefusedView& item) {
    ui::Canvas& canvas = context.canvas;
    area.top += canvas.px(16);
    canvas.text_in(area.cut_top(canvas.px(32)), ui::style::title,
                   title_in(inbox.titles, *item.entity, item.row, canvas.lang()) + " · " +
                       command_words(context, item.command));
    canvas.icon(area.left + canvas.px(8), area.top + canvas.px(10), ui::Icon::exclamation_circle,
                14, ui::Color::danger);
    area.top += canvas.paragraph({area.left + canvas.px(24), area.top, area.right, area.bottom},
                                 ui::style::body, words_of(item.error, canvas.lang())) +
                canvas.px(8);
    if (item.groups > 1) {
        canvas.text_in(
            area.cut_top(canvas.px(24)), ui::style::label,
            canvas.lang() == Lang::zh
                ? "还有 " + std::to_string(item.groups - 1) + " 项改动以它为前提，一起被退回"
                : std::to_string(item.groups - 1) +
                      " more changes built on it and came back with it");
    }
    ui::Rect names = area.cut_top(canvas.px(32));
    canvas.text_in(names.cut_left(canvas.px(160)), ui::style::header,
                   context.say({"字段", "Field"}));
    canvas.text_in(names.cut_left(names.width() / 2), ui::style::header,
                   context.say({"我写的", "What I wrote"}));
    canvas.text_in(names, ui::style::header, context.say({"现在的值", "As it is now"}));
    for (const live::RefusedView::Field& field : item.fields) {
        canvas.horizontal(area.left, area.right, area.top, ui::Color::line, 0.6F);
        ui::Rect row = area.cut_top(canvas.px(28));
        const std::string_view label = field.field == nullptr
                                           ? context.say({"整条记录", "The record"})
                                           : field.field->label.in(canvas.lang());
        canvas.text_in(row.cut_left(canvas.px(160)), ui::style::secondary, label);
        if (field.field == nullptr) continue;
        const auto shown = [&](const schema::Value& value) {
            return field.field->kind == schema::Kind::status
                       ? schema::display_value(*field.field, value, canvas.lang())
                       : show(context.manner, *field.field, value, inbox.titles);
        };
        canvas.text_in(row.cut_left(row.width() / 2), ui::style::body, shown(field.typed));
        canvas.text_in(row, ui::style::secondary, shown(field.now));
    }
    ui::Rect foot = area.cut_bottom(canvas.px(52));
    canvas.horizontal(foot.left - canvas.px(20), foot.right + canvas.px(20), foot.top,
                      ui::Color::line);
    const live::RefusedView copy = item;
    context.offer({"attention.edit",
                   {"修改后再提交", "Edit and send again"},
                   "E",
                   ui::Icon::pencil,
                   {},
                   {},
                   [this, &context, copy] { edit_again(context, copy); }});
    context.offer({"attention.resend",
                   {"原样再提交", "Send again as it is"},
                   "R",
                   ui::Icon::send,
                   item.can_resend
                       ? ""
                       : std::string(context.say(
                             {"情况已经变了，请看过差别后重新做",
                              "things have changed since: look at the difference and do it anew"})),
                   {},
                   [&context, id = item.id] { context.model.perform(live::ResendRefused{id}); }});
    context.offer({"attention.discard",
                   {"放弃", "Give it up"},
                   "D",
                   ui::Icon::trash3,
                   {},
                   {},
                   [&context, id = item.id] { context.model.perform(live::DiscardRefused{id}); }});
    if (ui::button_right(canvas, "edit", foot,
                         {context.say({"修改后再提交", "Edit and send again"}), ui::Icon::pencil,
                          "E", ui::ButtonKind::primary}))
        context.run("attention.edit");
    const std::string_view objection =
        item.can_resend ? std::string_view{}
                        : context.say({"情况已经变了", "things have changed since"});
    if (ui::button_right(canvas, "resend", foot,
                         {context.say({"原样再提交", "Send again"}), ui::Icon::send, "R",
                          ui::ButtonKind::secondary, objection}))
        context.run("attention.resend");
    if (ui::button_right(
            canvas, "discard", foot,
            {context.say({"放弃", "Give up"}), ui::Icon::trash3, "D", ui::ButtonKind::danger}))
        context.run("attention.discard");
    canvas.text_in(foot, ui::style::label,
                   context.say({"放弃后仍留在历史里", "What is given up stays in the history"}));
}

void InboxScreen::draw_settled(Context& context, ui::Rect area, const live::InboxAnswer& inbox,
                               const desk::CaseView& kase) {
    ui::Canvas& canvas = context.canvas;
    area.top += canvas.px(16);
    canvas.text_in(area.cut_top(canvas.px(32)), ui::style::title,
                   title_in(inbox.titles, *kase.entity, kase.row, canvas.lang()));
    canvas.text_in(
        area.cut_top(canvas.px(28)), ui::style::secondary,
        context.say(
            {"程序按规则合并了，没有打扰任何人。没被采用的值在这里。",
             "Merged by its rule without asking anybody. The value that was not taken is here."}));
    const auto line = [&](const Label& label, const std::string& value, ui::TextStyle style) {
        ui::Rect row = area.cut_top(canvas.px(28));
        canvas.text_in(row.cut_left(canvas.px(160)), ui::style::secondary, context.say(label));
        canvas.text_in(row, style, value);
    };
    line({"字段", "Field"}, what_of(context, kase), ui::style::strong);
    if (kase.theirs)
        line({"现在的值", "As it is now"}, value_of(context, kase, *kase.theirs, inbox.titles),
             ui::style::body);
    if (kase.mine)
        line({"没被采用的值", "Not taken"}, value_of(context, kase, *kase.mine, inbox.titles),
             ui::style::body.in(ui::Color::conflict));
    ui::Rect row = area.cut_top(canvas.px(52));
    if (kase.mine && kase.field != nullptr &&
        ui::button_left(canvas, "use", row,
                        {context.say({"改用没被采用的值", "Use it after all"}),
                         ui::Icon::arrow_counterclockwise})) {
        desk::Edit edit;
        edit.values = *kase.mine;
        context.model.perform(live::ChangeRows{{{kase.entity->id, kase.row}}, edit});
    }
    if (ui::button_left(
            canvas, "open", row,
            {context.say({"打开记录", "Open the record"}), ui::Icon::box_arrow_up_right})) {
        context.go({Place::Kind::record, kase.entity->id, kase.row, {}});
    }
}

}  // namespace branchline::screens
