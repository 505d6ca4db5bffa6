// Writing down what was said with a customer (records that are only ever added): the customer, what
// was said, and what is to be done next and until when, in the order in which a call goes. What is
// known already stands there, the rest comes below.
#include <algorithm>

#include "base/text.h"
#include "screens/record_screen.h"

namespace branchline::screens {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;
using schema::Kind;

constexpr float heading_height = 40;

// As a call from the desk is made.
constexpr std::string_view usual_kind = "call";
constexpr std::string_view usual_direction = "outbound";

const EntitySpec& next_step(const Context& context) { return context.entity("task"); }

bool may_write(const Context& context, const EntitySpec& entity) {
    return ((entity.rights.write | entity.rights.write_assigned) & context.model.status().roles) !=
           0;
}

void put_choice(schema::Record& values, const FieldSpec* field, std::string_view name) {
    if (field == nullptr) return;
    const auto choice = std::ranges::find(field->choices, name, &schema::Choice::name);
    if (choice != field->choices.end()) values.set(field->id, std::int64_t{choice->id});
}

}  // namespace

bool RecordScreen::is_logged(const Context& context) const {
    const EntitySpec& entity = context.catalogue().at(key_.entity);
    return is_new() && entity.append_only && entity.follows != nullptr;
}

void RecordScreen::begin_logged(Context& context) {
    const EntitySpec& entity = context.catalogue().at(key_.entity);
    schema::Record& base = draft_->record.base;
    put_choice(base, entity.field("kind"), usual_kind);
    put_choice(base, entity.field("direction"), usual_direction);
    for (const FieldSpec* field : entity.fields) {
        if (field->kind == Kind::instant && field->id >= 16) {
            base.set(field->id, context.manner.now_ms - context.manner.now_ms % 60'000);
        }
    }
    if (may_write(context, next_step(context))) {
        draft_->children.push_back({next_step(context).id, std::nullopt, {}, {}, false});
    }
}

float RecordScreen::draw_logged(Context& context, const ui::Rect& area) {
    const EntitySpec& entity = context.catalogue().at(key_.entity);
    const std::vector<const FieldSpec*> all = form_fields(entity);
    std::vector<const FieldSpec*> said;
    std::vector<const FieldSpec*> known;
    for (const FieldSpec* field : all) {
        const bool asked = field == entity.follows || field == entity.title;
        (asked ? said : known).push_back(field);
    }
    FormView view;
    view.arrivals = &arrivals_;
    ui::Rect rest = area;
    rest.top = draw_form(context, rest, *draft_, draft_->record, said, form_, view);
    for (std::size_t i = 0; i < draft_->children.size(); ++i) {
        const EntitySpec& step = next_step(context);
        if (draft_->children[i].entity != step.id) continue;
        const ui::Canvas::Scope scope(context.canvas, "next");
        context.canvas.text(rest.left, rest.top + context.canvas.px(20), ui::style::heading,
                            context.say({"下一步", "Next step"}));
        rest.top += context.canvas.px(heading_height);
        const std::vector<const FieldSpec*> wanted{step.title, step.field("due_at"),
                                                   step.field("owner"), step.field("department")};
        rest.top =
            draw_form(context, rest, *draft_, draft_->children[i], wanted, child_forms_[i], view);
    }
    context.canvas.text(rest.left, rest.top + context.canvas.px(20), ui::style::heading,
                        context.say({"其他", "Details"}));
    rest.top += context.canvas.px(heading_height);
    return draw_form(context, rest, *draft_, draft_->record, known, form_, view);
}

}  // namespace branchline::screens
