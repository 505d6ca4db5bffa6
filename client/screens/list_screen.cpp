#include "screens/list_screen.h"

#include <imgui.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "desk/list_orders.h"
#include "schema/validate.h"
#include "screens/sort_keys.h"
#include "ui/controls.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using schema::Kind;

constexpr std::int64_t block = 64;  // rows are asked for in whole blocks
constexpr float pane_width = 480;
constexpr float pane_needs = 900;  // of content width

std::string quoted(std::string_view text) {
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') made += '\\';
        made += c;
    }
    return made + "\"";
}

void remember_order(live::Model& model, const schema::EntitySpec& entity, std::string_view sort) {
    const std::string kept = model.setting(desk::list_orders_setting);
    std::string orders = desk::with_order(kept, entity.name, sort);
    if (orders != kept) model.keep(desk::list_orders_setting, std::move(orders));
}

}  // namespace

const live::Row* ListScreen::row_at(std::int64_t row) const {
    if (rows_ == nullptr) return nullptr;
    const std::int64_t at = row - rows_->value.first;
    if (at < 0 || at >= static_cast<std::int64_t>(rows_->value.rows.size())) return nullptr;
    return &rows_->value.rows[static_cast<std::size_t>(at)];
}

RowId ListScreen::neighbour(int step) const {
    const live::Row* row = row_at(list_.cursor + step);
    return row == nullptr ? RowId{} : row->id;
}

std::vector<sync::RowKey> ListScreen::chosen() const {
    std::vector<sync::RowKey> keys;
    for (const RowId& id : checked_) keys.push_back({entity_, id});
    if (keys.empty() && !selected_.is_null()) keys.push_back({entity_, selected_});
    return keys;
}

std::vector<ListScreen::View> ListScreen::views(const Context& context) const {
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    std::vector<View> views{{"all", std::string(context.say({"全部", "All"})), {}}};
    if (entity.field("owner") != nullptr && !context.model.status().user.is_null()) {
        views.push_back({"mine", std::string(context.say({"我的", "Mine"})),
                         "owner = " + quoted(to_text(context.model.status().user))});
    }
    if (entity.machine != nullptr) {
        std::size_t shown = 0;
        for (const schema::Choice& state : entity.machine->choices) {
            if (++shown > 5) break;
            views.push_back({std::string(state.name),
                             std::string(state.label.in(context.canvas.lang())),
                             std::string(entity.machine->name) + " = " + std::string(state.name)});
        }
    }
    const std::string kept = context.model.setting("views/" + std::string(entity.name));
    for (std::string_view line : split_lines(kept)) {
        const std::vector<std::string_view> parts = split(line, '\t');
        if (parts.size() < 2) continue;
        const std::string name(parts[0]);
        views.push_back({own_view + name, name, std::string(parts[1]),
                         std::string(parts.size() > 2 ? parts[2] : std::string_view{})});
    }
    return views;
}

std::string ListScreen::where(const Context& context) const {
    std::string text;
    const auto add = [&](const std::string& part) {
        if (part.empty()) return;
        if (!text.empty()) text += " and ";
        text += "(" + part + ")";
    };
    for (const View& view : views(context)) {
        if (view.id == view_) add(view.where);
    }
    add(extra_where_);
    for (const Condition& each : conditions_) {
        add(each.field + " " + each.sign + " " + quoted(each.value));
    }
    return text;
}

void ListScreen::arrive(const Place& place) {
    extra_where_ = place.detail;
    if (!place.row.is_null()) selected_ = place.row;
    list_.wants_focus = true;
}

void ListScreen::draw(Context& context, const ui::Rect& area) {
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    const ui::Canvas::Scope scope(context.canvas, entity.name);
    if (columns_.empty()) {
        columns_ =
            list_columns(entity, context.model.setting("columns/" + std::string(entity.name)));
        sort_ = context.model.setting("sort/" + std::string(entity.name));
        remember_order(context.model, entity, sort_);
    }
    if (first_time_) list_.wants_focus = true;
    first_time_ = false;
    ui::Rect page = area;
    if (area.width() >= context.canvas.px(pane_needs) && !selected_.is_null()) {
        const ui::Rect pane = page.cut_right(context.canvas.px(pane_width));
        context.canvas.vertical(pane.left, pane.top, pane.bottom, ui::Color::line);
        if (draw_record_pane(context, pane, {entity_, selected_}, pane_)) {
            selected_ = {};
            list_.cursor = -1;
        }
    }
    draw_head(context, page.cut_top(context.canvas.px(52)));
    draw_views(context, page.cut_top(context.canvas.px(36)));
    const ui::Rect bar = page.cut_top(context.canvas.px(40));
    if (checked_.empty()) {
        draw_filters(context, bar);
    } else {
        draw_bulk(context, bar);
    }
    draw_rows(context, page);
    draw_menus(context);
    transfer_.offer(context, entity, where(context));
    transfer_.draw(context);
    offer_commands(context);
}

