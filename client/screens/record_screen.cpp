#include "screens/record_screen.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "screens/record_pane.h"
#include "screens/state_strip.h"
#include "ui/controls.h"
#include "ui/overlay.h"
#include "ui/scrolled.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using schema::Kind;

constexpr float side_pane = 320;
constexpr float side_pane_needs = 1'000;

std::string new_label(const Context& context, const schema::EntitySpec& entity) {
    if (context.canvas.lang() == Lang::zh) return "新建" + std::string(entity.label.zh);
    return "New " + normal_form(entity.label.en);
}

}  // namespace

void RecordScreen::arrive(const Place& place) {
    if (place.detail == "edit") begin_edit();
    if (place.detail == "resend") {
        draft_.reset();
        taken_up_ = false;
    }
    reason_.arrive(place);
}

void RecordScreen::draw(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(key_.entity);
    const ui::Canvas::Scope scope(canvas, "record " + std::string(entity.name));
    if (!is_new()) {
        answer_ = context.model.see("record", live::RecordQuestion{key_});
        if (answer_ == nullptr || answer_->question.key != key_) return;
    }
    const live::RecordAnswer* record = answer_ == nullptr ? nullptr : &answer_->value;
    if (record != nullptr && !record->exists) {
        if (ui::empty_state(canvas, "gone", area, ui::Icon::slash_circle,
                            context.say({"这条记录不在了", "This record is gone"}),
                            context.say({"它已被删除，或不再属于你能看到的范围",
                                         "It was deleted, or is no longer yours to see"}),
                            context.say({"返回", "Back"}))) {
            context.back();
        }
        return;
    }
    take_up(context, record);
    watch_saving(context);
    ui::Rect page = area;
    draw_head(context, page.cut_top(canvas.px(60)), record);
    if (record != nullptr && entity.machine != nullptr) {
        draw_state_strip(context, page.cut_top(canvas.px(36)), entity, record->row.values);
    }
    canvas.horizontal(page.left, page.right, page.top - canvas.px(1), ui::Color::line);
    if (record != nullptr && page.width() >= canvas.px(side_pane_needs)) {
        const ui::Rect side = page.cut_right(canvas.px(side_pane));
        canvas.fill(side, ui::Color::alt);
        canvas.vertical(side.left, side.top, side.bottom, ui::Color::line);
        draw_related(context, side.inset(canvas.px(20), canvas.px(16)), *record);
    }
    draw_body(context, page, record);
    if (record != nullptr) {
        if (auto step = draw_reason(context, *record, reason_)) {
            context.model.perform(*std::move(step));
        }
    }
    offer_commands(context, record);
}

void RecordScreen::draw_head(Context& context, ui::Rect area, const live::RecordAnswer* record) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(key_.entity);
    ui::Rect row = area.inset(canvas.px(20), 0);
    const ui::Rect arrow = row.cut_left(canvas.px(28));
    const ui::Rect square{arrow.left, arrow.mid_y() - canvas.px(14), arrow.right,
                          arrow.mid_y() + canvas.px(14)};
    if (ui::icon_button(canvas, "back", square, ui::Icon::arrow_left,
                        context.say({"返回", "Back"}))) {
        context.back();
    }
    draw_actions(context, row, record);
    row.left += canvas.px(8);
    std::string title = record == nullptr
                            ? new_label(context, entity)
                            : title_of(entity, record->row.values, context.manner, record->titles);
    if (title.empty()) title = std::string(entity.label.in(canvas.lang()));
    const float x = draw_title(context, row, title, record);
    if (!fault_.empty()) {
        canvas.icon(x + canvas.px(8), row.mid_y(), ui::Icon::exclamation_circle, 14,
                    ui::Color::danger);
        canvas.text_in({x + canvas.px(20), row.top, row.right, row.bottom},
                       ui::style::label.in(ui::Color::danger), fault_);
    } else if (draft_ && draft_->is_touched()) {
        canvas.text_in({x, row.top, row.right, row.bottom}, ui::style::label,
                       context.say({"草稿已自动保留", "Draft kept"}));
    } else if (record != nullptr) {
        draw_aside(canvas, row, {x, row.top, row.right, row.bottom}, identity_of(context, *record));
    }
}

