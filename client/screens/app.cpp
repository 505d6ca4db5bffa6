#include "screens/app.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "base/text.h"
#include "screens/contracts_screen.h"
#include "screens/desk_screen.h"
#include "screens/home_screen.h"
#include "screens/inbox_screen.h"
#include "screens/list_screen.h"
#include "screens/notices.h"
#include "screens/order_screen.h"
#include "screens/record_screen.h"
#include "screens/records_screen.h"
#include "screens/review_screen.h"
#include "ui/controls.h"
#include "ui/field.h"
#include "ui/forget.h"
#include "ui/overlay.h"
#include "ui/scrolled.h"

namespace branchline::screens {

namespace {

constexpr std::size_t screens_kept = 12;
constexpr std::size_t back_kept = 50;
constexpr std::size_t toasts_shown = 3;
constexpr std::int64_t toast_ms = 10'000;
constexpr int zoom_least = 80;
constexpr int zoom_most = 200;

struct NamedKey {
    std::string_view name;
    ImGuiKey key;
};

constexpr std::array named_keys{NamedKey{"Enter", ImGuiKey_Enter},
                                NamedKey{"Esc", ImGuiKey_Escape},
                                NamedKey{"Delete", ImGuiKey_Delete},
                                NamedKey{"Left", ImGuiKey_LeftArrow},
                                NamedKey{"Right", ImGuiKey_RightArrow},
                                NamedKey{"PageUp", ImGuiKey_PageUp},
                                NamedKey{"PageDown", ImGuiKey_PageDown},
                                NamedKey{"=", ImGuiKey_Equal},
                                NamedKey{"-", ImGuiKey_Minus}};

ImGuiKeyChord chord_of(std::string_view keys) {
    ImGuiKeyChord chord = 0;
    for (const std::string_view part : split(keys, '+')) {
        const auto named = std::ranges::find(named_keys, part, &NamedKey::name);
        if (part == "Ctrl") {
            chord |= ImGuiMod_Ctrl;
        } else if (part == "Shift") {
            chord |= ImGuiMod_Shift;
        } else if (part == "Alt") {
            chord |= ImGuiMod_Alt;
        } else if (named != named_keys.end()) {
            chord |= named->key;
        } else if (part.size() > 1 && part[0] == 'F') {
            chord |= ImGuiKey_F1 + std::atoi(part.data() + 1) - 1;
        } else if (part.size() == 1 && part[0] >= 'A' && part[0] <= 'Z') {
            chord |= ImGuiKey_A + (part[0] - 'A');
        } else if (part.size() == 1 && part[0] >= '0' && part[0] <= '9') {
            chord |= ImGuiKey_0 + (part[0] - '0');
        }
    }
    return chord;
}

Place same_list(Place place) {
    place.detail.clear();
    if (place.kind == Place::Kind::list) place.row = {};
    return place;
}

}  // namespace

App::App(live::Model& model, Lang system_language)
    : model_(model), system_language_(system_language) {
    for (const std::string_view keys :
         {"Ctrl+N", "Ctrl+S", "Ctrl+D", "Ctrl+F", "Ctrl+I", "F2", "F8"}) {
        chords_.insert(chord_of(keys));  // from the first place on
    }
}

App::~App() = default;

AppLook App::look() const {
    AppLook look;
    const std::string language = model_.setting("language");
    look.lang = language.empty() ? system_language_ : language == "en" ? Lang::en : Lang::zh;
    look.dark = model_.setting("theme") == "dark";
    const int zoom = std::atoi(model_.setting("zoom", "100").c_str());
    look.zoom = static_cast<float>(std::clamp(zoom, zoom_least, zoom_most)) / 100.0F;
    return look;
}

std::optional<std::int64_t> App::next_deadline_ms() const {
    std::optional<std::int64_t> next = wake_ms_;
    for (const Toast& toast : toasts_)
        next = std::min(next.value_or(toast.until_ms), toast.until_ms);
    return next;
}

void App::leave_place() {
    if (model_.gate() == live::Gate::open && !screens_.empty()) screen_for(place_).leave(model_);
}

void App::go(Place place) {
    if (same_list(place) == same_list(place_) && place.detail == place_.detail) {
        screen_for(place).arrive(place);
        return;
    }
    leave_place();
    back_.push_back(place_);
    if (back_.size() > back_kept) back_.erase(back_.begin());
    // A record that was just made takes the place of the form that made it.
    if (place.detail == "made") {
        back_.pop_back();
        place.detail.clear();
        std::erase_if(screens_, [&](Kept& kept) {
            if (kept.place != same_list(place_)) return false;
            if (!kept.screen->becomes(place)) return true;
            kept.place = same_list(place);
            return false;
        });
    }
    place_ = place;
    screen_for(place).arrive(place);
}

std::unique_ptr<Screen> App::make(const Place& place) const {
    const auto is_order = [&](const Place& each) {
        return each.entity == model_.catalogue().entity("order")->id;
    };
    switch (place.kind) {
        case Place::Kind::list:
            return std::make_unique<ListScreen>(place.entity);
        case Place::Kind::record:
            if (is_order(place)) return std::make_unique<OrderScreen>(place);
            return std::make_unique<RecordScreen>(place.entity, place.row);
        case Place::Kind::create:
            if (is_order(place)) return std::make_unique<OrderScreen>(place);
            return std::make_unique<RecordScreen>(place.entity, RowId{});
        case Place::Kind::records:
            return std::make_unique<RecordsScreen>();
        case Place::Kind::review:
            return std::make_unique<ReviewScreen>();
        case Place::Kind::contracts:
            return std::make_unique<ContractsScreen>();
        case Place::Kind::desk:
            return std::make_unique<DeskScreen>();
        case Place::Kind::inbox:
            return std::make_unique<InboxScreen>();
        case Place::Kind::home:
            break;
    }
    return std::make_unique<HomeScreen>();
}

Screen& App::screen_for(const Place& place) {
    const Place key = same_list(place);
    const auto at = std::ranges::find(screens_, key, &Kept::place);
    if (at != screens_.end()) {
        Kept kept = std::move(*at);
        screens_.erase(at);
        screens_.push_back(std::move(kept));
    } else {
        screens_.push_back({key, make(place)});
        if (screens_.size() > screens_kept) screens_.pop_front();
    }
    return *screens_.back().screen;
}

void App::draw(ui::Canvas& canvas, std::int64_t now_ms) {
    model_.begin_frame(now_ms);
    wants_frames_ = false;
    ui::forget_left_secret();
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(display);
    ImGui::Begin("shell", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                     ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoBackground);
    Context context(canvas, model_, now_ms);
    context.covered = palette_.is_open() || keys_open_ || shell_.messages.is_open();
    if (model_.gate() == live::Gate::open) {
        gate_.reset();
        draw_open(context);
    } else {
        if (gate_ == nullptr || gate_of_ != model_.gate()) {
            gate_of_ = model_.gate();
            ui::forget_typed();  // customers' data as well
            if (gate_of_ == live::Gate::first_run)
                gate_ = std::make_unique<FirstRunScreen>(sample_);
            if (gate_of_ == live::Gate::locked) {
                gate_ = std::make_unique<LockScreen>(profile_);
            }
            if (gate_of_ == live::Gate::starting) gate_.reset();
        }
        const ui::Rect all{0, 0, display.x, display.y};
        canvas.fill(all, ui::Color::rail);
        if (gate_ != nullptr) gate_->draw(context, all);
    }
    ImGui::End();
    if (model_.gate() == live::Gate::open) {
        if (const std::string id = palette_.draw(context, offered_); !id.empty()) context.run(id);
        draw_keys(context);
        draw_toasts(context, {0, 0, display.x, display.y});
    }
    take_shortcuts(context);
    carry_out(context);
    wake_ms_ = context.wake_ms_;
    wants_sample_ = wants_sample_ || context.sample_;
    model_.end_frame();
}

void App::draw_open(Context& context) {
    take_notices(context);
    shell_.messages.look(context);
    const ui::Rect content = draw_shell(context, shell_, place_);
    draw_place(context, content);
    offer_commands(context);
}

void App::draw_place(Context& context, const ui::Rect& area) {
    const ui::Canvas::Clip clip(context.canvas, area);
    screen_for(place_).draw(context, area);
}

void App::zoom_by(int steps) {
    const int now = static_cast<int>(std::lround(look().zoom * 100));
    const int wanted = steps == 0 ? 100 : std::clamp(now + steps * 10, zoom_least, zoom_most);
    model_.keep("zoom", std::to_string(wanted));
}

void App::offer_commands(Context& context) {
    const live::StatusAnswer& status = model_.status();
    const std::string nothing_undone(
        status.can_undo ? std::string_view{}
        : status.undo_of.empty()
            ? context.say({"没有可撤销的操作", "nothing to undo"})
            : context.say(
                  {"已经发给总部，不能撤销", "handed over to head office, it cannot be undone"}));
    const std::string nothing_redone =
        status.can_redo ? "" : std::string(context.say({"没有可重做的操作", "nothing to redo"}));
    context.offer({"palette",
                   {"搜索与命令", "Search and commands"},
                   "Ctrl+K",
                   ui::Icon::search,
                   {},
                   {},
                   [this] { palette_.open(); }});
    context.offer({"undo",
                   {"撤销", "Undo"},
                   "Ctrl+Z",
                   ui::Icon::arrow_counterclockwise,
                   nothing_undone,
                   {},
                   [this] { model_.perform(live::Undo{}); }});
    context.offer(
        {"redo", {"重做", "Redo"}, "Ctrl+Y", ui::Icon::arrow_repeat, nothing_redone, {}, [this] {
             model_.perform(live::Redo{});
         }});
    context.offer({"sync", {"立即同步", "Sync now"}, "F5", ui::Icon::arrow_repeat, {}, {}, [this] {
                       model_.perform(live::SyncNow{});
                   }});
    context.offer(
        {"go.back", {"返回", "Back"}, "Alt+Left", ui::Icon::arrow_left, {}, {}, [&context] {
             context.back();
         }});
    offer_places(context);
    offer_stops(context, shell_.status_bar);
    offer_creating(context);
    offer_looks(context);
}

void App::offer_creating(Context& context) {
    const live::StatusAnswer& status = model_.status();
    for (const schema::EntitySpec* entity : context.catalogue().entities()) {
        if (entity->server_only) continue;
        Command command{
            std::string(entity->name) + ".create", {"新建", "New"}, {}, ui::Icon::plus_lg};
        const bool may =
            ((entity->rights.write | entity->rights.write_assigned) & status.roles) != 0;
        if (!may) command.objection = context.say({"你的角色不能新建", "your role may not"});
        command.title = std::string(context.say({"新建", "New "})) +
                        (context.canvas.lang() == Lang::zh ? std::string(entity->label.zh)
                                                           : normal_form(entity->label.en));
        command.run = [&context, id = entity->id] {
            context.go({Place::Kind::create, id, {}, {}});
        };
        context.offer(std::move(command));
    }
}

void App::offer_looks(Context& context) {
    context.offer(
        {"look.language", {"切换到 English", "切换到中文"}, {}, ui::Icon::globe, {}, {}, [this] {
             model_.keep("language", look().lang == Lang::zh ? "en" : "zh");
         }});
    context.offer(
        {"look.theme", {"切换明暗主题", "Light or dark"}, {}, ui::Icon::moon, {}, {}, [this] {
             model_.keep("theme", look().dark ? "light" : "dark");
         }});
    context.offer({"look.zoom_in", {"放大", "Larger"}, "Ctrl+=", ui::Icon::plus_lg, {}, {}, [this] {
                       zoom_by(1);
                   }});
    context.offer(
        {"look.zoom_out", {"缩小", "Smaller"}, "Ctrl+-", ui::Icon::dash_lg, {}, {}, [this] {
             zoom_by(-1);
         }});
    context.offer({"look.zoom_reset",
                   {"原始大小", "Actual size"},
                   "Ctrl+0",
                   ui::Icon::circle,
                   {},
                   {},
                   [this] { zoom_by(0); }});
    context.offer(
        {"help", {"键盘与帮助", "Keys and help"}, "F1", ui::Icon::keyboard, {}, {}, [this] {
             keys_open_ = !keys_open_;
         }});
    context.offer({"desk.lock", {"锁定", "Lock"}, {}, ui::Icon::lock, {}, {}, [this] {
                       leave_place();
                       model_.perform(live::LockDesk{});
                   }});
    context.offer({"messages", {"消息", "Messages"}, "Ctrl+M", ui::Icon::bell, {}, {}, [this] {
                       shell_.messages.toggle();
                   }});
    context.offer({"desk.waiting",
                   {"待发送的改动", "Changes waiting to be sent"},
                   {},
                   ui::Icon::arrow_up_circle,
                   {},
                   {},
                   [this] { shell_.status_bar.waiting_open = !shell_.status_bar.waiting_open; }});
}

// ImGui hears a key combination only where it was asked for in the frame before: one that comes in
// the first frame of a place would be lost. So all that are used anywhere are asked for everywhere.
void App::listen_to_all(const Context& context) {
    for (const Command& command : context.offered_) {
        const bool types = command.keys.find('+') == std::string_view::npos &&
                           (command.keys.size() < 2 || command.keys[0] != 'F');
        if (!types) chords_.insert(chord_of(command.keys));
    }
    for (const int chord : chords_) {
        const bool offered = std::ranges::any_of(context.offered_, [&](const Command& command) {
            return chord_of(command.keys) == chord;
        });
        if (!offered) ImGui::Shortcut(chord, ImGuiInputFlags_RouteGlobal);
    }
}

void App::take_shortcuts(Context& context) {
    if (context.covered) return;
    listen_to_all(context);
    for (const Command& command : context.offered_) {
        if (command.keys.empty()) continue;
        // Esc belongs to whatever is being typed in or lies open.
        if (command.keys == "Esc" && (ImGui::IsAnyItemActive() || shell_.status_bar.waiting_open))
            continue;
        const ImGuiInputFlags over = command.over_fields ? ImGuiInputFlags_RouteOverActive : 0;
        if (ImGui::Shortcut(chord_of(command.keys), ImGuiInputFlags_RouteGlobal | over))
            context.run(command.id);
    }
}

void App::run(Context& context, const std::string& id) {
    const auto at = std::ranges::find(context.offered_, id, &Command::id);
    if (at == context.offered_.end() || !at->run) return;
    if (!at->objection.empty()) {
        context.tell(at->title.empty() ? std::string(context.say(at->label)) : at->title,
                     at->objection, true);
        return;
    }
    at->run();
}

void App::carry_out(Context& context) {
    const std::vector<std::string> asked = std::move(context.asked_);
    context.asked_.clear();
    for (const std::string& id : asked) run(context, id);
    for (const Context::Told& told : context.told_) {
        toasts_.push_back({told.result, told.meaning, told.bad, false, context.now_ms + toast_ms});
    }
    if (context.palette_) palette_.open(*context.palette_);
    if (context.back_ && !back_.empty()) {
        leave_place();
        place_ = back_.back();
        back_.pop_back();
    }
    if (context.going_) go(*context.going_);
    if (context.back_ || context.going_ || context.palette_ || !asked.empty()) wants_frames_ = true;
    offered_ = std::move(context.offered_);
    for (Command& command : offered_) command.run = nullptr;  // it belonged to that frame
}

void App::take_notices(Context& context) {
    const std::vector<live::Notice>& all = model_.notices();
    noticed_ = std::min(noticed_, all.size());
    for (; noticed_ < all.size(); ++noticed_) {
        const NoticeWords words = words_of(context, all[noticed_].outcome);
        if (words.silent) continue;
        toasts_.push_back({words.result, words.meaning, words.bad, all[noticed_].outcome.can_undo,
                           context.now_ms + toast_ms});
    }
    std::erase_if(toasts_, [&](const Toast& toast) { return toast.until_ms <= context.now_ms; });
    if (toasts_.size() > toasts_shown) {
        toasts_.erase(toasts_.begin(), toasts_.end() - static_cast<std::ptrdiff_t>(toasts_shown));
    }
}

void App::draw_toasts(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    float bottom = area.bottom - canvas.px(28 + 32 + 20);
    const float right = area.right - canvas.px(28);
    for (std::size_t i = toasts_.size(); i-- > 0;) {
        const Toast& toast = toasts_[i];
        const ui::Rect rect{right - canvas.px(400), bottom - canvas.px(64), right, bottom};
        ui::ToastLook look;
        look.result = toast.result;
        look.meaning = toast.meaning;
        look.icon = toast.bad ? ui::Icon::exclamation_circle : ui::Icon::check_circle;
        look.icon_color = toast.bad ? ui::Color::toast_link : ui::Color::toast_ok;
        const std::string keys = shown_keys("Ctrl+Z");
        const bool newest = i + 1 == toasts_.size();
        if (toast.undo && newest && model_.status().can_undo) {
            look.undo = context.say({"撤销", "Undo"});
            look.shortcut = keys;
        }
        if (ui::toast(canvas, "toast " + std::to_string(i), rect, look)) context.run("undo");
        bottom = rect.top - canvas.px(8);
    }
}

// F1: what can be done here, with its keys. Made of the same list that carries it out.
void App::draw_keys(Context& context) {
    if (!keys_open_) return;
    ui::Canvas& canvas = context.canvas;
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    const float width = std::min(canvas.px(560), display.x - canvas.px(32));
    const float height = std::min(canvas.px(560), display.y - canvas.px(96));
    const float left = std::round((display.x - width) / 2);
    ui::Modal modal(canvas, "keys", {left, canvas.px(64), left + width, canvas.px(64) + height});
    ui::Rect inside = modal.inside().inset(canvas.px(20), canvas.px(16));
    canvas.text_in(inside.cut_top(canvas.px(32)), ui::style::title,
                   context.say({"键盘与命令", "Keys and commands"}));
    ui::FieldLook look;
    look.hint = context.say({"查找", "Find"});
    look.icon = ui::Icon::search;
    look.focus = ImGui::IsWindowAppearing();
    ui::text_field(canvas, "search", inside.cut_top(canvas.px(28)), keys_search_, look);
    inside.cut_top(canvas.px(8));
    ui::Scrolled list(canvas, "list", inside);
    ui::Rect rest = list.page();
    rest.right -= canvas.px(12);
    for (const Command& command : offered_) {
        const std::string title =
            command.title.empty() ? std::string(context.say(command.label)) : command.title;
        const bool fits = fit_of(title, keys_search_) > 0 || fit_of(command.id, keys_search_) > 0;
        if (!fits || (command.keys.empty() && keys_search_.empty())) continue;
        const ui::Rect row = rest.cut_top(canvas.px(28));
        canvas.icon(row.left + canvas.px(8), row.mid_y(), command.icon, 14, ui::Color::muted);
        canvas.text_in({row.left + canvas.px(28), row.top, row.right - canvas.px(120), row.bottom},
                       ui::style::body, title);
        if (!command.keys.empty())
            ui::key_cap(canvas, row.right, row.mid_y(), shown_keys(command.keys));
    }
    list.ends_at(rest.top);
    if (modal.dismissed() || ImGui::IsKeyPressed(ImGuiKey_Escape)) keys_open_ = false;
}

}  // namespace branchline::screens
