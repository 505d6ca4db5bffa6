#include "screens/transfer.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "base/civil.h"
#include "ui/controls.h"
#include "ui/overlay.h"

namespace branchline::screens {

namespace {

constexpr std::size_t refusals_shown = 8;

std::string file_name(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

}  // namespace

void Transfer::offer(Context& context, const schema::EntitySpec& entity, const std::string& where) {
    const std::string name(entity.name);
    const schema::EntityId id = entity.id;
    context.offer({name + ".export",
                   {"导出到文件", "Export to a file"},
                   {},
                   ui::Icon::download,
                   {},
                   {},
                   [this, &context, id, where] {
                       importing_ = false;
                       entity_ = id;
                       where_ = where;
                       const std::string date = format_date(context.manner.today);
                       dialog_.open(
                           FileDialog::For::save, {"导出到文件", "Export to a file"}, {".csv"},
                           std::string(context.catalogue().at(id).name) + "-" + date + ".csv");
                   }});
    const bool may =
        ((entity.rights.write | entity.rights.write_assigned) & context.model.status().roles) != 0;
    if (entity.server_only) return;
    context.offer({name + ".import",
                   {"从文件导入", "Import a file"},
                   {},
                   ui::Icon::upload,
                   may ? "" : std::string(context.say({"你的角色不能导入", "your role may not"})),
                   {},
                   [this, id] {
                       importing_ = true;
                       entity_ = id;
                       dialog_.open(FileDialog::For::open, {"从文件导入", "Import a file"},
                                    {".csv", ".txt", ".tsv"});
                   }});
}

void Transfer::draw(Context& context) {
    if (const auto path = dialog_.draw(context)) {
        path_ = *path;
        if (importing_) {
            trying_ = context.model.perform(live::ImportFile{entity_, path_, {}, true});
        } else {
            context.model.perform(live::ExportFile{entity_, path_, where_});
        }
    }
    if (trying_ != 0) {
        if (auto outcome = context.model.outcome_of(trying_)) {
            trying_ = 0;
            if (!outcome->error && !outcome->stopped) preview_ = std::move(*outcome);
        }
    }
    if (preview_) draw_preview(context);
}

// What would happen, before anything does.
void Transfer::draw_preview(Context& context) {
    context.covered = true;
    ui::Canvas& canvas = context.canvas;
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    const float width = std::min(canvas.px(640), display.x - canvas.px(32));
    const std::size_t refusals = std::min(preview_->refused.size(), refusals_shown);
    const float height = canvas.px(180) + canvas.px(26) * static_cast<float>(refusals);
    const float left = std::round((display.x - width) / 2);
    const float top = std::round((display.y - height) / 3);
    ui::Modal modal(canvas, "import", {left, top, left + width, top + height});
    ui::Rect page = modal.inside().inset(canvas.px(20), canvas.px(14));
    canvas.text_in(page.cut_top(canvas.px(30)), ui::style::title,
                   file_name(path_) + " → " + std::string(plural_of(entity, canvas.lang())));
    const auto line = [&](const Label& label, std::int64_t count, ui::Color color) {
        ui::Rect row = page.cut_top(canvas.px(24));
        canvas.text_in(row.cut_left(canvas.px(180)), ui::style::secondary, context.say(label));
        canvas.text_in(row, ui::style::strong.in(color), grouped(count));
    };
    line({"将新建", "Will be made"}, preview_->imported, ui::Color::text);
    line({"将更新", "Will be updated"}, preview_->updated, ui::Color::text);
    line({"不会导入", "Will not come in"}, static_cast<std::int64_t>(preview_->refused.size()),
         preview_->refused.empty() ? ui::Color::muted : ui::Color::danger);
    for (std::size_t i = 0; i < refusals; ++i) {
        const live::Refused& each = preview_->refused[i];
        const std::string where = canvas.lang() == Lang::zh
                                      ? "第 " + std::to_string(each.line) + " 行"
                                      : "line " + std::to_string(each.line);
        ui::Rect row = page.cut_top(canvas.px(26));
        canvas.text_in(row.cut_left(canvas.px(80)), ui::style::label, where);
        canvas.text_in(row, ui::style::secondary, what_is_wrong(context, each.error));
    }
    ui::Rect buttons = page.cut_bottom(canvas.px(32));
    const std::int64_t coming = preview_->imported + preview_->updated;
    const bool go =
        ui::button_right(canvas, "import", buttons,
                         {context.say({"导入", "Import"}), ui::Icon::upload, shown_keys("Enter"),
                          ui::ButtonKind::primary,
                          coming > 0 ? std::string_view{}
                                     : context.say({"没有可导入的行", "nothing could come in"})});
    const bool cancel = ui::button_right(canvas, "cancel", buttons,
                                         {context.say({"取消", "Cancel"}), ui::Icon::none, "Esc"});
    canvas.text_in(buttons, ui::style::label,
                   context.say({"导入后可以一次撤销", "One undo takes all of it back"}));
    if (coming > 0 && (go || ImGui::IsKeyPressed(ImGuiKey_Enter))) {
        context.model.perform(live::ImportFile{entity_, path_, {}, false});
        preview_.reset();
    } else if (cancel || modal.dismissed() || ImGui::IsKeyPressed(ImGuiKey_Escape)) {
        preview_.reset();
    }
}

}  // namespace branchline::screens
