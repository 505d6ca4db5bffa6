#include "screens/review_screen.h"

#include <algorithm>
#include <array>

#include "screens/checks_pane.h"
#include "screens/form.h"
#include "screens/line_table.h"
#include "screens/record_pane.h"
#include "ui/controls.h"
#include "ui/scrolled.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;

constexpr float queue_width = 352;
constexpr float side_by_side = 900;  // below that the queue lies above
constexpr float queue_above = 188;
constexpr float checks_width = 320;
constexpr float checks_beside = 660;
constexpr float entry_height = 48;
constexpr std::int64_t queue_most = 500;

constexpr std::array return_reasons{
    Label{"资料不全，请补齐", "Details are missing"},
    Label{"时间窗来不及，请与客户重约", "The window cannot be met: agree on another"},
    Label{"重量或体积与货物不符，请核实", "Weight or volume does not fit the cargo"},
    Label{"价格需重新确认", "The price needs confirming"},
};

std::string window_of(const Context& context, const schema::EntitySpec& order,
                      const schema::Record& values) {
    const auto at = [&](std::string_view name) {
        return std::get_if<std::int64_t>(&values.get(order.field(name)->id));
    };
    const std::int64_t* from = at("pickup_from");
    const std::int64_t* to = at("delivery_to");
    if (from == nullptr) return {};
    std::string text = moment(context.manner, *from);
    if (to != nullptr) text += " → " + moment(context.manner, *to);
    return text;
}

std::string text_of(const Context& context, const schema::EntitySpec& order, std::string_view name,
                    const live::Row& row, const live::Titles& titles) {
    const FieldSpec& field = *order.field(name);
    return show_short(context.manner, field, row.values.get(field.id), titles);
}

}  // namespace

void ReviewScreen::arrive(const Place& place) {
    if (!place.row.is_null()) selected_ = place.row;
    list_.wants_focus = true;
}

const live::RecordAnswer* ReviewScreen::shown() const {
    const bool is_it =
        order_ != nullptr && order_->question.key.row == selected_ && order_->value.exists;
    return is_it ? &order_->value : nullptr;
}

const live::StepOffer* ReviewScreen::step_of(const live::RecordAnswer& record,
                                             std::string_view name) {
    const auto at = std::ranges::find(record.steps, name, &live::StepOffer::name);
    return at == record.steps.end() ? nullptr : &*at;
}

void ReviewScreen::draw(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "review");
    take_outcomes(context);
    take_queue(context);
    if (answer_ == nullptr) return;
    if (queue_.empty()) {
        if (ui::empty_state(canvas, "empty", area, ui::Icon::clipboard_check,
                            context.say({"没有待审核的订单", "Nothing to review"}),
                            context.say({"提交的订单会自己出现在这里",
                                         "Submitted orders appear here by themselves"}),
                            context.say({"查看已审核", "Show reviewed"}))) {
            context.go({Place::Kind::list, context.entity("order").id, {}, "status = reviewed"});
        }
        return;
    }
    ui::Rect rest = area;
    if (area.width() >= canvas.px(side_by_side)) {
        draw_queue(context, rest.cut_left(canvas.px(queue_width)));
        canvas.vertical(rest.left, rest.top, rest.bottom, ui::Color::line);
    } else {
        draw_queue(context, rest.cut_top(canvas.px(queue_above)));
        canvas.horizontal(rest.left, rest.right, rest.top, ui::Color::line);
    }
    draw_order(context, rest);
    offer_commands(context);
}

void ReviewScreen::take_queue(Context& context) {
    live::RowsQuestion question;
    question.entity = context.entity("order").id;
    question.where = "status = submitted";
    question.sort = "changed_at:asc";
    question.count = queue_most;
    answer_ = context.model.see("review/queue", question);
    queue_.clear();
    if (answer_ == nullptr) return;
    for (const live::Row& row : answer_->value.rows) {
        if (!decided_.contains(row.id)) queue_.push_back(&row);
    }
    const auto at = std::ranges::find(queue_, selected_, &live::Row::id);
    if (at != queue_.end()) {
        list_.cursor = at - queue_.begin();
    } else if (!queue_.empty()) {  // it has been decided, here or elsewhere: the next one
        list_.cursor =
            std::clamp<std::int64_t>(list_.cursor, 0, static_cast<std::int64_t>(queue_.size()) - 1);
        selected_ = queue_[static_cast<std::size_t>(list_.cursor)]->id;
    }
}

// What was refused is back in the queue; why is told as a message.
void ReviewScreen::take_outcomes(Context& context) {
    for (auto at = decided_.begin(); at != decided_.end();) {
        const bool known = context.model.is_busy(at->second);
        const auto outcome = known ? std::nullopt : context.model.outcome_of(at->second);
        const bool refused = outcome && (outcome->error || !outcome->refused.empty());
        const bool listed = answer_ != nullptr &&
                            std::ranges::find(answer_->value.rows, at->first, &live::Row::id) !=
                                answer_->value.rows.end();
        at = refused || (!known && !listed) ? decided_.erase(at) : std::next(at);
    }
}

