// Where the columns of a grid lie: the first ones stay where they are, the others are scrolled
// sideways and go under them. In pixels. Pure.
#pragma once

#include <optional>
#include <vector>

#include "ui/grid.h"

namespace branchline::ui {

class GridColumns {
  public:
    // Between `left` and `right`. `shift`: how far they are scrolled; kept within what there is.
    GridColumns(const Canvas& canvas, const GridLook& look, float left, float right, float& shift);

    struct Span {
        float left = 0;
        float right = 0;
    };

    [[nodiscard]] std::size_t count() const { return spans_.size(); }

    [[nodiscard]] const Span& at(std::size_t column) const { return spans_[column]; }

    // Where those begin that are scrolled, and where all of them end.
    [[nodiscard]] float moving() const { return moving_; }

    [[nodiscard]] float right() const { return right_; }

    // What does not fit.
    [[nodiscard]] float overflow() const { return overflow_; }

    [[nodiscard]] bool is_in_view(std::size_t column) const;
    // The part of these rows in which the column may be drawn.
    [[nodiscard]] Rect area_of(std::size_t column, const Rect& rows) const;
    [[nodiscard]] std::optional<std::size_t> under(float x) const;
    // Scrolls until it is in view. Gives by how much.
    float show(std::size_t column);

  private:
    void move(float by);

    std::vector<Span> spans_;
    std::size_t frozen_ = 0;
    float left_;
    float right_;
    float moving_;
    float overflow_ = 0;
};

}  // namespace branchline::ui
