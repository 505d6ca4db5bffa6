// The cards of what was refused, and of what a rule has settled.
#include <algorithm>

#include "schema/validate.h"
#include "screens/inbox_screen.h"
#include "screens/inbox_words.h"
#include "screens/notices.h"
#include "screens/reason_dialog.h"
#include "screens/refused_draft.h"
#include "ui/controls.h"
#include "ui/field.h"
#include "ui/scrolled.h"

namespace branchline::screens {

namespace {

using RefusedField = live::RefusedView::Field;

std::string shown_value(const Context& context, const RefusedField& field,
                        const schema::Value& value, const live::Titles& titles) {
    return field.field->kind == schema::Kind::status
               ? schema::display_value(*field.field, value, context.canvas.lang())
               : show(context.manner, *field.field, value, titles);
}

// "Approve: Submitted → Reviewed" for a step; else the value, or what was to become of the row.
std::string what_was_wanted(const Context& context, const RefusedField& field,
                            const live::Titles& titles) {
    if (field.field == nullptr) {
        if (field.what == "delete") return std::string(context.say({"删除", "Delete"}));
        if (field.what == "keep") return std::string(context.say({"保留", "Keep"}));
        return field.what == "create" ? std::string(context.say({"新建", "Create"})) : "";
    }
    std::string wanted = shown_value(context, field, field.typed, titles);
    if (field.step == nullptr) return wanted;
    std::string before = shown_value(context, field, field.before, titles);
    if (!before.empty()) before += " → ";
    return std::string(context.say(field.step->label)) + std::string(context.say({"：", ": "})) +
           before + wanted;
}

std::string bundle_words(const live::RefusedView& item, Lang lang) {
    const bool zh = lang == Lang::zh;
    const std::size_t more = item.groups - 1;
    const std::string count = std::to_string(more);
    std::string words = zh          ? "还有 " + count + " 项改动以它为前提，一起被退回"
                        : more == 1 ? "1 more change built on it and came back with it"
                                    : count + " more changes built on it and came back with it";
    if (item.own == item.groups) return words;
    const std::string others = std::to_string(item.groups - item.own);
    return words + (zh ? "；其中 " + others + " 项属于别的记录，修改后随它一起提交"
                       : "; " + others + " of other records go along when it is edited");
}

// What is given up, so that nobody loses more than he thinks.
std::string discard_words(const live::RefusedView& item, Lang lang) {
    if (item.groups < 2) return std::string(Label{"放弃", "Give up"}.in(lang));
    const std::string count = std::to_string(item.groups);
    return lang == Lang::zh ? "放弃全部 " + count + " 项" : "Give up all " + count;
}

// A record that built on the one above.
void draw_other_record(ui::Canvas& canvas, ui::Rect row, const schema::EntitySpec& entity,
                       std::string_view title) {
    row.top += canvas.px(16);
    canvas.icon(row.left + canvas.px(8), row.mid_y(), icon_of(entity), 14, ui::Color::muted);
    row.left += canvas.px(24);
    const std::string_view kind = entity.label.in(canvas.lang());
    std::string words(kind);
    if (title != kind) words.append(" · ").append(title);
    canvas.text_in(row, ui::style::strong, words);
}

// Nothing: there are none.
std::string steps_words(const live::RefusedView& item, Lang lang) {
    std::string words;
    for (const schema::Transition* step : steps_of(item)) {
        if (!words.empty()) words += lang == Lang::zh ? "、" : ", ";
        words += step->label.in(lang);
    }
    return words;
}

}  // namespace

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
                                 ui::style::body, words_of(context, item.error)) +
                canvas.px(8);
    if (item.groups > 1) {
        canvas.text_in(area.cut_top(canvas.px(24)), ui::style::label,
                       bundle_words(item, canvas.lang()));
    }
    draw_refused_foot(context, area.cut_bottom(canvas.px(52)), inbox, item);
    ui::Scrolled fields(canvas, "fields", area, canvas.px(16));
    fields.ends_at(draw_refused_fields(context, fields.page(), inbox, item) + canvas.px(12));
}

