// One order, new or stored: its state, the form, cargo in a grid, checks beside, all of it typed in
// where it stands. Made for hands that stay on the keyboard.
#pragma once

#include <string>

#include "screens/order_problems.h"
#include "screens/order_work.h"
#include "screens/reason_dialog.h"
#include "screens/screen.h"

namespace branchline::screens {

class OrderScreen final : public Screen {
  public:
    explicit OrderScreen(const Place& place) : work_(place) {}

    void draw(Context& context, const ui::Rect& area) override;
    // Place::detail: "copy_last" for a new one, "edit", or "step NAME" for one that must say why.
    void arrive(const Place& place) override;

    void leave(live::Model& model) override { work_.keep_now(model); }

    bool becomes(const Place& place) override;

  private:
    void draw_head(Context& context, ui::Rect area);
    void draw_actions(Context& context, ui::Rect& row);
    void draw_meta(Context& context, const ui::Rect& head, ui::Rect row);
    void draw_menu(Context& context);
    void draw_states(Context& context, const ui::Rect& row);
    void draw_side(Context& context, const ui::Rect& area);
    void draw_body(Context& context, const ui::Rect& area, bool folded);
    float draw_folded(Context& context, const ui::Rect& area);
    float draw_below(Context& context, const ui::Rect& area, bool folded);
    void take_checks(Context& context);
    [[nodiscard]] const live::ChecksAnswer* answered() const;
    void take_keys(Context& context);
    void offer_commands(Context& context);
    void offer_edit_commands(Context& context);
    void next_problem(Context& context);
    void other_pane(Context& context);

    OrderWork work_;
    ReasonState reason_;
    std::shared_ptr<const live::Answered<live::ChecksQuestion>> checks_;
    std::string chosen_check_;
    bool all_checks_ = false;
    bool checks_open_ = false;  // where they are folded to a line
    bool further_open_ = false;
    bool menu_open_ = false;
    float menu_x_ = 0;
    float menu_y_ = 0;
    bool wants_copy_ = false;
    bool wants_edit_ = false;
    bool typing_ = false;
    unsigned last_active_ = 0;  // item that had the keyboard
    std::size_t problem_ = 0;
    std::string number_;  // as it was last drawn
};

}  // namespace branchline::screens
