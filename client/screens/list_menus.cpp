// The menus of a list, and the commands it offers.
#include <imgui.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "schema/validate.h"
#include "screens/list_screen.h"
#include "ui/controls.h"
#include "ui/overlay.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using schema::Kind;

bool can_filter(const FieldSpec& field) {
    return field.rule != schema::Rule::derived && field.kind != Kind::long_text &&
           field.kind != Kind::any_ref;
}

std::string sign_of(const FieldSpec& field) {
    return field.kind == Kind::text || field.kind == Kind::set ? "~" : "=";
}

}  // namespace

// What can be done with the rows that are looked at, at the place where it was asked for.
void ListScreen::draw_menus(Context& context) {
    if (menu_open_) draw_command_menu(context);
    if (columns_open_) draw_column_menu(context);
    if (naming_view_) draw_view_name(context);
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
        const bool of_lists = command.id == "list.copy" || command.id == "list.save_view" ||
                              command.id == "list.drop_view";
        if (!own && !of_lists) continue;
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

// Before the one that stands at `to`, of those that are shown.
void ListScreen::move_column(std::size_t from, std::size_t to) {
    const auto of = [&](std::size_t drawn) {
        return std::ranges::find_if(
            columns_, [&](const ListColumn& each) { return each.field->name == drawn_[drawn].id; });
    };
    if (to == from || to == from + 1) return;
    const ListColumn moving = *of(from);
    columns_.erase(of(from));
    auto behind = to < drawn_.size() ? of(to) : of(drawn_.size() - 1) + 1;
    columns_.insert(behind, moving);
    drawn_for_.clear();
}

void ListScreen::offer_views(Context& context) {
    const bool plain = where(context).empty() && sort_.empty();
    context.offer(
        {"list.save_view",
         {"保存为视图", "Save as a view"},
         "Ctrl+Shift+S",
         ui::Icon::funnel,
         plain ? std::string(context.say({"先筛选或排序", "filter or sort first"})) : std::string(),
         {},
         [this] {
             naming_view_ = true;
             view_name_ =
                 view_.starts_with(own_view) ? view_.substr(own_view.size()) : std::string();
         }});
    if (!view_.starts_with(own_view)) return;
    context.offer({"list.drop_view",
                   {"删除此视图", "Remove this view"},
                   {},
                   ui::Icon::trash3,
                   {},
                   {},
                   [this, &context] { drop_view(context, view_.substr(own_view.size())); }});
}

void ListScreen::draw_view_name(Context& context) {
    ui::Canvas& canvas = context.canvas;
    const float left = menu_x_ > 0 ? menu_x_ - canvas.px(260) : canvas.px(220);
    const float top = menu_y_ > 0 ? menu_y_ : canvas.px(150);
    ui::Popup popup(canvas, "view", {left, top, left + canvas.px(260), top + canvas.px(72)}, true);
    const ui::Rect inside = popup.inside().inset(canvas.px(12), canvas.px(10));
    ui::FieldLook look;
    look.label = context.say({"视图名称", "Name of the view"});
    look.focus = ImGui::IsWindowAppearing();
    const ui::FieldTouch touch = ui::field_block(canvas, "name", inside, view_name_, look);
    if (touch.entered && !trim(view_name_).empty()) keep_view(context);
    if (ImGui::IsKeyPressed(ImGuiKey_Escape)) naming_view_ = false;
}

// What the list shows now, under this name; one of the same name gives way.
void ListScreen::keep_view(Context& context) {
    const std::string entity(context.catalogue().at(entity_).name);
    std::string name(trim(view_name_));
    std::ranges::replace(name, '\t', ' ');
    const std::string filter = where(context);
    drop_view(context, name);
    std::string kept = context.model.setting("views/" + entity);
    if (!kept.empty()) kept += '\n';
    context.model.keep("views/" + entity, kept + name + '\t' + filter + '\t' + sort_);
    view_ = own_view + name;
    conditions_.clear();
    extra_where_.clear();
    naming_view_ = false;
    list_.wants_focus = true;
}

void ListScreen::drop_view(Context& context, std::string_view name) {
    const std::string setting = "views/" + std::string(context.catalogue().at(entity_).name);
    const std::string kept = context.model.setting(setting);
    std::string left;
    for (const std::string_view line : split_lines(kept)) {
        if (line.substr(0, line.find('\t')) == name || line.empty()) continue;
        left += (left.empty() ? "" : "\n") + std::string(line);
    }
    context.model.keep(setting, std::move(left));
    if (view_ == own_view + std::string(name)) view_ = "all";
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
    offer_views(context);
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

}  // namespace branchline::screens
