#include "screens/shell.h"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/controls.h"
#include "ui/overlay.h"

namespace branchline::screens {

namespace {

constexpr float top_height = 48;
constexpr float status_height = 28;
constexpr float rail_wide = 184;
constexpr float rail_narrow = 56;
constexpr float narrow_below = 1'100;
constexpr float item_pitch = 34;
constexpr float item_height = 32;
constexpr float group_gap = 8;

struct RailItem {
    std::string_view command;
    Place::Kind kind;
    std::string_view entity;
    ui::Icon icon;
    Label label;
    int group;
    std::string_view keys = {};
};

constexpr std::array rail{
    RailItem{
        "go.home", Place::Kind::home, "", ui::Icon::house, {"我的一天", "My day"}, 0, "Ctrl+1"},
    RailItem{"go.inbox",
             Place::Kind::inbox,
             "",
             ui::Icon::inbox,
             {"冲突与待处理", "Inbox"},
             0,
             "Ctrl+2"},
    RailItem{"go.customer",
             Place::Kind::list,
             "customer",
             ui::Icon::people,
             {"客户", "Customers"},
             1,
             "Ctrl+3"},
    RailItem{"go.order",
             Place::Kind::list,
             "order",
             ui::Icon::box_seam,
             {"订单", "Orders"},
             1,
             "Ctrl+4"},
    RailItem{"go.review",
             Place::Kind::review,
             "",
             ui::Icon::clipboard_check,
             {"审核队列", "Review queue"},
             1,
             "Ctrl+5"},
    RailItem{"go.contracts",
             Place::Kind::contracts,
             "",
             ui::Icon::file_earmark_text,
             {"合同", "Contracts"},
             2,
             "Ctrl+6"},
    RailItem{
        "go.task", Place::Kind::list, "task", ui::Icon::list_check, {"任务", "Tasks"}, 2, "Ctrl+7"},
    RailItem{"go.interaction",
             Place::Kind::list,
             "interaction",
             ui::Icon::headset,
             {"沟通记录", "Service"},
             2,
             "Ctrl+8"},
    RailItem{"go.records",
             Place::Kind::records,
             "",
             ui::Icon::archive,
             {"全部资料", "All records"},
             2,
             "Ctrl+9"},
    RailItem{"go.desk", Place::Kind::desk, "", ui::Icon::gear, {"管理与同步", "Admin & sync"}, 3},
};

Place place_of(const Context& context, const RailItem& item) {
    Place place;
    place.kind = item.kind;
    if (!item.entity.empty()) place.entity = context.entity(item.entity).id;
    return place;
}

bool is_there(const Context& context, const RailItem& item, const Place& place) {
    const Place wanted = place_of(context, item);
    if (wanted.kind == place.kind && wanted.entity == place.entity) return true;
    const bool record = place.kind == Place::Kind::record || place.kind == Place::Kind::create;
    if (!record) return false;
    if (wanted.kind == Place::Kind::contracts) return place.entity == context.entity("contract").id;
    return wanted.kind == Place::Kind::list && wanted.entity == place.entity;
}

std::int64_t count_of(Context& context, const RailItem& item) {
    const live::StatusAnswer& status = context.model.status();
    if (item.kind == Place::Kind::inbox) return status.desk.conflicts + status.desk.attention;
    if (item.kind != Place::Kind::review) return 0;
    live::FiguresQuestion question;
    question.entity = context.entity("order").id;
    question.where = "status = submitted";
    const auto figures = context.model.see("rail/review", question);
    if (figures == nullptr || figures->error || figures->value.lines.empty()) return 0;
    return figures->value.lines.front().rows;
}

void draw_item(Context& context, const RailItem& item, const ui::Rect& row, bool on, bool narrow) {
    ui::Canvas& canvas = context.canvas;
    const ui::Touch touch = ui::touch(canvas, item.command, row);
    if (on) {
        canvas.fill(row, ui::Color::rail_on, 6);
    } else if (touch.hovered) {
        canvas.fill(row, ui::Color::rail_on, 6, 0.5F);
    }
    const float x = narrow ? row.mid_x() : row.left + canvas.px(16);
    canvas.icon(x, row.mid_y(), item.icon, 16, on ? ui::Color::accent : ui::Color::muted);
    const std::int64_t count = count_of(context, item);
    if (!narrow) {
        const ui::TextStyle style = on ? ui::style::strong : ui::style::body.in(ui::Color::muted);
        canvas.text_in({row.left + canvas.px(36), row.top, row.right - canvas.px(32), row.bottom},
                       style, context.say(item.label));
        if (count > 0 && item.kind == Place::Kind::inbox) {
            ui::count_badge(canvas, row.right - canvas.px(8), row.mid_y(), count,
                            ui::Color::conflict);
        } else if (count > 0) {
            canvas.text_left_of(row.right - canvas.px(12), row.mid_y(), ui::style::label,
                                grouped(count));
        }
    } else if (count > 0) {
        canvas.disc(x + canvas.px(9), row.mid_y() - canvas.px(7), 3,
                    item.kind == Place::Kind::inbox ? ui::Color::conflict : ui::Color::muted);
    }
    if (touch.focused) canvas.focus_ring(row, 6);
    if (narrow && touch.hovered)
        ImGui::SetTooltip("%s", std::string(context.say(item.label)).c_str());
    if (canvas.probe().records()) {
        canvas.probe().add({ui::Seen::Kind::button, std::string(item.command),
                            std::string(context.say(item.label)),
                            count > 0 ? std::to_string(count) : "", row.left, row.top, row.right,
                            row.bottom, true, touch.focused});
    }
    if (touch.pressed) context.run(item.command);
}

void draw_rail(Context& context, ui::Rect area, const Place& place, bool narrow) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "rail");
    area.top += canvas.px(6);
    int group = 0;
    const float bottom = area.bottom - canvas.px(8);
    for (const RailItem& item : rail) {
        ui::Rect row;
        if (item.group == 3) {
            row = {area.left, bottom - canvas.px(item_height), area.right, bottom};
        } else {
            if (item.group != group) area.top += canvas.px(group_gap);
            group = item.group;
            row = area.cut_top(canvas.px(item_pitch));
            row.bottom = row.top + canvas.px(item_height);
            if (row.bottom > bottom - canvas.px(item_pitch)) continue;  // the palette has it
        }
        draw_item(context, item, row.inset(canvas.px(8), 0), is_there(context, item, place),
                  narrow);
    }
}

