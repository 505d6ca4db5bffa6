// The list of an entity: views as tabs, conditions as chips, search, sort, columns as their user
// has them, marks, totals, and the record under the cursor beside it. The same for every entity.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "screens/columns.h"
#include "screens/context.h"
#include "screens/record_pane.h"
#include "screens/screen.h"
#include "screens/transfer.h"
#include "ui/field.h"
#include "ui/list.h"

namespace branchline::screens {

// One chip of the filter bar.
struct Condition {
    std::string field;
    std::string sign;   // "=", "!=", ">=", "<=", "~"
    std::string value;  // as the filter language takes it, without quotes
    std::string shown;  // as a person reads it

    friend bool operator==(const Condition&, const Condition&) = default;
};

// Ids of views that a user has made begin so; their names follow.
inline const std::string own_view = "own/";

class ListScreen final : public Screen {
  public:
    explicit ListScreen(schema::EntityId entity) : entity_(entity) {}

    void draw(Context& context, const ui::Rect& area) override;
    // Place::detail is a filter to begin with, in the language of the filter bar.
    void arrive(const Place& place) override;

    void select(const RowId& row) { selected_ = row; }

    [[nodiscard]] const RowId& selected() const { return selected_; }

    // The row before or after the selected one, as far as it is loaded.
    [[nodiscard]] RowId neighbour(int step) const;

  private:
    struct View {
        std::string id;
        std::string label;
        std::string where;
        std::string sort = {};
    };

    [[nodiscard]] std::vector<View> views(const Context& context) const;
    [[nodiscard]] std::string where(const Context& context) const;
    [[nodiscard]] const live::Row* row_at(std::int64_t row) const;
    [[nodiscard]] std::vector<sync::RowKey> chosen() const;

    void draw_head(Context& context, ui::Rect row);
    void draw_views(Context& context, const ui::Rect& row);
    void draw_filters(Context& context, ui::Rect row);
    void draw_bulk(Context& context, ui::Rect row);
    void draw_rows(Context& context, const ui::Rect& area);
    bool draw_nothing(Context& context, const ui::Rect& rest, bool filtered);
    void draw_footer(Context& context, const ui::Rect& row, const ui::ListLook& look);
    void draw_cell(Context& context, std::int64_t row, std::size_t column, const ui::Rect& cell);
    void draw_mark(Context& context, std::int64_t row, const ui::Rect& cell);
    void draw_menus(Context& context);
    void draw_command_menu(Context& context);
    void draw_column_menu(Context& context);
    void move_column(std::size_t from, std::size_t to);
    void offer_views(Context& context);
    void draw_view_name(Context& context);
    void keep_view(Context& context);
    void drop_view(Context& context, std::string_view name);
    void draw_field_menu(Context& context);
    void draw_value_menu(Context& context, const schema::FieldSpec& field);
    void draw_choice_menu(Context& context, const schema::FieldSpec& field);
    void use_condition(const schema::FieldSpec& field, std::string value, std::string shown);
    void take(Context& context, const ui::ListTouch& touch);
    void follow_selection();
    // Ctrl+A, and copying what is not all on the screen, wait for an answer.
    void gather(Context& context, const live::RowsQuestion& shown);
    void take_checks(const ui::ListTouch& touch);
    void draw_bulk_delete(Context& context, ui::Rect& row);
    void offer_commands(Context& context);
    void offer_steps(Context& context, const schema::EntitySpec& entity);
    void copy_chosen(Context& context);
    void copy_rows(Context& context, const live::RowsAnswer& from);

    schema::EntityId entity_;
    std::string view_ = "all";
    std::string extra_where_;
    std::vector<Condition> conditions_;
    std::string search_;
    std::string sort_;
    std::vector<ListColumn> columns_;
    std::vector<ui::Column> drawn_;
    std::string drawn_for_;
    ui::ListState list_;
    std::vector<ui::SortedBy> sorted_by_;  // as sort_ says
    std::set<RowId> checked_;
    std::vector<RowId> in_order_;  // what was checked by "select all"
    std::string checked_in_;       // the filter: with another one they are not meant any more
    bool checking_all_ = false;
    bool copying_ = false;
    std::size_t delete_asked_ = 0;  // of so many; the second press deletes
    RowId selected_;
    std::shared_ptr<const live::Answered<live::RowsQuestion>> rows_;
    PaneState pane_;
    Transfer transfer_;
    bool focus_search_ = false;
    bool columns_open_ = false;
    bool filter_open_ = false;
    bool menu_open_ = false;
    bool naming_view_ = false;
    std::string view_name_;
    const schema::FieldSpec* filter_field_ = nullptr;
    ui::PickState filter_pick_;
    std::string filter_text_;
    float menu_x_ = 0;
    float menu_y_ = 0;
    bool first_time_ = true;
};

}  // namespace branchline::screens
