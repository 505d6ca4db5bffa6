// Submitted orders, oldest first, and what is needed to decide one: its facts, its cargo, and what
// the program has checked. A approves, R returns with a reason, and the next one is there.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "screens/context.h"
#include "screens/reason_dialog.h"
#include "screens/screen.h"
#include "ui/list.h"

namespace branchline::screens {

class ReviewScreen final : public Screen {
  public:
    void draw(Context& context, const ui::Rect& area) override;
    void arrive(const Place& place) override;

  private:
    void take_queue(Context& context);
    void take_outcomes(Context& context);
    void draw_queue(Context& context, const ui::Rect& area);
    void draw_entry(Context& context, const live::Row& row, const ui::Rect& cell);
    void draw_order(Context& context, const ui::Rect& area);
    void draw_head(Context& context, ui::Rect area, const live::RecordAnswer& record);
    float draw_objection(Context& context, const ui::Rect& area, const live::RecordAnswer& record);
    void draw_side(Context& context, const ui::Rect& area);
    void draw_body(Context& context, const ui::Rect& area, const live::RecordAnswer& record);
    void take_checks(Context& context, const live::RecordAnswer& record);
    void offer_commands(Context& context);
    void decide(Context& context, live::TakeStep step);
    [[nodiscard]] const live::RecordAnswer* shown() const;
    [[nodiscard]] static const live::StepOffer* step_of(const live::RecordAnswer& record,
                                                        std::string_view name);

    std::shared_ptr<const live::Answered<live::RowsQuestion>> answer_;
    std::vector<const live::Row*> queue_;  // without those that are being decided
    std::shared_ptr<const live::Answered<live::RecordQuestion>> order_;
    std::shared_ptr<const live::Answered<live::ChecksQuestion>> checks_;
    std::map<RowId, live::Ticket> decided_;
    RowId selected_;
    ui::ListState list_;
    ReasonState reason_;
    bool all_checks_ = false;
};

}  // namespace branchline::screens