// Takes its room off the right of `row`.
void RecordScreen::draw_actions(Context& context, ui::Rect& row, const live::RecordAnswer* record) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(key_.entity);
    if (draft_) {
        const std::string_view objection =
            saving_ != 0 ? context.say({"正在保存", "being saved"}) : std::string_view{};
        if (ui::button_right(canvas, "save", row,
                             {context.say({"保存", "Save"}), ui::Icon::check_lg,
                              shown_keys("Ctrl+S"), ui::ButtonKind::primary, objection})) {
            save(context);
        }
        if (ui::button_right(canvas, "cancel", row,
                             {context.say({"取消", "Cancel"}), ui::Icon::none, "Esc"})) {
            leave_edit(context, false);
        }
    } else if (record != nullptr) {
        for (const live::StepOffer& step : record->steps) {
            const bool fits = row.width() >= canvas.px(420);
            if (step.objection || !fits) continue;
            if (ui::button_right(
                    canvas, "step " + step.name, row,
                    {context.say(step.label),
                     ui::Icon::none,
                     {},
                     step.forward ? ui::ButtonKind::primary : ui::ButtonKind::secondary})) {
                context.run(std::string(entity.name) + "." + step.name);
            }
        }
        if (!entity.server_only && !entity.append_only &&
            ui::button_right(canvas, "edit", row,
                             {context.say({"修改", "Edit"}), ui::Icon::pencil, "F2"})) {
            begin_edit();
        }
    }
}

void RecordScreen::draw_body(Context& context, const ui::Rect& area,
                             const live::RecordAnswer* record) {
    ui::Canvas& canvas = context.canvas;
    ui::Scrolled body(canvas, "body", area);
    ui::Rect page = body.page();
    page = {page.left + canvas.px(20), page.top + canvas.px(16), page.right - canvas.px(28),
            page.bottom};
    const schema::EntitySpec& entity = context.catalogue().at(key_.entity);
    const std::vector<const FieldSpec*> fields = form_fields(entity);
    float y = page.top;
    if (draft_) {
        FormView view;
        view.stored = record;
        view.arrivals = &arrivals_;
        y = is_logged(context)
                ? draw_logged(context, page)
                : draw_form(context, page, *draft_, draft_->record, fields, form_, view);
    } else if (record != nullptr) {
        const float middle = page.left + page.width() / 2;
        const bool two = page.width() > canvas.px(720);
        if (two) {
            const std::size_t half = (fields.size() + 1) / 2;
            const std::span<const FieldSpec* const> all(fields);
            const float left =
                draw_facts(context, {page.left, y, middle - canvas.px(16), page.bottom}, *record,
                           all.first(half));
            const float right = draw_facts(context, {middle, y, page.right, page.bottom}, *record,
                                           all.subspan(half));
            y = std::max(left, right);
        } else {
            y = draw_facts(context, page, *record, fields);
        }
    }
    y = draw_children(context, {page.left, y + canvas.px(8), page.right, page.bottom}, record);
    if (record != nullptr && !draft_) {
        const auto history = context.model.see("record/history", live::HistoryQuestion{key_});
        canvas.text(page.left, y + canvas.px(22), ui::style::heading,
                    context.say({"历史", "History"}));
        y += canvas.px(40);
        if (history != nullptr) {
            y = draw_timeline(context, {page.left, y, page.right, page.bottom}, history->value,
                              200);
        }
    }
    body.ends_at(y + canvas.px(24));
}

float RecordScreen::draw_children(Context& context, ui::Rect area,
                                  const live::RecordAnswer* record) {
    ui::Canvas& canvas = context.canvas;
    float y = area.top;
    for (const schema::Reference& reference : context.catalogue().children_of(key_.entity)) {
        const schema::EntitySpec& child = *reference.entity;
        const auto heading = [&](std::size_t count) {
            canvas.text(canvas.text(area.left, y + canvas.px(22), ui::style::heading,
                                    plural_of(child, canvas.lang())) +
                            canvas.px(8),
                        y + canvas.px(22), ui::style::label, std::to_string(count));
            y += canvas.px(40);
        };
        const schema::RoleMask roles =
            record == nullptr ? context.model.status().roles : record->roles;
        const bool writes = ((child.rights.write | child.rights.write_assigned) & roles) != 0;
        if (draft_ && writes) {
            heading(static_cast<std::size_t>(std::ranges::count_if(
                draft_->children,
                [&](const DraftRow& row) { return row.entity == child.id && !row.erased; })));
            y = draw_child_rows(context, {area.left, y, area.right, area.bottom}, child);
        } else if (record != nullptr) {
            const auto at = std::ranges::find(record->children, &child, &live::Child::entity);
            if (at == record->children.end() || at->rows.empty()) continue;
            heading(at->rows.size());
            y = draw_lines(context, {area.left, y, area.right, area.bottom}, child, at->rows,
                           record->titles);
        }
    }
    return y;
}

