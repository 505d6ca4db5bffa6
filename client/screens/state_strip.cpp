#include "screens/state_strip.h"

#include <algorithm>

namespace branchline::screens {

namespace {

constexpr float stop_lead = 12;  // from the mark to its word
constexpr float dash = 24;       // between two states
constexpr float apart = 10;      // on both sides of it

struct Stop {
    std::string_view label;
    float width = 0;
};

float room_of(const ui::Canvas& canvas, const Stop& stop) {
    return canvas.px(stop_lead) + stop.width + canvas.px(apart + dash + apart + 4);
}

// Where it begins, and where the steps forward lead; not where it is returned, cancelled, lost.
bool is_on_the_way(const schema::EntitySpec& entity, const schema::Choice& state) {
    if (state.id == entity.machine->choices.front().id) return true;
    return std::ranges::any_of(entity.transitions, [&](const schema::Transition& step) {
        return step.forward && step.to == state.id;
    });
}

}  // namespace

void draw_state_strip(Context& context, const ui::Rect& row, const schema::EntitySpec& entity,
                      const schema::Record& values) {
    ui::Canvas& canvas = context.canvas;
    const schema::Choice* now = state_of(entity, values);
    std::vector<Stop> stops;
    std::size_t present = 0;
    for (const schema::Choice& state : entity.machine->choices) {
        const bool here = now != nullptr && state.id == now->id;
        if (!here && !is_on_the_way(entity, state)) continue;
        if (here) present = stops.size();
        const std::string_view label = state.label.in(canvas.lang());
        stops.push_back({label, canvas.width(here ? ui::style::strong : ui::style::body, label)});
    }
    float x = row.left + canvas.px(26);
    // Where there is no room for all, it begins so late that the present one is there.
    std::size_t first = 0;
    float before = x;
    for (std::size_t i = 0; i <= present; ++i) before += room_of(canvas, stops[i]);
    while (before > row.right && first < present) before -= room_of(canvas, stops[first++]);
    const float y = row.top + canvas.px(12);
    for (std::size_t i = first; i < stops.size(); ++i) {
        if (x + canvas.px(stop_lead) + stops[i].width > row.right - canvas.px(20)) break;
        if (i > first) {
            canvas.horizontal(x - canvas.px(apart + dash + 4), x - canvas.px(apart + 4), y,
                              ui::Color::line_field);
        }
        if (i == present) {
            canvas.disc(x, y, 6, ui::Color::accent);
            canvas.disc(x, y, 2, ui::Color::panel);
        } else if (i < present) {
            canvas.icon(x, y, ui::Icon::check_circle_fill, 12, ui::Color::muted);
        } else {
            canvas.ring(x, y, 5.5F, ui::Color::line_strong, 1);
        }
        canvas.text(x + canvas.px(stop_lead), y,
                    i == present ? ui::style::strong : ui::style::body.in(ui::Color::muted),
                    stops[i].label);
        x += room_of(canvas, stops[i]);
    }
}

}  // namespace branchline::screens
