#include "ui/list.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <cmath>

namespace branchline::ui {

namespace {

constexpr float drag_least = 6;  // pixels: less is a press

constexpr float page_margin = 20;
constexpr float check_width = 24;
constexpr float mark_width = 20;
constexpr float cell_padding = 8;
constexpr float bar_width = 6;
constexpr float bar_zone = 12;
constexpr float wheel_rows = 3;
constexpr float edge_grip = 4;

bool key_pressed(ImGuiKey key) { return ImGui::IsKeyPressed(key, true); }

class Drawing {
  public:
    Drawing(Canvas& canvas, const Rect& rect, ListState& state, const ListLook& look)
        : canvas_(canvas), rect_(rect), state_(state), look_(look) {}

    ListTouch draw() {
        Rect rest = rect_;
        Rect header;
        if (look_.header) header = rest.cut_top(canvas_.px(28));
        body_ = rest;
        row_height_ = canvas_.px(look_.row_height);
        full_rows_ = std::max<std::int64_t>(
            1, static_cast<std::int64_t>(std::floor(body_.height() / row_height_)));
        hovered_ = ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
        made_.focused = ImGui::IsWindowFocused();
        if (look_.header) draw_header(header);
        take_wheel();
        if (made_.focused && state_.cursor < 0) begin();
        if (made_.focused) take_keys();
        keep_in_range();
        draw_rows();
        draw_bar();
        return made_;
    }

  private:
    [[nodiscard]] std::int64_t last_first() const {
        return std::max<std::int64_t>(0, look_.count - full_rows_);
    }

    void keep_in_range() {
        state_.first = std::clamp<std::int64_t>(state_.first, 0, last_first());
        if (state_.cursor >= look_.count) state_.cursor = look_.count - 1;
    }

    [[nodiscard]] bool is_heading(std::int64_t row) const {
        return look_.is_heading && look_.is_heading(row);
    }

    // From this row on, that way; nothing where there are only headings.
    [[nodiscard]] std::optional<std::int64_t> no_heading(std::int64_t row, std::int64_t way) const {
        for (; row >= 0 && row < look_.count; row += way) {
            if (!is_heading(row)) return row;
        }
        return std::nullopt;
    }

    // The keyboard finds a row to begin with; nobody has chosen it.
    void begin() {
        const auto row = no_heading(std::max<std::int64_t>(state_.first, 0), 1);
        if (row) state_.cursor = state_.anchor = *row;
    }

    void move_to(std::int64_t wanted) {
        if (look_.count == 0) return;
        wanted = std::clamp<std::int64_t>(wanted, 0, look_.count - 1);
        const std::int64_t way = wanted < state_.cursor ? -1 : 1;
        auto found = no_heading(wanted, way);
        if (!found) found = no_heading(wanted, -way);
        if (!found) return;
        const std::int64_t row = *found;
        const bool extends = ImGui::GetIO().KeyShift;
        if (!extends) state_.anchor = row;
        made_.moved = true;
        state_.cursor = row;
        if (extends && look_.is_checked) made_.check_range = true;
        if (row < state_.first) state_.first = row;
        if (row >= state_.first + full_rows_) state_.first = row - full_rows_ + 1;
    }

    void take_keys() {
        if (ImGui::IsAnyItemActive()) return;
        const std::int64_t at = state_.cursor;
        if (key_pressed(ImGuiKey_DownArrow)) move_to(at + 1);
        if (key_pressed(ImGuiKey_UpArrow)) move_to(std::max<std::int64_t>(at - 1, 0));
        if (key_pressed(ImGuiKey_PageDown)) move_to(at + full_rows_);
        if (key_pressed(ImGuiKey_PageUp)) move_to(at - full_rows_);
        if (key_pressed(ImGuiKey_Home)) move_to(0);
        if (key_pressed(ImGuiKey_End)) move_to(look_.count - 1);
        const bool valid = state_.cursor >= 0 && state_.cursor < look_.count;
        const bool plain = !ImGui::GetIO().KeyCtrl && !ImGui::GetIO().KeyAlt;
        if (valid && plain && (key_pressed(ImGuiKey_Enter) || key_pressed(ImGuiKey_KeypadEnter))) {
            made_.opened = state_.cursor;
        }
        if (valid && plain && look_.is_checked && key_pressed(ImGuiKey_Space)) {
            made_.check = state_.cursor;
            state_.anchor = state_.cursor;
        }
        if (look_.is_checked && ImGui::GetIO().KeyCtrl && key_pressed(ImGuiKey_A))
            made_.select_all = true;
        if (valid && (key_pressed(ImGuiKey_Menu) ||
                      (ImGui::GetIO().KeyShift && key_pressed(ImGuiKey_F10)))) {
            open_menu(state_.cursor, body_.left + canvas_.px(60), place_of(state_.cursor).bottom);
        }
    }

