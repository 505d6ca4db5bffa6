#include "ui/grid.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <cmath>

#include "ui/controls.h"
#include "ui/forget.h"
#include "ui/grid_columns.h"
#include "ui/grid_hands.h"
#include "ui/growing_text.h"

namespace branchline::ui {

namespace {

constexpr float row_height = 28;
constexpr float number_width = 32;
constexpr float cell_padding = 8;
constexpr float mark_room = 16;
constexpr float bar_width = 6;
constexpr float side_bar_height = 4;
constexpr float bar_zone = 12;  // beside the columns: nothing lies under the bar
constexpr float wheel_rows = 3;

bool under_mouse(const Rect& rect) {
    return ImGui::IsMouseHoveringRect({rect.left, rect.top}, {rect.right, rect.bottom});
}

// Beside the text of a cell; told while the mouse is over it.
struct CellMark {
    std::string words;  // empty: none
    Icon icon = Icon::none;
    Color color = Color::text;
};

CellMark mark_of(const GridCell& cell) {
    if (!cell.fault.empty()) return {cell.fault, Icon::x_circle, Color::danger};
    if (!cell.news.empty()) {
        return {cell.news, Icon::info_circle, cell.contested ? Color::warn : Color::info};
    }
    return {cell.remark, Icon::exclamation_triangle, Color::warn};
}

class Drawing {
  public:
    Drawing(Canvas& canvas, const Rect& rect, GridState& state, const GridLook& look)
        : canvas_(canvas), rect_(rect), state_(state), look_(look) {
        Rect rest = rect;
        header_ = rest.cut_top(canvas.px(row_height));
        if (!look.totals.empty()) totals_ = rest.cut_bottom(canvas.px(row_height));
        body_ = rest;
        numbers_ = canvas.px(number_width);
        page_ = std::max<std::int64_t>(
            1, static_cast<std::int64_t>(std::floor(body_.height() / canvas.px(row_height))));
        const float left = rect.left + canvas.px(number_width);
        const bool has_bar = look.rows + (look.grows ? 1 : 0) > page_;
        const float right = rect.right - (has_bar ? canvas.px(bar_zone) : 0);
        columns_.emplace(canvas, look, left, right, state.shift);
    }

    GridTouch draw() {
        const Canvas::Clip clip(canvas_, rect_);
        hovered_ = ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
        GridHands hands(state_, look_, made_, page_);
        keep_in_range(hands.size());
        const GridSpot before = state_.cursor.at;
        if (state_.on) hands.take_keys();
        take_mouse(hands);
        take_wheel(hands.size());
        if (state_.cursor.at != before) show_cursor();
        draw_grounds(hands.size());
        draw_cells(hands.size());
        draw_field(hands);
        draw_lines();
        draw_header();
        draw_totals();
        draw_bar(hands.size());
        draw_side_bar();
        return std::move(made_);
    }

  private:
    [[nodiscard]] float row_px() const { return canvas_.px(row_height); }

    [[nodiscard]] Rect cell_at(const GridSpot& spot) const {
        const float top = body_.top + static_cast<float>(spot.row - state_.first) * row_px();
        const GridColumns::Span& column = columns_->at(spot.column);
        return {column.left, top, column.right, top + row_px()};
    }

    void keep_in_range(const GridSize& size) {
        GridSpot& at = state_.cursor.at;
        if (at.row >= size.rows || at.column >= size.columns) state_.cursor.go(at, size);
        if (state_.cursor.anchor.row >= size.rows) state_.cursor.anchor = at;
        state_.first =
            std::clamp<std::int64_t>(state_.first, 0, std::max<std::int64_t>(0, size.rows - page_));
    }

    void show_cursor() {
        const GridSpot& at = state_.cursor.at;
        if (at.row < state_.first) state_.first = at.row;
        if (at.row >= state_.first + page_) state_.first = at.row - page_ + 1;
        state_.shift += columns_->show(at.column);
        const Rect cell = cell_at(at);  // the page follows as well
        ImGui::ScrollToRect(ImGui::GetCurrentWindow(),
                            {{cell.left, cell.top}, {cell.right, cell.bottom + row_px()}},
                            ImGuiScrollFlags_KeepVisibleEdgeY);
    }

