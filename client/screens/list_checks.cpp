// What of a list is checked, and what is done with it: the bar above the rows, and copying.
#include <imgui.h>

#include <algorithm>

#include "screens/bulk_steps.h"
#include "screens/list_screen.h"
#include "ui/controls.h"
#include "ui/tsv.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using schema::Kind;

std::string copied_words(const Context& context, std::size_t rows) {
    return context.canvas.lang() == Lang::zh ? "已复制 " + std::to_string(rows) + " 行"
                                             : std::to_string(rows) + " rows copied";
}

std::string words_of_part(const Context& context, std::size_t count) {
    const std::string number = grouped(static_cast<std::int64_t>(count));
    return context.canvas.lang() == Lang::zh ? "只选了前 " + number + " 条"
                                             : "Only the first " + number + " are selected";
}

}  // namespace

void ListScreen::take_checks(const ui::ListTouch& touch) {
    if (touch.check || touch.check_range || touch.check_all || touch.select_all) delete_asked_ = 0;
    if (touch.check && row_at(*touch.check) != nullptr) {
        const RowId id = row_at(*touch.check)->id;
        if (!checked_.insert(id).second) checked_.erase(id);
    }
    if (touch.check_range) {
        const auto [from, to] = std::minmax(list_.anchor, list_.cursor);
        for (std::int64_t row = from; row <= to; ++row) {
            if (const live::Row* each = row_at(row)) checked_.insert(each->id);
        }
    }
    if (touch.select_all || (touch.check_all && checked_.empty())) {
        checking_all_ = true;
    } else if (touch.check_all) {
        checked_.clear();
    }
}

// What is checked is what was looked at: another filter begins anew.
void ListScreen::gather(Context& context, const live::RowsQuestion& shown) {
    const std::string name(context.catalogue().at(entity_).name);
    std::string filter = shown.where + '\n' + shown.search;
    if (filter != checked_in_) {
        checked_.clear();
        checking_all_ = copying_ = false;
        checked_in_ = std::move(filter);
    }
    if (checking_all_) {
        const live::IdsQuestion all{entity_, shown.where, shown.sort, shown.search};
        const auto ids = context.model.see("ids/" + name, all);
        if (ids == nullptr || ids->question != all) return;
        checking_all_ = false;
        in_order_ = ids->value.ids;
        checked_ = std::set<RowId>(in_order_.begin(), in_order_.end());
        if (ids->value.has_more) {
            context.tell(words_of_part(context, checked_.size()),
                         std::string(context.say({"缩小筛选范围，或者导出全部",
                                                  "Narrow the filter, or export all of it"})));
        }
    }
    if (copying_) {
        live::PickedQuestion picked{entity_, {}};
        std::ranges::copy_if(in_order_, std::back_inserter(picked.ids),
                             [&](const RowId& id) { return checked_.contains(id); });
        const std::set<RowId> known(in_order_.begin(), in_order_.end());
        std::ranges::copy_if(checked_, std::back_inserter(picked.ids),
                             [&](const RowId& id) { return !known.contains(id); });
        const auto rows = context.model.see("picked/" + name, picked);
        if (rows == nullptr || rows->question != picked) return;
        copying_ = false;
        copy_rows(context, rows->value);
    }
}

void ListScreen::copy_chosen(Context& context) {
    if (rows_ == nullptr) return;
    live::RowsAnswer shown{{}, 0, 0, false, rows_->value.titles};
    std::ranges::copy_if(rows_->value.rows, std::back_inserter(shown.rows), [&](const auto& row) {
        return checked_.empty() ? row.id == selected_ : checked_.contains(row.id);
    });
    // What is not on the screen has to be read first.
    copying_ = shown.rows.size() < checked_.size();
    if (!copying_) copy_rows(context, shown);
}

void ListScreen::copy_rows(Context& context, const live::RowsAnswer& from) {
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    ui::TextTable table(1);
    for (const ui::Column& column : drawn_) table.front().push_back(column.label);
    for (const live::Row& row : from.rows) {
        std::vector<std::string>& cells = table.emplace_back();
        for (const ui::Column& column : drawn_) {
            const FieldSpec* field = entity.field(column.id);
            const schema::Value& value = row.values.get(field->id);
            const bool plain =
                is_figure(*field) || field->kind == Kind::date || field->kind == Kind::instant;
            cells.push_back(plain ? show_to_edit(context.manner, *field, value)
                                  : show(context.manner, *field, value, from.titles));
        }
    }
    ImGui::SetClipboardText(ui::write_tsv(table).c_str());
    context.tell(copied_words(context, table.size() - 1));
}

void ListScreen::draw_bulk(Context& context, ui::Rect row) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    row = row.inset(canvas.px(12), canvas.px(4));
    canvas.fill(row, ui::Color::sel, 6);
    row = row.inset(canvas.px(12), 0);
    const std::string number = grouped(static_cast<std::int64_t>(checked_.size()));
    const std::string count =
        canvas.lang() == Lang::zh ? "已选 " + number + " 条" : number + " selected";
    row.left = canvas.text(row.left, row.mid_y(), ui::style::strong, count) + canvas.px(16);
    if (ui::button_right(
            canvas, "clear", row,
            {context.say({"取消选择", "Clear"}), ui::Icon::none, "Esc", ui::ButtonKind::ghost})) {
        checked_.clear();
    }
    for (const schema::Transition* step : bulk_steps(entity, context.model.status().roles)) {
        if (row.width() < canvas.px(140)) break;
        if (ui::button_left(
                canvas, "step " + std::string(step->name), row,
                {step->label.in(canvas.lang()), ui::Icon::none, {}, ui::ButtonKind::ghost})) {
            context.model.perform(live::TakeStep{chosen(), std::string(step->name), {}});
            checked_.clear();
        }
    }
    if (row.width() > canvas.px(120) &&
        ui::button_left(
            canvas, "copy", row,
            {context.say({"复制", "Copy"}), ui::Icon::files, {}, ui::ButtonKind::ghost})) {
        copy_chosen(context);
    }
    if (entity.deletable && row.width() > canvas.px(100)) draw_bulk_delete(context, row);
}

// Online it is handed over before it could be taken back: many go with the second press.
void ListScreen::draw_bulk_delete(Context& context, ui::Rect& row) {
    const std::size_t count = checked_.size();
    const bool asked = delete_asked_ == count;
    const std::string number = grouped(static_cast<std::int64_t>(count));
    const std::string sure = context.canvas.lang() == Lang::zh ? "再按一次，删除 " + number + " 条"
                                                               : "Press again to delete " + number;
    const ui::ButtonLook look{asked ? std::string_view(sure) : context.say({"删除", "Delete"}),
                              ui::Icon::trash3,
                              {},
                              asked ? ui::ButtonKind::danger : ui::ButtonKind::ghost};
    if (!ui::button_left(context.canvas, "delete", row, look)) return;
    if (!asked && count > 1) {
        delete_asked_ = count;
        return;
    }
    context.model.perform(live::EraseRows{chosen()});
    checked_.clear();
    delete_asked_ = 0;
}

}  // namespace branchline::screens