    void open_menu(std::int64_t row, float x, float y) {
        made_.menu = row;
        made_.menu_x = x;
        made_.menu_y = y;
    }

    void take_wheel() {
        if (!hovered_) return;
        const float turned = ImGui::GetIO().MouseWheel;
        if (turned == 0) return;
        state_.wheel -= turned * wheel_rows;
        const float whole = std::trunc(state_.wheel);
        state_.first += static_cast<std::int64_t>(whole);
        state_.wheel -= whole;
    }

    [[nodiscard]] Rect place_of(std::int64_t row) const {
        const float top = body_.top + static_cast<float>(row - state_.first) * row_height_;
        return {body_.left, top, body_.right, top + row_height_};
    }

    void draw_header(const Rect& header) {
        canvas_.horizontal(header.left, header.right, header.bottom - canvas_.px(1), Color::line);
        if (look_.is_checked &&
            check(canvas_, "all", header.left + canvas_.px(page_margin + 7), header.mid_y(),
                  look_.all_checked, canvas_.say({"全选", "Select all"}))) {
            made_.check_all = true;
        }
        const std::vector<Rect> places = column_places(canvas_, header, look_);
        for (std::size_t i = 0; i < places.size(); ++i) draw_head(places[i], i);
        take_move(places);
    }

    // A heading that is drawn along goes where it is let go.
    void take_move(const std::vector<Rect>& places) {
        const auto moving = std::ranges::find(look_.columns, state_.moving, &Column::id);
        if (state_.moving.empty() || moving == look_.columns.end()) return;
        const float x = ImGui::GetIO().MousePos.x;
        const auto to = static_cast<std::size_t>(
            std::ranges::count_if(places, [&](const Rect& each) { return each.mid_x() < x; }));
        const float edge = to < places.size() ? places[to].left : places.back().right;
        canvas_.vertical(edge, rect_.top, rect_.bottom, Color::accent);
        ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
        if (ImGui::IsMouseDown(ImGuiMouseButton_Left)) return;
        made_.moved_column = {static_cast<std::size_t>(moving - look_.columns.begin()), to};
        state_.moving.clear();
    }

    void draw_head(const Rect& place, std::size_t i) {
        const Column& column = look_.columns[i];
        Rect head = place;
        head.right -= canvas_.px(edge_grip);
        const auto key = std::ranges::find(look_.sorted_by, column.id, &SortedBy::column);
        const bool sorted = key != look_.sorted_by.end();
        const Touch touched = touch(canvas_, "head " + column.id, head, false);
        if (touched.held && ImGui::IsMouseDragging(ImGuiMouseButton_Left, drag_least)) {
            state_.moving = column.id;
        }
        if (touched.pressed && column.sorts && state_.moving != column.id) {
            made_.sort = i;
            made_.sort_further = ImGui::GetIO().KeyShift;
        }
        const Color ink = sorted || (touched.hovered && column.sorts) ? Color::text : Color::muted;
        Rect words = place.inset(canvas_.px(cell_padding), 0);
        const bool numbered = sorted && look_.sorted_by.size() > 1;
        const float caret = sorted ? canvas_.px(numbered ? 22 : 14) : 0;
        const float natural =
            std::min(canvas_.width(style::header, column.label), words.width() - caret);
        const float left =
            column.align == Align::right ? words.right - natural - caret : words.left;
        canvas_.text_in({left, words.top, left + natural, words.bottom}, style::header.in(ink),
                        column.label);
        if (sorted) {
            canvas_.icon(left + natural + canvas_.px(9), words.mid_y(),
                         key->descending ? Icon::caret_down_fill : Icon::caret_up_fill, 10, ink);
        }
        if (numbered) {
            const auto place_in_order = key - look_.sorted_by.begin() + 1;
            canvas_.text(left + natural + canvas_.px(15), words.mid_y(), style::header.in(ink),
                         std::to_string(place_in_order));
        }
        if (canvas_.probe().records()) {
            canvas_.probe().add({Seen::Kind::button, "head " + column.id, column.label,
                                 sorted ? (key->descending ? "desc" : "asc") : "", head.left,
                                 head.top, head.right, head.bottom});
        }
        take_edge(place, column, i);
    }

