#include "screens/paste_preview.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "screens/labelled.h"
#include "ui/controls.h"
#include "ui/overlay.h"

namespace branchline::screens {

namespace {

constexpr std::size_t preview_rows = 10;
constexpr float column_width = 120;
constexpr float number_width = 40;
constexpr float preview_line_height = 28;

std::string summary(const Context& context, const PastePlan& plan) {
    const bool zh = context.canvas.lang() == Lang::zh;
    std::string text =
        zh ? grouped(plan.rows) + " 行" : grouped(plan.rows) + (plan.rows == 1 ? " row" : " rows");
    if (plan.by_headings) {
        text += context.say({" · 按表头对应各列", " · columns by their headings"});
    }
    if (!plan.unknown.empty()) {
        text += context.say({" · 没有这些列，略过：", " · no such columns, left out: "});
        text += plan.unknown;
    }
    if (plan.unreadable > 0) {
        const std::string count = grouped(static_cast<std::int64_t>(plan.unreadable));
        text += zh ? " · " + count + " 格读不懂，照原样粘贴并标出"
                   : " · " + count + " cells cannot be read: pasted as they are, and marked";
    }
    if (plan.locked > 0) {
        const std::string count = grouped(static_cast<std::int64_t>(plan.locked));
        text += zh ? " · " + count + " 格已锁定，略过" : " · " + count + " locked cells left out";
    }
    return text;
}

class Table {
  public:
    Table(Context& context, const ChildSheet& sheet, const PastePlan& plan)
        : context_(context), sheet_(sheet) {
        for (const ui::GridWrite& write : plan.writes) {
            if (std::ranges::find(columns_, write.spot.column) == columns_.end()) {
                columns_.push_back(write.spot.column);
            }
            if (rows_.empty() || rows_.back() != write.spot.row) rows_.push_back(write.spot.row);
        }
        std::ranges::sort(columns_);
        if (rows_.size() > preview_rows) rows_.resize(preview_rows);
    }

    [[nodiscard]] std::size_t columns() const { return columns_.size(); }

    [[nodiscard]] std::size_t lines() const { return rows_.size() + 1; }

    void draw(const ui::Rect& area, const PastePlan& plan, std::span<const std::string> labels) {
        ui::Canvas& canvas = context_.canvas;
        const ui::Canvas::Clip clip(canvas, area);
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const ui::Rect place = cell(area, i, 0);
            canvas.text_in(place, ui::style::header, labels[columns_[i]], align(columns_[i]));
        }
        for (std::size_t i = 0; i <= rows_.size(); ++i) {
            const float y = area.top + canvas.px(preview_line_height) * static_cast<float>(i + 1);
            canvas.horizontal(area.left, area.right, y - canvas.px(1), ui::Color::line, 0.6F);
            if (i == rows_.size()) break;
            const ui::Rect number{area.left, y, area.left + canvas.px(number_width),
                                  y + canvas.px(preview_line_height)};
            canvas.text_in(number, ui::style::label.in(ui::Color::hint).figures(),
                           std::to_string(rows_[i] + 1));
        }
        for (const ui::GridWrite& write : plan.writes) draw_cell(area, write);
    }

  private:
    [[nodiscard]] ui::Align align(std::size_t column) const {
        return is_figure(*sheet_.fields()[column]) ? ui::Align::right : ui::Align::left;
    }

    [[nodiscard]] ui::Rect cell(const ui::Rect& area, std::size_t column, std::size_t line) const {
        const ui::Canvas& canvas = context_.canvas;
        const float left = area.left + canvas.px(number_width) +
                           canvas.px(column_width) * static_cast<float>(column);
        const float top = area.top + canvas.px(preview_line_height) * static_cast<float>(line);
        return {left, top, left + canvas.px(column_width - 12),
                top + canvas.px(preview_line_height)};
    }