    [[nodiscard]] std::optional<GridSpot> spot_under_mouse(const GridSize& size) const {
        const ImVec2 mouse = ImGui::GetIO().MousePos;
        if (!under_mouse(body_) || mouse.x < rect_.left + numbers_) return std::nullopt;
        const auto row = state_.first + static_cast<std::int64_t>((mouse.y - body_.top) / row_px());
        if (row >= size.rows) return std::nullopt;
        const std::optional<std::size_t> column = columns_->under(mouse.x);
        if (!column) return std::nullopt;
        return GridSpot{row, *column};
    }

    void take_mouse(GridHands& hands) {
        if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) state_.dragging = false;
        if (!hovered_) return;
        const std::optional<GridSpot> spot = spot_under_mouse(hands.size());
        if (ImGui::IsMouseClicked(ImGuiMouseButton_Left) && spot) {
            if (is_on_mark(*spot)) made_.gives_way = spot;
            const bool here = *spot == state_.cursor.at;
            if (!(here && state_.editing)) hands.go(*spot, ImGui::GetIO().KeyShift);
            state_.wants_focus = !state_.on;
            state_.dragging = !state_.editing;
        } else if (state_.dragging && spot && *spot != state_.cursor.at) {
            state_.cursor.go(*spot, hands.size(), true);
        }
        if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left) && spot && !state_.editing) {
            hands.begin(look_.to_edit(*spot));
        }
    }

    [[nodiscard]] bool is_open(const GridSpot& spot) const {
        return state_.editing && spot == state_.cursor.at;
    }

    [[nodiscard]] bool is_on_mark(const GridSpot& spot) const {
        if (spot.row >= look_.rows || !look_.cell(spot).contested) return false;
        const float x = ImGui::GetIO().MousePos.x;
        const float room = canvas_.px(cell_padding + mark_room);
        return is_open(spot) ? x > cell_at(spot).right - room : x < cell_at(spot).left + room;
    }

    void take_wheel(const GridSize& size) {
        if (!hovered_ || !under_mouse(rect_)) return;
        const ImGuiIO& io = ImGui::GetIO();
        const float sideways = io.MouseWheelH + (io.KeyShift ? io.MouseWheel : 0);
        if (columns_->overflow() > 0 && sideways != 0) state_.shift -= sideways * canvas_.px(48);
        if (size.rows <= page_ || io.KeyShift) return;
        ImGui::SetKeyOwner(ImGuiKey_MouseWheelY, ImGui::GetID("grid keys"));  // not the page's
        state_.wheel -= io.MouseWheel * wheel_rows;
        const float whole = std::trunc(state_.wheel);
        state_.first = std::clamp<std::int64_t>(state_.first + static_cast<std::int64_t>(whole), 0,
                                                size.rows - page_);
        state_.wheel -= whole;
    }

    void draw_grounds(const GridSize& size) {
        if (!state_.on || !state_.cursor.is_range()) return;
        const GridRange range = state_.cursor.range();
        for (std::size_t i = range.first_column; i <= range.last_column; ++i) {
            const Canvas::Clip clip(canvas_, columns_->area_of(i, body_));
            const Rect first = cell_at({range.first_row, i});
            const Rect last = cell_at({std::min(range.last_row, size.rows - 1), i});
            canvas_.fill({first.left, first.top, first.right, last.bottom}, Color::sel);
        }
    }

    void draw_cells(const GridSize& size) {
        const auto fitting = static_cast<std::int64_t>(std::ceil(body_.height() / row_px()));
        last_ = std::min(size.rows, state_.first + fitting);
        const Canvas::Clip clip(canvas_, body_);
        for (std::int64_t row = state_.first; row < last_; ++row) {
            if (row < look_.rows) draw_number(row);
            for (std::size_t column = 0; column < look_.columns.size(); ++column) {
                if (!columns_->is_in_view(column)) continue;
                const Canvas::Clip cells(canvas_, columns_->area_of(column, body_));
                draw_cell({row, column});
            }
        }
    }

    void draw_number(std::int64_t row) {
        const Rect line = cell_at({row, 0});
        const Rect place{rect_.left, line.top, rect_.left + numbers_, line.bottom};
        if (hovered_ && under_mouse({rect_.left, line.top, rect_.right, line.bottom})) {
            const Touch touched = touch(canvas_, "erase " + std::to_string(row), place, false);
            if (touched.pressed) made_.erased = {row, row};
            canvas_.icon(place.mid_x(), place.mid_y(), Icon::x_lg, 12,
                         touched.hovered ? Color::danger : Color::hint);
            return;
        }
        canvas_.text_in(place, style::label.in(Color::hint).figures(), std::to_string(row + 1),
                        Align::middle);
    }

    void draw_cell(const GridSpot& spot) {
        const Rect place = cell_at(spot);
        const GridColumn& column = look_.columns[spot.column];
        const bool is_new = spot.row >= look_.rows;
        const GridCell cell = is_new ? GridCell{} : look_.cell(spot);
        tell(spot, place, cell);
        if (is_open(spot)) return;
        const bool chosen = state_.on && state_.cursor.range().holds(spot);
        if (cell.locked && !chosen) canvas_.fill(place, Color::win);
        Rect words = place.inset(canvas_.px(cell_padding), 0);
        if (is_new) {
            canvas_.text_in(words, style::body.in(Color::hint), column.invitation);
            return;
        }
        TextStyle ink = column.align == Align::right ? style::body.figures() : style::body;
        if (cell.locked) ink = ink.in(Color::muted);
        const CellMark mark = mark_of(cell);
        if (!mark.words.empty()) {
            // What only came is as good as what stood there.
            if (mark.color != Color::info) ink = ink.in(mark.color);
            canvas_.icon(words.left + canvas_.px(6), words.mid_y(), mark.icon, 12, mark.color);
            words.left += canvas_.px(mark_room);
        }
        if (!cell.fault.empty()) canvas_.outline(place, Color::danger);
        canvas_.text_in(words, ink, cell.text, column.align);
        tell_mark(place, mark);
    }

    void tell_mark(const Rect& place, const CellMark& mark) const {
        if (mark.words.empty() || !hovered_ || !under_mouse(place)) return;
        ImGui::SetTooltip("%s", mark.words.c_str());
    }

    // As far as it is to be seen.
    void tell(const GridSpot& spot, Rect place, const GridCell& cell) {
        if (!canvas_.probe().records()) return;
        place.left = std::max(place.left, columns_->area_of(spot.column, body_).left);
        place.right = std::min(place.right, columns_->right());
        const bool here = spot == state_.cursor.at;
        const std::string& value = is_open(spot) ? state_.text : cell.text;
        canvas_.probe().add(
            {Seen::Kind::cell,
             "cell " + std::to_string(spot.row) + " " + look_.columns[spot.column].id,
             look_.columns[spot.column].label, value, place.left, place.top, place.right,
             place.bottom, !cell.locked, here && state_.on, mark_of(cell).words});
    }

    // The one field, under the cursor: seen only while something is typed.
    void draw_field(GridHands& hands) {
        const Rect place = cell_at(state_.cursor.at);
        const bool visible = place.top >= body_.top && place.bottom <= body_.bottom + 1 &&
                             columns_->is_in_view(state_.cursor.at.column);
        const Canvas::Clip clip(canvas_, columns_->area_of(state_.cursor.at.column, body_));
        if (state_.editing) draw_open_cell(place);
        const bool asked = state_.wants_focus;
        const bool active = draw_input(place, asked);
        take_typed(hands, active);
        draw_choices(hands, place);
        if (active) {
            state_.on = true;
            state_.wants_focus = false;
        } else if (state_.on && !asked) {
            lose(hands);
        } else if (state_.on) {
            state_.wants_focus = true;
        }
        if (state_.on && visible && !state_.editing) {
            canvas_.outline(place, Color::accent);
            canvas_.outline(place.inset(canvas_.px(1), canvas_.px(1)), Color::accent, 0, 0.3F);
        }
    }

    void draw_open_cell(const Rect& place) {
        canvas_.fill(place, Color::input);
        canvas_.outline(place, Color::accent);
        canvas_.outline(place.inset(canvas_.px(1), canvas_.px(1)), Color::accent);
        if (state_.cursor.at.row >= look_.rows) return;
        const GridCell cell = look_.cell(state_.cursor.at);
        float right = place.right - canvas_.px(cell_padding);
        if (cell.contested) {
            const CellMark mark = mark_of(cell);
            canvas_.icon(right - canvas_.px(6), place.mid_y(), mark.icon, 12, mark.color);
            right -= canvas_.px(mark_room);
            tell_mark(place, mark);
        }
        const TextStyle ghost =
            style::label.in(cell.contested ? Color::warn : Color::hint).figures();
        const float typed = canvas_.width(style::body, state_.text) + canvas_.px(24);
        if (canvas_.width(ghost, cell.text) > right - place.left - typed) return;
        canvas_.text_left_of(right, place.mid_y(), ghost, cell.text);
    }

    bool draw_input(const Rect& place, bool asked) {
        const ImGuiID item = ImGui::GetID("###open cell");
        if (!state_.on && ImGui::GetActiveID() == item) ImGui::ClearActiveID();
        if (state_.reload) {
            ImGuiInputTextState* inner = ImGui::GetInputTextState(item);
            if (inner != nullptr) inner->ReloadUserBufAndMoveToEnd();
            state_.reload = false;
        }
        const float size = Fonts::size_of(14 * canvas_.scale());
        ImGui::PushFont(canvas_.fonts().face(Weight::regular, false), size);
        ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                            ImVec2(canvas_.px(cell_padding), (place.height() - size) / 2));
        ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 0);
        for (const ImGuiCol ground :
             {ImGuiCol_FrameBg, ImGuiCol_FrameBgHovered, ImGuiCol_FrameBgActive}) {
            ImGui::PushStyleColor(ground, 0);
        }
        ImGui::PushStyleColor(ImGuiCol_InputTextCursor,
                              state_.editing ? canvas_.color(Color::text) : 0);
        ImGui::SetCursorScreenPos({place.left, place.top});
        ImGui::SetNextItemWidth(place.width());
        if (asked) ImGui::SetKeyboardFocusHere();
        ImGuiIO& io = ImGui::GetIO();
        const bool keeps = io.ConfigInputTextEnterKeepActive;
        io.ConfigInputTextEnterKeepActive = true;
        state_.text.reserve(state_.text.size() + 1);
        const SecretBefore before_it;
        ImGui::InputText("###open cell", state_.text.data(), state_.text.capacity() + 1,
                         ImGuiInputTextFlags_CallbackResize | ImGuiInputTextFlags_NoUndoRedo,
                         grow_text, &state_.text);
        io.ConfigInputTextEnterKeepActive = keeps;
        edited_ = ImGui::IsItemEdited();
        const bool active = ImGui::IsItemActive();
        ImGui::PopStyleColor(4);
        ImGui::PopStyleVar(2);
        ImGui::PopFont();
        return active;
    }

    void take_typed(GridHands& hands, bool active) {
        if (!active || !edited_) return;
        if (!state_.editing && !state_.text.empty()) {
            if (look_.cell(state_.cursor.at).locked) {
                made_.refused = true;
                hands.cancel();
                return;
            }
            state_.editing = true;
        }
        if (look_.columns[state_.cursor.at.column].from_list || state_.list.open) {
            state_.list = {true, state_.text, 0};
            if (hands.choices().empty()) state_.list = {};
        }
    }

    void draw_choices(GridHands& hands, const Rect& place) {
        in_list_ = false;
        if (!state_.list.open) return;
        const std::vector<PickItem> items = hands.choices();
        Rect under = place;
        under.right = std::max(under.right, under.left + canvas_.px(220));
        const PickListTouch touched = pick_list(canvas_, under, state_.list, items);
        in_list_ = touched.hovered;
        if (touched.chosen) {
            hands.choose(items[touched.index]);
            state_.wants_focus = true;
        }
    }

    // Another field has the keyboard now, or nothing has: what was typed is taken.
    void lose(GridHands& hands) {
        const bool here = hovered_ && under_mouse(body_);
        if (in_list_ || (here && ImGui::GetActiveID() == 0)) {
            state_.wants_focus = true;
            return;
        }
        hands.commit();
        state_.on = false;
    }

    void draw_lines() {
        const float bottom =
            std::min(body_.bottom, body_.top + static_cast<float>(last_ - state_.first) * row_px());
        canvas_.horizontal(rect_.left, rect_.right, rect_.top, Color::line);
        canvas_.horizontal(rect_.left, rect_.right, header_.bottom - canvas_.px(1), Color::line);
        for (std::int64_t row = state_.first; row < last_; ++row) {
            canvas_.horizontal(rect_.left, rect_.right, cell_at({row, 0}).bottom - canvas_.px(1),
                               Color::line, 0.6F);
        }
        for (std::size_t i = 0; i < columns_->count(); ++i) {
            const Canvas::Clip clip(canvas_, columns_->area_of(i, rect_));
            canvas_.vertical(columns_->at(i).left, header_.bottom, bottom, Color::line, 0.55F);
        }
        if (state_.shift > 0) {
            canvas_.vertical(columns_->moving(), rect_.top, bottom, Color::line_field);
        }
    }

    void draw_header() {
        for (std::size_t i = 0; i < look_.columns.size(); ++i) {
            const Canvas::Clip clip(canvas_, columns_->area_of(i, header_));
            const GridColumns::Span& column = columns_->at(i);
            const Rect place{column.left, header_.top, column.right, header_.bottom};
            canvas_.text_in(place.inset(canvas_.px(cell_padding), 0), style::header,
                            look_.columns[i].label, look_.columns[i].align);
        }
    }

    void draw_totals() {
        if (look_.totals.empty()) return;
        canvas_.fill(totals_, Color::alt);
        canvas_.horizontal(totals_.left, totals_.right, totals_.bottom - canvas_.px(1),
                           Color::line);
        for (std::size_t i = 0; i < look_.columns.size(); ++i) {
            const Canvas::Clip clip(canvas_, columns_->area_of(i, totals_));
            const GridColumns::Span& column = columns_->at(i);
            const Rect place{column.left, totals_.top, column.right, totals_.bottom};
            const Rect words = place.inset(canvas_.px(cell_padding), 0);
            if (i == 0) canvas_.text_in(words, style::label, look_.totals);
            canvas_.text_in(words, style::strong.figures(), look_.columns[i].total,
                            look_.columns[i].align);
        }
    }

    // How much lies beside what is in view.
    void draw_side_bar() {
        const float over = columns_->overflow();
        if (over <= 0) return;
        const float room = columns_->right() - columns_->moving();
        const float grab = room * room / (room + over);
        const float left = columns_->moving() + (room - grab) * state_.shift / over;
        const float bottom = rect_.bottom - canvas_.px(1);
        canvas_.fill({left, bottom - canvas_.px(side_bar_height), left + grab, bottom},
                     Color::line_strong, 2, 0.4F);
    }

    void draw_bar(const GridSize& size) {
        if (size.rows <= page_) return;
        const float part = static_cast<float>(page_) / static_cast<float>(size.rows);
        const float grab = std::max(canvas_.px(24), part * body_.height());
        const float at = static_cast<float>(state_.first) / static_cast<float>(size.rows - page_);
        const float top = body_.top + at * (body_.height() - grab);
        const float right = rect_.right - canvas_.px((bar_zone - bar_width) / 2);
        canvas_.fill({right - canvas_.px(bar_width), top, right, top + grab}, Color::line_strong, 3,
                     0.4F);
    }

    Canvas& canvas_;
    const Rect& rect_;
    GridState& state_;
    const GridLook& look_;
    Rect header_;
    Rect body_;
    Rect totals_;
    float numbers_ = 0;
    std::int64_t page_ = 1;
    std::int64_t last_ = 0;

    std::optional<GridColumns> columns_;
    bool hovered_ = false;
    bool edited_ = false;
    bool in_list_ = false;
    GridTouch made_;
};

}  // namespace

float grid_height(const Canvas& canvas, const GridLook& look, std::int64_t rows) {
    return canvas.px(row_height) * static_cast<float>(rows + 1 + (look.totals.empty() ? 0 : 1));
}

GridTouch grid(Canvas& canvas, std::string_view id, const Rect& rect, GridState& state,
               const GridLook& look) {
    const Canvas::Scope scope(canvas, id);
    return Drawing(canvas, rect, state, look).draw();
}

}  // namespace branchline::ui
