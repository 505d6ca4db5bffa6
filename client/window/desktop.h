// The window at work: events in, frames out, as the policy says; what the office brings goes to the
// model before each frame. The thread of the window runs this and nothing else: no file, no lock,
// no waiting but for events.
#pragma once

#include <atomic>
#include <optional>

#include "base/clock.h"
#include "live/model.h"
#include "screens/app.h"
#include "ui/fonts.h"
#include "ui/probe.h"
#include "window/display.h"
#include "window/frame_policy.h"
#include "window/idle_lock.h"
#include "window/look.h"
#include "window/probe_file.h"
#include "window/threaded_office.h"

namespace branchline::window {

struct DesktopSetup {
    Look look;
    bool keep_language = false;  // of `look`, whatever the settings say when the profile opens
    std::optional<ProbeFile> probe;
    screens::LockedProfile profile;
    std::string sample;  // where the sample company lies; empty: not on this computer
};

// Why the window is gone.
enum class Ending : std::uint8_t { closed, wants_sample };

class Desktop {
  public:
    Desktop(Display& display, ThreadedOffice& office, const ui::FontFiles& fonts,
            const Clock& clock, const std::atomic<bool>& stop, DesktopSetup setup);

    // Until the window is closed, or `stop` is set and the display woken, or the user chooses the
    // sample company.
    Ending run();

  private:
    [[nodiscard]] std::int64_t now_ms() const { return clock_.boot_time().ms; }

    void frame(std::int64_t now_ms);
    void follow_settings();
    void follow_scale();
    void follow_hiding();
    void lock_when_idle(std::int64_t now_ms, bool input);
    void plan(std::int64_t now_ms);
    void remember();

    Display& display_;
    ThreadedOffice& office_;
    const Clock& clock_;
    const std::atomic<bool>& stop_;
    ui::Fonts fonts_;
    live::Model model_;
    screens::App app_;
    ui::Probe probe_;
    std::optional<ProbeFile> probe_file_;
    FramePolicy policy_;
    Look look_;
    Look remembered_;
    bool keep_language_ = false;
    bool hidden_ = false;
    live::Gate gate_ = live::Gate::starting;
    std::string language_;  // the settings, as last seen
    std::string theme_;
    std::string zoom_;
    float scale_ = 0;  // of the style in force; 0: none yet
    bool style_is_dark_ = false;
    IdleLock idle_lock_;
    std::uint64_t frames_ = 0;
    std::uint64_t drawn_ = 0;
};

}  // namespace branchline::window
