#include "screens/status_bar.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "screens/notices.h"
#include "ui/controls.h"
#include "ui/overlay.h"

namespace branchline::screens {

namespace {

constexpr float icon_room = 19;
constexpr float item_gap = 20;
constexpr float meter_width = 48;
constexpr float stop_width = 20;
constexpr std::int64_t sending_big = 50;  // so many changes are worth a meter

struct StatusItem {
    std::string_view command;
    ui::Icon icon;
    ui::Color color;
    std::string text;
};

std::vector<StatusItem> status_items(const Context& context) {
    const live::StatusAnswer& status = context.model.status();
    const bool zh = context.canvas.lang() == Lang::zh;
    std::vector<StatusItem> items;
    const bool online = status.link == desk::LinkState::online;
    const std::string when = status.desk.last_sync_ms == 0
                                 ? std::string(context.say({"尚未同步", "never synced"}))
                                 : time_of_day(context.manner, status.desk.last_sync_ms);
    if (context.model.trouble()) {
        items.push_back({"desk.lock", ui::Icon::exclamation_circle, ui::Color::danger,
                         std::string(context.say({"资料损坏，只能查阅，点此修复",
                                                  "Data damaged, read only, repair"}))});
    }
    if (!status.desk.head_office.empty()) {
        items.push_back({"go.desk", ui::Icon::clock_history, ui::Color::warn,
                         std::string(context.say({"总部已恢复备份，正在收集",
                                                  "Head office was restored, collecting"}))});
    } else if (status.paused) {
        items.push_back({"sync", ui::Icon::pause_circle, ui::Color::warn,
                         std::string(context.say({"同步已暂停，点此继续", "Sync paused, go on"}))});
    } else if (online) {
        items.push_back({"go.desk", ui::Icon::cloud_check, ui::Color::ok,
                         zh ? "在线 · " + when + " 已同步" : "Online · synced " + when});
    } else {
        const std::int64_t since = status.offline_since_ms;
        const std::string from = since == 0 ? std::string() : ago(context.manner, since);
        items.push_back({"go.desk", ui::Icon::wifi_off, ui::Color::offline,
                         zh ? "离线" + (from.empty() ? "" : "，自" + from)
                            : "Offline" + (from.empty() ? "" : " since " + from)});
    }
    const std::int64_t waiting = status.desk.pending;
    items.push_back({"desk.waiting", ui::Icon::arrow_up_circle,
                     waiting > 0 ? ui::Color::pending : ui::Color::muted,
                     waiting == 0 ? std::string(context.say({"无待发送", "Nothing to send"}))
                     : zh         ? std::to_string(waiting) + " 项待发送"
                                  : std::to_string(waiting) + " waiting to send"});
    if (status.desk.conflicts > 0) {
        const std::string count = std::to_string(status.desk.conflicts);
        items.push_back({"go.inbox", ui::Icon::arrow_left_right, ui::Color::conflict,
                         zh ? count + " 个冲突"
                            : count + (status.desk.conflicts == 1 ? " conflict" : " conflicts")});
    }
    if (status.desk.attention > 0) {
        const std::string count = std::to_string(status.desk.attention);
        items.push_back({"go.inbox", ui::Icon::exclamation_circle, ui::Color::warn,
                         zh ? count + " 项待处理" : count + " needs attention"});
    }
    return items;
}

// What takes its time, whoever does it.
struct Running {
    live::Ticket ticket = 0;  // 0: the exchange with head office
    std::string text;
    double done = 0;
    bool can_stop = true;
};

std::string per_cent(double done) {
    return std::to_string(static_cast<int>(std::floor(done * 100))) + " %";
}

std::vector<Running> running(const Context& context, const StatusBarState& state) {
    const live::StatusAnswer& status = context.model.status();
    std::vector<Running> all;
    for (const auto& [ticket, progress] : context.model.work()) {
        std::string text = command_words(context, progress.command);
        if (progress.done > 0) text += " " + per_cent(progress.done);
        all.push_back({ticket, std::move(text), progress.done, progress.can_stop});
    }
    const std::int64_t most = state.sending_most;
    const std::int64_t sent = most - status.desk.pending;
    if (status.link != desk::LinkState::online) return all;
    if (most >= sending_big && sent < most) {
        all.push_back({0,
                       std::string(context.say({"发送 ", "Sending "})) + grouped(sent) + " / " +
                           grouped(most),
                       static_cast<double>(sent) / static_cast<double>(most), true});
    }
    if (status.loading < 1) {
        all.push_back({0,
                       std::string(context.say({"载入 ", "Loading "})) + per_cent(status.loading),
                       status.loading, true});
    }
    return all;
}

void stop(Context& context, live::Ticket ticket) {
    if (ticket == 0) {
        context.model.perform(live::PauseSync{});
    } else {
        context.model.stop(ticket);
    }
}

float width_of(const ui::Canvas& canvas, const Running& work) {
    return canvas.px(icon_room + 8 + meter_width + stop_width) +
           canvas.width(ui::style::label, work.text);
}

void draw_running(Context& context, const Running& work, const ui::Rect& place) {
    ui::Canvas& canvas = context.canvas;
    canvas.icon(place.left + canvas.px(6), place.mid_y(), ui::Icon::hourglass_split, 13,
                ui::Color::info);
    const float end =
        canvas.text(place.left + canvas.px(icon_room), place.mid_y(), ui::style::label, work.text);
    const float left = end + canvas.px(8);
    ui::meter(canvas, {left, place.top, left + canvas.px(meter_width), place.bottom},
              static_cast<float>(work.done), -1, ui::Color::accent);
    if (canvas.probe().records()) {
        canvas.probe().add({ui::Seen::Kind::item, "work " + std::to_string(work.ticket), work.text,
                            per_cent(work.done), place.left, place.top, place.right, place.bottom});
    }
    if (!work.can_stop) return;
    const float half = canvas.px(stop_width / 2);
    const ui::Rect cross{place.right - half * 2, place.mid_y() - half, place.right,
                         place.mid_y() + half};
    if (ui::icon_button(canvas, "stop " + std::to_string(work.ticket), cross, ui::Icon::x_lg,
                        context.say({"停止", "Stop"}))) {
        stop(context, work.ticket);
    }
}

void draw_item(Context& context, const StatusItem& item, const std::string& id,
               const ui::Rect& place) {
    ui::Canvas& canvas = context.canvas;
    const ui::Touch touch = ui::touch(canvas, id, place);
    canvas.icon(place.left + canvas.px(6), place.mid_y(), item.icon, 13, item.color);
    canvas.text(place.left + canvas.px(icon_room), place.mid_y(),
                touch.hovered ? ui::style::label.in(ui::Color::text) : ui::style::label, item.text);
    if (touch.focused) canvas.focus_ring(place.inset(-canvas.px(4), canvas.px(3)), 4);
    if (touch.pressed) context.run(item.command);
}

// Gives where it begins. What matters least goes first where there is no room.
float draw_right(Context& context, const ui::Rect& area, float needed) {
    ui::Canvas& canvas = context.canvas;
    const live::StatusAnswer& status = context.model.status();
    std::vector<std::string> texts{
        std::to_string(static_cast<int>(std::lround(canvas.scale() * 100))) + " %",
        status.user_name};
    if (status.desk.last_contact_ms > 0) {
        texts.push_back(std::string(context.say({"数据截至 ", "Data as of "})) +
                        ago(context.manner, status.desk.last_contact_ms));
    }
    float right = area.right - canvas.px(16);
    for (const std::string& text : texts) {
        const float width = canvas.width(ui::style::label, text) + canvas.px(item_gap);
        if (needed > 0 && right - width < area.left + needed) break;
        canvas.text_left_of(right, area.mid_y(), ui::style::label, text);
        right -= width;
    }
    return right;
}

}  // namespace

void draw_status_bar(Context& context, StatusBarState& state, ui::Rect area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "status");
    const std::int64_t pending = context.model.status().desk.pending;
    state.sending_most = pending == 0 ? 0 : std::max(state.sending_most, pending);
    const std::vector<StatusItem> items = status_items(context);
    const std::vector<Running> works = running(context, state);
    const float gap = canvas.px(item_gap);
    const auto width = [&](const StatusItem& item) {
        return canvas.px(icon_room) + canvas.width(ui::style::label, item.text);
    };
    float x = area.left + canvas.px(16);
    // How the line stands comes first, then what is being done: the rest has what room is left.
    float needed = canvas.px(16) + width(items.front()) + gap;
    for (const Running& work : works) needed += width_of(canvas, work) + gap;
    const float right = draw_right(context, area, works.empty() ? 0 : needed);
    int number = 0;
    const auto draw_one = [&](const StatusItem& item) {
        const float wide = width(item);
        if (x + wide > right) return false;
        draw_item(context, item, std::string(item.command) + " " + std::to_string(number++),
                  {x, area.top, x + wide, area.bottom});
        x += wide + gap;
        return true;
    };
    draw_one(items.front());
    for (const Running& work : works) {
        const float wide = width_of(canvas, work);
        if (x + wide > right) break;
        draw_running(context, work, {x, area.top, x + wide, area.bottom});
        x += wide + gap;
    }
    for (std::size_t i = 1; i < items.size(); ++i) {
        if (!draw_one(items[i])) break;
    }
}

