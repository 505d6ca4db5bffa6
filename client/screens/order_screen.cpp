#include "screens/order_screen.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "screens/checks_pane.h"
#include "screens/order_parts.h"
#include "screens/record_pane.h"
#include "screens/state_strip.h"
#include "ui/controls.h"
#include "ui/overlay.h"
#include "ui/scrolled.h"

namespace branchline::screens {

namespace {

constexpr float side_width = 320;
constexpr float entry_least = 880;  // below that, checks fold to a line above the grid
constexpr std::size_t history_shown = 30;

}  // namespace

void OrderScreen::arrive(const Place& place) {
    if (place.detail == "copy_last") wants_copy_ = true;
    if (place.detail == "edit") wants_edit_ = true;
    if (place.detail == "resend") work_.take_up_again();
    work_.open();
    reason_.arrive(place);
}

bool OrderScreen::becomes(const Place& place) {
    if (!work_.is_new()) return false;
    work_.become(place);
    return true;
}

void OrderScreen::draw(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "order");
    typing_ = ImGui::IsAnyItemActive();  // Enter ends that before the frame has ended
    work_.look(context);
    if (work_.standing() == OrderWork::Standing::gone) {
        if (ui::empty_state(canvas, "gone", area, ui::Icon::slash_circle,
                            context.say({"这张订单不在了", "This order is gone"}),
                            context.say({"它已被删除，或不再属于你能看到的范围",
                                         "It was deleted, or is no longer yours to see"}),
                            context.say({"返回", "Back"}))) {
            context.back();
        }
        return;
    }
    if (work_.standing() == OrderWork::Standing::waiting) return;
    if (std::exchange(wants_copy_, false) && !work_.was_kept()) work_.copy_last(context);
    if (std::exchange(wants_edit_, false)) {
        work_.form().focus = context.catalogue().at(work_.key().entity).field("customer")->id;
    }
    take_checks(context);
    ui::Rect page = area;
    draw_head(context, page.cut_top(canvas.px(60)));
    draw_states(context, page.cut_top(canvas.px(36)));
    canvas.horizontal(page.left, page.right, page.top - canvas.px(1), ui::Color::line);
    const bool folded = page.width() - canvas.px(side_width) < canvas.px(entry_least);
    if (!folded) {
        const ui::Rect side = page.cut_right(canvas.px(side_width));
        canvas.fill(side, ui::Color::alt);
        canvas.vertical(side.left, side.top, side.bottom, ui::Color::line);
        draw_side(context, side);
    }
    draw_body(context, page, folded);
    draw_menu(context);
    if (work_.record() != nullptr) {
        if (auto step = draw_reason(context, *work_.record(), reason_)) {
            work_.take_step(context, *std::move(step));
        }
    }
    take_keys(context);
    offer_commands(context);
}

void OrderScreen::take_checks(Context& context) {
    const schema::EntitySpec& entity = context.catalogue().at(work_.key().entity);
    live::ChecksQuestion question;
    question.order = work_.key().row;
    question.values = Draft::values(context.manner, entity, work_.draft().record);
    question.lines = work_.sheet(context).values();
    checks_ = context.model.see("order/checks", question);
}

void OrderScreen::draw_head(Context& context, ui::Rect area) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(work_.key().entity);
    ui::Rect row = area.inset(canvas.px(20), 0);
    const ui::Rect arrow = row.cut_left(canvas.px(28));
    if (ui::icon_button(
            canvas, "back",
            {arrow.left, arrow.mid_y() - canvas.px(14), arrow.right, arrow.mid_y() + canvas.px(14)},
            ui::Icon::arrow_left, context.say({"返回", "Back"}))) {
        context.run("go.back");
    }
    draw_actions(context, row);
    row.left += canvas.px(8);
    const live::RecordAnswer* record = work_.record();
    if (record != nullptr) number_ = record->row.values.text(entity.number->id);
    const std::string title =
        number_.empty() ? std::string(context.say({"新建订单", "New order"})) : number_;
    const ui::Rect head = row;
    row.left = draw_title(context, row, title, record) + canvas.px(8);
    draw_meta(context, head, row);
}

