#include "screens/reason_dialog.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "ui/controls.h"
#include "ui/field.h"
#include "ui/overlay.h"

namespace branchline::screens {

namespace {

constexpr float dialog_width = 440;
constexpr float dialog_height = 176;
constexpr float reason_height = 28;

// Gives whether one was chosen; it stands in the field then and can be changed.
bool draw_reasons(Context& context, ui::Rect& inside, ReasonState& state,
                  std::span<const Label> reasons) {
    ui::Canvas& canvas = context.canvas;
    bool chosen = false;
    for (std::size_t i = 0; i < reasons.size(); ++i) {
        const ui::Rect row = inside.cut_top(canvas.px(reason_height));
        const std::string id = "reason " + std::to_string(i + 1);
        const ui::Touch touch = ui::touch(canvas, id, row);
        if (touch.hovered) canvas.fill(row, ui::Color::hover, 4);
        const std::string_view words = context.say(reasons[i]);
        canvas.text_in(row.inset(canvas.px(8), 0), ui::style::body, words);
        if (touch.focused) canvas.focus_ring(row, 4);
        if (canvas.probe().records()) {
            canvas.probe().add({ui::Seen::Kind::item,
                                id,
                                std::string(words),
                                {},
                                row.left,
                                row.top,
                                row.right,
                                row.bottom,
                                true,
                                touch.focused});
        }
        if (!touch.pressed) continue;
        state.typed = words;
        chosen = true;
    }
    return chosen;
}

// It leads from another state than the record has come to.
void tell_impossible(Context& context, const live::RecordAnswer& record, const std::string& name) {
    const bool zh = context.canvas.lang() == Lang::zh;
    const schema::EntitySpec& entity = *record.entity;
    const auto step = std::ranges::find(entity.transitions, name, &schema::Transition::name);
    if (step == entity.transitions.end()) return;
    const schema::Choice* state = state_of(entity, record.row.values);
    const std::string now(state == nullptr ? std::string_view{} : context.say(state->label));
    const std::string label(context.say(step->label));
    context.tell(zh ? "不能再“" + label + "”：现在是“" + now + "”"
                    : label + " cannot be taken any more: it is " + now + " now",
                 std::string(context.say({"如果它不再需要，在收件箱里放弃被退回的改动",
                                          "if it is not needed, give up what was refused in the "
                                          "inbox"})),
                 true);
}

// What is in the way of it, or what is to be looked at; with a field, that tells enough.
void draw_remark(Context& context, const ui::Rect& place, const live::StepOffer& step) {
    const std::string words =
        step.objection
            ? words_of(context, *step.objection)
            : std::string(context.say({"上次没有通过。请看过现在的内容，再决定是否重做。",
                                       "It was refused before. Look at what stands here now, then "
                                       "take it again."}));
    context.canvas.paragraph(place, ui::style::body, words);
}

// Gives whether Enter was typed in it.
bool draw_reason_field(Context& context, ui::Rect& inside, const live::RecordAnswer& record,
                       const live::StepOffer& step, ReasonState& state,
                       std::span<const Label> reasons) {
    ui::Canvas& canvas = context.canvas;
    const schema::FieldSpec* reason = record.entity->field(step.reason);
    ui::FieldLook look;
    look.label =
        reason == nullptr ? context.say({"原因", "Reason"}) : reason->label.in(canvas.lang());
    look.required = true;
    look.focus = ImGui::IsWindowAppearing();
    const ui::Rect block = inside.cut_top(canvas.px(64));
    if (draw_reasons(context, inside, state, reasons)) look.focus = true;
    return ui::field_block(canvas, "reason", block, state.typed, look).entered;
}

}  // namespace

void ReasonState::arrive(const Place& place) {
    constexpr std::string_view prefix = "step ";
    if (!place.detail.starts_with(prefix)) return;
    const std::string what = place.detail.substr(prefix.size());
    const std::size_t space = what.find(' ');
    step = what.substr(0, space);
    typed = space == std::string::npos ? std::string() : what.substr(space + 1);
}

std::string step_to_take(const schema::Transition& step, std::string_view reason) {
    return "step " + std::string(step.name) + " " + std::string(reason);
}

std::optional<live::TakeStep> draw_reason(Context& context, const live::RecordAnswer& record,
                                          ReasonState& state, std::span<const Label> reasons) {
    if (state.step.empty()) return std::nullopt;
    const auto step = std::ranges::find(record.steps, state.step, &live::StepOffer::name);
    if (step == record.steps.end()) {
        tell_impossible(context, record, state.step);
        state = {};
        return std::nullopt;
    }
    ui::Canvas& canvas = context.canvas;
    context.covered = true;
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    const float width = canvas.px(dialog_width);
    const float height =
        canvas.px(dialog_height + reason_height * static_cast<float>(reasons.size()));
    const float left = std::round((display.x - width) / 2);
    const float top = std::round((display.y - height) / 3);
    ui::Modal modal(canvas, "step", {left, top, left + width, top + height});
    ui::Rect inside = modal.inside().inset(canvas.px(20), canvas.px(16));
    canvas.text_in(inside.cut_top(canvas.px(32)), ui::style::title, context.say(step->label));
    ui::Rect buttons = inside.cut_bottom(canvas.px(32));
    bool entered = false;
    if (step->objection || step->reason == 0) {
        draw_remark(context, inside, *step);
        entered = ImGui::IsKeyPressed(ImGuiKey_Enter, false);
    } else {
        entered = draw_reason_field(context, inside, record, *step, state, reasons);
    }
    const bool told = step->reason == 0 || !trim(state.typed).empty();
    const std::string_view objection = step->objection
                                           ? context.say({"现在不能做", "not possible now"})
                                       : told ? std::string_view{}
                                              : context.say({"请写明原因", "say why"});
    const bool go = ui::button_right(canvas, "do", buttons,
                                     {context.say(step->label), ui::Icon::none, shown_keys("Enter"),
                                      ui::ButtonKind::primary, objection});
    const bool cancel =
        ui::button_right(canvas, "cancel", buttons,
                         {context.say({"取消", "Cancel"}), ui::Icon::none, "Esc"}) ||
        modal.dismissed() || ImGui::IsKeyPressed(ImGuiKey_Escape, false);
    if (objection.empty() && (go || entered)) {
        schema::Record values;
        if (step->reason != 0) values.set(step->reason, std::string(trim(state.typed)));
        live::TakeStep taken{{{record.entity->id, record.row.id}}, step->name, std::move(values)};
        state = {};
        return taken;
    }
    if (cancel) state = {};
    return std::nullopt;
}

}  // namespace branchline::screens