float InboxScreen::draw_refused_fields(Context& context, ui::Rect area,
                                       const live::InboxAnswer& inbox,
                                       const live::RefusedView& item) {
    ui::Canvas& canvas = context.canvas;
    ui::Rect names = area.cut_top(canvas.px(32));
    canvas.text_in(names.cut_left(canvas.px(160)), ui::style::header,
                   context.say({"字段", "Field"}));
    canvas.text_in(names.cut_left(names.width() / 2), ui::style::header,
                   context.say({"我写的", "What I wrote"}));
    canvas.text_in(names, ui::style::header, context.say({"现在的值", "As it is now"}));
    sync::RowKey record{item.entity->id, item.row};
    for (const live::RefusedView::Field& field : item.fields) {
        if (field.record != record) {
            record = field.record;
            const schema::EntitySpec& entity = context.catalogue().at(record.entity);
            draw_other_record(canvas, area.cut_top(canvas.px(44)), entity,
                              title_in(inbox.titles, entity, record.row, canvas.lang()));
        }
        canvas.horizontal(area.left, area.right, area.top, ui::Color::line, 0.6F);
        ui::Rect row = area.cut_top(canvas.px(28));
        canvas.text_in(row.cut_left(canvas.px(160)), ui::style::secondary,
                       field.field == nullptr ? context.say({"整条记录", "The record"})
                                              : field.field->label.in(canvas.lang()));
        canvas.text_in(row.cut_left(row.width() / 2), ui::style::body,
                       what_was_wanted(context, field, inbox.titles));
        if (field.field == nullptr) continue;
        canvas.text_in(row, ui::style::secondary,
                       shown_value(context, field, field.now, inbox.titles));
    }
    return area.top;
}

void InboxScreen::draw_refused_foot(Context& context, ui::Rect foot, const live::InboxAnswer& inbox,
                                    const live::RefusedView& item) {
    ui::Canvas& canvas = context.canvas;
    canvas.horizontal(foot.left - canvas.px(20), foot.right + canvas.px(20), foot.top,
                      ui::Color::line);
    const live::RefusedView copy = item;
    context.offer({"attention.edit",
                   {"修改后再提交", "Edit and send again"},
                   "E",
                   ui::Icon::pencil,
                   {},
                   {},
                   [&context, copy, titles = inbox.titles] { edit_again(context, copy, titles); }});
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
                   discard_words(item, canvas.lang()),
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
    const std::string give_up = discard_words(item, canvas.lang());
    if (ui::button_right(canvas, "discard", foot,
                         {give_up, ui::Icon::trash3, "D", ui::ButtonKind::danger}))
        context.run("attention.discard");
    text_if_room(canvas, foot,
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

// In the ordinary form of the record, over it as it is now. A record that head office would not
// have is a new one again.
void InboxScreen::edit_again(Context& context, const live::RefusedView& item,
                             const live::Titles& titles) {
    const bool creation = was_creation(item);
    const std::string name = "record/" + std::string(item.entity->name) + "/" +
                             (creation ? std::string("new") : to_text(item.row));
    const std::string* content = context.model.draft(name);
    auto kept = content == nullptr ? std::nullopt : Draft::decode(*content);
    const Place place{creation ? Place::Kind::create : Place::Kind::record, item.entity->id,
                      creation ? RowId{} : item.row, "resend"};
    if (kept && kept->instead_of == item.id) return context.go(place);  // it was begun before
    if (creation && content != nullptr) {
        context.go({Place::Kind::create, item.entity->id, {}, {}});
        return context.tell(
            std::string(context.say({"这里还有一份新建的草稿", "A new one is begun here already"})),
            std::string(context.say({"先保存或放弃它，再来修改被退回的",
                                     "save or leave it first, then edit what was refused"})),
            true);
    }
    auto draft = draft_of_refused(context.manner, item, titles, std::move(kept));
    if (!draft) return step_again(context, item);
    draft->name = name;
    context.model.keep_draft(name, draft->encode());
    context.go(place);
    if (const std::string steps = steps_words(item, context.canvas.lang()); !steps.empty()) {
        context.tell(
            std::string(context.say({"保存后要重新做：", "To be done anew after saving: "})) +
                steps,
            std::string(
                context.say({"步骤不随修改一起提交", "steps are not sent again by an edit"})));
    }
}

// There is nothing to type but perhaps a reason: the record with the first of its steps to be
// taken.
void InboxScreen::step_again(Context& context, const live::RefusedView& item) {
    Place place{Place::Kind::record, item.entity->id, item.row, {}};
    const auto steps = steps_of(item);
    if (!steps.empty())
        place.detail = step_to_take(*steps.front(), reason_of(item, *steps.front()));
    context.go(std::move(place));
}

}  // namespace branchline::screens
