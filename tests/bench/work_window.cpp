// D1: the window. `start`: from the start of the process to its first frame on the screen, with a
// profile of 100,000 orders; floor: an empty Dear ImGui window of the same size, on the same
// display. `desk`: until the first screen is filled with rows; floor: the empty window and what the
// password costs by design. `memory`: then, against the empty window and 60 MB. `idle`: processor
// time while nothing happens, against 0.5 % of one core. `frame`: building one frame (everything
// but drawing it) while a list of a million orders is scrolled, jumped about in and walked through,
// 95th percentile against 1 ms.
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/ensure.h"
#include "bench/kept_company.h"
#include "bench/screen.h"
#include "bench/works.h"
#include "desk/profile.h"
#include "domain/catalogue.h"
#include "domain/order.h"
#include "gui/stage.h"
#include "local/local_socket.h"
#include "screens/app.h"
#include "window/threaded_office.h"

namespace branchline::bench {

namespace {

constexpr double more_mb = 60;
constexpr double idle_percent = 0.5;
constexpr double frame_seconds = 0.001;
constexpr std::chrono::milliseconds a_frame{16};

bool contains(const std::string& path, std::string_view text) {
    std::ifstream in(path);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    return content.find(text) != std::string::npos;
}

struct Started {
    double first_frame = 0;
    double resident_mb = 0;
};

Started start_empty(Screen& screen) {
    const Instant from = now();
    const Child window({program("empty_window")}, screen.environment());
    Started made;
    made.first_frame = seconds_between(from, screen.next_window());
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    made.resident_mb = window.resident_mb();
    return made;
}

double seconds_of_password(const std::string& folder) {
    const SystemClock clock;
    SystemRandom random;
    desk::Profile profile(kept_desk(folder), {clock, random, [](std::chrono::milliseconds) {}});
    return seconds_of([&] { ENSURE(profile.unlock(kept_password).has_value()); });
}

void measure_start(const std::string& directory, const std::string& folder, Figures& figures) {
    Screen screen(directory);
    const Started empty = start_empty(screen);
    const std::string probe = directory + "/probe";
    const Instant from = now();
    const Child window({program("branchline"), "--sample", folder, "--probe", probe},
                       screen.environment());
    const double first = seconds_between(from, screen.next_window());
    // The rail is there when the gate has opened, the figure when the rows have been counted.
    const Instant filled = when_true([&] { return contains(probe, "rail/go.home"); }, "the desk");
    std::this_thread::sleep_for(std::chrono::seconds(3));
    const double used = window.processor_seconds();
    const Instant resting = now();
    std::this_thread::sleep_for(std::chrono::seconds(10));
    const double percent =
        (window.processor_seconds() - used) / seconds_between(resting, now()) * 100;
    figures.at("D1/start", 1.5).add(first, empty.first_frame);
    figures.at("D1/desk", 1.5)
        .add(seconds_between(from, filled), empty.first_frame + seconds_of_password(folder));
    figures.at("D1/memory", 1, "MB").add(window.resident_mb(), empty.resident_mb + more_mb);
    figures.at("D1/idle", 1, "%").add(percent, idle_percent);
}

// The desk on its threads behind a window without a display, drawn as the program draws it.
class Drawing {
  public:
    explicit Drawing(const std::string& folder)
        : office_(setup(folder), clock_, [] {}),
          model_(office_.catalogue(), office_),
          app_(model_, Lang::zh),
          stage_({1440, 900, 1, Lang::zh, false}) {
        stage_.record(false);
        stage_.set_between([this] { office_.deliver(model_); });
        stage_.set([this](ui::Canvas& canvas) { app_.draw(canvas, clock_.boot_time().ms); });
    }

    // Frames at the pace of a screen, so that answers come as they would.
    void frames(int count) {
        for (int i = 0; i < count; ++i) {
            const Instant from = now();
            stage_.frame();
            const Instant drawn = now();
            seconds_.push_back(seconds_between(from, drawn));
            std::this_thread::sleep_until(from + a_frame);
        }
    }

    void open_list() {
        const Instant end = now() + std::chrono::seconds(60);
        while (model_.gate() != live::Gate::open) {
            frames(1);
            ENSURE(now() < end);
        }
        app_.go({screens::Place::Kind::list, domain::order::spec.spec.id, {}, {}});
        frames(60);
        seconds_.clear();
    }

    test::Stage& stage() { return stage_; }

    [[nodiscard]] const std::vector<double>& seconds() const { return seconds_; }

  private:
    static window::WriterSetup setup(const std::string& folder) {
        window::WriterSetup made;
        made.directory = kept_desk(folder);
        made.lock = FileLock::try_take(local::lock_path(made.directory));
        ENSURE(made.lock.has_value());
        made.password = kept_password;
        return made;
    }

    SystemClock clock_;
    window::ThreadedOffice office_;
    live::Model model_;
    screens::App app_;
    test::Stage stage_;
    std::vector<double> seconds_;
};

void measure_frames(const std::string& folder, Figures& figures) {
    Drawing drawing(folder);
    drawing.open_list();
    test::Stage& stage = drawing.stage();
    stage.move_mouse(700, 500);
    for (int i = 0; i < 100; ++i) {
        stage.wheel(-3);
        drawing.frames(2);
    }
    for (const std::string_view key : {"Down", "PageDown", "End", "PageUp", "Home", "Down"}) {
        for (int i = 0; i < 15; ++i) {
            stage.key(key);
            drawing.frames(3);
        }
    }
    figures.at("D1/frame", 1).add(quantile(drawing.seconds(), 0.95), frame_seconds);
}

}  // namespace

void show_window(const std::string& directory, std::size_t size, Figures& figures) {
    const std::string small = std::to_string(size / 10);
    measure_start(directory, kept_company("orders-" + small, company_of_orders(size / 10)),
                  figures);
    const std::string large = std::to_string(size);
    measure_frames(kept_company("orders-" + large, company_of_orders(size)), figures);
}

}  // namespace branchline::bench
