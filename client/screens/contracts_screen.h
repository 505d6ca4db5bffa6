// The contract calendar: running contracts on a timeline with what they oblige to and when they
// end, the volume promised against what was carried, and the chosen one's obligations below.
#pragma once

#include <memory>
#include <vector>

#include "screens/screen.h"
#include "ui/list.h"

namespace branchline::screens {

class ContractsScreen final : public Screen {
  public:
    void draw(Context& context, const ui::Rect& area) override;
    void arrive(const Place& place) override;

  private:
    using Contracts = std::shared_ptr<const live::Answered<live::RowsQuestion>>;

    // A contract, or a heading where `contract` is none.
    struct Line {
        const live::Row* contract = nullptr;
        Label heading;
        std::int64_t count = 0;
    };

    // Days against pixels.
    struct Span {
        std::int64_t first = 0;
        std::int64_t last = 0;
        ui::Rect place;

        [[nodiscard]] float x(std::int64_t date) const {
            return place.left + place.width() * static_cast<float>(date - first) /
                                    static_cast<float>(last - first);
        }
    };

    [[nodiscard]] std::vector<Line> lines(const Context& context) const;
    void draw_head(Context& context, ui::Rect row);
    void draw_list(Context& context, const ui::Rect& area);
    void draw_cell(Context& context, const Line& line, std::size_t column, const ui::Rect& cell);
    void draw_months(Context& context, const ui::Rect& header, const ui::Rect& body) const;
    void draw_bar(Context& context, const live::Row& contract, const ui::Rect& cell);
    void draw_commitment(Context& context, const live::Row& contract, const ui::Rect& cell);
    void draw_detail(Context& context, ui::Rect area);
    void draw_detail_head(Context& context, ui::Rect head, const live::Row& contract) const;
    void draw_tonnes(Context& context, const ui::Rect& chart) const;
    void draw_obligations(Context& context, ui::Rect page) const;
    [[nodiscard]] std::int64_t carried_g(Context& context, const live::Row& contract) const;
    [[nodiscard]] Span span_of(const Context& context, const ui::Rect& place) const;

    Contracts contracts_;
    Contracts obligations_;
    std::vector<Line> shown_;
    ui::ListState list_;
    RowId selected_;
    std::size_t range_ = 2;  // month, quarter, year
};

}  // namespace branchline::screens
