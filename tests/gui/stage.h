// A window without a window: an ImGui context with our theme and fonts, fed with keys and mouse by
// name, its frames drawn into pictures. What is on it is found through the probe.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gui/raster.h"
#include "ui/canvas.h"

struct ImGuiContext;

namespace branchline::test {

struct StageLook {
    float width = 1440;
    float height = 900;
    float scale = 1;
    Lang lang = Lang::en;
    bool dark = false;
};

class Stage {
  public:
    using Draw = std::function<void(ui::Canvas&)>;

    explicit Stage(const StageLook& look = {});
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    ~Stage();

    void set(Draw draw) { draw_ = std::move(draw); }

    void set_look(const StageLook& look);

    // What happens between two frames: answers come, time passes.
    void set_between(std::function<void()> between) { between_ = std::move(between); }

    // Whether the probe sees: it costs time that the program does not spend.
    void record(bool on) { probe_.record(on); }

    void frame();
    void frames(int count);
    // Until two frames in a row draw the same, at most so many.
    void settle(int most = 12);

    // --- hands ---
    void key(std::string_view chord);  // "Ctrl+Shift+N", "Down", "F2"; counted
    void type(std::string_view text);
    // By the end of its path, else by its label. False: it is not there, or cannot be used.
    bool click(std::string_view what);
    bool double_click(std::string_view what);
    void move_mouse(float x, float y);
    void wheel(float turns);

    [[nodiscard]] int keys_pressed() const { return keys_; }

    void forget_keys() { keys_ = 0; }

    // --- eyes ---
    [[nodiscard]] const ui::Probe& probe() const { return probe_; }

    [[nodiscard]] const ui::Seen* find(std::string_view what) const;
    [[nodiscard]] bool shows(std::string_view text) const;  // some text or label contains it
    [[nodiscard]] std::string value_of(std::string_view what) const;
    [[nodiscard]] Picture picture();
    void save_picture(const std::string& path);

  private:
    void draw_frame();
    bool press(std::string_view what, int times);

    StageLook look_;
    ImGuiContext* context_;
    std::optional<ui::Fonts> fonts_;
    ui::Probe probe_;
    Draw draw_;
    std::function<void()> between_;
    Raster raster_;
    int keys_ = 0;
    std::size_t last_hash_ = 0;
};

}  // namespace branchline::test