void ListScreen::draw_head(Context& context, ui::Rect row) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    row = row.inset(canvas.px(20), 0);
    row.top += canvas.px(12);
    const float after =
        canvas.text(row.left, row.mid_y(), ui::style::page, plural_of(entity, canvas.lang()));
    if (rows_ != nullptr) {
        const std::string count =
            grouped(rows_->value.count) + (rows_->value.count_is_least ? "+" : "");
        canvas.text(after + canvas.px(10), row.mid_y(), ui::style::body.in(ui::Color::muted),
                    count);
    }
    if (!entity.server_only) {
        const std::string label = std::string(context.say({"新建", "New "})) +
                                  std::string(entity.label.in(canvas.lang()));
        std::string lower = label;
        if (canvas.lang() == Lang::en) lower = "New " + normal_form(entity.label.en);
        if (ui::button_right(
                canvas, "new", row,
                {lower, ui::Icon::plus_lg, shown_keys("Ctrl+N"), ui::ButtonKind::primary})) {
            context.run(std::string(entity.name) + ".create");
        }
    }
    const auto tool = [&](std::string_view id, ui::Icon icon, const Label& name) {
        ui::Rect place = row.cut_right(canvas.px(28));
        row.right -= canvas.px(4);
        place = {place.left, place.mid_y() - canvas.px(14), place.right,
                 place.mid_y() + canvas.px(14)};
        menu_x_ = menu_open_ ? menu_x_ : place.left;
        return ui::icon_button(canvas, id, place, icon, context.say(name));
    };
    if (tool("more", ui::Icon::three_dots, {"更多", "More"})) {
        menu_open_ = !menu_open_;
        menu_x_ = row.right;
        menu_y_ = row.bottom;
    }
    if (tool("export", ui::Icon::download, {"导出", "Export"})) {
        context.run(std::string(entity.name) + ".export");
    }
    if (tool("columns", ui::Icon::layout_three_columns, {"选择列", "Columns"})) {
        columns_open_ = !columns_open_;
        menu_x_ = row.right;
        menu_y_ = row.bottom;
    }
}

void ListScreen::draw_views(Context& context, const ui::Rect& row) {
    ui::Canvas& canvas = context.canvas;
    const std::vector<View> all = views(context);
    std::vector<ui::Tab> tabs;
    std::size_t active = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        tabs.push_back({all[i].id, all[i].label});
        if (all[i].id == view_) active = i;
    }
    const std::size_t chosen = ui::tabs(canvas, "views", row.inset(canvas.px(20), 0), tabs, active);
    if (chosen != active) {
        view_ = all[chosen].id;
        if (!all[chosen].sort.empty()) sort_ = all[chosen].sort;
        list_.first = 0;
        list_.cursor = -1;
    }
    canvas.horizontal(row.left, row.right, row.bottom - canvas.px(1), ui::Color::line);
}

void ListScreen::draw_filters(Context& context, ui::Rect row) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    row = row.inset(canvas.px(20), 0);
    ui::Rect box = row.cut_right(std::min(canvas.px(220), row.width() * 0.4F));
    box = {box.left, box.mid_y() - canvas.px(14), box.right, box.mid_y() + canvas.px(14)};
    ui::FieldLook look;
    look.hint = context.say({"在此列表中查找", "Find in this list"});
    look.icon = ui::Icon::search;
    look.focus = focus_search_;
    focus_search_ = false;
    const ui::FieldTouch touch = ui::text_field(canvas, "search", box, search_, look);
    if (touch.changed) list_.first = 0;
    if (touch.entered || (touch.left && ImGui::IsKeyPressed(ImGuiKey_Escape))) {
        list_.wants_focus = true;
    }
    row.right -= canvas.px(8);
    for (std::size_t i = 0; i < conditions_.size(); ++i) {
        const Condition& each = conditions_[i];
        const FieldSpec* field = entity.field(each.field);
        const ui::ChipTouch chip = ui::filter_chip(
            canvas, "chip " + std::to_string(i), row,
            field == nullptr ? std::string_view(each.field) : field->label.in(canvas.lang()),
            each.shown);
        if (chip == ui::ChipTouch::remove) {
            conditions_.erase(conditions_.begin() + static_cast<std::ptrdiff_t>(i));
            list_.first = 0;
            break;
        }
        if (chip == ui::ChipTouch::edit) {
            filter_field_ = field;
            filter_open_ = true;
            menu_x_ = row.left;
            menu_y_ = row.bottom;
        }
    }
    if (ui::button_left(
            canvas, "filter", row,
            {context.say({"筛选", "Filter"}), ui::Icon::plus_lg, {}, ui::ButtonKind::ghost})) {
        filter_open_ = !filter_open_;
        filter_field_ = nullptr;
        menu_x_ = row.left - canvas.px(80);
        menu_y_ = row.bottom;
    }
}