void ReviewScreen::draw_queue(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    ui::Rect rest = area;
    const ui::Rect head = rest.cut_top(canvas.px(60));
    const float after = canvas.text(head.left + canvas.px(20), head.mid_y(), ui::style::page,
                                    context.say({"审核队列", "Review queue"}));
    canvas.text(after + canvas.px(10), head.mid_y(), ui::style::body.in(ui::Color::muted),
                grouped(static_cast<std::int64_t>(queue_.size())));
    canvas.horizontal(area.left, area.right, rest.top - canvas.px(1), ui::Color::line);
    const std::array columns{ui::Column{"order", "", 300, 48, 1}};
    ui::ListLook look;
    look.count = static_cast<std::int64_t>(queue_.size());
    look.columns = columns;
    look.row_height = entry_height;
    look.header = false;
    look.cell = [&](std::int64_t row, std::size_t, const ui::Rect& cell) {
        draw_entry(context, *queue_[static_cast<std::size_t>(row)], cell);
    };
    const FieldSpec& number = *context.entity("order").number;
    look.name = [&](std::int64_t row) {
        return queue_[static_cast<std::size_t>(row)]->values.text(number.id);
    };
    const ui::ListTouch touch = ui::list(canvas, "queue", rest, list_, look);
    if (touch.moved && list_.cursor >= 0) {
        selected_ = queue_[static_cast<std::size_t>(list_.cursor)]->id;
    }
    if (touch.opened) {
        context.go({Place::Kind::record,
                    context.entity("order").id,
                    queue_[static_cast<std::size_t>(*touch.opened)]->id,
                    {}});
    }
}

void ReviewScreen::draw_entry(Context& context, const live::Row& row, const ui::Rect& cell) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& order = context.entity("order");
    const live::Titles& titles = answer_->value.titles;
    const float first = cell.top + canvas.px(15);
    const float second = cell.top + canvas.px(33);
    const auto line = [&](float mid_y, const ui::TextStyle& style, std::string_view left,
                          const ui::TextStyle& right_style, std::string_view right) {
        const float width = canvas.width(right_style, right);
        canvas.text_left_of(cell.right, mid_y, right_style, right);
        canvas.text_in({cell.left, mid_y - canvas.px(9), cell.right - width - canvas.px(12),
                        mid_y + canvas.px(9)},
                       style, left);
    };
    const auto* price = std::get_if<std::int64_t>(&row.values.get(order.field("agreed_price")->id));
    line(first, ui::style::strong, text_of(context, order, "customer", row, titles),
         ui::style::body.figures(), price == nullptr ? std::string() : money_short(*price));
    const std::string who = text_of(context, order, "owner", row, titles);
    line(second, ui::style::label,
         text_of(context, order, "number", row, titles) + " · " +
             window_of(context, order, row.values),
         ui::style::label, who);
    if (row.conflict) {
        canvas.icon(cell.left - canvas.px(10), first, ui::Icon::arrow_left_right, 12,
                    ui::Color::conflict);
    }
}

void ReviewScreen::draw_order(Context& context, const ui::Rect& area) {
    const live::RecordQuestion question{{context.entity("order").id, selected_}};
    order_ = context.model.see("review/order", question);
    const live::RecordAnswer* record = shown();
    if (record == nullptr) return;
    take_checks(context, *record);
    ui::Rect rest = area;
    draw_head(context, rest.cut_top(context.canvas.px(60)), *record);
    context.canvas.horizontal(rest.left, rest.right, rest.top - context.canvas.px(1),
                              ui::Color::line);
    draw_body(context, rest, *record);
    if (auto step = draw_reason(context, *record, reason_, return_reasons)) {
        decide(context, *std::move(step));
    }
}

void ReviewScreen::take_checks(Context& context, const live::RecordAnswer& record) {
    live::ChecksQuestion question;
    question.order = record.row.id;
    question.values = record.row.values;
    for (const live::Child& child : record.children) {
        if (child.entity->name != "order_line") continue;
        for (const live::Row& row : child.rows) question.lines.push_back(row.values);
    }
    checks_ = context.model.see("review/checks", question);
    // Never the results of another order under this one.
    if (checks_ != nullptr && (checks_->question.order != selected_ || checks_->error)) {
        checks_.reset();
    }
}

void ReviewScreen::draw_head(Context& context, ui::Rect area, const live::RecordAnswer& record) {
    ui::Canvas& canvas = context.canvas;
    ui::Rect row = area.inset(canvas.px(20), 0);
    const auto action = [&](std::string_view name, const Label& label, std::string_view key,
                            ui::Icon icon, ui::ButtonKind kind) {
        const live::StepOffer* step = step_of(record, name);
        std::string objection;
        if (step == nullptr) objection = context.say({"现在不能", "not now"});
        if (step != nullptr && step->objection) {
            objection = words_of(context, *step->objection);
        }
        if (ui::button_right(canvas, name, row, {context.say(label), icon, key, kind, objection})) {
            context.run("order." + std::string(name));
        }
    };
    action("approve", {"通过", "Approve"}, "A", ui::Icon::check_lg, ui::ButtonKind::primary);
    action("return", {"退回", "Return"}, "R", ui::Icon::arrow_return_left,
           ui::ButtonKind::secondary);
    if (row.width() > canvas.px(360) &&
        ui::button_right(canvas, "open", row,
                         {context.say({"打开", "Open"}), ui::Icon::box_arrow_up_right,
                          shown_keys("Enter"), ui::ButtonKind::ghost})) {
        context.go({Place::Kind::record, record.entity->id, record.row.id, {}});
    }
    draw_title(context, row, record.row.values.text(record.entity->number->id), &record);
}

