#include "sync/compose.h"

#include <algorithm>

#include "schema/validate.h"
#include "sync/judge_run.h"
#include "sync/wire.h"

namespace branchline::sync {

namespace {

Error field_error(Code code, const schema::EntitySpec& entity, const schema::FieldSpec* field,
                  std::string detail = {}) {
    Error error{code, std::string(entity.name), std::move(detail), {}};
    if (field != nullptr) {
        error.where += "." + std::string(field->name);
        error.fields.emplace_back(field->name);
    }
    return error;
}

ChangeKind kind_for(schema::Rule rule) {
    switch (rule) {
        case schema::Rule::sum:
            return ChangeKind::sum;
        case schema::Rule::text:
            return ChangeKind::text;
        default:
            return ChangeKind::value;
    }
}

}  // namespace

Error error_of(const schema::Catalogue& catalogue, const Outcome& outcome) {
    Error error{outcome.code, {}, outcome.rule, {}};
    for (const FieldPlace& place : outcome.fields) {
        const schema::EntitySpec* entity = catalogue.entity(place.entity);
        if (entity == nullptr) continue;
        if (error.where.empty()) error.where = std::string(entity->name);
        if (const schema::FieldSpec* field = entity->field(place.field)) {
            error.fields.emplace_back(field->name);
        }
    }
    if (!error.fields.empty()) error.where += "." + error.fields.front();
    return error;
}

Composer::Composer(const schema::Catalogue& catalogue, State& screen, const PendingGroups& pending,
                   const Identity& identity, const OpId& op)
    : catalogue_(catalogue), screen_(screen), pending_(pending), scratch_(catalogue, screen) {
    group_.op = op;
    group_.origin = op;
    group_.device = identity.device;
    group_.incarnation = identity.incarnation;
    group_.user = identity.user;
    scratch_.put_origin({op, 0, 0, identity.user, identity.device});
}

Result<RowPointer> Composer::live(const RowKey& key) {
    RowPointer row = scratch_.row(key);
    const schema::EntitySpec& entity = catalogue_.at(key.entity);
    if (row == nullptr || row->deleted()) {
        return refuse(field_error(Code::row_gone, entity, nullptr, to_text(key.row)));
    }
    return row;
}

// A change with what its author sees of the unit and of the machine that governs the row.
Change Composer::change_of(ChangeKind kind, const RowState& row, FieldId field) {
    Change change;
    change.entity = row.entity;
    change.row = row.id;
    change.kind = kind;
    change.field = field;
    if (RowPointer governing = governing_row(catalogue_, scratch_, row)) {
        const schema::EntitySpec& machine = catalogue_.at(governing->entity);
        change.status_seen = governing->version_of({machine.machine->id, {}});
    }
    return change;
}

void Composer::push(Change change, const Effect& effect) {
    depend_for(change);
    scratch_.apply(effect, {group_.origin, group_.user, group_.device, 0});
    group_.changes.push_back(std::move(change));
}

// An ordinary edit settles its author's own older proposal of the unit, nobody else's (RULES F4).
void Composer::settle_own(Change& change) {
    const auto kase = scratch_.open_case(case_id(change.key(), unit_of(change)));
    if (kase == nullptr) return;
    for (const Proposal& proposal : kase->proposals) {
        if (proposal.device == group_.device) change.settles.push_back(proposal.origin);
    }
}

Status Composer::insert(EntityId entity, const RowId& row, Record values) {
    const schema::EntitySpec& spec = catalogue_.at(entity);
    for (const auto& [id, value] : values) {
        const schema::FieldSpec* field = spec.field(id);
        if (field == nullptr) return refuse(field_error(Code::unknown_field, spec, nullptr));
        if (Status fits = schema::check_value(*field, value); !fits) return fits;
    }
    if (spec.machine != nullptr) {
        values.set(spec.machine->id, std::int64_t{spec.machine->choices.front().id});
    }
    for (const schema::FieldSpec* field : spec.fields) {
        if (field->initial && values.find(field->id) == nullptr) {
            values.set(field->id, *field->initial);
        }
    }
    RowState fresh;
    fresh.entity = entity;
    fresh.id = row;
    fresh.values = values;
    Change change;
    change.entity = entity;
    change.row = row;
    change.kind = ChangeKind::insert;
    if (spec.machine == nullptr) {
        change.status_seen = change_of(ChangeKind::insert, fresh, 0).status_seen;
    }
    change.values = values;
    Effect effect = effect_on(EffectKind::insert, entity, row);
    effect.values = std::move(values);
    effect.version = {group_.origin, {}};
    push(std::move(change), effect);
    return {};
}

Status Composer::set(const RowKey& key, const Record& values) {
    const schema::EntitySpec& entity = catalogue_.at(key.entity);
    std::set<FieldId> units;
    for (const auto& [id, value] : values) {
        const schema::FieldSpec* field = entity.field(id);
        if (field == nullptr) return refuse(field_error(Code::unknown_field, entity, nullptr));
        if (field->kind == schema::Kind::status || !field->is_written_by_desks()) {
            return refuse(field_error(Code::right, entity, field));
        }
        if (Status fits = schema::check_value(*field, value); !fits) return fits;
        units.insert(field->unit_id());
    }
    for (FieldId unit : units) {
        Result<RowPointer> row = live(key);
        if (!row) return refuse(row.error());
        const schema::FieldSpec* lead = entity.field(unit);
        Status done = lead->kind == schema::Kind::set
                          ? set_elements(**row, *lead, values.set_of(unit))
                          : set_unit(**row, *lead, values);
        if (!done) return done;
    }
    return {};
}

Status Composer::set_unit(const RowState& row, const schema::FieldSpec& lead,
                          const Record& values) {
    const schema::EntitySpec& entity = catalogue_.at(row.entity);
    Record unit = unit_values(entity, lead.id, row.values);
    const Record before = unit;
    for (const auto& [id, value] : values) {
        if (entity.field(id)->unit_id() == lead.id) unit.set(id, value);
    }
    if (unit == before) {
        given_again_.emplace(row.key(), lead.id);
        return {};
    }
    push_unit(row, lead, unit);
    return {};
}

void Composer::push_unit(const RowState& row, const schema::FieldSpec& lead, const Record& unit) {
    Change change = change_of(kind_for(lead.rule), row, lead.id);
    change.values = unit;
    change.base = row.version_of({lead.id, {}});
    if (change.kind == ChangeKind::sum || change.kind == ChangeKind::text) {
        change.seen = row.values.get(lead.id);
    }
    if (change.kind == ChangeKind::sum) {
        RowPointer governing = governing_row(catalogue_, scratch_, row);
        const schema::EntitySpec* machine =
            governing == nullptr ? nullptr : &catalogue_.at(governing->entity);
        change.adds = machine == nullptr ||
                      (schema::state_bit(governing->values.integer(machine->machine->id)) &
                       lead.adds_in) != 0;
    }
    settle_own(change);
    Effect effect = effect_on(EffectKind::set, row.entity, row.id);
    effect.unit = {lead.id, {}};
    effect.values = unit;
    effect.version = {group_.origin, {}};
    push(std::move(change), effect);
}

Status Composer::set_elements(const RowState& row, const schema::FieldSpec& field,
                              const Set& wanted) {
    const Set before = row.values.set_of(field.id);
    for (const std::string& element : before) {
        if (schema::set_contains(wanted, element)) continue;
        if (Status done = remove(row.key(), field.id, element); !done) return done;
    }
    for (const std::string& element : wanted) {
        if (schema::set_contains(before, element)) continue;
        if (Status done = add(row.key(), field.id, element); !done) return done;
    }
    return {};
}

Status Composer::add(const RowKey& key, FieldId set, std::string element) {
    Result<RowPointer> row = live(key);
    if (!row) return refuse(row.error());
    const schema::FieldSpec* field = catalogue_.at(key.entity).field(set);
    if (Status fits = schema::check_value(*field, Value{Set{element}}); !fits) return fits;
    Change change = change_of(ChangeKind::add, **row, set);
    change.element = element;
    change.base = (*row)->version_of(unit_of(change));
    Effect effect = effect_on(EffectKind::element, key.entity, key.row);
    effect.unit = unit_of(change);
    effect.text = std::move(element);
    effect.present = true;
    effect.version = {group_.origin, {}};
    push(std::move(change), effect);
    return {};
}

Status Composer::remove(const RowKey& key, FieldId set, std::string element) {
    Result<RowPointer> row = live(key);
    if (!row) return refuse(row.error());
    Change change = change_of(ChangeKind::remove, **row, set);
    change.element = element;
    change.base = (*row)->version_of(unit_of(change));
    Effect effect = effect_on(EffectKind::element, key.entity, key.row);
    effect.unit = unit_of(change);
    effect.text = std::move(element);
    effect.version = {group_.origin, {}};
    push(std::move(change), effect);
    return {};
}

Status Composer::increase(const RowKey& key, FieldId sum, std::int64_t by) {
    Result<RowPointer> row = live(key);
    if (!row) return refuse(row.error());
    std::int64_t result = 0;
    if (__builtin_add_overflow((*row)->values.integer(sum), by, &result)) {
        return refuse(Code::limit, std::string(catalogue_.at(key.entity).field(sum)->name));
    }
    Record values;
    values.set(sum, result);
    return set(key, values);
}

Status Composer::correct(const RowKey& key, FieldId field, Value value) {
    Result<RowPointer> row = live(key);
    if (!row) return refuse(row.error());
    const schema::FieldSpec* spec = catalogue_.at(key.entity).field(field);
    if (Status fits = schema::check_value(*spec, value); !fits) return fits;
    Change change = change_of(ChangeKind::correct, **row, field);
    change.values.set(field, value);
    change.base = (*row)->version_of({field, {}});
    settle_own(change);
    Effect effect = effect_on(EffectKind::set, key.entity, key.row);
    effect.unit = {field, {}};
    effect.values = change.values;
    effect.version = {group_.origin, {}};
    push(std::move(change), effect);
    return {};
}

Status Composer::step(const RowKey& key, std::string_view name) {
    Result<RowPointer> row = live(key);
    if (!row) return refuse(row.error());
    const schema::EntitySpec& entity = catalogue_.at(key.entity);
    if (entity.machine == nullptr) return refuse(Code::illegal_step, std::string(entity.name));
    const FieldId field = entity.machine->id;
    const std::int64_t state = (*row)->values.integer(field);
    const schema::Transition* named = nullptr;
    const schema::Transition* step = nullptr;
    for (const schema::Transition& each : entity.transitions) {
        if (each.name != name) continue;
        named = &each;
        if ((schema::state_bit(state) & each.from) != 0) step = &each;
    }
    if (named == nullptr) {
        return refuse(Code::unknown_option, std::string(entity.name), std::string(name));
    }
    if (step == nullptr) {
        return refuse(field_error(Code::illegal_step, entity, entity.machine, std::string(name)));
    }
    // Each step is given its reason by its own group, be it in the same words as the one before.
    if (step->reason != 0 && given_again_.contains({key, step->reason})) {
        push_unit(**row, *entity.field(step->reason),
                  unit_values(entity, step->reason, (*row)->values));
        row = live(key);
        if (!row) return refuse(row.error());
    }
    Change change = change_of(ChangeKind::step, **row, field);
    change.step = step->id;
    change.base = (*row)->version_of({field, {}});
    if (!step->covers.empty() || !step->covers_children.empty()) {
        const schema::RoleMask roles =
            scratch_.roles(group_.user, branch_of(catalogue_, scratch_, **row));
        change.digest = covered_digest(catalogue_, scratch_, **row, *step, roles);
    }
    Effect effect = effect_on(EffectKind::set, key.entity, key.row);
    effect.unit = {field, {}};
    effect.values.set(field, std::int64_t{step->to});
    effect.version = {group_.origin, {}};
    push(std::move(change), effect);
    return {};
}

Status Composer::erase(const RowKey& key) {
    Result<RowPointer> row = live(key);
    if (!row) return refuse(row.error());
    Change change = change_of(ChangeKind::erase, **row, 0);
    change.digest = row_digest(catalogue_, scratch_, **row);
    settle_own(change);
    push(std::move(change), effect_on(EffectKind::tombstone, key.entity, key.row));
    return {};
}

Status Composer::resolve(const Case& kase, const Record& values) {
    const RowKey key{kase.entity, kase.row};
    Result<RowPointer> row = live(key);
    if (!row) return refuse(row.error());
    const schema::EntitySpec& entity = catalogue_.at(kase.entity);
    const schema::FieldSpec* lead = entity.field(kase.unit.field);
    if (lead == nullptr) return refuse(field_error(Code::unknown_field, entity, nullptr));
    Record unit = unit_values(entity, lead->id, (*row)->values);
    for (const auto& [id, value] : values) {
        const schema::FieldSpec* field = entity.field(id);
        if (field == nullptr || field->unit_id() != lead->id) {
            return refuse(field_error(Code::unknown_field, entity, field));
        }
        if (Status fits = schema::check_value(*field, value); !fits) return fits;
        unit.set(id, value);
    }
    Change change = change_of(ChangeKind::value, **row, lead->id);
    change.values = unit;
    change.base = (*row)->version_of(kase.unit);
    change.resolution = true;
    for (const Proposal& proposal : kase.proposals) change.settles.push_back(proposal.origin);
    Effect effect = effect_on(EffectKind::set, key.entity, key.row);
    effect.unit = kase.unit;
    effect.values = std::move(unit);
    effect.version = {group_.origin, {}};
    push(std::move(change), effect);
    return {};
}

Status Composer::resolve_erase(const Case& kase, bool erase_again) {
    const RowKey key{kase.entity, kase.row};
    Result<RowPointer> row = live(key);
    if (!row) return refuse(row.error());
    Change change = change_of(erase_again ? ChangeKind::erase : ChangeKind::keep, **row, 0);
    change.resolution = true;
    for (const Proposal& proposal : kase.proposals) change.settles.push_back(proposal.origin);
    if (!erase_again) {
        depend_for(change);
        group_.changes.push_back(std::move(change));
        return {};
    }
    change.digest = row_digest(catalogue_, scratch_, **row);
    push(std::move(change), effect_on(EffectKind::tombstone, key.entity, key.row));
    return {};
}

bool has_inverse(const schema::Catalogue& catalogue, const Change& change) {
    using enum ChangeKind;
    const ChangeKind kind = change.kind;
    if (kind == insert) return catalogue.at(change.entity).deletable;
    return kind == value || kind == sum || kind == text || kind == add || kind == remove;
}

Status Composer::invert(const Change& done, const RowState& before) {
    if (done.kind == ChangeKind::insert) return erase(done.key());
    Result<RowPointer> row = live(done.key());
    if (!row) return refuse(row.error());
    if (done.kind == ChangeKind::add) return remove(done.key(), done.field, done.element);
    if (done.kind == ChangeKind::remove) return add(done.key(), done.field, done.element);
    const schema::EntitySpec& entity = catalogue_.at(done.entity);
    if (!has_inverse(catalogue_, done)) {
        return refuse(Code::cannot_undo, std::string(entity.name));
    }
    const std::size_t size = group_.changes.size();
    Record values = unit_values(entity, done.field, before.values);
    if (done.kind == ChangeKind::sum && done.adds) {
        const auto* seen = std::get_if<std::int64_t>(&done.seen);
        const std::int64_t added = done.values.integer(done.field) - (seen == nullptr ? 0 : *seen);
        values.set(done.field, (*row)->values.integer(done.field) - added);
    }
    if (Status set_back = set_unit(**row, *entity.field(done.field), values); !set_back) {
        return set_back;
    }
    for (std::size_t i = size; i < group_.changes.size(); ++i) group_.changes[i].inverse = true;
    return {};
}

void Composer::depend_on_version(const Version& version) {
    if (auto position = pending_.by_origin(version.origin)) depends_.insert(*position);
}

// SYNC 2.4 (2): groups that created, deleted or moved the row through a transition; for what is
// covered (4) any group that touched it.
void Composer::depend_on_row(const RowKey& key, bool structural_only) {
    for (std::int64_t position : pending_.writing(key)) {
        const Group& group = pending_.all().at(position).group;
        const bool counts =
            std::any_of(group.changes.begin(), group.changes.end(), [&](const Change& change) {
                const bool structural = change.kind == ChangeKind::insert ||
                                        change.kind == ChangeKind::erase ||
                                        change.kind == ChangeKind::step;
                return change.key() == key && (structural || !structural_only);
            });
        if (counts) depends_.insert(position);
    }
}

// A covering step stands for the row and its children; a delete also looks at who refers to them.
void Composer::depend_on_family(const RowKey& key, bool with_referrers) {
    std::vector<RowKey> family = owned_rows(catalogue_, screen_, key);
    family.push_back(key);
    for (const RowKey& member : family) {
        depend_on_row(member, false);
        if (!with_referrers) continue;
        for (const schema::Reference& reference : catalogue_.referrers_of(member.entity)) {
            for (const RowId& id :
                 screen_.referring(reference.entity->id, reference.field->id, member.row)) {
                depend_on_row({reference.entity->id, id}, false);
            }
        }
    }
}

void Composer::depend_for(const Change& change) {
    depend_on_version(change.base);
    depend_on_version(change.status_seen);
    for (const OriginId& origin : change.settles) depend_on_version({origin, {}});
    depend_on_row(change.key(), true);
    const schema::EntitySpec& entity = catalogue_.at(change.entity);
    RowPointer row = scratch_.row(change.key());
    const Record& values = row == nullptr ? change.values : row->values;
    if (entity.parent != nullptr) {
        const schema::EntitySpec* parent = catalogue_.entity(entity.parent->target);
        depend_on_row({parent->id, values.id(entity.parent->id)}, true);
    }
    for (const auto& [id, value] : change.values) {
        const schema::FieldSpec* field = entity.field(id);
        if (const auto* target = std::get_if<Id>(&value); target != nullptr && field != nullptr) {
            if (const auto* spec = catalogue_.entity(field->target)) {
                depend_on_row({spec->id, *target}, true);
            }
        } else if (const auto* any = std::get_if<schema::AnyRef>(&value)) {
            depend_on_row({any->entity, any->row}, true);
        }
    }
    const bool covering = change.kind == ChangeKind::step && change.digest != Id{};
    if (change.kind == ChangeKind::erase || covering) {
        depend_on_family(change.key(), change.kind == ChangeKind::erase);
    } else {
        for (const schema::Reference& child : catalogue_.children_of(change.entity)) {
            for (const RowId& id :
                 screen_.referring(child.entity->id, child.field->id, change.row)) {
                if (change.kind == ChangeKind::step) depend_on_row({child.entity->id, id}, true);
            }
        }
    }
}

Result<Composer::Ready> Composer::finish(const EditTime& edit, std::uint64_t counter,
                                         std::string command, const FoldTime& time) {
    group_.edit = edit;
    group_.counter = counter;
    group_.command = std::move(command);
    for (std::int64_t position : depends_) {
        const PendingGroup& before = pending_.all().at(position);
        const bool stands = !before.doomed && !before.left_out;
        if (stands) group_.depends_on.push_back(before.group.op);
    }
    const std::string name = group_.changes.empty()
                                 ? std::string()
                                 : std::string(catalogue_.at(group_.changes[0].entity).name);
    if (group_.changes.size() > group_changes_max ||
        encode_group(group_).size() > group_bytes_max) {
        return refuse(Code::too_large, name);
    }
    Ready ready;
    ready.tried = try_group(catalogue_, screen_, group_, time);
    if (!ready.tried.outcome.taken()) return refuse(error_of(catalogue_, ready.tried.outcome));
    ready.group = std::move(group_);
    return ready;
}

}  // namespace branchline::sync
