#include "window/desktop.h"

#include <imgui.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "ui/style.h"

namespace branchline::window {

namespace {

int number_in(std::string_view text, int otherwise) {
    int number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

Desktop::Desktop(Display& display, ThreadedOffice& office, const ui::FontFiles& fonts,
                 const Clock& clock, const std::atomic<bool>& stop, DesktopSetup setup)
    : display_(display),
      office_(office),
      clock_(clock),
      stop_(stop),
      fonts_(*ImGui::GetIO().Fonts, fonts),
      model_(office.catalogue(), office),
      app_(model_, setup.look.lang),
      probe_file_(std::move(setup.probe)),
      look_(setup.look),
      remembered_(setup.look),
      keep_language_(setup.keep_language),
      idle_lock_(now_ms()) {
    app_.set_sample(std::move(setup.sample));
    app_.set_profile(std::move(setup.profile));
    probe_.record(probe_file_.has_value());
    policy_.touch(now_ms());
}

Ending Desktop::run() {
    while (!display_.is_closing() && !stop_ && !app_.wants_sample()) {
        display_.wait(policy_.wait_ms(now_ms()));
        const std::int64_t now = now_ms();
        const bool news = office_.deliver(model_);
        const Happened happened = display_.take_happened();
        if (happened.input || happened.damage || news) policy_.touch(now);
        follow_hiding();
        lock_when_idle(now, happened.input);
        if (policy_.wait_ms(now) == 0) frame(now);
    }
    app_.leave_place();
    look_.place = display_.place();
    remember();
    display_.hide();  // what is left to do is done unseen
    return app_.wants_sample() ? Ending::wants_sample : Ending::closed;
}

// Hidden, it draws no more: what is typed is kept before.
void Desktop::follow_hiding() {
    const bool hidden = display_.is_hidden();
    if (hidden && !hidden_) app_.leave_place();
    hidden_ = hidden;
    policy_.set_hidden(hidden);
}

void Desktop::frame(std::int64_t now) {
    follow_settings();
    follow_scale();
    ImGui::GetIO().ConfigInputTextCursorBlink = policy_.caret_blinks(now);
    if (!display_.begin_frame()) return policy_.drew(now);
    probe_.begin_frame();
    ui::Canvas canvas(look_.dark ? ui::dark_theme() : ui::light_theme(), fonts_, look_.lang, scale_,
                      probe_);
    app_.draw(canvas, now);
    ++frames_;
    if (display_.end_frame()) ++drawn_;
    plan(now);
    if (probe_file_ && policy_.is_settled()) probe_file_->write(probe_, frames_, drawn_);
}

void Desktop::plan(std::int64_t now) {
    policy_.drew(now);
    policy_.set_running(app_.wants_frames() || display_.has_input_left() || display_.hands_rest());
    policy_.set_typing(ImGui::GetIO().WantTextInput);
    std::optional<std::int64_t> next;
    for (const auto& each : {app_.next_deadline_ms(), model_.wake_at_ms(), idle_lock_.at_ms()}) {
        if (each) next = std::min(next.value_or(*each), *each);
    }
    policy_.set_deadline(next);
}

// The settings of the user win over how the window looked last; a language that was asked for on
// the command line stays until he chooses another.
void Desktop::follow_settings() {
    const auto has_new = [&](std::string_view name, std::string& seen) {
        std::string now = model_.setting(name);
        if (now == seen) return false;
        seen = std::move(now);
        return !seen.empty();
    };
    const bool opened = model_.gate() == live::Gate::open && gate_ != live::Gate::open;
    gate_ = model_.gate();
    if (has_new("language", language_) && !(opened && keep_language_)) {
        look_.lang = language_ == "zh" ? Lang::zh : Lang::en;
    }
    if (has_new("theme", theme_)) look_.dark = theme_ == "dark";
    if (has_new("zoom", zoom_)) {
        look_.zoom_percent = std::clamp(number_in(zoom_, 100), zoom_least, zoom_most);
    }
    const Look& last = remembered_;
    if (look_.lang != last.lang || look_.dark != last.dark ||
        look_.zoom_percent != last.zoom_percent) {
        look_.place = display_.place();
        remember();
    }
}

void Desktop::follow_scale() {
    const float scale = static_cast<float>(look_.zoom_percent) / 100.0F * display_.content_scale();
    if (scale == scale_ && look_.dark == style_is_dark_) return;
    scale_ = scale;
    style_is_dark_ = look_.dark;
    ui::apply_style(look_.dark ? ui::dark_theme() : ui::light_theme(), fonts_, scale_);
    policy_.touch(now_ms());
}

// Hidden or not: this runs whenever the loop does.
void Desktop::lock_when_idle(std::int64_t now, bool input) {
    idle_lock_.set_minutes(model_.setting("lock_minutes", live::default_lock_minutes));
    if (!idle_lock_.step(now, input, model_.gate() == live::Gate::open)) return;
    app_.leave_place();
    model_.perform(live::LockDesk{});
}

void Desktop::remember() {
    if (look_ == remembered_) return;
    remembered_ = look_;
    office_.remember(look_);
}

}  // namespace branchline::window
