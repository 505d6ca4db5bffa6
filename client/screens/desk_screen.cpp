#include "screens/desk_screen.h"

#include <array>
#include <cmath>

#include "ui/controls.h"
#include "ui/field.h"
#include "ui/forget.h"
#include "ui/scrolled.h"

namespace branchline::screens {

namespace {

constexpr std::size_t password_least = 8;
constexpr std::size_t password_room = 256;
constexpr float fact_width = 220;
constexpr std::size_t settings_tab = 4;

void fact(Context& context, ui::Rect& area, const Label& label, const std::string& value,
          ui::Icon icon = ui::Icon::none, ui::Color color = ui::Color::text) {
    ui::Canvas& canvas = context.canvas;
    ui::Rect row = area.cut_top(canvas.px(30));
    canvas.horizontal(row.left, row.right, row.bottom - canvas.px(1), ui::Color::line, 0.6F);
    canvas.text_in(row.cut_left(canvas.px(fact_width)), ui::style::secondary, context.say(label));
    if (icon != ui::Icon::none) {
        canvas.icon(row.left + canvas.px(7), row.mid_y(), icon, 14, color);
        row.left += canvas.px(22);
    }
    canvas.text_in(row, ui::style::body, value);
}

std::string kilobytes(std::int64_t bytes) {
    if (bytes < 1'024) return std::to_string(bytes) + " B";
    if (bytes < 1'024 * 1'024) return std::to_string(bytes / 1'024) + " KiB";
    return std::to_string(bytes / (1'024 * 1'024)) + " MiB";
}

}  // namespace

float DeskScreen::draw_sync(Context& context, ui::Rect area) {
    ui::Canvas& canvas = context.canvas;
    const live::StatusAnswer& status = context.model.status();
    area.right = std::min(area.right, area.left + canvas.px(820));
    ui::Rect buttons = area.cut_top(canvas.px(48));
    if (ui::button_left(canvas, "sync", buttons,
                        {context.say({"立即同步", "Sync now"}), ui::Icon::arrow_repeat, "F5",
                         ui::ButtonKind::primary}))
        context.run("sync");
    if (ui::button_left(canvas, "check", buttons,
                        {context.say({"自检", "Self-check"}), ui::Icon::shield_check}))
        context.model.perform(live::SelfCheck{});
    if (ui::button_left(canvas, "waiting", buttons,
                        {context.say({"待发送", "Waiting"}), ui::Icon::arrow_up_circle}))
        context.run("desk.waiting");
    const bool online = status.link == desk::LinkState::online;
    const std::string never(context.say({"从未", "never"}));
    const auto when = [&](std::int64_t at) { return at == 0 ? never : ago(context.manner, at); };
    std::string link(context.say(online
                                     ? Label{"在线", "Online"}
                                     : Label{"离线，照常工作，改动都保存在本机",
                                             "Offline; work goes on, everything is saved here"}));
    if (!online && status.link_error) link += " · " + status.link_error->message(canvas.lang());
    fact(context, area, {"连接", "Connection"}, link,
         online ? ui::Icon::cloud_check : ui::Icon::wifi_off,
         online ? ui::Color::ok : ui::Color::offline);
    if (!status.desk.head_office.empty()) {
        fact(context, area, {"总部", "Head office"},
             std::string(context.say(
                 {"已从备份恢复，正在收集各机的改动；你的工作不受影响",
                  "was restored from a backup and is collecting changes; your work is safe"})),
             ui::Icon::clock_history, ui::Color::warn);
    }
    fact(context, area, {"上次同步", "Last sync"}, when(status.desk.last_sync_ms));
    fact(context, area, {"数据截至", "Data as of"}, when(status.desk.last_contact_ms));
    draw_counts(context, area);
    const bool sound = status.desk.self_check == "ok";
    const bool wrong = status.desk.self_check == "mismatch";
    fact(context, area, {"与总部核对", "Agreement with head office"},
         std::string(
             context.say(sound   ? Label{"一致", "agrees"}
                         : wrong ? Label{"不一致，会自动修复", "differs; it is mended by itself"}
                                 : Label{"尚未核对", "not compared yet"})),
         sound   ? ui::Icon::check_circle
         : wrong ? ui::Icon::exclamation_triangle
                 : ui::Icon::circle,
         sound   ? ui::Color::ok
         : wrong ? ui::Color::warn
                 : ui::Color::muted);
    fact(context, area, {"已传输", "Transferred"},
         "↑ " + kilobytes(status.bytes_up) + "   ↓ " + kilobytes(status.bytes_down));
    fact(context, area, {"日志位置", "Place in the log"},
         grouped(status.desk.sequence) + " · " + to_text(status.desk.epoch).substr(0, 8));
    fact(context, area, {"本机代码", "Code of this computer"},
         status.desk.device_code.empty() ? std::string("–") : status.desk.device_code);
    fact(context, area, {"公司", "Company"}, status.desk.company);
    fact(context, area, {"登录名", "Login"}, status.desk.login);
    return area.top;
}

void DeskScreen::draw_counts(Context& context, ui::Rect& area) const {
    const live::StatusAnswer& status = context.model.status();
    fact(context, area, {"待发送", "Waiting to be sent"},
         std::to_string(status.desk.pending) +
             (status.desk.in_flight > 0
                  ? std::string(
                        context.say({"，其中已发出未答复 ", ", of these sent and unanswered "})) +
                        std::to_string(status.desk.in_flight)
                  : ""),
         ui::Icon::arrow_up_circle,
         status.desk.pending > 0 ? ui::Color::pending : ui::Color::muted);
    fact(context, area, {"冲突", "Conflicts"}, std::to_string(status.desk.conflicts),
         ui::Icon::arrow_left_right,
         status.desk.conflicts > 0 ? ui::Color::conflict : ui::Color::muted);
    fact(context, area, {"被拒绝未处理", "Refused and not dealt with"},
         std::to_string(status.desk.attention), ui::Icon::exclamation_circle,
         status.desk.attention > 0 ? ui::Color::danger : ui::Color::muted);
}

float DeskScreen::draw_settings(Context& context, ui::Rect area) {
    ui::Canvas& canvas = context.canvas;
    area.right = std::min(area.right, area.left + canvas.px(620));
    const auto choice = [&](std::string_view id, const Label& label,
                            std::span<const ui::Tab> choices, std::size_t active) {
        ui::Rect row = area.cut_top(canvas.px(44));
        canvas.text_in(row.cut_left(canvas.px(fact_width)), ui::style::secondary,
                       context.say(label));
        return ui::segments(canvas, id, row, choices, active);
    };
    const std::array languages{ui::Tab{"zh", "中文"}, ui::Tab{"en", "English"}};
    const std::size_t language = canvas.lang() == Lang::zh ? 0 : 1;
    if (const std::size_t now = choice("language", {"语言", "Language"}, languages, language);
        now != language)
        context.model.keep("language", now == 0 ? "zh" : "en");
    const std::array themes{ui::Tab{"light", context.say({"明亮", "Light"})},
                            ui::Tab{"dark", context.say({"暗色", "Dark"})}};
    const std::size_t theme = canvas.theme().dark ? 1 : 0;
    if (const std::size_t now = choice("theme", {"主题", "Theme"}, themes, theme); now != theme)
        context.model.keep("theme", now == 0 ? "light" : "dark");
    static constexpr std::array<std::string_view, 6> sizes{"80", "90", "100", "125", "150", "200"};
    std::array<ui::Tab, 6> zooms;
    const std::string zoom = context.model.setting("zoom", "100");
    std::size_t at = 2;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        zooms[i] = {sizes[i], sizes[i]};
        if (sizes[i] == zoom) at = i;
    }
    if (const std::size_t now = choice("zoom", {"大小（%）", "Size (%)"}, zooms, at); now != at)
        context.model.keep("zoom", std::string(sizes[now]));
    static constexpr std::array<std::string_view, 5> idle{"5", "15", "30", "60", "0"};
    std::array<ui::Tab, 5> minutes;
    const std::string lock = context.model.setting("lock_minutes", live::default_lock_minutes);
    at = 1;
    for (std::size_t i = 0; i < idle.size(); ++i) {
        minutes[i] = {idle[i], idle[i] == "0" ? context.say({"从不", "Never"}) : idle[i]};
        if (idle[i] == lock) at = i;
    }
    const std::size_t until =
        choice("lock_minutes", {"无人操作后锁定（分钟）", "Lock when idle (minutes)"}, minutes, at);
    if (until != at) context.model.keep("lock_minutes", std::string(idle[until]));
    area.cut_top(canvas.px(16));
    canvas.text_in(area.cut_top(canvas.px(28)), ui::style::heading,
                   context.say({"本机密码", "Password of this computer"}));
    return draw_password(context, area);
}

void DeskScreen::forget_passwords() {
    for (std::string* each : {&present_, &next_, &again_}) wipe(*each);
}

void DeskScreen::leave(live::Model& model) {
    static_cast<void>(model);
    forget_passwords();
}

float DeskScreen::draw_password(Context& context, ui::Rect area) {
    ui::Canvas& canvas = context.canvas;
    area.right = area.left + canvas.px(320);
    const auto field = [&](std::string_view id, const Label& label, std::string& text,
                           std::string_view error) {
        text.reserve(password_room);  // grown, it would leave its old memory behind
        ui::FieldLook look;
        look.label = context.say(label);
        look.password = true;
        look.error = error;
        ui::field_block(canvas, id, area.cut_top(canvas.px(error.empty() ? 60 : 76)), text, look);
    };
    field("present", {"现在的密码", "Present password"}, present_, fault_);
    field("next", {"新密码", "New password"}, next_, {});
    field("again", {"再输一次", "Once more"}, again_, {});
    const std::string_view objection =
        next_.size() < password_least ? context.say({"至少 8 个字符", "at least 8 characters"})
        : next_ != again_             ? context.say({"两次不一样", "the two differ"})
        : changing_ != 0              ? context.say({"正在修改", "being changed"})
                                      : std::string_view{};
    ui::Rect row = area.cut_top(canvas.px(36));
    if (ui::button_left(canvas, "change", row,
                        {context.say({"修改密码", "Change password"}),
                         ui::Icon::key,
                         {},
                         ui::ButtonKind::secondary,
                         objection})) {
        changing_ = context.model.perform(live::ChangePassword{present_, next_});
        fault_.clear();
    }
    take_change(context);
    return row.bottom;
}

void DeskScreen::take_change(Context& context) {
    if (changing_ == 0) return;
    const auto outcome = context.model.outcome_of(changing_);
    if (!outcome) return;
    changing_ = 0;
    if (outcome->error) {
        fault_ = what_is_wrong(context, *outcome->error);
    } else {
        forget_passwords();
        ui::forget_typed();
    }
}

void DeskScreen::draw(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "desk");
    ui::Rect page = area;
    page.top += canvas.px(12);
    const ui::Rect head = page.cut_top(canvas.px(40)).inset(canvas.px(20), 0);
    canvas.text_in(head, ui::style::page, context.say({"管理与同步", "Admin & sync"}));
    const std::array tabs{ui::Tab{"sync", context.say({"同步", "Sync"})},
                          ui::Tab{"devices", context.say({"设备", "Devices"})},
                          ui::Tab{"users", context.say({"用户", "Users"})},
                          ui::Tab{"branches", context.say({"分公司", "Branches"})},
                          ui::Tab{"settings", context.say({"本机设置", "This computer"})}};
    const ui::Rect strip = page.cut_top(canvas.px(36));
    tab_ = ui::tabs(canvas, "tabs", strip.inset(canvas.px(20), 0), tabs, tab_);
    canvas.horizontal(strip.left, strip.right, strip.bottom - canvas.px(1), ui::Color::line);
    const auto list = [&](std::unique_ptr<ListScreen>& screen, std::string_view entity) {
        if (screen == nullptr) screen = std::make_unique<ListScreen>(context.entity(entity).id);
        screen->draw(context, page);
    };
    switch (tab_) {
        case 1:
            return list(devices_, "device");
        case 2:
            return list(users_, "user");
        case 3:
            return list(branches_, "branch");
        default:
            draw_page(context, page.inset(canvas.px(20), canvas.px(8)));
    }
}

void DeskScreen::draw_page(Context& context, const ui::Rect& area) {
    const bool settings = tab_ == settings_tab;
    ui::Scrolled scrolled(context.canvas, settings ? "settings" : "sync", area,
                          context.canvas.px(16));
    const ui::Rect& page = scrolled.page();
    const float end = settings ? draw_settings(context, page) : draw_sync(context, page);
    scrolled.ends_at(end + context.canvas.px(12));
}

}  // namespace branchline::screens
