// What needs a person's decision: open conflicts with base, mine and theirs side by side; changes
// that head office refused; and, to look at, what a rule has settled by itself. Nothing is lost
// here: what is not chosen stays in the history, and a refused change stays until it is sent again
// or given up.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "screens/screen.h"
#include "ui/list.h"

namespace branchline::screens {

class InboxScreen final : public Screen {
  public:
    void draw(Context& context, const ui::Rect& area) override;
    void arrive(const Place& place) override;  // Place::row: what to begin with

  private:
    // Conflicts of one record are decided together.
    struct Group {
        const schema::EntitySpec* entity = nullptr;
        RowId row;
        std::vector<const desk::CaseView*> cases;
        std::int64_t at_ms = 0;
    };

    [[nodiscard]] static std::vector<Group> groups_of(const live::InboxAnswer& inbox);
    void go_to_wanted(const live::InboxAnswer& inbox, const std::vector<Group>& groups);

    void draw_left(Context& context, const ui::Rect& area, const live::InboxAnswer& inbox,
                   const std::vector<Group>& groups);
    void draw_list(Context& context, const ui::Rect& area, const live::InboxAnswer& inbox,
                   const std::vector<Group>& groups);
    void draw_conflict(Context& context, ui::Rect area, const live::InboxAnswer& inbox,
                       const Group& group);
    void draw_case(Context& context, const ui::Rect& row, const live::InboxAnswer& inbox,
                   const desk::CaseView& kase, bool current);
    bool draw_choice(Context& context, std::string_view id, const ui::Rect& card,
                     std::string_view value, std::string_view who, std::string_view key,
                     bool chosen, bool current);
    // These give where they end.
    void draw_cases(Context& context, const ui::Rect& place, const live::InboxAnswer& inbox,
                    const Group& group);
    float draw_result(Context& context, const ui::Rect& area, const live::InboxAnswer& inbox,
                      const Group& group);
    void draw_refused(Context& context, ui::Rect area, const live::InboxAnswer& inbox,
                      const live::RefusedView& item);
    void draw_settled(Context& context, ui::Rect area, const live::InboxAnswer& inbox,
                      const desk::CaseView& kase);
    void draw_conflict_foot(Context& context, ui::Rect foot, const Group& group);
    void draw_case_name(Context& context, const ui::Rect& label, const desk::CaseView& kase,
                        const std::string& taken);
    void draw_other_proposals(Context& context, const ui::Rect& area,
                              const live::InboxAnswer& inbox, const desk::CaseView& kase,
                              const std::string& taken);
    void draw_own_value(Context& context, const ui::Rect& left, const desk::CaseView& kase);
    float draw_refused_fields(Context& context, ui::Rect area, const live::InboxAnswer& inbox,
                              const live::RefusedView& item);
    void draw_refused_foot(Context& context, ui::Rect foot, const live::InboxAnswer& inbox,
                           const live::RefusedView& item);
    void offer_choices(Context& context, const Group& group);
    void offer_apply(Context& context, const Group& group);
    void apply(Context& context, const Group& group);
    static void edit_again(Context& context, const live::RefusedView& item,
                           const live::Titles& titles);
    static void step_again(Context& context, const live::RefusedView& item);
    [[nodiscard]] std::size_t count_of(const live::InboxAnswer& inbox,
                                       const std::vector<Group>& groups) const;

    std::size_t tab_ = 0;
    ui::ListState list_;
    std::map<Id, std::string> chosen_;  // case -> what desk::resolve_case takes
    std::map<Id, std::string> other_;   // a value of one's own, as typed
    Id editing_;
    Id current_;  // what a key would choose for, as last drawn
    Id wanted_;
};

}  // namespace branchline::screens
