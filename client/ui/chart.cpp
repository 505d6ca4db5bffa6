#include "ui/chart.h"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/controls.h"

namespace branchline::ui {

namespace {

constexpr std::array colors{Color::series_1, Color::series_2, Color::series_3,
                            Color::series_4, Color::series_5, Color::series_6};
constexpr float pale = 0.28F;
constexpr float full_circle = 6.2831853F;

Color color_of(std::size_t series) { return colors[series % colors.size()]; }

std::string written(const ChartLook& look, std::int64_t value) {
    return look.write == nullptr ? std::to_string(value) : look.write(value);
}

std::int64_t value_at(const Series& series, std::size_t point) {
    return point < series.values.size() ? series.values[point] : 0;
}

std::int64_t highest(std::span<const Series> series, const ChartLook& look) {
    std::int64_t most = std::max<std::int64_t>(look.limit, 1);
    for (std::size_t point = 0; point < look.labels.size(); ++point) {
        std::int64_t sum = 0;
        for (const Series& each : series) {
            sum = look.stacked ? sum + value_at(each, point) : std::max(sum, value_at(each, point));
        }
        most = std::max(most, sum);
    }
    return most;
}

// Where the points stand, and how high a value is.
struct Plot {
    Rect area;
    std::int64_t top = 1;
    std::size_t points = 1;

    [[nodiscard]] float y(std::int64_t value) const {
        const double part = static_cast<double>(value) / static_cast<double>(top);
        return std::round(area.bottom - static_cast<float>(part) * area.height());
    }

    [[nodiscard]] float step() const { return area.width() / static_cast<float>(points); }

