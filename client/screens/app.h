// The window's inside: where one is, what lies over it, and the carrying out of what a frame
// wished. The same object in the program and in tests; it knows no window, no thread and no clock.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "live/model.h"
#include "screens/context.h"
#include "screens/gate_screen.h"
#include "screens/palette.h"
#include "screens/screen.h"
#include "screens/shell.h"

namespace branchline::screens {

// How it wants to be drawn: from the settings, the system's language where there are none.
struct AppLook {
    Lang lang = Lang::zh;
    bool dark = false;
    float zoom = 1;  // 0.8 … 2
};

class App {
  public:
    App(live::Model& model, Lang system_language);
    ~App();

    // One frame. `now_ms`: a clock that only goes forward.
    void draw(ui::Canvas& canvas, std::int64_t now_ms);

    [[nodiscard]] AppLook look() const;

    // Something moves or fades: draw on without being asked.
    [[nodiscard]] bool wants_frames() const { return wants_frames_; }

    // When the next frame is needed although nothing happens (a toast goes, a draft is to be kept);
    // none: only for events.
    [[nodiscard]] std::optional<std::int64_t> next_deadline_ms() const;

    // --- for tests and the key map ---
    [[nodiscard]] const Place& place() const { return place_; }

    [[nodiscard]] const std::vector<Command>& commands() const { return offered_; }

    void go(Place place);

    // Where the sample company lies; empty: not on this computer.
    void set_sample(std::string directory) { sample_ = std::move(directory); }

    // What the lock tells of the data behind it.
    void set_profile(LockedProfile profile) { profile_ = std::move(profile); }

    // It was chosen in place of enrolling: the program goes on with its desk.
    [[nodiscard]] bool wants_sample() const { return wants_sample_; }

    // One leaves the place, the desk or the program: what is typed there is kept.
    void leave_place();

  private:
    struct Toast {
        std::string result;
        std::string meaning;
        bool bad = false;
        bool undo = false;
        std::int64_t until_ms = 0;
    };

    void draw_open(Context& context);
    void draw_place(Context& context, const ui::Rect& area);
    void draw_toasts(Context& context, const ui::Rect& area);
    void draw_keys(Context& context);
    void offer_commands(Context& context);
    void offer_creating(Context& context);
    void offer_looks(Context& context);
    void take_shortcuts(Context& context);
    void listen_to_all(const Context& context);
    void take_notices(Context& context);
    void carry_out(Context& context);
    void run(Context& context, const std::string& id);
    std::unique_ptr<Screen> make(const Place& place) const;
    Screen& screen_for(const Place& place);
    void zoom_by(int steps);

    live::Model& model_;
    Lang system_language_;
    Place place_;
    std::vector<Place> back_;

    struct Kept {
        Place place;
        std::unique_ptr<Screen> screen;
    };

    std::deque<Kept> screens_;  // newest last; lists keep their place and filter
    ShellState shell_;
    Palette palette_;
    std::vector<Command> offered_;
    std::vector<Toast> toasts_;
    std::size_t noticed_ = 0;
    bool keys_open_ = false;
    std::string keys_search_;
    std::set<int> chords_;  // Ctrl, Alt and F keys that have been offered anywhere
    std::string sample_;
    LockedProfile profile_;
    bool wants_sample_ = false;
    bool wants_frames_ = false;
    std::optional<std::int64_t> wake_ms_;  // asked for by what was drawn
    std::unique_ptr<Screen> gate_;
    live::Gate gate_of_ = live::Gate::starting;
};

}  // namespace branchline::screens