// Why it cannot be approved by this person, said before he tries.
float ReviewScreen::draw_objection(Context& context, const ui::Rect& area,
                                   const live::RecordAnswer& record) {
    const live::StepOffer* approve = step_of(record, "approve");
    if (approve == nullptr || !approve->objection) return area.top;
    ui::Canvas& canvas = context.canvas;
    const ui::Rect banner{area.left, area.top, area.right, area.top + canvas.px(36)};
    canvas.fill(banner, ui::Color::warn_ground, 6);
    canvas.icon(banner.left + canvas.px(18), banner.mid_y(), ui::Icon::exclamation_triangle, 16,
                ui::Color::warn);
    canvas.text_in(
        {banner.left + canvas.px(36), banner.top, banner.right - canvas.px(12), banner.bottom},
        ui::style::strong.in(ui::Color::warn), words_of(context, *approve->objection));
    return banner.bottom + canvas.px(12);
}

void ReviewScreen::draw_side(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    canvas.fill(area, ui::Color::alt);
    canvas.vertical(area.left, area.top, area.bottom, ui::Color::line);
    ui::Scrolled side(canvas, "side", area);
    ui::Rect rest = side.page().inset(canvas.px(20), 0);
    rest.top += canvas.px(16);
    const ChecksTouch touch =
        draw_checks(context, rest, checks_ == nullptr ? nullptr : &checks_->value, {}, all_checks_);
    side.ends_at(touch.bottom + canvas.px(16));
}

void ReviewScreen::draw_body(Context& context, const ui::Rect& area,
                             const live::RecordAnswer& record) {
    ui::Canvas& canvas = context.canvas;
    ui::Rect page = area;
    const bool beside = area.width() >= canvas.px(checks_beside);
    if (beside) draw_side(context, page.cut_right(canvas.px(checks_width)));
    ui::Scrolled body(canvas, "order", page);
    ui::Rect rest = body.page().inset(canvas.px(20), 0);
    rest.top += canvas.px(16);
    rest.top = draw_objection(context, rest, record);
    if (!beside) {
        rest.top = draw_checks(context, rest, checks_ == nullptr ? nullptr : &checks_->value, {},
                               all_checks_)
                       .bottom +
                   canvas.px(12);
    }
    rest.top = draw_facts(context, rest, record, form_fields(*record.entity)) + canvas.px(8);
    for (const live::Child& child : record.children) {
        if (child.rows.empty()) continue;
        canvas.text(rest.left, rest.top + canvas.px(14), ui::style::heading,
                    child.entity->name == "order_line" ? context.say({"货物明细", "Cargo"})
                                                       : plural_of(*child.entity, canvas.lang()));
        rest.top =
            draw_line_table(context, {rest.left, rest.top + canvas.px(28), rest.right, rest.bottom},
                            *child.entity, child.rows, record.titles) +
            canvas.px(12);
    }
    body.ends_at(rest.top + canvas.px(24));
}

void ReviewScreen::decide(Context& context, live::TakeStep step) {
    const RowId row = step.rows.front().row;
    decided_[row] = context.model.perform(std::move(step));
    list_.wants_focus = true;
}

void ReviewScreen::offer_commands(Context& context) {
    const live::RecordAnswer* record = shown();
    const auto offer = [&](std::string_view name, const Label& label, std::string_view key,
                           ui::Icon icon, std::function<void()> run) {
        Command command{"order." + std::string(name), label, key, icon};
        const live::StepOffer* step = record == nullptr ? nullptr : step_of(*record, name);
        if (record == nullptr) {
            command.objection = context.say({"订单还没显示出来", "the order is not shown yet"});
        } else if (step == nullptr) {
            command.objection = context.say({"现在不能", "not now"});
        } else if (step->objection) {
            command.objection = words_of(context, *step->objection);
        }
        command.run = std::move(run);
        context.offer(std::move(command));
    };
    const sync::RowKey key{context.entity("order").id, selected_};
    offer("approve", {"审核通过", "Approve"}, "A", ui::Icon::check_lg,
          [this, &context, key] { decide(context, {{key}, "approve", {}}); });
    offer("return", {"退回", "Return"}, "R", ui::Icon::arrow_return_left,
          [this] { reason_.ask("return"); });
    if (record != nullptr) offer_record_commands(context, *record);
}

}  // namespace branchline::screens
