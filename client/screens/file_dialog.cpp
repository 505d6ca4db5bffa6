#include "screens/file_dialog.h"

#include <imgui.h>

#include <array>
#include <cmath>

#include "base/text.h"
#include "ui/controls.h"
#include "ui/field.h"
#include "ui/overlay.h"

namespace branchline::screens {

namespace {

constexpr float dialog_width = 720;
constexpr float dialog_height = 480;
constexpr float spots_width = 148;
constexpr std::int64_t rows_above = 5;

std::string below(const std::string& folder, const std::string& name) {
    return folder.ends_with('/') ? folder + name : folder + "/" + name;
}

std::string size_of(std::int64_t bytes) {
    if (bytes < 1'024) return std::to_string(bytes) + " B";
    if (bytes < 1'024 * 1'024) return std::to_string(bytes / 1'024) + " kB";
    return std::to_string(bytes / (1'024 * 1'024)) + " MB";
}

}  // namespace

void FileDialog::open(For what, Label title, std::vector<std::string> endings, std::string name,
                      std::string folder) {
    open_ = true;
    first_ = true;
    arrived_ = false;
    remembered_ = !folder.empty();
    if (remembered_) folder_ = std::move(folder);
    for_ = what;
    title_ = title;
    endings_ = std::move(endings);
    name_ = std::move(name);
    ++turn_;
    list_ = {};
}

void FileDialog::enter(std::string path) {
    folder_ = std::move(path);
    arrived_ = remembered_ = false;
    list_ = {};
    list_.wants_focus = true;
    if (for_ == For::open) name_.clear();
}

void FileDialog::take_newest(const live::FolderAnswer& folder) {
    arrived_ = true;
    if (for_ == For::save) return;
    const live::FolderAnswer::Entry* newest = nullptr;
    for (const live::FolderAnswer::Entry& each : folder.entries) {
        if (each.is_folder || (newest != nullptr && each.changed <= newest->changed)) continue;
        newest = &each;
    }
    if (newest == nullptr) return;
    list_.cursor = newest - folder.entries.data() + (folder.parent.empty() ? 0 : 1);
    list_.first = std::max<std::int64_t>(0, list_.cursor - rows_above);
    name_ = newest->name;
}

void FileDialog::draw_spots(Context& context, ui::Rect area, const live::FolderAnswer& folder) {
    ui::Canvas& canvas = context.canvas;
    int number = 0;
    for (const live::FolderAnswer::Spot& spot : folder.spots) {
        const ui::Rect row = area.cut_top(canvas.px(30)).inset(canvas.px(6), canvas.px(1));
        const ui::Touch touch = ui::touch(canvas, "spot " + std::to_string(number++), row);
        if (spot.path == folder.path) canvas.fill(row, ui::Color::sel_blur, 4);
        if (touch.hovered) canvas.fill(row, ui::Color::hover, 4);
        canvas.text_in(row.inset(canvas.px(10), 0), ui::style::body, context.say(spot.label));
        if (touch.focused) canvas.focus_ring(row, 4);
        if (touch.pressed) enter(spot.path);
    }
}

std::optional<std::string> FileDialog::draw_entries(Context& context, const ui::Rect& area,
                                                    const live::FolderAnswer& folder) {
    ui::Canvas& canvas = context.canvas;
    std::optional<std::string> chosen;
    const bool up = !folder.parent.empty();
    const std::array columns{ui::Column{"name", std::string(context.say({"名称", "Name"})), 200,
                                        100, 1, ui::Align::left, false},
                             ui::Column{"size", std::string(context.say({"大小", "Size"})), 90, 60,
                                        0, ui::Align::right, false}};
    const auto entry = [&](std::int64_t row) -> const live::FolderAnswer::Entry* {
        const std::int64_t at = row - (up ? 1 : 0);
        return at < 0 ? nullptr : &folder.entries[static_cast<std::size_t>(at)];
    };
    ui::ListLook look;
    look.count = static_cast<std::int64_t>(folder.entries.size()) + (up ? 1 : 0);
    look.columns = columns;
    look.cell = [&](std::int64_t row, std::size_t column, const ui::Rect& cell) {
        const live::FolderAnswer::Entry* each = entry(row);
        if (column == 1) {
            if (each != nullptr && !each->is_folder)
                canvas.text_in(cell, ui::style::secondary.figures(), size_of(each->size_bytes),
                               ui::Align::right);
            return;
        }
        const bool is_folder = each == nullptr || each->is_folder;
        canvas.icon(cell.left + canvas.px(7), cell.mid_y(),
                    each == nullptr ? ui::Icon::arrow_up
                    : is_folder     ? ui::Icon::archive
                                    : ui::Icon::file_earmark_text,
                    14, ui::Color::muted);
        canvas.text_in(
            {cell.left + canvas.px(22), cell.top, cell.right, cell.bottom}, ui::style::body,
            each == nullptr ? context.say({"上一级", "Up"}) : std::string_view(each->name));
    };
    look.name = [&](std::int64_t row) {
        return entry(row) == nullptr ? std::string("..") : entry(row)->name;
    };
    const ui::ListTouch touch = ui::list(canvas, "files", area, list_, look);
    const live::FolderAnswer::Entry* at =
        list_.cursor >= 0 && list_.cursor < look.count ? entry(list_.cursor) : nullptr;
    if (touch.moved && at != nullptr && !at->is_folder) name_ = at->name;
    if (touch.opened) {
        const live::FolderAnswer::Entry* opened = entry(*touch.opened);
        if (opened == nullptr) {
            enter(folder.parent);
        } else if (opened->is_folder) {
            enter(below(folder.path, opened->name));
        } else {
            chosen = below(folder.path, opened->name);
        }
    }
    return chosen;
}

std::optional<std::string> FileDialog::draw(Context& context) {
    if (!open_) return std::nullopt;
    context.covered = true;
    ui::Canvas& canvas = context.canvas;
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    const float width = std::min(canvas.px(dialog_width), display.x - canvas.px(32));
    const float height = std::min(canvas.px(dialog_height), display.y - canvas.px(64));
    const float left = std::round((display.x - width) / 2);
    const float top = std::round((display.y - height) / 3);
    std::optional<std::string> chosen;
    ui::Modal modal(canvas, "file dialog", {left, top, left + width, top + height});
    ui::Rect page = modal.inside();
    const ui::Rect head = page.cut_top(canvas.px(48)).inset(canvas.px(20), 0);
    canvas.text_in(head, ui::style::title, context.say(title_));
    ui::Rect foot = page.cut_bottom(canvas.px(52)).inset(canvas.px(20), 0);
    const auto answer = context.model.see("folder", live::FolderQuestion{folder_, endings_, turn_});
    const std::string path = answer == nullptr ? std::string() : answer->value.path;
    canvas.text_in({head.left + head.width() / 3, head.top, head.right, head.bottom},
                   ui::style::label, path, ui::Align::right);
    const bool current =
        answer != nullptr && answer->question.path == folder_ && answer->question.turn == turn_;
    if (current && answer->error && remembered_) enter({});
    if (current && !answer->error && !arrived_) take_newest(answer->value);
    if (answer != nullptr && !answer->error) {
        draw_spots(context, page.cut_left(canvas.px(spots_width)), answer->value);
        canvas.vertical(page.left, page.top, page.bottom, ui::Color::line);
        chosen = draw_entries(context, page, answer->value);
    } else if (answer != nullptr) {
        canvas.text_in(page.inset(canvas.px(20), 0), ui::style::secondary,
                       words_of(context, *answer->error));
    }
    canvas.horizontal(modal.inside().left, modal.inside().right, foot.top, ui::Color::line);
    const bool ready = !trim(name_).empty() && !path.empty();
    const Label what = for_ == For::open ? Label{"打开", "Open"} : Label{"保存", "Save"};
    const bool go = ui::button_right(
        canvas, "choose", foot,
        {context.say(what),
         ui::Icon::none,
         {},
         ui::ButtonKind::primary,
         ready ? std::string_view{} : context.say({"先选一个文件", "choose a file first"})});
    const bool cancel = ui::button_right(canvas, "cancel", foot,
                                         {context.say({"取消", "Cancel"}), ui::Icon::none, "Esc"});
    ui::FieldLook look;
    look.hint = context.say({"文件名", "File name"});
    look.focus = first_ && for_ == For::save;
    if (first_ && for_ == For::open) list_.wants_focus = true;
    first_ = false;
    const ui::FieldTouch touch =
        ui::text_field(canvas, "name",
                       {foot.left, foot.mid_y() - canvas.px(14), foot.right - canvas.px(8),
                        foot.mid_y() + canvas.px(14)},
                       name_, look);
    if (ready && (go || touch.entered)) chosen = below(path, std::string(trim(name_)));
    if (chosen || cancel || modal.dismissed() || ImGui::IsKeyPressed(ImGuiKey_Escape))
        open_ = false;
    return chosen;
}

}  // namespace branchline::screens