// Why there is nothing to be seen, and what to do. False: there are rows.
bool ListScreen::draw_nothing(Context& context, const ui::Rect& rest, bool filtered) {
    if (rows_ == nullptr) return false;
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    if (rows_->error) {
        ui::empty_state(canvas, "error", rest, ui::Icon::exclamation_triangle,
                        what_is_wrong(context, *rows_->error), what_to_do(context, *rows_->error),
                        {});
        return true;
    }
    if (rows_->value.count > 0) return false;

    const std::string next = filtered ? std::string(context.say({"清除筛选", "Clear filters"}))
                                      : std::string(context.say({"新建", "New"}));
    if (ui::empty_state(
            canvas, "empty", rest, icon_of(entity), context.say({"这里没有记录", "Nothing here"}),
            filtered ? context.say({"没有符合条件的记录", "No record matches the filter"})
                     : context.say({"按 Ctrl N 新建第一条", "Ctrl N makes the first one"}),
            entity.server_only && !filtered ? "" : next)) {
        if (filtered) {
            conditions_.clear();
            search_.clear();
            extra_where_.clear();
            view_ = "all";
        } else {
            context.run(std::string(entity.name) + ".create");
        }
    }
    return true;
}

void ListScreen::draw_rows(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    live::RowsQuestion question;
    question.entity = entity_;
    question.where = where(context);
    question.sort = sort_;
    question.search = search_;
    question.first = std::max<std::int64_t>(0, (list_.first / block - 1) * block);
    question.count = block * 4;
    gather(context, question);
    rows_ = context.model.see("list/" + std::string(entity.name), question);
    const std::string wanted = std::string(entity.name) + (canvas.lang() == Lang::zh ? "zh" : "en");
    if (drawn_for_ != wanted) drawn_ = drawn_columns(columns_, entity, canvas.lang());
    drawn_for_ = wanted;
    ui::Rect rest = area;
    const ui::Rect footer = rest.cut_bottom(canvas.px(32));
    if (draw_nothing(context, rest, !question.where.empty() || !question.search.empty())) return;
    follow_selection();
    ui::ListLook look;
    look.count = rows_ == nullptr ? 0 : rows_->value.count;
    look.columns = drawn_;
    sorted_by_ = sort_keys(sort_);
    look.sorted_by = sorted_by_;
    look.is_checked = [&](std::int64_t row) {
        const live::Row* at = row_at(row);
        return at != nullptr && checked_.contains(at->id);
    };
    const bool every = static_cast<std::int64_t>(checked_.size()) == look.count;
    look.all_checked = checked_.empty() ? ui::Checked::no
                       : every          ? ui::Checked::yes
                                        : ui::Checked::some;
    look.mark = [&](std::int64_t row, const ui::Rect& cell) { draw_mark(context, row, cell); };
    look.cell = [&](std::int64_t row, std::size_t column, const ui::Rect& cell) {
        draw_cell(context, row, column, cell);
    };
    look.name = [&](std::int64_t row) {
        const live::Row* at = row_at(row);
        return at == nullptr ? std::string()
                             : title_of(entity, at->values, context.manner, rows_->value.titles);
    };
    take(context, ui::list(canvas, "rows", rest, list_, look));
    draw_footer(context, footer, look);
}

// The cursor stays on its record when others come before it.
void ListScreen::follow_selection() {
    if (selected_.is_null() || rows_ == nullptr) return;
    const live::Row* at = row_at(list_.cursor);
    if (at != nullptr && at->id == selected_) return;
    const auto& rows = rows_->value.rows;
    const auto found = std::ranges::find(rows, selected_, &live::Row::id);
    if (found != rows.end()) {
        list_.cursor = rows_->value.first + (found - rows.begin());
    }
}

