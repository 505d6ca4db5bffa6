// An order being worked on: the record as it is stored, the draft over it, taking back, keeping,
// saving, submitting, copying. What the screen of an order does, without what it looks like.
//
// The draft is always there: fields are typed in where they stand. Until something is typed it
// follows what is stored; what is typed stays, and what is stored meanwhile is told beside it.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "screens/arrivals.h"
#include "screens/child_grid.h"
#include "screens/context.h"
#include "screens/draft.h"
#include "screens/draft_keeper.h"
#include "screens/draft_steps.h"
#include "screens/form.h"
#include "screens/order_copy.h"

namespace branchline::screens {

class OrderWork {
  public:
    // A new order, for a customer if one is given; else the stored one.
    explicit OrderWork(const Place& place);

    // Once a frame, before anything is drawn: takes what has been answered and what has been done.
    void look(Context& context);

    enum class Standing : std::uint8_t { waiting, gone, there };

    [[nodiscard]] Standing standing() const;

    [[nodiscard]] bool is_new() const { return key_.row.is_null(); }

    [[nodiscard]] const sync::RowKey& key() const { return key_; }

    // nullptr: a new order.
    [[nodiscard]] const live::RecordAnswer* record() const;

    [[nodiscard]] Draft& draft() { return *draft_; }

    [[nodiscard]] const Draft& draft() const { return *draft_; }

    [[nodiscard]] DraftSteps& steps() { return steps_; }

    [[nodiscard]] FormState& form() { return form_; }

    [[nodiscard]] ChildGridState& lines() { return lines_; }

    [[nodiscard]] Arrivals& arrivals() { return arrivals_; }

    // One comes to it: what has arrived before is no news any more, unless something is typed.
    void open();
    // A draft of it lies ready, and takes the place of what is here.
    void take_up_again();

    // Its cargo, as rights and state allow it to be written.
    [[nodiscard]] ChildSheet sheet(const Context& context) {
        return sheet_over(context.manner, context.model, *draft_);
    }

    [[nodiscard]] const schema::EntitySpec& line_entity(const Context& context) const;

    [[nodiscard]] bool is_busy() const { return saving_ != 0 || stepping_ != 0; }

    // A draft that had been left behind was taken up, or this one has been kept since.
    [[nodiscard]] bool was_kept() const { return keeper_.has_kept(); }

    [[nodiscard]] bool is_touched() const { return draft_ && draft_->is_touched(); }

    // Of the state it is in; of a new one the first.
    [[nodiscard]] std::int64_t state(const live::Model& model) const;
    // Whether it can be submitted now at all; what is missing is told by trying.
    [[nodiscard]] bool can_submit(const Context& context) const;
    [[nodiscard]] RowId customer(const Context& context) const;

    // --- acts ---
    void settle() { steps_.settle(*draft_); }  // an act on the draft has come to its end

    void save(Context& context, bool and_submit);
    void take_step(Context& context, live::TakeStep step);
    void copy_last(Context& context);
    void discard(Context& context);
    void undo();
    void redo();

    // What went wrong, in words; empty: nothing.
    [[nodiscard]] const std::string& fault() const { return fault_; }

    // "copied from 00029 · windows moved by 7 days"
    [[nodiscard]] const std::string& remark() const { return remark_; }

    [[nodiscard]] std::int64_t kept_at_ms() const { return keeper_.kept_at_ms(); }

    // What is typed is kept, without waiting for the time.
    void keep_now(live::Model& model);

    // It was new, and has become this place.
    void become(const Place& place);

  private:
    void take_answer(Context& context);
    void take_up(Context& context);
    void take_arrivals(Context& context);
    void take_outcomes(Context& context);
    void take_saved(Context& context, const live::Outcome& outcome);
    void take_copied(Context& context);
    void take_customer(Context& context);
    [[nodiscard]] ChildSheet sheet_over(const Manner& manner, const live::Model& model,
                                        Draft& draft) const;
    // With what is typed in an open cell.
    [[nodiscard]] Draft to_keep(const live::Model& model) const;

    [[nodiscard]] bool can_keep() const { return draft_ && saving_ == 0 && !sent_; }

    void tell_error(const Context& context, const Error& error);
    bool find_faults(Context& context);

    sync::RowKey key_;
    RowId for_customer_;
    bool wants_copy_ = false;
    std::shared_ptr<const live::Answered<live::RecordQuestion>> answer_;
    int asked_ = 0;  // a new slot after every save: its first answer holds what was saved
    std::optional<Draft> draft_;
    std::optional<Draft> sent_;  // saved, or being saved, and not yet come back
    bool saved_ = false;
    DraftSteps steps_;
    Arrivals arrivals_;
    Manner manner_;  // of the last frame
    FormState form_;
    ChildGridState lines_;
    OrderCopy copy_;
    live::Ticket saving_ = 0;
    live::Ticket stepping_ = 0;
    bool submit_then_ = false;
    std::optional<bool> save_then_;  // asked for while another was under way; true: and submit
    DraftKeeper keeper_;
    std::string fault_;
    std::string remark_;
};

}  // namespace branchline::screens
