// What a frame has drawn, by name: where each control is, what it shows, whether it can be used.
// For tests (which find and press by path and need no display), for the count of keys of a task,
// and one day for a screen reader. Recording is off unless somebody asks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace branchline::ui {

struct Seen {
    enum class Kind : std::uint8_t {
        text,
        button,
        field,
        check,
        tab,
        row,
        cell,
        chip,
        item,
        chart,
        pane
    };
    Kind kind = Kind::text;
    std::string path;        // "customers/list/row 3"
    std::string label = {};  // as shown
    std::string value = {};  // of a field, a check ("yes"), a cell
    float left = 0;
    float top = 0;
    float right = 0;
    float bottom = 0;
    bool enabled = true;
    bool focused = false;
    std::string reason = {};  // why it cannot be used
};

class Probe {
  public:
    void record(bool on) { on_ = on; }

    [[nodiscard]] bool records() const { return on_; }

    void begin_frame() { seen_.clear(); }

    void push(std::string_view name);
    void pop();
    void add(Seen seen);  // its path is the name within the scopes that are open

    [[nodiscard]] const std::vector<Seen>& seen() const { return seen_; }

    // The first whose path ends with this; nullptr if there is none.
    [[nodiscard]] const Seen* find(std::string_view path) const;
    [[nodiscard]] const Seen* find_label(std::string_view label) const;

  private:
    bool on_ = false;
    std::vector<std::string> scopes_;
    std::vector<Seen> seen_;
};

}  // namespace branchline::ui