void draw_mark(ui::Canvas& canvas, float mid_x, float mid_y) {
    const float half = canvas.px(11);
    canvas.fill({mid_x - half, mid_y - half, mid_x + half, mid_y + half}, ui::Color::accent_fill,
                6);
    canvas.icon(mid_x, mid_y, ui::Icon::signpost_split, 14, ui::Color::on_accent);
}

void draw_search(Context& context, const ui::Rect& area, float rail_width) {
    ui::Canvas& canvas = context.canvas;
    ui::Rect box = area;
    box.left += rail_width;
    box.right = box.left + std::min(canvas.px(480), area.width() * 0.42F);
    box = {box.left, area.mid_y() - canvas.px(16), box.right, area.mid_y() + canvas.px(16)};
    const ui::Touch search = ui::touch(canvas, "search", box);
    canvas.fill(box, ui::Color::panel, 6);
    canvas.icon(box.left + canvas.px(18), box.mid_y(), ui::Icon::search, 16, ui::Color::muted);
    canvas.text_in({box.left + canvas.px(34), box.top, box.right - canvas.px(64), box.bottom},
                   ui::style::body.in(ui::Color::hint),
                   context.say({"搜索客户、订单、电话尾号，或执行命令",
                                "Search or run a command: name, number, phone tail"}));
    ui::key_cap(canvas, box.right - canvas.px(8), box.mid_y(), shown_keys("Ctrl+K"));
    if (search.focused) canvas.focus_ring(box, 6);
    if (search.pressed) context.open_palette();
}

void draw_bell(Context& context, const MessageList& messages, const ui::Rect& place) {
    ui::Canvas& canvas = context.canvas;
    if (ui::icon_button(canvas, "bell", place, ui::Icon::bell, context.say({"消息", "Messages"}))) {
        context.run("messages");
    }
    const std::int64_t unread = messages.unread();
    if (unread == 0) return;
    const std::string count = unread > 99 ? "99+" : std::to_string(unread);
    const float width = canvas.width(ui::style::chip, count) + canvas.px(8);
    const float left = place.mid_x() + canvas.px(1);
    const ui::Rect badge{left, place.top - canvas.px(1), left + width, place.top + canvas.px(14)};
    canvas.fill(badge, ui::Color::accent_fill, 7);
    canvas.text_in(badge, ui::style::chip.in(ui::Color::on_accent), count, ui::Align::middle);
    if (canvas.probe().records()) {
        canvas.probe().add({ui::Seen::Kind::text, "unread", count, count, badge.left, badge.top,
                            badge.right, badge.bottom});
    }
}

