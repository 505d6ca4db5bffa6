#include "ui/grid_columns.h"

#include <algorithm>
#include <cmath>

namespace branchline::ui {

namespace {

constexpr float frozen_at_most = 0.5F;  // of the width

}  // namespace

GridColumns::GridColumns(const Canvas& canvas, const GridLook& look, float left, float right,
                         float& shift)
    : left_(left), right_(right), moving_(left) {
    float natural = 0;
    float growth = 0;
    for (const GridColumn& column : look.columns) {
        natural += canvas.px(column.width);
        growth += column.grows;
    }
    const float room = right - left;
    const float more = std::max(0.0F, room - natural);
    overflow_ = std::max(0.0F, natural - room);
    shift = std::clamp(shift, 0.0F, overflow_);
    float x = left;
    for (const GridColumn& column : look.columns) {
        const float extra = growth > 0 ? std::floor(more * column.grows / growth) : 0;
        const float width = canvas.px(column.width) + extra;
        const bool stays = spans_.size() == frozen_ && frozen_ < look.frozen &&
                           x + width - left <= room * frozen_at_most;
        spans_.push_back({x, x + width});
        x += width;
        if (!stays) continue;
        ++frozen_;
        moving_ = x;
    }
    move(shift);
}

void GridColumns::move(float by) {
    for (std::size_t i = frozen_; i < spans_.size(); ++i) {
        spans_[i].left -= by;
        spans_[i].right -= by;
    }
}

bool GridColumns::is_in_view(std::size_t column) const {
    return column < frozen_ || (spans_[column].right > moving_ && spans_[column].left < right_);
}

Rect GridColumns::area_of(std::size_t column, const Rect& rows) const {
    return {column < frozen_ ? left_ : moving_, rows.top, right_, rows.bottom};
}

// Those that stay lie above, and come first.
std::optional<std::size_t> GridColumns::under(float x) const {
    if (x < left_ || x >= right_) return std::nullopt;
    for (std::size_t i = 0; i < spans_.size(); ++i) {
        if (x >= spans_[i].left && x < spans_[i].right) return i;
    }
    return std::nullopt;
}

float GridColumns::show(std::size_t column) {
    if (column < frozen_) return 0;
    const Span& span = spans_[column];
    float by = std::max(0.0F, span.right - right_);
    if (span.left - by < moving_) by = span.left - moving_;
    move(by);
    return by;
}

}  // namespace branchline::ui
