// My day: what now. Five figures, then what is due, grouped by when; at the right orders at risk,
// open conflicts, the week's amount, and contracts that end. Everything here is a question to the
// replica; nothing is kept for it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "screens/screen.h"
#include "ui/list.h"

namespace branchline::screens {

class HomeScreen final : public Screen {
  public:
    void draw(Context& context, const ui::Rect& area) override;
    void arrive(const Place& place) override;

  private:
    // A line of the work list; a heading where there is no record.
    struct Item {
        sync::RowKey key;
        ui::Icon icon = ui::Icon::none;
        std::string what;
        std::string whom;
        std::string owner;
        std::int64_t due_ms = 0;
        bool task = false;
        std::string heading;
        ui::Color color = ui::Color::muted;
        std::int64_t count = 0;
    };

    // Of the last seven days, today's last.
    struct Days {
        std::vector<std::int64_t> counts = std::vector<std::int64_t>(7, 0);
        std::vector<std::int64_t> amounts = std::vector<std::int64_t>(7, 0);
    };

    [[nodiscard]] Days last_days(Context& context) const;
    void add_tasks(Context& context, std::vector<Item>& all) const;
    void add_obligations(Context& context, std::vector<Item>& all) const;
    void add_reviews(Context& context, std::vector<Item>& all) const;
    [[nodiscard]] std::vector<Item> items(Context& context) const;
    [[nodiscard]] std::vector<Item> grouped_items(Context& context, std::vector<Item> all) const;
    void draw_head(Context& context, ui::Rect row);
    void draw_figures(Context& context, ui::Rect strip);
    void draw_figure(Context& context, const ui::Rect& place, const Label& label,
                     const std::string& value, const std::string& below, ui::Icon icon,
                     ui::Color color, const std::vector<std::int64_t>& trend, bool line);
    void draw_work(Context& context, ui::Rect area);
    void draw_items(Context& context, const ui::Rect& area);
    void draw_item(Context& context, const Item& item, std::size_t column, const ui::Rect& cell);
    void draw_side(Context& context, ui::Rect area);
    float draw_risks(Context& context, const ui::Rect& area);
    float draw_conflicts(Context& context, const ui::Rect& area);
    float draw_week(Context& context, const ui::Rect& area);
    float draw_endings(Context& context, const ui::Rect& area);
    void finish(Context& context, const Item& item);

    std::size_t tab_ = 0;
    bool beside_ = true;  // there is room for the side
    ui::ListState list_;
    std::vector<Item> shown_;
};

}  // namespace branchline::screens
