#include <algorithm>

#include "live/answers.h"
#include "schema/role.h"

namespace branchline::live {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;

void add_rights(ReadSide& side, const sync::RowState& row, RecordAnswer& made) {
    const EntitySpec& entity = *made.entity;
    made.roles = side.viewer().roles(entity, row.id, row.values);
    for (const FieldSpec* field : entity.fields) {
        if ((field->readers & made.roles) == 0) {
            made.hidden.push_back(field);
        } else if (side.viewer().objection_to_field(row, *field)) {
            made.read_only.push_back(field);
        }
    }
    made.delete_objection = side.viewer().objection_to_erase(row.key());
}

// From the state it is in; what only the authority takes is nobody's to be offered.
void add_steps(ReadSide& side, const sync::RowState& row, RecordAnswer& made) {
    const EntitySpec& entity = *made.entity;
    if (entity.machine == nullptr) return;
    const auto state = schema::state_bit(row.values.integer(entity.machine->id));
    for (const schema::Transition& step : entity.transitions) {
        if ((state & step.from) == 0 || (step.roles & schema::everyone) == 0) continue;
        const std::string name(step.name);
        if (std::ranges::find(made.steps, name, &StepOffer::name) != made.steps.end()) continue;
        made.steps.push_back({name, step.label, step.forward, step.reason,
                              side.viewer().objection_to_step(row.key(), name)});
    }
    std::ranges::stable_sort(made.steps, {}, [](const StepOffer& step) {
        return std::pair(!step.forward, step.reason != 0);
    });
}

void add_children(ReadSide& side, const sync::RowState& row, RecordAnswer& made) {
    for (const schema::Reference& reference : side.catalogue().children_of(made.entity->id)) {
        Child child;
        child.entity = reference.entity;
        child.editable = !side.viewer().objection_to_children(row, *reference.entity);
        for (store::StoredRow& line : side.viewer().children(reference, row.id)) {
            for (desk::CaseView& kase : side.cases_of({reference.entity->id, line.id})) {
                made.cases.push_back(std::move(kase));
            }
            child.rows.push_back(
                side.row(*reference.entity, line.id, std::move(line.values), made.titles));
        }
        made.children.push_back(std::move(child));
    }
}

void add_related(ReadSide& side, const RowId& id, RecordAnswer& made) {
    for (const schema::Reference& reference : side.catalogue().referrers_of(made.entity->id)) {
        store::Query query;
        query.entity = reference.entity->id;
        query.filter = store::Filter::compare(reference.field->id, store::Op::equal, id);
        auto count = store::count_rows(side.database(), side.catalogue(), query);
        if (count && *count > 0)
            made.related.push_back({reference.entity, reference.field, *count});
    }
    for (const EntitySpec* entity : side.catalogue().entities()) {
        for (const FieldSpec* field : entity->fields) {
            if (field->kind != schema::Kind::any_ref || !field->is_synced()) continue;
            std::int64_t count = 0;
            for (const RowId& other : side.rows().referring(entity->id, field->id, id)) {
                if (side.viewer().live_row({entity->id, other})) ++count;
            }
            if (count > 0) made.related.push_back({entity, field, count});
        }
    }
}

}  // namespace

Result<RecordAnswer> answer(ReadSide& side, const RecordQuestion& question) {
    RecordAnswer made;
    made.entity = side.catalogue().entity(question.key.entity);
    if (made.entity == nullptr) {
        return refuse(Code::unknown_entity, std::to_string(question.key.entity));
    }
    const auto stored = side.viewer().live_row(question.key);
    const sync::RowPointer row = stored ? side.screen().row(question.key) : nullptr;
    if (row == nullptr) return made;
    made.exists = true;
    made.row = side.row(*made.entity, stored->id, stored->values, made.titles);
    made.created_ms = stored->created_at;
    made.changed_ms = stored->changed_at;
    made.created_by = stored->created_by;
    made.changed_by = stored->changed_by;
    const EntitySpec& users = *side.catalogue().entity("user");
    for (const UserId& user : {made.created_by, made.changed_by}) {
        if (!user.is_null()) made.titles.emplace(user, side.title_of({users.id, user}));
    }
    made.cases = side.cases_of(question.key);
    add_rights(side, *row, made);
    add_steps(side, *row, made);
    add_children(side, *row, made);
    add_related(side, stored->id, made);
    return made;
}

Result<RowsAnswer> answer(ReadSide& side, const PickedQuestion& question) {
    const schema::EntitySpec* entity = side.catalogue().entity(question.entity);
    if (entity == nullptr) return refuse(Code::unknown_entity, std::to_string(question.entity));
    RowsAnswer picked;
    for (const RowId& id : question.ids) {
        if (auto stored = side.viewer().live_row({question.entity, id})) {
            picked.rows.push_back(side.row(*entity, id, std::move(stored->values), picked.titles));
        }
    }
    picked.count = static_cast<std::int64_t>(picked.rows.size());
    return picked;
}

}  // namespace branchline::live