    [[nodiscard]] float middle(std::size_t point) const {
        return area.left + step() * (static_cast<float>(point) + 0.5F);
    }
};

Plot draw_axes(Canvas& canvas, const Rect& rect, std::span<const Series> series,
               const ChartLook& look) {
    const std::vector<std::int64_t> steps = ticks(highest(series, look));
    float room = 0;
    for (const std::int64_t step : steps)
        room = std::max(room, canvas.width(style::axis, written(look, step)));
    Plot plot{{rect.left + room + canvas.px(8), rect.top + canvas.px(16), rect.right,
               rect.bottom - canvas.px(20)},
              steps.back(),
              std::max<std::size_t>(look.labels.size(), 1)};
    for (const std::int64_t step : steps) {
        const float y = plot.y(step);
        canvas.horizontal(plot.area.left, plot.area.right, y,
                          step == 0 ? Color::line_strong : Color::line, step == 0 ? 0.6F : 1);
        canvas.text_left_of(plot.area.left - canvas.px(8), y, style::axis, written(look, step));
    }
    const std::size_t every = std::max<std::size_t>(
        1, static_cast<std::size_t>(std::ceil(canvas.px(28) / std::max(plot.step(), 1.0F))));
    for (std::size_t point = 0; point < look.labels.size(); point += every) {
        const TextStyle text = point == look.current ? style::axis.in(Color::text) : style::axis;
        const float width = canvas.width(text, look.labels[point]);
        canvas.text(plot.middle(point) - width / 2, plot.area.bottom + canvas.px(11), text,
                    look.labels[point]);
    }
    if (look.limit >= 0) {
        const float y = plot.y(look.limit);
        canvas.horizontal(plot.area.left, plot.area.right, y, Color::text);
        canvas.text_left_of(plot.area.right, y - canvas.px(8), style::axis.in(Color::text),
                            look.limit_label);
    }
    return plot;
}

void show_values(Canvas& canvas, std::string_view id, const Plot& plot,
                 std::span<const Series> series, const ChartLook& look) {
    const Touch touched = touch(canvas, id, plot.area, false);
    if (canvas.probe().records()) {
        std::string values;
        for (std::size_t point = 0; point < look.labels.size() && !series.empty(); ++point) {
            values += look.labels[point] + "=" + std::to_string(value_at(series[0], point)) + " ";
        }
        canvas.probe().add({Seen::Kind::chart, std::string(id),
                            series.empty() ? "" : series[0].label, values, plot.area.left,
                            plot.area.top, plot.area.right, plot.area.bottom});
    }
    if (!touched.hovered || look.labels.empty()) return;
    const float x = ImGui::GetIO().MousePos.x - plot.area.left;
    const auto point = static_cast<std::size_t>(
        std::clamp(x / plot.step(), 0.0F, static_cast<float>(look.labels.size() - 1)));
    std::string text = look.labels[point];
    for (const Series& each : series) {
        text += "\n" + each.label + "  " + written(look, value_at(each, point));
    }
    canvas.vertical(plot.middle(point), plot.area.top, plot.area.bottom, Color::line_strong, 0.6F);
    ImGui::SetTooltip("%s", text.c_str());
}

void draw_stack(Canvas& canvas, const Plot& plot, std::span<const Series> series, std::size_t point,
                float left, float right) {
    std::int64_t below = 0;
    for (std::size_t i = 0; i < series.size(); ++i) {
        const std::int64_t value = value_at(series[i], point);
        canvas.fill({left, plot.y(below + value), right, plot.y(below)}, color_of(i));
        below += value;
    }
}

void marker(Canvas& canvas, std::size_t series, float x, float y) {
    const float r = canvas.px(3);
    const unsigned ink = canvas.color(color_of(series));
    ImDrawList& list = *canvas.list();
    switch (series % 6) {
        case 0:
            list.AddCircleFilled({x, y}, r, ink);
            break;
        case 1:
            list.AddRectFilled({x - r, y - r}, {x + r, y + r}, ink);
            break;
        case 2:
            list.AddTriangleFilled({x, y - r}, {x + r, y + r}, {x - r, y + r}, ink);
            break;
        case 3:
            list.AddQuadFilled({x, y - r}, {x + r, y}, {x, y + r}, {x - r, y}, ink);
            break;
        case 4:
            list.AddTriangleFilled({x, y + r}, {x - r, y - r}, {x + r, y - r}, ink);
            break;
        default:
            list.AddCircle({x, y}, r, ink, 0, canvas.px(1.5F));
    }
}

void polyline(Canvas& canvas, const std::vector<ImVec2>& points, Color color) {
    const float thickness = 1.5F * canvas.scale();
#if IMGUI_VERSION_NUM >= 19280
    canvas.list()->AddPolyline(points.data(), static_cast<int>(points.size()), canvas.color(color),
                               thickness, 0);
#else
    canvas.list()->AddPolyline(points.data(), static_cast<int>(points.size()), canvas.color(color),
                               0, thickness);
#endif
}

}  // namespace

std::vector<std::int64_t> ticks(std::int64_t most) {
    most = std::max<std::int64_t>(most, 1);
    std::int64_t power = 1;
    while (power <= most / 30) power *= 10;
    std::int64_t step = power;
    for (const std::int64_t factor : {1, 2, 5, 10, 20, 50}) {
        step = power * factor;
        if ((most + step - 1) / step <= 3) break;
    }
    std::vector<std::int64_t> made{0};
    while (made.back() < most) made.push_back(made.back() + step);
    return made;
}

void bars(Canvas& canvas, std::string_view id, const Rect& rect, std::span<const Series> series,
          const ChartLook& look) {
    const Plot plot = draw_axes(canvas, rect, series, look);
    const float wide = std::floor(plot.step() * 0.62F);
    for (std::size_t point = 0; point < look.labels.size(); ++point) {
        const float left = std::round(plot.middle(point) - wide / 2);
        if (look.stacked) {
            draw_stack(canvas, plot, series, point, left, left + wide);
            continue;
        }
        if (series.size() > 1) {
            canvas.fill_top_rounded(
                {left, plot.y(value_at(series[1], point)), left + wide, plot.area.bottom},
                Color::accent, 2, pale);
        }
        if (series.empty() || value_at(series[0], point) == 0) continue;
        const bool current = point == look.current || look.current == SIZE_MAX || series.size() > 1;
        const float inset = series.size() > 1 ? std::floor(wide * 0.15F) : 0;
        const float top = plot.y(value_at(series[0], point));
        canvas.fill_top_rounded({left + inset, top, left + wide - inset, plot.area.bottom},
                                Color::accent, 2, current ? 1 : 0.45F);
        if (point == look.current) {
            const std::string value = written(look, value_at(series[0], point));
            canvas.text(plot.middle(point) - canvas.width(style::axis, value) / 2,
                        top - canvas.px(9), style::axis.in(Color::text), value);
        }
    }
    show_values(canvas, id, plot, series, look);
}

void lines(Canvas& canvas, std::string_view id, const Rect& rect, std::span<const Series> series,
           const ChartLook& look) {
    const Plot plot = draw_axes(canvas, rect, series, look);
    for (std::size_t i = 0; i < series.size(); ++i) {
        std::vector<ImVec2> points;
        for (std::size_t point = 0; point < look.labels.size(); ++point) {
            points.emplace_back(plot.middle(point), plot.y(value_at(series[i], point)));
        }
        polyline(canvas, points, color_of(i));
        for (const ImVec2& point : points) marker(canvas, i, point.x, point.y);
    }
    show_values(canvas, id, plot, series, look);
}

void donut(Canvas& canvas, std::string_view id, const Rect& rect, std::span<const Series> series) {
    std::int64_t sum = 0;
    for (const Series& each : series) sum += value_at(each, 0);
    const float outer = std::min(rect.width(), rect.height()) / 2;
    const float inner = outer * 0.62F;
    const ImVec2 middle{rect.left + outer, rect.mid_y()};
    const Touch touched = touch(canvas, id, rect, false);
    float from = -full_circle / 4;
    for (std::size_t i = 0; i < series.size() && sum > 0; ++i) {
        const float part = static_cast<float>(static_cast<double>(value_at(series[i], 0)) /
                                              static_cast<double>(sum));
        const float to = from + part * full_circle;
        ImDrawList& list = *canvas.list();
        list.PathArcTo(middle, outer, from, to);
        list.PathArcTo(middle, inner, to, from);
        list.PathFillConcave(canvas.color(color_of(i)));
        from = to;
    }
    if (canvas.probe().records()) {
        canvas.probe().add({Seen::Kind::chart,
                            std::string(id),
                            {},
                            std::to_string(sum),
                            rect.left,
                            rect.top,
                            rect.right,
                            rect.bottom});
    }
    if (!touched.hovered) return;
    std::string text;
    for (const Series& each : series)
        text += each.label + "  " + std::to_string(value_at(each, 0)) + "\n";
    ImGui::SetTooltip("%s", text.c_str());
}

void spark_bars(Canvas& canvas, const Rect& rect, std::span<const std::int64_t> values) {
    if (values.empty()) return;
    const std::int64_t most = std::max<std::int64_t>(1, *std::ranges::max_element(values));
    const float step = rect.width() / static_cast<float>(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double part = static_cast<double>(values[i]) / static_cast<double>(most);
        const float height =
            std::max(canvas.px(1), std::round(static_cast<float>(part) * rect.height()));
        const float left = std::round(rect.left + step * static_cast<float>(i));
        canvas.fill_top_rounded(
            {left, rect.bottom - height, left + std::max(2.0F, std::floor(step - canvas.px(2))),
             rect.bottom},
            Color::accent, 1, i + 1 == values.size() ? 1 : 0.45F);
    }
}

void spark_line(Canvas& canvas, const Rect& rect, std::span<const std::int64_t> values) {
    if (values.size() < 2) return;
    const auto [low, high] = std::ranges::minmax(values);
    const double room = std::max<double>(1, static_cast<double>(high - low));
    std::vector<ImVec2> points;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double part = static_cast<double>(values[i] - low) / room;
        points.emplace_back(rect.left + rect.width() * static_cast<float>(i) /
                                            static_cast<float>(values.size() - 1),
                            rect.bottom - static_cast<float>(part) * rect.height());
    }
    polyline(canvas, points, Color::accent);
    canvas.disc(points.back().x, points.back().y, 2, Color::accent);
}

}  // namespace branchline::ui