void OrderScreen::draw_meta(Context& context, const ui::Rect& head, ui::Rect row) {
    ui::Canvas& canvas = context.canvas;
    if (!work_.fault().empty()) {
        canvas.icon(row.left + canvas.px(8), row.mid_y(), ui::Icon::exclamation_circle, 14,
                    ui::Color::danger);
        row.left += canvas.px(20);
        canvas.text_in(row, ui::style::label.in(ui::Color::danger), work_.fault());
        return;
    }
    std::string words = work_.remark();
    const auto add = [&](const std::string& part) {
        if (!words.empty() && !part.empty()) words += " · ";
        words += part;
    };
    if (work_.is_busy()) {
        add(std::string(context.say({"正在保存", "Saving"})));
    } else if (work_.is_touched()) {
        const std::string at = time_of_day(context.manner, work_.kept_at_ms());
        add(work_.kept_at_ms() == 0     ? std::string(context.say({"未保存", "Not saved"}))
            : canvas.lang() == Lang::zh ? at + " 自动保留"
                                        : "draft kept " + at);
    } else if (work_.record() != nullptr) {
        add(identity_of(context, *work_.record()));
    }
    draw_aside(canvas, head, row, words);
}

void OrderScreen::draw_actions(Context& context, ui::Rect& row) {
    ui::Canvas& canvas = context.canvas;
    const float title_needs = canvas.px(260);
    const std::string_view objection =
        work_.is_busy() ? context.say({"正在保存", "being saved"}) : std::string_view{};
    bool primary = false;
    if (work_.can_submit(context)) {
        primary = true;
        if (ui::button_right(canvas, "submit", row,
                             {context.say({"提交审核", "Submit"}), ui::Icon::send,
                              shown_keys("Ctrl+Enter"), ui::ButtonKind::primary, objection})) {
            context.run("order.submit");
        }
    }
    if (work_.is_touched()) {
        if (ui::button_right(
                canvas, "save", row,
                {context.say({"保存", "Save"}), ui::Icon::none, shown_keys("Ctrl+S"),
                 primary ? ui::ButtonKind::secondary : ui::ButtonKind::primary, objection})) {
            context.run("order.save");
        }
    } else if (work_.record() != nullptr) {
        for (const live::StepOffer& step : work_.record()->steps) {
            if (step.objection || step.name == "submit" || step.name == "cancel") continue;
            if (row.width() < title_needs + canvas.px(120)) break;
            if (ui::button_right(canvas, "step " + step.name, row,
                                 {context.say(step.label),
                                  ui::Icon::none,
                                  {},
                                  step.forward && !primary ? ui::ButtonKind::primary
                                                           : ui::ButtonKind::secondary})) {
                context.run("order." + step.name);
            }
        }
    }
    const bool copies = work_.is_new() && row.width() > title_needs + canvas.px(180);
    if (copies && ui::button_right(canvas, "copy", row,
                                   {context.say({"复制上一单", "Copy last"}), ui::Icon::files,
                                    shown_keys("Ctrl+D")})) {
        context.run("order.copy_last");
    }
    ui::Rect dots = row.cut_right(canvas.px(28));
    row.right -= canvas.px(8);
    dots = {dots.left, dots.mid_y() - canvas.px(14), dots.right, dots.mid_y() + canvas.px(14)};
    if (ui::icon_button(canvas, "more", dots, ui::Icon::three_dots,
                        context.say({"更多", "More"}))) {
        menu_open_ = !menu_open_;
        menu_x_ = dots.left;
        menu_y_ = dots.bottom + canvas.px(4);
    }
}

void OrderScreen::draw_menu(Context& context) {
    if (!menu_open_) return;
    std::vector<std::string> commands;
    std::vector<std::string> reasons;
    std::vector<ui::MenuLine> lines;
    const auto add = [&](std::string command, const Label& label, ui::Icon icon,
                         std::string_view keys, std::string objection) {
        commands.push_back(std::move(command));
        reasons.push_back(std::move(objection));
        lines.push_back({context.say(label), keys, icon});
    };
    add("order.copy_last", {"复制上一单", "Copy last order"}, ui::Icon::files, "Ctrl D", {});
    if (work_.record() != nullptr) {
        for (const live::StepOffer& step : work_.record()->steps) {
            add("order." + step.name, step.label, ui::Icon::arrow_right, {},
                step.objection ? words_of(context, *step.objection) : std::string());
        }
        const auto& objection = work_.record()->delete_objection;
        add("order.delete", {"删除", "Delete"}, ui::Icon::trash3, {},
            objection ? words_of(context, *objection) : std::string());
        lines.back().separated = true;
        lines.back().danger = true;
    }
    if (work_.is_touched()) {
        add("order.discard", {"放弃草稿", "Discard the draft"}, ui::Icon::x_lg, {}, {});
        lines.back().danger = true;
    }
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i].objection = reasons[i];
    const int chosen = ui::menu(context.canvas, "order menu", menu_x_, menu_y_, menu_open_,
                                lines.data(), lines.size());
    if (chosen >= 0) context.run(commands[static_cast<std::size_t>(chosen)]);
}