void ListScreen::take(Context& context, const ui::ListTouch& touch) {
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    const live::Row* at = row_at(list_.cursor);
    if (touch.moved && at != nullptr) selected_ = at->id;
    if (touch.opened && row_at(*touch.opened) != nullptr) {
        selected_ = row_at(*touch.opened)->id;
        context.go({Place::Kind::record, entity_, selected_, {}});
    }
    take_checks(touch);
    if (touch.sort) {
        sort_ = sort_text(sorted_anew(sorted_by_, drawn_[*touch.sort].id, touch.sort_further));
        context.model.keep("sort/" + std::string(entity.name), sort_);
        remember_order(context.model, entity, sort_);
        list_.first = 0;
    }
    if (touch.moved_column) {
        move_column(touch.moved_column->first, touch.moved_column->second);
        context.model.keep("columns/" + std::string(entity.name), kept_columns(columns_));
    }
    if (touch.resized) {
        for (ListColumn& column : columns_) {
            if (column.field->name == drawn_[*touch.resized].id) column.width = touch.new_width;
        }
        drawn_for_.clear();
        context.model.keep("columns/" + std::string(entity.name), kept_columns(columns_));
    }
    if (touch.menu) {
        menu_open_ = true;
        menu_x_ = touch.menu_x;
        menu_y_ = touch.menu_y;
    }
    if (touch.focused && !checked_.empty() && ImGui::IsKeyPressed(ImGuiKey_Escape))
        checked_.clear();
}

void ListScreen::draw_mark(Context& context, std::int64_t row, const ui::Rect& cell) {
    const live::Row* at = row_at(row);
    if (at == nullptr) return;
    ui::Canvas& canvas = context.canvas;
    if (at->conflict) {
        canvas.icon(cell.mid_x(), cell.mid_y(), ui::Icon::arrow_left_right, 13,
                    ui::Color::conflict);
    } else if (at->refused) {
        canvas.icon(cell.mid_x(), cell.mid_y(), ui::Icon::exclamation_circle, 13,
                    ui::Color::danger);
    } else if (at->waiting) {
        canvas.icon(cell.mid_x(), cell.mid_y(), ui::Icon::arrow_up_circle, 13, ui::Color::pending);
    }
}

void ListScreen::draw_cell(Context& context, std::int64_t row, std::size_t column,
                           const ui::Rect& cell) {
    ui::Canvas& canvas = context.canvas;
    const live::Row* at = row_at(row);
    if (at == nullptr) {
        if (column == 0) canvas.text_in(cell, ui::style::secondary, "…");
        return;
    }
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    const FieldSpec* field = entity.field(drawn_[column].id);
    if (field == nullptr) return;
    const schema::Value& value = at->values.get(field->id);
    if (field == entity.machine) {
        if (const schema::Choice* state = state_of(entity, at->values)) {
            const StateLook look = look_of_state(state->name);
            ui::state_word(canvas, cell, look.icon, state->label.in(canvas.lang()), look.color);
        }
        return;
    }
    const std::string text = show_short(context.manner, *field, value, rows_->value.titles);
    const bool leads = column == 0 || field == entity.title || is_figure(*field);
    ui::TextStyle style = leads ? ui::style::body : ui::style::secondary;
    const bool tabular = is_figure(*field) || field->is_number || field->kind == Kind::date ||
                         field->kind == Kind::instant;
    if (tabular) style = style.figures();
    canvas.text_in(cell, style, text.empty() ? "–" : text, drawn_[column].align);
}

void ListScreen::draw_footer(Context& context, const ui::Rect& row, const ui::ListLook& look) {
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    canvas.horizontal(row.left, row.right, row.top, ui::Color::line);
    const std::string count =
        grouped(look.count) + " " + std::string(canvas.lang() == Lang::zh ? "条" : "rows");
    canvas.text(row.left + canvas.px(20), row.mid_y(), ui::style::label, count);
    live::FiguresQuestion question;
    question.entity = entity_;
    question.where = where(context);
    question.search = search_;
    std::vector<std::size_t> summed;
    for (std::size_t i = 0; i < drawn_.size(); ++i) {
        const FieldSpec* field = entity.field(drawn_[i].id);
        if (field == nullptr || field->kind != Kind::money ||
            field->rule == schema::Rule::derived) {
            continue;
        }
        question.sums.push_back(field->id);
        summed.push_back(i);
    }
    if (summed.empty()) return;
    const auto figures = context.model.see("sums/" + std::string(entity.name), question);
    if (figures == nullptr || figures->error || figures->value.lines.empty()) return;
    const std::vector<ui::Rect> places = ui::column_places(canvas, row, look);
    for (std::size_t i = 0; i < summed.size() && i < figures->value.lines[0].sums.size(); ++i) {
        if (summed[i] >= places.size()) continue;
        const FieldSpec* field = entity.field(drawn_[summed[i]].id);
        const std::string text =
            show_short(context.manner, *field, figures->value.lines[0].sums[i], {});
        canvas.text_left_of(places[summed[i]].right - canvas.px(8), row.mid_y(),
                            ui::style::strong.figures(), text);
    }
}

}  // namespace branchline::screens
