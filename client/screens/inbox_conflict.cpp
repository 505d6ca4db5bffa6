// The card of a conflict: base, mine and theirs side by side, and what will come of the choice.
#include <imgui.h>

#include <algorithm>

#include "schema/validate.h"
#include "screens/draft.h"
#include "screens/inbox_screen.h"
#include "screens/inbox_words.h"
#include "screens/notices.h"
#include "ui/controls.h"
#include "ui/field.h"
#include "ui/scrolled.h"

namespace branchline::screens {

namespace {

constexpr float case_height = 64;
constexpr float label_width = 148;
constexpr float base_width = 152;
constexpr float beside_needs = 600;  // below that mine stands above theirs
constexpr float proposal_height = 40;

// Where the parts of one case stand.
struct CasePlaces {
    ui::Rect label;
    ui::Rect base;
    ui::Rect mine;
    ui::Rect theirs;
};

bool stands_beside(const ui::Canvas& canvas, const ui::Rect& area) {
    return area.width() >= canvas.px(beside_needs);
}

CasePlaces places_in(const ui::Canvas& canvas, const ui::Rect& row) {
    ui::Rect rest = row;
    rest.bottom = rest.top + canvas.px(case_height);
    CasePlaces places;
    places.label = rest.cut_left(canvas.px(label_width));
    if (stands_beside(canvas, row)) {
        places.base = rest.cut_left(canvas.px(base_width));
        places.mine = rest.cut_left(rest.width() / 2).inset(canvas.px(4), canvas.px(6));
        places.theirs = rest.inset(canvas.px(4), canvas.px(6));
        return places;
    }
    places.base = places.label;
    places.base.top += canvas.px(48);
    places.mine = rest.inset(canvas.px(4), canvas.px(6));
    places.theirs = places.mine;
    places.theirs.top += canvas.px(case_height - 8);
    places.theirs.bottom += canvas.px(case_height - 8);
    return places;
}

// Without what further devices propose.
float height_of_case(const ui::Canvas& canvas, const ui::Rect& area) {
    return canvas.px(stands_beside(canvas, area) ? case_height : 2 * case_height - 8);
}

std::size_t further_proposals(const desk::CaseView& kase) {
    const std::size_t own = kase.mine ? 1 : 0;
    return kase.proposals.size() - std::min(own, kase.proposals.size());
}

}  // namespace

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
    draw_conflict_foot(context, area.cut_bottom(canvas.px(52)), group);
    draw_cases(context, area, inbox, group);
    offer_choices(context, group);
}

void InboxScreen::draw_cases(Context& context, const ui::Rect& place,
                             const live::InboxAnswer& inbox, const Group& group) {
    ui::Canvas& canvas = context.canvas;
    ui::Scrolled page(canvas, "cases", place, canvas.px(16));
    ui::Rect area = page.page();
    canvas.horizontal(area.left, area.right, area.top, ui::Color::line);
    if (stands_beside(canvas, area)) {
        ui::Rect names = area.cut_top(canvas.px(40));
        names.left += canvas.px(label_width);
        canvas.text_in(names.cut_left(canvas.px(base_width)), ui::style::header,
                       context.say({"原来", "Base"}));
        const float half = names.width() / 2;
        canvas.text_in(names.cut_left(half), ui::style::strong, context.say({"我的", "Mine"}));
        canvas.text_in(names, ui::style::strong, context.say({"总部现值", "Theirs"}));
    }
    Id current;
    for (const desk::CaseView* kase : group.cases) {
        canvas.horizontal(area.left, area.right, area.top, ui::Color::line);
        const bool is_current = current.is_null() && !chosen_.contains(kase->id);
        const auto more = static_cast<float>(further_proposals(*kase));
        const ui::Rect row =
            area.cut_top(height_of_case(canvas, area) + canvas.px(proposal_height) * more);
        draw_case(context, row, inbox, *kase, is_current);
        if (!is_current) continue;
        current = kase->id;
        // A key chooses for it: it shall be seen when its turn comes.
        if (current_ != current && !page.is_in_view(row)) page.show(row);
    }
    current_ = current;
    canvas.horizontal(area.left, area.right, area.top, ui::Color::line);
    page.ends_at(draw_result(context, area, inbox, group) + canvas.px(16));
}

