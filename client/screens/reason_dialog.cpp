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

}  // namespace

std::optional<live::TakeStep> draw_reason(Context& context, const live::RecordAnswer& record,
                                          ReasonState& state, std::span<const Label> reasons) {
    if (state.step.empty()) return std::nullopt;
    const auto step = std::ranges::find(record.steps, state.step, &live::StepOffer::name);
    if (step == record.steps.end()) {
        state.step.clear();
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
    const schema::FieldSpec* reason = record.entity->field(step->reason);
    ui::FieldLook look;
    look.label =
        reason == nullptr ? context.say({"原因", "Reason"}) : reason->label.in(canvas.lang());
    look.required = true;
    look.focus = ImGui::IsWindowAppearing();
    const ui::Rect block = inside.cut_top(canvas.px(64));
    if (draw_reasons(context, inside, state, reasons)) look.focus = true;
    const ui::FieldTouch touch = ui::field_block(canvas, "reason", block, state.typed, look);
    const bool ready = !trim(state.typed).empty();
    const bool go = ui::button_right(
        canvas, "do", buttons,
        {context.say(step->label), ui::Icon::none, shown_keys("Enter"), ui::ButtonKind::primary,
         ready ? std::string_view{} : context.say({"请写明原因", "say why"})});
    const bool cancel =
        ui::button_right(canvas, "cancel", buttons,
                         {context.say({"取消", "Cancel"}), ui::Icon::none, "Esc"}) ||
        modal.dismissed() || ImGui::IsKeyPressed(ImGuiKey_Escape, false);
    if (ready && (go || touch.entered)) {
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