void OrderScreen::draw_states(Context& context, const ui::Rect& row) {
    const schema::EntitySpec& entity = context.catalogue().at(work_.key().entity);
    schema::Record values;
    values.set(entity.machine->id, work_.state(context.model));
    draw_state_strip(context, row, entity, values);
}

void OrderScreen::draw_side(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    ui::Scrolled side(canvas, "side", area);
    ui::Rect rest = side.page().inset(canvas.px(20), 0);
    rest.top += canvas.px(16);
    const ChecksTouch touch = draw_checks(context, rest, answered(), chosen_check_, all_checks_);
    if (!touch.pressed.empty()) {
        chosen_check_ = touch.pressed;
        context.run("order.next_problem");
    }
    const auto line = [&](float y) {
        canvas.horizontal(rest.left, rest.right, y, ui::Color::line);
        rest.top = y + canvas.px(12);
    };
    line(touch.bottom + canvas.px(12));
    line(draw_order_totals(context, rest, work_) + canvas.px(8));
    rest.top = draw_order_price(context, rest, work_);
    side.ends_at(rest.top + canvas.px(16));
}

const live::ChecksAnswer* OrderScreen::answered() const {
    return checks_ == nullptr || checks_->error ? nullptr : &checks_->value;
}

float OrderScreen::draw_folded(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const live::ChecksAnswer* checks = answered();
    const ui::Rect strip{area.left, area.top, area.right, area.top + canvas.px(28)};
    if (draw_checks_strip(context, strip, checks, checks_open_)) checks_open_ = !checks_open_;
    if (!checks_open_) return strip.bottom + canvas.px(12);
    const ui::Rect list{area.left + canvas.px(12), strip.bottom + canvas.px(12),
                        area.right - canvas.px(12), area.bottom};
    const ChecksTouch touch = draw_checks(context, list, checks, chosen_check_, all_checks_);
    return touch.bottom + canvas.px(12);
}

void OrderScreen::draw_body(Context& context, const ui::Rect& area, bool folded) {
    ui::Canvas& canvas = context.canvas;
    ui::Scrolled body(canvas, "body", area);
    ui::Rect page = body.page().inset(canvas.px(20), 0);
    page.top += canvas.px(16);
    canvas.text(page.left, page.top + canvas.px(8), ui::style::heading,
                context.say({"客户与线路", "Customer and lane"}));
    page.top += canvas.px(24);
    page.top = draw_order_form(context, page, work_);
    const unsigned active = ImGui::GetActiveID();
    if (active != last_active_) {
        complete_windows(context.manner, context.catalogue().at(work_.key().entity),
                         work_.draft().record);
        work_.settle();
    }
    last_active_ = active;
    if (folded) page.top = draw_folded(context, page);
    const float below = canvas.px(84);
    page.top = draw_order_lines(context, page, work_, area.top + area.height() - page.top - below) +
               canvas.px(16);
    page.top = draw_below(context, page, folded);
    body.ends_at(page.top + canvas.px(24));
}

float OrderScreen::draw_below(Context& context, const ui::Rect& area, bool folded) {
    ui::Canvas& canvas = context.canvas;
    float y = area.top;
    if (folded) {
        const float middle = std::min(canvas.px(320), area.width());
        y = draw_order_price(context, {area.left, y, area.left + middle, area.bottom}, work_) +
            canvas.px(16);
    }
    const std::string_view label = further_open_
                                       ? context.say({"收起其他字段", "Fewer fields"})
                                       : context.say({"其他字段与历史", "More fields and history"});
    if (ui::link(canvas, "further", area.left, y + canvas.px(10), label)) {
        further_open_ = !further_open_;
    }
    y += canvas.px(28);
    if (!further_open_) return y;
    const schema::EntitySpec& entity = context.catalogue().at(work_.key().entity);
    FormView view;
    view.stored = work_.record();
    view.arrivals = &work_.arrivals();
    y = draw_form(context, {area.left, y, area.right, area.bottom}, work_.draft(),
                  work_.draft().record, further_fields(entity), work_.form(), view);
    if (work_.record() == nullptr) return y;
    const auto history = context.model.see("order/history", live::HistoryQuestion{work_.key()});
    if (history == nullptr || history->value.lines.empty()) return y;
    canvas.text(area.left, y + canvas.px(14), ui::style::heading, context.say({"历史", "History"}));
    return draw_timeline(context, {area.left, y + canvas.px(32), area.right, area.bottom},
                         history->value, history_shown);
}