void draw_waiting(Context& context, StatusBarState& state, const ui::Rect& content) {
    if (!state.waiting_open) return;
    ui::Canvas& canvas = context.canvas;
    const auto waiting = context.model.see("waiting", live::WaitingQuestion{});
    const std::size_t count =
        waiting == nullptr ? 0 : std::min<std::size_t>(waiting->value.items.size(), 8);
    const float height = canvas.px(44) +
                         canvas.px(46) * static_cast<float>(std::max<std::size_t>(count, 1)) +
                         canvas.px(8);
    const float left = content.left + canvas.px(12);
    const float bottom = content.bottom - canvas.px(8);
    ui::Popup popup(canvas, "waiting", {left, bottom - height, left + canvas.px(420), bottom},
                    true);
    ui::Rect inside = popup.inside();
    const ui::Rect head = inside.cut_top(canvas.px(44));
    canvas.text(head.left + canvas.px(16), head.mid_y(), ui::style::heading,
                context.say({"待发送", "Waiting to send"}));
    if (ui::link(canvas, "sync", head.right - canvas.px(80), head.mid_y(),
                 context.say({"立即发送", "Send now"}))) {
        context.run("sync");
    }
    if (count == 0) {
        canvas.text_in(inside.inset(canvas.px(16), 0), ui::style::secondary,
                       context.say({"全部已发送", "Everything has been sent"}));
    }
    for (std::size_t i = 0; i < count; ++i) {
        const live::WaitingAnswer::Item& item = waiting->value.items[i];
        const ui::Rect row = inside.cut_top(canvas.px(46)).inset(canvas.px(16), 0);
        canvas.icon(row.left + canvas.px(7), row.top + canvas.px(14), ui::Icon::arrow_up_circle, 14,
                    item.doubtful ? ui::Color::warn : ui::Color::pending);
        std::string what = name_in(waiting->value.titles, item.key.row);
        if (what.empty()) what = item.command;
        canvas.text_in({row.left + canvas.px(24), row.top, row.right, row.top + canvas.px(28)},
                       ui::style::body, what);
        std::string how = item.command + " · " + ago(context.manner, item.made_ms);
        if (item.deferred)
            how += std::string(context.say({" · 总部已收到", " · received by head office"}));
        if (item.doubtful)
            how += std::string(context.say({" · 可能被拒绝", " · will probably be refused"}));
        canvas.text_in({row.left + canvas.px(24), row.top + canvas.px(24), row.right, row.bottom},
                       ui::style::label, how);
    }
    const bool outside = ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !popup.hovered() &&
                         !ImGui::IsWindowAppearing();
    if (outside || ImGui::IsKeyPressed(ImGuiKey_Escape)) state.waiting_open = false;
}

void offer_stops(Context& context, const StatusBarState& state) {
    for (const Running& work : running(context, state)) {
        if (!work.can_stop) continue;
        Command command{
            "work.stop " + std::to_string(work.ticket), {"停止", "Stop"}, {}, ui::Icon::x_lg};
        command.title = std::string(context.say({"停止：", "Stop: "})) + work.text;
        command.run = [&context, ticket = work.ticket] { stop(context, ticket); };
        context.offer(std::move(command));
    }
}

}  // namespace branchline::screens