    void draw_cell(const ui::Rect& area, const ui::GridWrite& write) {
        const auto row = std::ranges::find(rows_, write.spot.row);
        const auto column = std::ranges::find(columns_, write.spot.column);
        if (row == rows_.end()) return;
        ui::Canvas& canvas = context_.canvas;
        const schema::FieldSpec& field = *sheet_.fields()[write.spot.column];
        ui::Rect place = cell(area, static_cast<std::size_t>(column - columns_.begin()),
                              static_cast<std::size_t>(row - rows_.begin()) + 1);
        const auto value = read(context_.manner, field, write.text);
        if (value) {
            const std::string shown = show_short(context_.manner, field, *value, {});
            const ui::TextStyle style =
                is_figure(field) ? ui::style::body.figures() : ui::style::body;
            canvas.text_in(place, style, shown, align(write.spot.column));
            return;
        }
        canvas.icon(place.left + canvas.px(6), place.mid_y(), ui::Icon::x_circle, 12,
                    ui::Color::danger);
        place.left += canvas.px(16);
        canvas.text_in(place, ui::style::body.in(ui::Color::danger), write.text);
        if (ImGui::IsMouseHoveringRect({place.left, place.top}, {place.right, place.bottom})) {
            ImGui::SetTooltip("%s", fault_of_value(value.error(), canvas.lang()).c_str());
        }
    }

    Context& context_;
    const ChildSheet& sheet_;
    std::vector<std::size_t> columns_;
    std::vector<std::int64_t> rows_;
};

}  // namespace

PasteAnswer draw_paste_preview(Context& context, const ChildSheet& sheet, const PastePlan& plan,
                               std::span<const std::string> labels) {
    ui::Canvas& canvas = context.canvas;
    context.covered = true;
    Table table(context, sheet, plan);
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    const float wanted =
        canvas.px(40 + number_width + column_width * static_cast<float>(table.columns()));
    const float width =
        std::clamp(wanted, canvas.px(480), std::max(canvas.px(480), display.x - canvas.px(48)));
    const std::size_t hidden =
        static_cast<std::size_t>(plan.rows) -
        std::min<std::size_t>(static_cast<std::size_t>(plan.rows), table.lines() - 1);
    const float height = canvas.px(124 + (hidden > 0 ? 24 : 0)) +
                         canvas.px(preview_line_height) * static_cast<float>(table.lines());
    const float left = std::round((display.x - width) / 2);
    const float top = std::max(canvas.px(24), std::round((display.y - height) / 3));
    ui::Modal modal(canvas, "paste", {left, top, left + width, top + height});
    ui::Rect inside = modal.inside().inset(canvas.px(20), canvas.px(12));
    canvas.text_in(inside.cut_top(canvas.px(30)), ui::style::title,
                   context.say({"粘贴表格", "Paste a table"}));
    canvas.text_in(inside.cut_top(canvas.px(22)), ui::style::label, summary(context, plan));
    ui::Rect buttons = inside.cut_bottom(canvas.px(36));
    table.draw(inside.cut_top(canvas.px(preview_line_height) * static_cast<float>(table.lines())),
               plan, labels);
    if (hidden > 0) {
        const std::string count = grouped(static_cast<std::int64_t>(hidden));
        canvas.text_in(inside.cut_top(canvas.px(24)), ui::style::label,
                       canvas.lang() == Lang::zh ? "还有 " + count + " 行" : count + " more rows");
    }
    const bool take = ui::button_right(canvas, "take", buttons,
                                       {context.say({"粘贴", "Paste"}), ui::Icon::none,
                                        shown_keys("Enter"), ui::ButtonKind::primary});
    const bool leave = ui::button_right(canvas, "leave", buttons,
                                        {context.say({"取消", "Cancel"}), ui::Icon::none, "Esc"}) ||
                       modal.dismissed() || ImGui::IsKeyPressed(ImGuiKey_Escape, false);
    if (leave) return PasteAnswer::leave;
    const bool enter = ImGui::IsKeyPressed(ImGuiKey_Enter, false) && !ImGui::IsWindowAppearing();
    return take || enter ? PasteAnswer::take : PasteAnswer::none;
}

}  // namespace branchline::screens
