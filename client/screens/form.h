// A form from the declaration: each field by its kind, in columns, with what is wrong under the
// field that is wrong. The same for every entity; screens only choose which fields, and in which
// order.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "screens/arrivals.h"
#include "screens/context.h"
#include "screens/draft.h"
#include "ui/field.h"

namespace branchline::screens {

struct FormState {
    std::map<schema::FieldId, ui::PickState> picks;
    std::set<schema::FieldId> looked_at;            // left once: validated from then on
    std::map<schema::FieldId, std::string> faults;  // told by save
    schema::FieldId focus = 0;                      // takes the keyboard in the next frame
};

// What is known of the stored record, to be shown at the fields.
struct FormView {
    const live::RecordAnswer* stored = nullptr;  // nullptr: a new record
    Arrivals* arrivals = nullptr;                // what others have changed since it was opened
    std::vector<const schema::FieldSpec*> read_only;
    bool compact = false;  // long texts on one line while they have only one
};

// Fields in the order of a form: long texts last, common fields at the end.
std::vector<const schema::FieldSpec*> form_fields(const schema::EntitySpec& entity);

// One field; `block.top` is where its label begins. Gives its height.
float draw_field(Context& context, const ui::Rect& block, Draft& draft, DraftRow& row,
                 const schema::FieldSpec& field, FormState& state, const FormView& view);

// All of them from `area.top` on; gives the bottom.
float draw_form(Context& context, const ui::Rect& area, Draft& draft, DraftRow& row,
                std::span<const schema::FieldSpec* const> fields, FormState& state,
                const FormView& view);

// Fields as lines without boxes: what is read. `area.top` is the first; gives the bottom.
float draw_facts(Context& context, const ui::Rect& area, const live::RecordAnswer& record,
                 std::span<const schema::FieldSpec* const> fields);

}  // namespace branchline::screens
