#include "screens/import_preview.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "ui/controls.h"
#include "ui/overlay.h"
#include "ui/scrolled.h"

namespace branchline::screens {

namespace {

constexpr std::size_t refusals_shown = 8;
constexpr std::size_t columns_in_view = 6;
constexpr float column_height = 36;
constexpr float heading_width = 240;

std::string name_of_file(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::string label_of(const Context& context, const ImportTarget& target) {
    const std::string of(context.say(target.of));
    return (of.empty() ? "" : of + " · ") + std::string(context.say(target.label));
}

// Whether it wants a word from somebody: nobody knows it, or he has told before.
bool is_told(const ImportMapping& mapping, const live::FileColumn& column) {
    return column.field.empty() || !mapping.field_of(column.heading).empty();
}

}  // namespace

struct ImportPreview::Look {
    Context& context;
    const schema::EntitySpec& entity;
    const live::Outcome& tried;
    ImportMapping& mapping;
    bool trying;
    std::vector<const live::FileColumn*> columns;  // that somebody may tell about
    std::vector<ImportTarget> targets;
    bool typing = false;  // in the field of a column
    ImportAnswer answer = ImportAnswer::none;
};

ImportAnswer ImportPreview::draw(Context& context, const schema::EntitySpec& entity,
                                 const std::string& path, const live::Outcome& tried,
                                 ImportMapping& mapping, bool trying) {
    context.covered = true;
    ui::Canvas& canvas = context.canvas;
    Look look{
        context, entity, tried, mapping, trying, {}, import_targets(context.catalogue(), entity)};
    for (const live::FileColumn& column : tried.columns) {
        if (is_told(mapping, column)) look.columns.push_back(&column);
    }
    const auto columns = static_cast<float>(std::min(look.columns.size(), columns_in_view));
    const auto refusals = static_cast<float>(std::min(tried.refused.size(), refusals_shown));
    const float columns_height =
        columns == 0 ? 0 : canvas.px(40) + canvas.px(column_height) * columns;
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    const float width = std::min(canvas.px(640), display.x - canvas.px(32));
    const float height = std::min(canvas.px(180) + canvas.px(26) * refusals + columns_height,
                                  display.y - canvas.px(32));
    const float left = std::round((display.x - width) / 2);
    const float top = std::round((display.y - height) / 3);
    ui::Modal modal(canvas, "import", {left, top, left + width, top + height});
    ui::Rect page = modal.inside().inset(canvas.px(20), canvas.px(14));
    canvas.text_in(page.cut_top(canvas.px(30)), ui::style::title,
                   name_of_file(path) + " → " + std::string(plural_of(entity, canvas.lang())));
    const ui::Rect buttons = page.cut_bottom(canvas.px(32));
    draw_counts(look, page);
    if (!look.columns.empty()) draw_columns(look, page);
    draw_buttons(look, buttons);
    const bool escaped = ImGui::IsKeyPressed(ImGuiKey_Escape) && !look.typing;
    if (look.answer == ImportAnswer::none && (modal.dismissed() || escaped)) {
        look.answer = ImportAnswer::leave;
    }
    if (look.answer == ImportAnswer::take || look.answer == ImportAnswer::leave) *this = {};
    return look.answer;
}

void ImportPreview::draw_counts(Look& look, ui::Rect& page) {
    Context& context = look.context;
    ui::Canvas& canvas = context.canvas;
    if (look.tried.error) {
        canvas.text_in(page.cut_top(canvas.px(24)), ui::style::body.in(ui::Color::danger),
                       what_is_wrong(context, *look.tried.error));
        return;
    }
    const auto line = [&](const Label& label, std::int64_t count, ui::Color color) {
        ui::Rect row = page.cut_top(canvas.px(24));
        canvas.text_in(row.cut_left(canvas.px(180)), ui::style::secondary, context.say(label));
        canvas.text_in(row, ui::style::strong.in(color), grouped(count));
    };
    line({"将新建", "Will be made"}, look.tried.imported, ui::Color::text);
    line({"将更新", "Will be updated"}, look.tried.updated, ui::Color::text);
    line({"不会导入", "Will not come in"}, static_cast<std::int64_t>(look.tried.refused.size()),
         look.tried.refused.empty() ? ui::Color::muted : ui::Color::danger);
    const std::size_t refusals = std::min(look.tried.refused.size(), refusals_shown);
    for (std::size_t i = 0; i < refusals; ++i) {
        const live::Refused& each = look.tried.refused[i];
        const std::string where = canvas.lang() == Lang::zh
                                      ? "第 " + std::to_string(each.line) + " 行"
                                      : "line " + std::to_string(each.line);
        ui::Rect row = page.cut_top(canvas.px(26));
        canvas.text_in(row.cut_left(canvas.px(80)), ui::style::label, where);
        canvas.text_in(row, ui::style::secondary, what_is_wrong(context, each.error));
    }
}

void ImportPreview::draw_columns(Look& look, const ui::Rect& place) {
    ui::Canvas& canvas = look.context.canvas;
    ui::Rect rest = place;
    canvas.text_in(rest.cut_top(canvas.px(32)), ui::style::heading,
                   look.context.say({"这些列是什么（会记住，留空则不导入）",
                                     "What these columns are (remembered; left empty: left out)"}));
    ui::Scrolled list(canvas, "columns", rest);
    ui::Rect page = list.page();
    page.right -= canvas.px(12);
    for (const live::FileColumn* column : look.columns) {
        draw_column(look, page.cut_top(canvas.px(column_height)), *column);
    }
    list.ends_at(page.top);
}

void ImportPreview::draw_column(Look& look, const ui::Rect& row, const live::FileColumn& column) {
    Context& context = look.context;
    ui::Rect place = row.inset(0, context.canvas.px(4));
    context.canvas.text_in(place.cut_left(context.canvas.px(heading_width)), ui::style::body,
                           column.heading);
    ui::PickState& pick = picks_[column.heading];
    const std::string now = look.mapping.field_of(column.heading);
    const std::string wanted = normal_form(pick.typed);
    std::string shown;
    std::vector<ui::PickItem> items;
    std::vector<const ImportTarget*> offered;
    for (const ImportTarget& target : look.targets) {
        const std::string label = label_of(context, target);
        if (target.name == now) shown = label;
        const bool taken = std::ranges::any_of(
            look.tried.columns, [&](const auto& each) { return each.field == target.name; });
        const bool fits = normal_form(label).find(wanted) != std::string::npos ||
                          target.name.find(wanted) != std::string::npos;
        if ((taken && target.name != now) || !fits) continue;
        items.push_back({label});
        offered.push_back(&target);
    }
    ui::FieldLook field;
    field.hint = context.say({"不导入", "left out"});
    field.focus = asks_ && now.empty();
    if (field.focus) asks_ = false;
    look.typing = look.typing || pick.open;
    const ui::PickTouch touch =
        ui::pick_field(context.canvas, column.heading, place, pick, shown, items, field);
    look.typing = look.typing || pick.open;
    if (touch.chosen) {
        look.mapping.set(column.heading, offered[touch.index]->name);
        asks_ = true;
    }
    if (touch.cleared && !now.empty()) look.mapping.set(column.heading, {});
    const bool changed = look.mapping.field_of(column.heading) != now;
    if (changed) look.answer = ImportAnswer::told;
}

void ImportPreview::draw_buttons(Look& look, ui::Rect row) {
    Context& context = look.context;
    ui::Canvas& canvas = context.canvas;
    const bool coming = !look.tried.error && look.tried.imported + look.tried.updated > 0;
    std::string_view objection;
    if (!coming) objection = context.say({"没有可导入的行", "nothing could come in"});
    if (look.trying) objection = context.say({"正在试读", "being tried"});
    const bool go = ui::button_right(canvas, "import", row,
                                     {context.say({"导入", "Import"}), ui::Icon::upload,
                                      shown_keys("Enter"), ui::ButtonKind::primary, objection});
    const bool cancel = ui::button_right(canvas, "cancel", row,
                                         {context.say({"取消", "Cancel"}), ui::Icon::none, "Esc"});
    canvas.text_in(row, ui::style::label,
                   context.say({"导入后可以一次撤销", "One undo takes all of it back"}));
    if (cancel) {
        look.answer = ImportAnswer::leave;
    } else if (objection.empty() && look.answer == ImportAnswer::none &&
               (go || (ImGui::IsKeyPressed(ImGuiKey_Enter) && !look.typing))) {
        look.answer = ImportAnswer::take;
    }
}

}  // namespace branchline::screens
