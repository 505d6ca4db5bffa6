#include "screens/palette.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "ui/controls.h"
#include "ui/field.h"
#include "ui/letters.h"
#include "ui/overlay.h"

namespace branchline::screens {

namespace {

constexpr float palette_width = 640;
constexpr float row_height = 36;
constexpr std::size_t palette_rows = 12;
constexpr std::size_t most_commands = 8;

bool is_subsequence(std::string_view name, std::string_view typed) {
    std::size_t at = 0;
    for (const char c : name) {
        if (at < typed.size() && typed[at] == c) ++at;
    }
    return at == typed.size();
}

}  // namespace

int fit_of(std::string_view name, std::string_view typed) {
    const std::string in = normal_form(name);
    const std::string wanted = normal_form(typed);
    if (wanted.empty()) return 1;
    if (in.starts_with(wanted)) return 4;
    if (in.find(" " + wanted) != std::string::npos) return 3;
    if (in.find(wanted) != std::string::npos) return 2;
    return wanted.size() > 2 && is_subsequence(in, wanted) ? 1 : 0;
}

void Palette::open(std::string typed) {
    open_ = true;
    focus_ = true;
    has_keyboard_ = false;
    letters_before_.clear();
    typed_ = std::move(typed);
    chosen_ = 0;
}

std::vector<Palette::Line> Palette::lines(Context& context,
                                          const std::vector<Command>& commands) const {
    std::vector<Line> lines;
    live::FindQuestion question;
    question.text = typed_;
    question.limit = typed_.empty() ? 5 : 8;
    const auto found = context.model.see("palette", question);
    if (found != nullptr) {
        for (const live::Hit& hit : found->value.hits) {
            const schema::EntitySpec& entity = context.catalogue().at(hit.key.entity);
            lines.push_back({hit.title,
                             hit.subtitle.empty() ? hit.number : hit.subtitle,
                             {},
                             {},
                             icon_of(entity),
                             {},
                             hit.key});
        }
    }
    std::vector<std::pair<int, const Command*>> fitting;
    for (const Command& command : commands) {
        const int fit =
            std::max(fit_of(command.label.zh, typed_),
                     std::max(fit_of(command.label.en, typed_), fit_of(command.id, typed_) / 2));
        if (fit > 0) fitting.emplace_back(fit, &command);
    }
    // What cannot be done now stays to be seen, behind what can.
    std::ranges::stable_sort(fitting, [](const auto& a, const auto& b) {
        return std::pair(a.second->objection.empty(), a.first) >
               std::pair(b.second->objection.empty(), b.first);
    });
    for (const auto& [fit, command] : fitting) {
        if (lines.size() >= question.limit + most_commands) break;
        std::string title =
            command->title.empty() ? std::string(context.say(command->label)) : command->title;
        const std::size_t dot = command->id.find('.');
        const schema::EntitySpec* entity =
            dot == std::string::npos
                ? nullptr
                : context.catalogue().entity(std::string_view(command->id).substr(0, dot));
        const std::string about = entity == nullptr
                                      ? std::string()
                                      : std::string(entity->label.in(context.canvas.lang()));
        lines.push_back({std::move(title),
                         about,
                         shown_keys(command->keys),
                         command->objection,
                         command->icon,
                         command->id,
                         {}});
    }
    return lines;
}

void Palette::draw_line(Context& context, const ui::Rect& row, const Line& line,
                        bool chosen) const {
    ui::Canvas& canvas = context.canvas;
    if (chosen) canvas.fill(row.inset(canvas.px(6), 0), ui::Color::sel, 6);
    const bool can = line.objection.empty();
    ui::Rect words = row.inset(canvas.px(16), 0);
    canvas.icon(words.left + canvas.px(8), words.mid_y(), line.icon, 16,
                can ? ui::Color::muted : ui::Color::disabled);
    words.left += canvas.px(28);
    const std::string& right = line.keys.empty() ? line.detail : line.keys;
    const ui::TextStyle side = line.keys.empty() ? ui::style::label : ui::style::key_cap;
    canvas.text_left_of(words.right, words.mid_y(), side.in(ui::Color::hint), right);
    words.right -= canvas.width(side, right) + canvas.px(16);
    const ui::TextStyle style = can ? ui::style::body : ui::style::body.in(ui::Color::disabled);
    const std::string wanted = normal_form(typed_);
    const std::string in = normal_form(line.title);
    const std::size_t at =
        wanted.empty() || in.size() != line.title.size() ? std::string::npos : in.find(wanted);
    if (at == std::string::npos) {
        canvas.text_in(words, style, line.title);
    } else {  // the letters that match stand out
        const std::string_view title(line.title);
        const ui::TextStyle strong =
            ui::style::heading.in(can ? ui::Color::link : ui::Color::disabled);
        float x = canvas.text(words.left, words.mid_y(), style, title.substr(0, at));
        x = canvas.text(x, words.mid_y(), strong, title.substr(at, wanted.size()));
        canvas.text_in({x, words.top, words.right, words.bottom}, style,
                       title.substr(at + wanted.size()));
    }
    if (!can) {
        const float x = words.left + canvas.width(style, line.title) + canvas.px(16);
        canvas.text_in({x, words.top, words.right, words.bottom}, ui::style::label, line.objection);
    }
}

// True: one was pressed.
bool Palette::draw_lines(Context& context, ui::Rect& inside, const std::vector<Line>& all) {
    ui::Canvas& canvas = context.canvas;
    const std::size_t first = chosen_ < palette_rows ? 0 : chosen_ - palette_rows + 1;
    bool take = false;
    for (std::size_t i = first; i < std::min(all.size(), first + palette_rows); ++i) {
        const ui::Rect row = inside.cut_top(canvas.px(row_height));
        const std::string id = "line " + std::to_string(i);
        const ui::Touch line = ui::touch(canvas, id, row, false);
        if (line.hovered && ImGui::GetIO().MouseDelta.y != 0) chosen_ = i;
        draw_line(context, row, all[i], i == chosen_);
        if (canvas.probe().records()) {
            canvas.probe().add({ui::Seen::Kind::item, id, all[i].title, all[i].detail, row.left,
                                row.top, row.right, row.bottom, all[i].objection.empty(),
                                i == chosen_, all[i].objection});
        }
        if (line.pressed) {
            chosen_ = i;
            take = true;
        }
    }
    return take;
}

// Goes to the record, or gives the command to be run.
std::string Palette::take_line(Context& context, const Line& line) {
    std::string run;
    if (!line.objection.empty()) {
        context.tell(line.title, line.objection, true);
    } else if (line.command.empty()) {
        context.go({Place::Kind::record, line.key.entity, line.key.row, {}});
    } else {
        run = line.command;
    }
    open_ = false;
    return run;
}

// A field that is given the keyboard has it in the next frame, and reads in the one after that.
void Palette::give_letters() {
    if (has_keyboard_) return ui::type_first(letters_before_);
    ImVector<ImWchar>& letters = ImGui::GetIO().InputQueueCharacters;
    for (const ImWchar letter : letters) letters_before_ += static_cast<char32_t>(letter);
    letters.clear();
}

std::string Palette::draw(Context& context, const std::vector<Command>& commands) {
    if (!open_) return {};
    ui::Canvas& canvas = context.canvas;
    const std::vector<Line> all = lines(context, commands);
    chosen_ = all.empty() ? 0 : std::min(chosen_, all.size() - 1);
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    const float width = std::min(canvas.px(palette_width), display.x - canvas.px(32));
    const std::size_t shown = std::min(all.size(), palette_rows);
    const float height =
        canvas.px(52) +
        canvas.px(row_height) * static_cast<float>(std::max<std::size_t>(shown, 1)) + canvas.px(12);
    const float left = std::round((display.x - width) / 2);
    const float top = canvas.px(72);
    std::string run;
    ui::Modal modal(canvas, "palette", {left, top, left + width, top + height});
    ui::Rect inside = modal.inside();
    ui::Rect box = inside.cut_top(canvas.px(52)).inset(canvas.px(12), canvas.px(10));
    ui::FieldLook look;
    look.hint = context.say({"搜索客户、订单、电话尾号，或执行命令",
                             "Search or run a command: name, number, phone tail"});
    look.icon = ui::Icon::search;
    look.focus = focus_;
    focus_ = false;
    give_letters();
    const ui::FieldTouch touch = ui::text_field(canvas, "text", box, typed_, look);
    has_keyboard_ = touch.active;
    if (touch.changed) chosen_ = 0;
    const auto pressed = [](ImGuiKey key) { return ImGui::IsKeyPressed(key, true); };
    if (pressed(ImGuiKey_DownArrow) && chosen_ + 1 < all.size()) ++chosen_;
    if (pressed(ImGuiKey_UpArrow) && chosen_ > 0) --chosen_;
    const bool pressed_line = draw_lines(context, inside, all);
    if (all.empty()) {
        canvas.text_in(inside.inset(canvas.px(20), 0), ui::style::secondary,
                       context.say({"没有找到。换个说法，或按 Esc 关闭",
                                    "Nothing found. Try other words, or Esc to close"}));
    }
    const bool take = touch.entered || pressed_line;
    if (take && chosen_ < all.size()) run = take_line(context, all[chosen_]);
    if (modal.dismissed() || ImGui::IsKeyPressed(ImGuiKey_Escape)) open_ = false;
    return run;
}

}  // namespace branchline::screens
