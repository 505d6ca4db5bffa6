#include "screens/message_list.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <functional>

#include "base/text.h"
#include "screens/notices.h"
#include "ui/controls.h"
#include "ui/overlay.h"

namespace branchline::screens {

namespace {

using live::Message;
using MessageKind = Message::Kind;

constexpr std::string_view read_setting = "messages_read";
constexpr float messages_width = 440;
constexpr float head_height = 44;
constexpr float message_height = 48;
constexpr std::size_t lines_shown = 9;

std::set<std::string> read_ids(const live::Model& model) {
    const std::string kept = model.setting(read_setting);
    std::set<std::string> ids;
    for (const std::string_view id : split(kept, ' ')) {
        if (!id.empty()) ids.emplace(id);
    }
    return ids;
}

std::string who(const Context& context, const Message& message, const live::Titles& titles) {
    if (message.by.is_null()) return std::string(context.say({"总部", "Head office"}));
    return name_in(titles, message.by);
}

std::string shown_value(const Context& context, const Message& message,
                        const live::Titles& titles) {
    if (message.field == nullptr) return {};
    if (const schema::Choice* state = message.field->kind == schema::Kind::status
                                          ? state_of(*message.entity,
                                                     [&] {
                                                         schema::Record values;
                                                         values.set(message.field->id,
                                                                    message.value);
                                                         return values;
                                                     }())
                                          : nullptr) {
        return std::string(state->label.in(context.canvas.lang()));
    }
    const std::string text = show(context.manner, *message.field, message.value, titles);
    return text.empty() ? std::string(context.say({"空", "nothing"})) : text;
}

std::string title_of_message(const Context& context, const Message& message,
                             const live::Titles& titles) {
    const Lang lang = context.canvas.lang();
    if (message.entity == nullptr) {
        return std::string(context.say({"总部已从备份恢复", "Head office was restored"}));
    }
    if (message.count > 1) {
        const std::string count = grouped(message.count);
        const std::string kinds(plural_of(*message.entity, lang));
        return lang == Lang::zh ? count + " 条" + kinds : count + " " + normal_form(kinds);
    }
    std::string title = name_in(titles, message.row);
    return title.empty() ? std::string(message.entity->label.in(lang)) : title;
}

// What happened, and who did it.
std::string what_happened(const Context& context, const Message& message,
                          const live::Titles& titles) {
    const bool zh = context.canvas.lang() == Lang::zh;
    const std::string field = message.field == nullptr
                                  ? std::string(context.say({"整条记录", "the record"}))
                                  : std::string(message.field->label.in(context.canvas.lang()));
    const std::string value = shown_value(context, message, titles);
    const std::string by = who(context, message, titles);
    switch (message.kind) {
        case MessageKind::refused:
            return std::string(context.say({"被退回：", "Refused: "})) +
                   what_is_wrong(context, *message.error);
        case MessageKind::conflict:
            return zh ? "待你选择：" + field : "Waits for your choice: " + field;
        case MessageKind::overruled:
            return zh ? field + "：未采用你的“" + value + "”（" + by + " 的改动生效）"
                      : field + ": yours was not taken (" + value + "); " + by + "'s stands";
        case MessageKind::step: {
            const std::string done = zh ? by + " 改为“" + value + "”" : value + ", by " + by;
            return message.reason.empty() ? done : done + (zh ? "：" : ": ") + message.reason;
        }
        case MessageKind::assigned:
            return zh ? by + " 交给你负责" : by + " made you its owner";
        case MessageKind::restored:
            break;
    }
    return std::string(context.say({"缺的改动已由各机补回，你的工作不受影响",
                                    "Desks gave back what it lacked; yours is safe"}));
}

ui::Icon icon_of_kind(MessageKind kind) {
    switch (kind) {
        case MessageKind::refused:
            return ui::Icon::exclamation_circle;
        case MessageKind::conflict:
        case MessageKind::overruled:
            return ui::Icon::arrow_left_right;
        case MessageKind::step:
            return ui::Icon::arrow_right;
        case MessageKind::assigned:
            return ui::Icon::person_check;
        case MessageKind::restored:
            break;
    }
    return ui::Icon::clock_history;
}

ui::Color color_of_kind(MessageKind kind) {
    if (kind == MessageKind::refused) return ui::Color::danger;
    if (kind == MessageKind::conflict) return ui::Color::conflict;
    return kind == MessageKind::restored ? ui::Color::warn : ui::Color::muted;
}

std::optional<Place> place_of(const Message& message) {
    if (message.entity == nullptr) return Place{Place::Kind::desk, 0, {}, {}};
    if (!message.item.is_null()) return Place{Place::Kind::inbox, 0, message.item, {}};
    if (message.count > 1) return Place{Place::Kind::list, message.entity->id, {}, {}};
    return Place{Place::Kind::record, message.entity->id, message.row, {}};
}

// Work that took its time, and what failed: what a toast has told is found again here.
bool is_listed(const live::Outcome& outcome) {
    const bool of_files = outcome.command.ends_with(".import") ||
                          outcome.command.ends_with(".export") || outcome.command == "check";
    return of_files || outcome.error.has_value() || outcome.stopped || outcome.rows.size() > 1;
}

std::optional<Place> place_of(const Context& context, const live::Outcome& outcome) {
    if (outcome.rows.size() == 1) {
        return Place{
            Place::Kind::record, outcome.rows.front().entity, outcome.rows.front().row, {}};
    }
    const std::string name = outcome.command.substr(0, outcome.command.find('.'));
    const schema::EntitySpec* entity = context.catalogue().entity(name);
    if (entity == nullptr) return std::nullopt;
    return Place{Place::Kind::list, entity->id, {}, {}};
}

MessageLine line_of(const Context& context, const live::Notice& notice) {
    const NoticeWords words = words_of(context, notice.outcome);
    MessageLine line;
    line.id = "w" + std::to_string(notice.outcome.ticket) + "." + std::to_string(notice.at_ms);
    line.icon = words.bad ? ui::Icon::exclamation_circle : ui::Icon::check_circle;
    line.color = words.bad ? ui::Color::danger : ui::Color::ok;
    line.title = words.result;
    line.below =
        words.meaning.empty() ? command_words(context, notice.outcome.command) : words.meaning;
    line.at_ms = context.manner.now_ms - (context.now_ms - notice.at_ms);
    line.place = place_of(context, notice.outcome);
    return line;
}

}  // namespace

std::vector<MessageLine> message_lines(Context& context) {
    std::vector<MessageLine> lines;
    const auto answer = context.model.see("messages", live::MessagesQuestion{});
    if (answer != nullptr) {
        const live::Titles& titles = answer->value.titles;
        for (const Message& message : answer->value.messages) {
            lines.push_back({message.id, icon_of_kind(message.kind), color_of_kind(message.kind),
                             title_of_message(context, message, titles),
                             what_happened(context, message, titles), message.at_ms,
                             place_of(message), false});
        }
    }
    for (const live::Notice& notice : context.model.notices()) {
        if (is_listed(notice.outcome) && !notice.outcome.tried)
            lines.push_back(line_of(context, notice));
    }
    const std::set<std::string> read = read_ids(context.model);
    for (MessageLine& line : lines) line.unread = !read.contains(line.id);
    std::ranges::stable_sort(lines, std::greater(), &MessageLine::at_ms);
    return lines;
}

void MessageList::toggle() {
    open_ = !open_;
    list_ = {};
    list_.cursor = 0;
    list_.wants_focus = true;
}

std::int64_t MessageList::unread() const {
    return std::ranges::count(lines_, true, &MessageLine::unread);
}

// Only of what is still there: the setting does not grow.
void MessageList::keep_read(Context& context, const std::set<std::string>& more) const {
    std::string kept;
    for (const MessageLine& line : lines_) {
        if (line.unread && !more.contains(line.id)) continue;
        kept += (kept.empty() ? "" : " ") + line.id;
    }
    context.model.keep(read_setting, kept);
}

void MessageList::open_line(Context& context, std::size_t at) {
    const MessageLine& line = lines_[at];
    keep_read(context, {line.id});
    if (line.place) context.go(*line.place);
    open_ = false;
}

void MessageList::draw_head(Context& context, const ui::Rect& head) {
    ui::Canvas& canvas = context.canvas;
    canvas.text(head.left + canvas.px(16), head.mid_y(), ui::style::heading,
                context.say({"消息", "Messages"}));
    if (unread() == 0) return;
    const std::string_view words = context.say({"全部标为已读", "Mark all as read"});
    const float width = canvas.width(ui::style::label, words);
    if (ui::link(canvas, "all read", head.right - canvas.px(16) - width, head.mid_y(), words)) {
        std::set<std::string> all;
        for (const MessageLine& line : lines_) all.insert(line.id);
        keep_read(context, all);
    }
}

void MessageList::draw_line(Context& context, const MessageLine& line, const ui::Rect& cell) const {
    ui::Canvas& canvas = context.canvas;
    const float first = cell.top + canvas.px(15);
    canvas.icon(cell.left + canvas.px(7), first, line.icon, 14, line.color);
    if (line.unread)
        canvas.disc(cell.left + canvas.px(7), first + canvas.px(18), 3, ui::Color::accent);
    const std::string time = ago(context.manner, line.at_ms);
    const float width = canvas.width(ui::style::label, time);
    canvas.text_left_of(cell.right, first, ui::style::label, time);
    canvas.text_in({cell.left + canvas.px(24), first - canvas.px(10),
                    cell.right - width - canvas.px(8), first + canvas.px(10)},
                   line.unread ? ui::style::strong : ui::style::body, line.title);
    canvas.text_in(
        {cell.left + canvas.px(24), first + canvas.px(8), cell.right, first + canvas.px(28)},
        ui::style::label, line.below);
}

void MessageList::draw(Context& context, float right, float top) {
    if (!open_) return;
    ui::Canvas& canvas = context.canvas;
    const float room = ImGui::GetIO().DisplaySize.y - top - canvas.px(head_height + 48);
    const auto fitting = static_cast<std::size_t>(std::max(1.0F, room / canvas.px(message_height)));
    const std::size_t shown = std::min({lines_.size(), lines_shown, fitting});
    const float height =
        canvas.px(head_height + 8) +
        canvas.px(message_height) * static_cast<float>(std::max<std::size_t>(shown, 1));
    const float left = std::max(canvas.px(8), right - canvas.px(messages_width));
    ui::Popup popup(canvas, "messages", {left, top, right, top + height}, true);
    ui::Rect inside = popup.inside();
    // The keyboard begins in the list.
    ImGui::PushItemFlag(ImGuiItemFlags_NoNavDefaultFocus, true);
    draw_head(context, inside.cut_top(canvas.px(head_height)));
    ImGui::PopItemFlag();
    inside.bottom -= canvas.px(8);
    if (lines_.empty()) {
        canvas.text_in(inside.inset(canvas.px(16), 0), ui::style::secondary,
                       context.say({"没有消息。被退回的改动、冲突、交给你的事会出现在这里",
                                    "Nothing yet. Refused changes, conflicts and what is given "
                                    "to you appear here"}));
    }
    const std::array columns{ui::Column{"message", "", 200, 48, 1}};
    ui::ListLook look;
    look.count = static_cast<std::int64_t>(lines_.size());
    look.columns = columns;
    look.row_height = message_height;
    look.header = false;
    look.cell = [&](std::int64_t row, std::size_t, const ui::Rect& cell) {
        draw_line(context, lines_[static_cast<std::size_t>(row)], cell);
    };
    look.name = [&](std::int64_t row) {
        const MessageLine& line = lines_[static_cast<std::size_t>(row)];
        return line.title + " · " + line.below;
    };
    const ui::ListTouch touch = ui::list(canvas, "lines", inside, list_, look);
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool on_list = mouse.y >= inside.top && mouse.y < inside.bottom && popup.hovered();
    const bool pressed = on_list && ImGui::IsMouseReleased(ImGuiMouseButton_Left) &&
                         list_.cursor >= 0 && !list_.grabbed;
    if (touch.opened) {
        open_line(context, static_cast<std::size_t>(*touch.opened));
    } else if (pressed && list_.cursor < look.count) {
        open_line(context, static_cast<std::size_t>(list_.cursor));
    }
    const bool outside = ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !popup.hovered() &&
                         !ImGui::IsWindowAppearing();
    if (outside || ImGui::IsKeyPressed(ImGuiKey_Escape)) open_ = false;
}

}  // namespace branchline::screens