void InboxScreen::draw_conflict_foot(Context& context, ui::Rect foot, const Group& group) {
    ui::Canvas& canvas = context.canvas;
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
    text_if_room(canvas, foot,
                 context.say({"1 我的 · 2 总部的 · E 另填 · 应用后可撤销",
                              "1 mine · 2 theirs · E another value · can be undone"}));
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

void InboxScreen::draw_case_name(Context& context, const ui::Rect& label,
                                 const desk::CaseView& kase, const std::string& taken) {
    ui::Canvas& canvas = context.canvas;
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
}

void InboxScreen::draw_case(Context& context, const ui::Rect& row, const live::InboxAnswer& inbox,
                            const desk::CaseView& kase, bool current) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(
        canvas, kase.field == nullptr ? std::string_view("row") : kase.field->name);
    const auto [label, base, left, right] = places_in(canvas, row);
    const auto chosen = chosen_.find(kase.id);
    const std::string taken = chosen == chosen_.end() ? std::string() : chosen->second;
    const float first = base.top + canvas.px(22);
    draw_case_name(context, label, kase, taken);
    const bool erase = kase.field == nullptr;
    if (!erase && kase.base) {
        // Without a heading over it, it says what it is.
        const std::string before(stands_beside(canvas, row) ? "" : context.say({"原来 ", "Base "}));
        canvas.text_in(
            {base.left, first - canvas.px(10), base.right - canvas.px(8), first + canvas.px(10)},
            ui::style::secondary, before + value_of(context, kase, *kase.base, inbox.titles));
    }
    const DeviceId own = context.model.status().desk.device;
    const auto mine = std::ranges::find(kase.proposals, own, &sync::Proposal::device);
    if (kase.mine || erase) {
        const std::string who =
            mine == kase.proposals.end() ? std::string() : who_of(context, *mine, inbox.titles);
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
    draw_other_proposals(
        context, {right.left, row.top + height_of_case(canvas, row), right.right, row.bottom},
        inbox, kase, taken);
    if (editing_ == kase.id) draw_own_value(context, left, kase);
}

// What further devices propose, under the two that are asked about first.
void InboxScreen::draw_other_proposals(Context& context, const ui::Rect& area,
                                       const live::InboxAnswer& inbox, const desk::CaseView& kase,
                                       const std::string& taken) {
    const ui::Canvas& canvas = context.canvas;
    const DeviceId own = context.model.status().desk.device;
    const bool erase = kase.field == nullptr;
    float y = area.top;
    for (const sync::Proposal& proposal : kase.proposals) {
        if (proposal.device == own) continue;
        const std::string id = to_text(desk::proposal_id(proposal));
        const ui::Rect card{area.left, y, area.right, y + canvas.px(38)};
        const std::string value = erase ? std::string(context.say({"删除", "Delete"}))
                                        : value_of(context, kase, proposal.values, inbox.titles);
        if (draw_choice(context, "proposal " + id.substr(0, 8), card, value,
                        who_of(context, proposal, inbox.titles), {}, taken == id, false))
            chosen_[kase.id] = id;
        y += canvas.px(proposal_height);
    }
}

void InboxScreen::draw_own_value(Context& context, const ui::Rect& left,
                                 const desk::CaseView& kase) {
    ui::Canvas& canvas = context.canvas;
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

float InboxScreen::draw_result(Context& context, const ui::Rect& area,
                               const live::InboxAnswer& inbox, const Group& group) {
    ui::Canvas& canvas = context.canvas;
    const float height = canvas.px(40) + canvas.px(26) * static_cast<float>(group.cases.size());
    ui::Rect box{area.left, area.top + canvas.px(20), area.right,
                 area.top + canvas.px(20) + height};
    const float bottom = box.bottom;
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
    return bottom;
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
    offer_apply(context, group);
}

void InboxScreen::offer_apply(Context& context, const Group& group) {
    if (ImGui::IsAnyItemActive()) return;  // Enter belongs to what is being typed
    const bool all = std::ranges::all_of(
        group.cases, [&](const auto* each) { return chosen_.contains(each->id); });
    Command command{"inbox.apply", {"应用选择", "Apply choices"}, "Enter", ui::Icon::check_lg};
    if (!all) command.objection = context.say({"还没有全部选完", "not everything is chosen"});
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

void InboxScreen::apply(Context& context, const Group& group) {
    for (const desk::CaseView* kase : group.cases) {
        const auto chosen = chosen_.find(kase->id);
        if (chosen == chosen_.end()) continue;
        context.model.perform(live::ResolveCase{kase->id, {chosen->second}});
        chosen_.erase(chosen);
    }
}

}  // namespace branchline::screens
