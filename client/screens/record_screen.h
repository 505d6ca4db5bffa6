// One record in full: its facts or, while it is edited, its form; its children as rows; what refers
// to it; what happened. A new record is the same screen with an empty draft.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "screens/arrivals.h"
#include "screens/context.h"
#include "screens/draft.h"
#include "screens/draft_keeper.h"
#include "screens/form.h"
#include "screens/reason_dialog.h"
#include "screens/screen.h"
#include "ui/field.h"

namespace branchline::screens {

class RecordScreen final : public Screen {
  public:
    // `row` null: a new record.
    RecordScreen(schema::EntityId entity, RowId row) : key_{entity, row} {}

    void draw(Context& context, const ui::Rect& area) override;
    // Place::detail: "edit", "resend" for a draft that lies ready, or "step NAME" for one that must
    // say why.
    void arrive(const Place& place) override;
    void leave(live::Model& model) override;

  private:
    using Answer = std::shared_ptr<const live::Answered<live::RecordQuestion>>;

    void begin_edit() { wants_edit_ = true; }

    void begin_step(std::string step) { reason_.ask(std::move(step)); }

    [[nodiscard]] bool is_new() const { return key_.row.is_null(); }

    void take_up(Context& context, const live::RecordAnswer* record);
    void take_kept(Context& context, const std::string& name);
    [[nodiscard]] bool is_logged(const Context& context) const;
    void begin_logged(Context& context);
    float draw_logged(Context& context, const ui::Rect& area);
    void follow_stored(Context& context, const live::RecordAnswer& record);
    void focus_first(const schema::EntitySpec& entity);
    void draw_head(Context& context, ui::Rect area, const live::RecordAnswer* record);
    void draw_actions(Context& context, ui::Rect& row, const live::RecordAnswer* record);
    void draw_body(Context& context, const ui::Rect& area, const live::RecordAnswer* record);
    float draw_children(Context& context, ui::Rect area, const live::RecordAnswer* record);
    float draw_child_rows(Context& context, ui::Rect area, const schema::EntitySpec& entity);
    void draw_related(Context& context, const ui::Rect& area, const live::RecordAnswer& record);
    void offer_commands(Context& context, const live::RecordAnswer* record);
    void save(Context& context);
    void leave_edit(Context& context, bool keep);
    void watch_saving(Context& context);

    sync::RowKey key_;
    std::optional<Draft> draft_;
    DraftKeeper keeper_;
    Arrivals arrivals_;
    Answer answer_;    // nullptr: a new record
    Answer followed_;  // that the draft lies over
    FormState form_;
    std::map<std::size_t, FormState> child_forms_;
    bool wants_edit_ = false;
    bool taken_up_ = false;
    live::Ticket saving_ = 0;
    std::string fault_;
    std::size_t tab_ = 0;
    ReasonState reason_;
    float scroll_ = 0;
};

}  // namespace branchline::screens
