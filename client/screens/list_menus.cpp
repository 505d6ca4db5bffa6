// The menus of a list, what is copied from it, and the commands it offers.
#include <imgui.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "schema/validate.h"
#include "screens/bulk_steps.h"
#include "screens/list_screen.h"
#include "ui/controls.h"
#include "ui/overlay.h"
#include "ui/tsv.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using schema::Kind;

bool can_filter(const FieldSpec& field) {
    return field.rule != schema::Rule::derived && field.kind != Kind::long_text &&
           field.kind != Kind::any_ref;
}

std::string copied_words(const Context& context, std::size_t rows) {
    return context.canvas.lang() == Lang::zh ? "已复制 " + std::to_string(rows) + " 行"
                                             : std::to_string(rows) + " rows copied";
}

std::string sign_of(const FieldSpec& field) {
    return field.kind == Kind::text || field.kind == Kind::set ? "~" : "=";
}

}  // namespace

// What can be done with the rows that are looked at, at the place where it was asked for.
void ListScreen::draw_menus(Context& context) {
    if (menu_open_) draw_command_menu(context);
    if (columns_open_) draw_column_menu(context);
    if (filter_open_ && filter_field_ == nullptr) {
        draw_field_menu(context);
    } else if (filter_open_) {
        draw_value_menu(context, *filter_field_);
    }
}

void ListScreen::draw_command_menu(Context& context) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    std::vector<const Command*> shown;
    std::vector<ui::MenuLine> lines;
    std::vector<std::string> words;
    words.reserve(context.offered_.size() * 2);
    for (const Command& command : context.offered_) {
        const bool own = command.id.starts_with(std::string(entity.name) + ".");
        if (!own && command.id != "list.copy" && command.id != "list.save_view") continue;
        shown.push_back(&command);
        words.emplace_back(context.say(command.label));
        words.push_back(shown_keys(command.keys));
        lines.push_back({words[words.size() - 2], words.back(), command.icon, command.objection,
                         command.id.ends_with(".delete")});
    }
    const int chosen =
        ui::menu(canvas, "menu", menu_x_, menu_y_, menu_open_, lines.data(), lines.size());
    if (chosen >= 0) context.run(shown[static_cast<std::size_t>(chosen)]->id);
}

void ListScreen::draw_column_menu(Context& context) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    std::vector<ui::MenuLine> lines;
    for (const ListColumn& column : columns_) {
        lines.push_back({column.field->label.in(canvas.lang()),
                         {},
                         column.shown ? ui::Icon::check_lg : ui::Icon::none});
    }
    const int chosen =
        ui::menu(canvas, "columns", menu_x_, menu_y_, columns_open_, lines.data(), lines.size());
    if (chosen >= 0) {
        ListColumn& column = columns_[static_cast<std::size_t>(chosen)];
        column.shown = !column.shown;
        columns_open_ = true;
        drawn_for_.clear();
        context.model.keep("columns/" + std::string(entity.name), kept_columns(columns_));
    }
}

void ListScreen::draw_field_menu(Context& context) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    std::vector<const FieldSpec*> fields;
    std::vector<ui::MenuLine> lines;
    for (const FieldSpec* field : entity.fields) {
        if (!can_filter(*field)) continue;
        fields.push_back(field);
        lines.push_back({field->label.in(canvas.lang())});
    }
    const int chosen =
        ui::menu(canvas, "fields", menu_x_, menu_y_, filter_open_, lines.data(), lines.size());
    if (chosen >= 0) {
        filter_field_ = fields[static_cast<std::size_t>(chosen)];
        filter_open_ = true;
        filter_text_.clear();
    }
}

void ListScreen::use_condition(const FieldSpec& field, std::string value, std::string shown) {
    std::erase_if(conditions_, [&](const Condition& each) { return each.field == field.name; });
    conditions_.push_back(
        {std::string(field.name), sign_of(field), std::move(value), std::move(shown)});
    filter_open_ = false;
    list_.first = 0;
    list_.wants_focus = true;
}

void ListScreen::draw_choice_menu(Context& context, const FieldSpec& field) {
    ui::Canvas& canvas = context.canvas;
    static constexpr std::array yes_no{schema::Choice{0, "false", {"否", "No"}},
                                       schema::Choice{1, "true", {"是", "Yes"}}};
    const std::span<const schema::Choice> choices =
        field.choices.empty() ? std::span<const schema::Choice>(yes_no) : field.choices;
    std::vector<ui::MenuLine> lines;
    for (const schema::Choice& choice : choices) lines.push_back({choice.label.in(canvas.lang())});
    const int chosen =
        ui::menu(canvas, "values", menu_x_, menu_y_, filter_open_, lines.data(), lines.size());
    if (chosen >= 0) {
        const schema::Choice& choice = choices[static_cast<std::size_t>(chosen)];
        use_condition(field, std::string(choice.name), std::string(choice.label.in(canvas.lang())));
    }
}

void ListScreen::draw_value_menu(Context& context, const FieldSpec& field) {
    if (!field.choices.empty() || field.kind == Kind::boolean)
        return draw_choice_menu(context, field);
    ui::Canvas& canvas = context.canvas;
    ui::Popup popup(canvas, "value",
                    {menu_x_, menu_y_, menu_x_ + canvas.px(260), menu_y_ + canvas.px(72)}, true);
    ui::Rect inside = popup.inside().inset(canvas.px(12), canvas.px(10));
    ui::FieldLook look;
    look.label = field.label.in(canvas.lang());
    look.focus = ImGui::IsWindowAppearing();
    const ui::FieldTouch touch = ui::field_block(canvas, "text", inside, filter_text_, look);
    if (touch.entered && !trim(filter_text_).empty())
        use_condition(field, std::string(trim(filter_text_)), filter_text_);
    if (ImGui::IsKeyPressed(ImGuiKey_Escape)) filter_open_ = false;
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

void ListScreen::offer_steps(Context& context, const schema::EntitySpec& entity) {
    if (selected_.is_null()) return;
    const auto record = context.model.see("chosen/" + std::string(entity.name),
                                          live::RecordQuestion{{entity_, selected_}});
    if (record != nullptr && record->value.exists) offer_record_commands(context, record->value);
}

void ListScreen::offer_commands(Context& context) {
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    const std::string name(entity.name);
    context.offer({"list.find",
                   {"在列表中查找", "Find in the list"},
                   "Ctrl+F",
                   ui::Icon::search,
                   {},
                   {},
                   [this] {
                       checked_.clear();  // where its bar is, the field will be
                       focus_search_ = true;
                   }});
    context.offer({"list.clear_filters",
                   {"清除筛选", "Clear all filters"},
                   "Ctrl+Shift+F",
                   ui::Icon::funnel,
                   {},
                   {},
                   [this] {
                       conditions_.clear();
                       search_.clear();
                       extra_where_.clear();
                       view_ = "all";
                   }});
    context.offer({"list.copy",
                   {"复制到表格软件", "Copy for a spreadsheet"},
                   "Ctrl+C",
                   ui::Icon::files,
                   selected_.is_null() && checked_.empty()
                       ? std::string(context.say({"没有选择行", "no row is chosen"}))
                       : std::string(),
                   {},
                   [this, &context] { copy_chosen(context); }});
    if (!entity.server_only) {
        context.offer({name + ".create",
                       {"新建", "New"},
                       "Ctrl+N",
                       ui::Icon::plus_lg,
                       {},
                       {},
                       [this, &context] { context.go({Place::Kind::create, entity_, {}, {}}); }});
    }
    offer_steps(context, entity);
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