float RecordScreen::draw_child_rows(Context& context, ui::Rect area,
                                    const schema::EntitySpec& entity) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, entity.name);
    float y = area.top;
    std::vector<const FieldSpec*> fields;
    for (const FieldSpec* field : form_fields(entity)) {
        if (field->id >= 16 && field->is_written_by_desks()) fields.push_back(field);
    }
    for (std::size_t i = 0; i < draft_->children.size(); ++i) {
        DraftRow& row = draft_->children[i];
        if (row.entity != entity.id || row.erased) continue;
        const ui::Canvas::Scope line(canvas, "line " + std::to_string(i));
        FormView view;
        view.stored = answer_ == nullptr ? nullptr : &answer_->value;
        view.arrivals = &arrivals_;
        const float bottom =
            draw_form(context, {area.left, y, area.right - canvas.px(36), area.bottom}, *draft_,
                      row, fields, child_forms_[i], view);
        const ui::Rect cross{area.right - canvas.px(28), y + canvas.px(20), area.right,
                             y + canvas.px(48)};
        if (ui::icon_button(canvas, "remove", cross, ui::Icon::trash3,
                            context.say({"删除这一行", "Remove this line"}))) {
            row.erased = true;
        }
        canvas.horizontal(area.left, area.right, bottom, ui::Color::line);
        y = bottom + canvas.px(12);
    }
    ui::Rect row{area.left, y, area.right, y + canvas.px(28)};
    if (ui::button_left(canvas, "add", row,
                        {context.say({"添加一行", "Add a line"}), ui::Icon::plus_lg})) {
        draft_->children.push_back({entity.id, std::nullopt, {}, {}, false});
        if (!fields.empty()) child_forms_[draft_->children.size() - 1].focus = fields.front()->id;
    }
    return y + canvas.px(40);
}

void RecordScreen::draw_related(Context& context, const ui::Rect& area,
                                const live::RecordAnswer& record) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "related");
    float y = area.top;
    canvas.text(area.left, y + canvas.px(10), ui::style::heading,
                context.say({"相关记录", "Related"}));
    y += canvas.px(28);
    for (const live::RelatedCount& related : record.related) {
        const ui::Rect line{area.left, y, area.right, y + canvas.px(28)};
        const std::string id =
            std::string(related.entity->name) + " " + std::string(related.field->name);
        const ui::Touch touch = ui::touch(canvas, id, line);
        if (touch.hovered) canvas.fill(line, ui::Color::hover, 4);
        canvas.icon(line.left + canvas.px(8), line.mid_y(), icon_of(*related.entity), 14,
                    ui::Color::muted);
        canvas.text(line.left + canvas.px(24), line.mid_y(), ui::style::body,
                    plural_of(*related.entity, canvas.lang()));
        canvas.text_left_of(line.right - canvas.px(4), line.mid_y(),
                            ui::style::body.in(ui::Color::muted).figures(), grouped(related.count));
        if (touch.focused) canvas.focus_ring(line, 4);
        if (touch.pressed) {
            context.go({Place::Kind::list,
                        related.entity->id,
                        {},
                        std::string(related.field->name) + " = \"" + to_text(key_.row) + "\""});
        }
        y = line.bottom;
    }
    y += canvas.px(16);
    canvas.horizontal(area.left, area.right, y, ui::Color::line);
    y += canvas.px(12);
    const auto fact = [&](const Label& label, std::int64_t at, const UserId& by) {
        if (at == 0) return;
        canvas.text(area.left, y + canvas.px(10), ui::style::label, context.say(label));
        canvas.text_left_of(area.right, y + canvas.px(10), ui::style::label,
                            name_in(record.titles, by) + " · " + ago(context.manner, at));
        y += canvas.px(22);
    };
    fact({"创建", "Created"}, record.created_ms, record.created_by);
    fact({"最后修改", "Last changed"}, record.changed_ms, record.changed_by);
}

}  // namespace branchline::screens