void draw_top(Context& context, ShellState& state, ui::Rect area, float rail_width) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "top");
    draw_mark(canvas, area.left + canvas.px(16 + 11), area.mid_y());
    if (rail_width > canvas.px(rail_narrow)) {
        canvas.text(area.left + canvas.px(48), area.mid_y(), ui::style::heading, "Branchline");
    }
    draw_search(context, area, rail_width);
    const live::StatusAnswer& status = context.model.status();
    ui::Rect row = area;
    row.right -= canvas.px(16);
    ui::Rect person = row.cut_right(canvas.px(28));
    const ui::Touch who = ui::touch(canvas, "person", person);
    ui::avatar(canvas, person.mid_x(), person.mid_y(), 26, status.user_name);
    if (who.focused) canvas.focus_ring(person, 14);
    if (who.pressed) state.person_open = !state.person_open;
    if (canvas.probe().records()) {
        canvas.probe().add({ui::Seen::Kind::button,
                            "person",
                            status.user_name,
                            {},
                            person.left,
                            person.top,
                            person.right,
                            person.bottom,
                            true,
                            who.focused});
    }
    const auto square = [&] {
        row.right -= canvas.px(8);
        const ui::Rect place = row.cut_right(canvas.px(28));
        return ui::Rect{place.left, place.mid_y() - canvas.px(14), place.right,
                        place.mid_y() + canvas.px(14)};
    };
    row.right -= canvas.px(12);  // of the count at the bell
    draw_bell(context, state.messages, square());
    if (ui::icon_button(canvas, "plus", square(), ui::Icon::plus_lg,
                        context.say({"新建", "New"}))) {
        state.new_open = !state.new_open;
    }
    const std::string branch = status.branch_name.empty()
                                   ? std::string(context.say({"全公司", "All branches"}))
                                   : status.branch_name;
    row.right -= canvas.px(12);
    canvas.text_left_of(row.right, row.mid_y(), ui::style::body.in(ui::Color::muted), branch);
    canvas.icon(row.right - canvas.width(ui::style::body, branch) - canvas.px(14), row.mid_y(),
                ui::Icon::building, 16, ui::Color::muted);
}

void draw_person_menu(Context& context, ShellState& state, const ui::Rect& top) {
    struct Entry {
        std::string_view command;
        Label label;
        ui::Icon icon;
    };

    static constexpr std::array entries{
        Entry{"look.language", {"English", "中文"}, ui::Icon::globe},
        Entry{"look.theme", {"明暗主题", "Light or dark"}, ui::Icon::moon},
        Entry{"look.zoom_in", {"放大", "Larger"}, ui::Icon::plus_lg},
        Entry{"look.zoom_out", {"缩小", "Smaller"}, ui::Icon::dash_lg},
        Entry{"help", {"键盘与帮助", "Keys and help"}, ui::Icon::keyboard},
        Entry{"desk.lock", {"锁定", "Lock"}, ui::Icon::lock},
    };
    std::vector<ui::MenuLine> lines;
    for (const Entry& entry : entries) lines.push_back({context.say(entry.label), {}, entry.icon});
    const int chosen = ui::menu(context.canvas, "person menu", top.right - context.canvas.px(220),
                                top.bottom, state.person_open, lines.data(), lines.size());
    if (chosen >= 0) context.run(entries[static_cast<std::size_t>(chosen)].command);
}

void draw_new_menu(Context& context, ShellState& state, const ui::Rect& top) {
    std::vector<ui::MenuLine> lines;
    std::vector<const schema::EntitySpec*> kinds;
    for (std::string_view name :
         {"order", "customer", "contract", "task", "interaction", "product"}) {
        const schema::EntitySpec* entity = context.catalogue().entity(name);
        if (entity == nullptr) continue;
        kinds.push_back(entity);
        lines.push_back({entity->label.in(context.canvas.lang()), {}, icon_of(*entity)});
    }
    const int chosen = ui::menu(context.canvas, "new menu", top.right - context.canvas.px(260),
                                top.bottom, state.new_open, lines.data(), lines.size());
    if (chosen >= 0) {
        context.go({Place::Kind::create, kinds[static_cast<std::size_t>(chosen)]->id, {}, {}});
    }
}

}  // namespace

void offer_places(Context& context) {
    for (const RailItem& item : rail) {
        const Place place = place_of(context, item);
        context.offer({std::string(item.command),
                       item.label,
                       item.keys,
                       item.icon,
                       {},
                       {},
                       [&context, place] { context.go(place); }});
    }
}

ui::Rect draw_shell(Context& context, ShellState& state, const Place& place) {
    ui::Canvas& canvas = context.canvas;
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    ui::Rect all{0, 0, display.x, display.y};
    canvas.fill(all, ui::Color::rail);
    const bool narrow = display.x / canvas.scale() < narrow_below;
    const float rail_width = canvas.px(narrow ? rail_narrow : rail_wide);
    const ui::Rect top = all.cut_top(canvas.px(top_height));
    const ui::Rect status = all.cut_bottom(canvas.px(status_height));
    const ui::Rect side = all.cut_left(rail_width);
    canvas.fill_left_rounded(all, ui::Color::panel, 8);
    // The keyboard begins in the content, not in the frame around it.
    ImGui::PushItemFlag(ImGuiItemFlags_NoNavDefaultFocus, true);
    draw_top(context, state, top, rail_width);
    draw_rail(context, side, place, narrow);
    draw_status_bar(context, state.status_bar, status);
    ImGui::PopItemFlag();
    draw_person_menu(context, state, top);
    draw_new_menu(context, state, top);
    draw_waiting(context, state.status_bar, all);
    state.messages.draw(context, top.right - canvas.px(16), top.bottom);
    return all;
}

}  // namespace branchline::screens
