// Small charts on the theme's series: bars (also stacked, also against a second period), lines, a
// donut, a spark. Values are whole numbers; labels are given in words. Hover shows the value; the
// table beside a chart is what those read who cannot see it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/canvas.h"

namespace branchline::ui {

struct Series {
    std::string label;
    std::vector<std::int64_t> values;
};

struct ChartLook {
    std::vector<std::string> labels;  // of the points, left to right
    std::size_t current = SIZE_MAX;   // this point stands out, with its value on it
    std::int64_t limit = -1;          // a line across with its word; -1: none
    std::string limit_label = {};
    bool stacked = false;
    // How a value is written, on the axis and over the current bar.
    std::string (*write)(std::int64_t) = nullptr;
};

// The first series in front; a second one stands pale behind it, unless they are stacked.
void bars(Canvas& canvas, std::string_view id, const Rect& rect, std::span<const Series> series,
          const ChartLook& look);
void lines(Canvas& canvas, std::string_view id, const Rect& rect, std::span<const Series> series,
           const ChartLook& look);
void donut(Canvas& canvas, std::string_view id, const Rect& rect, std::span<const Series> series);
// Bars or a line of a few pixels, without axes.
void spark_bars(Canvas& canvas, const Rect& rect, std::span<const std::int64_t> values);
void spark_line(Canvas& canvas, const Rect& rect, std::span<const std::int64_t> values);

// 0, and two or three round steps above it, up to at least `most`: 1, 2 or 5 times a power of ten.
std::vector<std::int64_t> ticks(std::int64_t most);

}  // namespace branchline::ui