// Ctrl+Enter belongs to an active text field, so it is heard here.
void OrderScreen::take_keys(Context& context) {
    if (context.covered || work_.lines().grid.on || !typing_) return;
    const ImGuiIO& io = ImGui::GetIO();
    const bool enter = ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
                       ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false);
    if (io.KeyCtrl && enter) context.run("order.submit");
}

void OrderScreen::next_problem(Context& context) {
    const live::ChecksAnswer* checks = answered();
    const std::vector<Problem> all = problems(context, work_, checks);
    if (all.empty()) {
        context.tell(std::string(context.say({"没有要改的", "Nothing to mend"})));
        return;
    }
    auto at = std::ranges::find_if(all, [&](const Problem& each) {
        return !chosen_check_.empty() && each.check == chosen_check_;
    });
    if (at == all.end()) {
        at = all.begin() + static_cast<std::ptrdiff_t>(problem_ % all.size());
        problem_ = problem_ % all.size() + 1;
    }
    chosen_check_.clear();
    if (at->in_lines) {
        const ui::GridSize size{work_.sheet(context).rows() + 1,
                                work_.sheet(context).fields().size()};
        work_.lines().grid.cursor.go(at->spot, size);
        work_.lines().grid.wants_focus = true;
    } else {
        work_.form().focus = at->field;
    }
}

void OrderScreen::other_pane(Context& context) {
    if (!work_.lines().grid.on) {
        work_.lines().grid.wants_focus = true;
        return;
    }
    work_.form().focus = context.catalogue().at(work_.key().entity).field("customer")->id;
}

void OrderScreen::offer_edit_commands(Context& context) {
    const auto offer = [&](std::string id, const Label& label, std::string_view keys, ui::Icon icon,
                           std::string objection, std::function<void()> run) {
        context.offer({std::move(id), label, keys, icon, std::move(objection), {}, std::move(run)});
    };
    const std::string saving =
        work_.is_busy() ? std::string(context.say({"正在保存", "being saved"})) : std::string();
    offer("order.save", {"保存", "Save"}, "Ctrl+S", ui::Icon::check_lg, saving,
          [this, &context] { work_.save(context, false); });
    if (work_.can_submit(context)) {
        offer("order.submit", {"提交审核", "Submit for review"}, "Ctrl+Enter", ui::Icon::send,
              saving, [this, &context] { work_.save(context, true); });
    }
    offer("order.copy_last", {"复制客户的上一单", "Copy the customer's last order"}, "Ctrl+D",
          ui::Icon::files, {}, [this, &context] { work_.copy_last(context); });
    offer("order.next_problem", {"下一个要改的地方", "Next thing to mend"}, "F8",
          ui::Icon::exclamation_circle, {}, [this, &context] { next_problem(context); });
    offer("order.pane", {"表单与货物之间切换", "Between form and cargo"}, "F6",
          ui::Icon::layout_three_columns, {}, [this, &context] { other_pane(context); });
    if (work_.is_touched()) {
        offer("order.discard", {"放弃草稿", "Discard the draft"}, {}, ui::Icon::x_lg, {},
              [this, &context] { work_.discard(context); });
    }
    if (work_.steps().can_undo(work_.draft())) {
        offer("undo", {"撤销输入", "Take back what was typed"}, "Ctrl+Z",
              ui::Icon::arrow_counterclockwise, {}, [this] { work_.undo(); });
    }
    if (work_.steps().can_redo()) {
        offer("redo", {"重做输入", "Type it again"}, "Ctrl+Y", ui::Icon::arrow_repeat, {},
              [this] { work_.redo(); });
    }
}

void OrderScreen::offer_commands(Context& context) {
    offer_edit_commands(context);
    if (work_.record() != nullptr) {
        for (const live::StepOffer& step : work_.record()->steps) {
            if (step.objection || step.name == "submit") continue;
            context.offer({"order." + step.name,
                           step.label,
                           {},
                           ui::Icon::arrow_right,
                           {},
                           {},
                           [this, &context, name = step.name, why = step.reason != 0] {
                               if (why) return reason_.ask(name);
                               work_.take_step(context, {{work_.key()}, name, {}});
                           }});
        }
        offer_record_commands(context, *work_.record());
    }
    context.offer({"go.back", {"返回", "Back"}, "Esc", ui::Icon::arrow_left, {}, {}, [&context] {
                       context.back();
                   }});
}

}  // namespace branchline::screens