    void take_edge(const Rect& place, const Column& column, std::size_t i) {
        const Rect grip{place.right - canvas_.px(edge_grip), place.top,
                        place.right + canvas_.px(edge_grip), place.bottom};
        const Touch touched = touch(canvas_, "edge " + column.id, grip, false);
        if (touched.hovered || touched.held) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
        if (!touched.held) return;
        const float width = (ImGui::GetIO().MousePos.x - place.left) / canvas_.scale();
        made_.resized = i;
        made_.new_width = std::max(width, column.least);
        canvas_.vertical(place.right, rect_.top, rect_.bottom, Color::accent);
    }

    void draw_rows() {
        const Canvas::Clip clip(canvas_, body_);
        made_.first = state_.first;
        const auto fitting = static_cast<std::int64_t>(std::ceil(body_.height() / row_height_));
        made_.shown = std::clamp<std::int64_t>(look_.count - state_.first, 0, fitting);
        const std::vector<Rect> places = column_places(canvas_, body_, look_);
        for (std::int64_t row = state_.first; row < state_.first + made_.shown; ++row) {
            draw_row(row, places);
        }
    }

    void draw_row(std::int64_t row, const std::vector<Rect>& places) {
        const Rect line = place_of(row);
        const bool checked = look_.is_checked && look_.is_checked(row);
        take_mouse(row, line);
        const bool on = row == state_.cursor;
        const bool under =
            hovered_ && !is_heading(row) &&
            ImGui::IsMouseHoveringRect({line.left, line.top}, {line.right, line.bottom});
        if (on || checked) {
            canvas_.fill(line, made_.focused || checked ? Color::sel : Color::sel_blur);
        } else if (under) {
            canvas_.fill(line, Color::hover);
        }
        if (on && made_.focused) {
            canvas_.fill({line.left, line.top, line.left + canvas_.px(3), line.bottom},
                         Color::accent);
        }
        canvas_.horizontal(line.left + canvas_.px(page_margin),
                           line.right - canvas_.px(page_margin), line.bottom - canvas_.px(1),
                           Color::line, 0.6F);
        tell_row(row, line, on);
        if (look_.is_checked) {
            const std::string name = "check " + std::to_string(row);
            if (check(canvas_, name, line.left + canvas_.px(page_margin + 7), line.mid_y(),
                      checked ? Checked::yes : Checked::no)) {
                made_.check = row;
            }
        }
        if (look_.mark) {
            const float left =
                line.left + canvas_.px(page_margin + (look_.is_checked ? check_width : 0));
            look_.mark(row, {left, line.top, left + canvas_.px(mark_width), line.bottom});
        }
        for (std::size_t i = 0; i < places.size(); ++i) {
            Rect cell{places[i].left, line.top, places[i].right, line.bottom};
            look_.cell(row, i, cell.inset(canvas_.px(cell_padding), 0));
        }
    }

    void take_mouse(std::int64_t row, const Rect& line) {
        if (!hovered_ || state_.grabbed || is_heading(row)) return;
        const bool inside = ImGui::IsMouseHoveringRect(
            {line.left, line.top}, {line.right - canvas_.px(bar_zone), line.bottom});
        if (!inside) return;
        const float boxes =
            line.left + canvas_.px(page_margin + (look_.is_checked ? check_width : 0));
        const ImVec2 mouse = ImGui::GetIO().MousePos;
        if (mouse.x > boxes && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
            move_to(row);
            if (look_.is_checked && ImGui::GetIO().KeyCtrl) made_.check = row;
        }
        if (mouse.x > boxes && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
            made_.opened = row;
        }
        if (ImGui::IsMouseClicked(ImGuiMouseButton_Right)) {
            move_to(row);
            open_menu(row, mouse.x, mouse.y);
        }
    }

    void tell_row(std::int64_t row, const Rect& line, bool on) {
        if (!canvas_.probe().records()) return;
        canvas_.probe().add({Seen::Kind::row,
                             "row " + std::to_string(row),
                             look_.name ? look_.name(row) : std::string(),
                             {},
                             line.left,
                             line.top,
                             line.right,
                             line.bottom,
                             true,
                             on && made_.focused});
    }

    void draw_bar() {
        if (look_.count <= full_rows_) return;
        const Rect zone{body_.right - canvas_.px(bar_zone), body_.top, body_.right, body_.bottom};
        const double part = static_cast<double>(full_rows_) / static_cast<double>(look_.count);
        const float grab = std::max(canvas_.px(24), static_cast<float>(part) * zone.height());
        const double room = zone.height() - grab;
        const Touch touched = touch(canvas_, "scroll", zone, false);
        state_.grabbed = touched.held;
        if (touched.held && room > 0) {
            const double at =
                (static_cast<double>(ImGui::GetIO().MousePos.y) - zone.top - grab / 2) / room;
            state_.first = static_cast<std::int64_t>(
                std::llround(std::clamp(at, 0.0, 1.0) * static_cast<double>(last_first())));
        }
        const double at = static_cast<double>(state_.first) / static_cast<double>(last_first());
        const float top = zone.top + static_cast<float>(at * room);
        const float right = zone.right - canvas_.px(3);
        canvas_.fill({right - canvas_.px(bar_width), top, right, top + grab}, Color::line_strong, 3,
                     touched.held || touched.hovered ? 0.7F : 0.4F);
    }

    Canvas& canvas_;
    const Rect& rect_;
    ListState& state_;
    const ListLook& look_;
    Rect body_;
    float row_height_ = 28;
    std::int64_t full_rows_ = 1;
    bool hovered_ = false;
    ListTouch made_;
};

}  // namespace

namespace {

float spare(const Column& column) {
    return column.whole ? 0 : std::max(0.0F, column.width - column.least);
}

// Of what each column has above its least width, the part it gives where they do not all fit.
float share_to_give(const Canvas& canvas, std::span<const Column> columns, float short_of) {
    float all = 0;
    for (const Column& column : columns) all += canvas.px(spare(column));
    return short_of > 0 && all > 0 ? std::min(1.0F, short_of / all) : 0;
}

}  // namespace

std::vector<Rect> column_places(const Canvas& canvas, const Rect& row, const ListLook& look) {
    const float lead = page_margin - cell_padding + (look.is_checked ? check_width : 0) +
                       (look.mark ? mark_width : 0);
    float x = row.left + canvas.px(lead);
    const float end = row.right - canvas.px(page_margin - cell_padding);
    float natural = 0;
    float growth = 0;
    for (const Column& column : look.columns) {
        natural += canvas.px(column.width);
        growth += column.grows;
    }
    const float left_over = std::max(0.0F, end - x - natural);
    const float gives = share_to_give(canvas, look.columns, natural - (end - x));
    std::vector<Rect> places;
    for (const Column& column : look.columns) {
        const float more = growth > 0 ? std::floor(left_over * column.grows / growth) : 0;
        const float less = std::ceil(canvas.px(spare(column)) * gives);
        const float right = x + canvas.px(column.width) + more - less;
        if (x >= end) break;  // what does not fit is not drawn
        places.push_back({x, row.top, std::min(right, end), row.bottom});
        x = right;
    }
    return places;
}

ListTouch list(Canvas& canvas, std::string_view id, const Rect& rect, ListState& state,
               const ListLook& look) {
    ImGui::SetCursorScreenPos({rect.left, rect.top});
    const std::string name(id);
    if (state.wants_focus) ImGui::SetNextWindowFocus();
    state.wants_focus = false;
    ImGui::BeginChild(name.c_str(), {rect.width(), rect.height()}, ImGuiChildFlags_None,
                      ImGuiWindowFlags_NoNavInputs | ImGuiWindowFlags_NoScrollbar |
                          ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoBackground);
    canvas.probe().push(id);
    const ListTouch made = Drawing(canvas, rect, state, look).draw();
    canvas.probe().pop();
    ImGui::EndChild();
    return made;
}

}  // namespace branchline::ui
