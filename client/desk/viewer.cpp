#include "desk/viewer.h"

#include <algorithm>

#include "base/text.h"
#include "desk/replica.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "domain/rules/customer_pinyin.h"
#include "domain/rules/order_totals.h"
#include "schema/validate.h"
#include "store/filter_parse.h"

namespace branchline::desk {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;

// Names the group of a rehearsal, which nobody ever sees.
constexpr OpId no_group{~std::uint64_t{0}, ~std::uint64_t{0}};

sync::RowState state_of(const EntitySpec& entity, const RowId& id, const schema::Record& values) {
    sync::RowState row;
    row.entity = entity.id;
    row.id = id;
    row.values = values;
    return row;
}

Error right_error(const EntitySpec& entity, std::string_view field = {}) {
    if (field.empty()) return {Code::right, std::string(entity.name), {}, {}};
    return {
        Code::right, std::string(entity.name) + "." + std::string(field), {}, {std::string(field)}};
}

}  // namespace

Error in_words(Error error) {
    if (error.code == Code::invalid && error.detail == "required") {
        error.code = Code::required;
        error.detail.clear();
    }
    return error;
}

sync::Identity Viewer::identity() const {
    return {sight_.settings.id(setting::device), sight_.settings.id(setting::incarnation),
            sight_.settings.id(setting::user)};
}

std::optional<store::StoredRow> Viewer::live_row(const sync::RowKey& key) const {
    auto row = sight_.rows.get(key.entity, key.row);
    if (!row || row->deleted || row->card) return std::nullopt;
    return row;
}

std::vector<store::StoredRow> Viewer::children(const schema::Reference& child,
                                               const RowId& parent) const {
    std::vector<store::StoredRow> rows;
    for (const RowId& id : sight_.rows.referring(child.entity->id, child.field->id, parent)) {
        if (auto row = live_row({child.entity->id, id})) rows.push_back(std::move(*row));
    }
    return rows;
}

schema::RoleMask Viewer::roles(const EntitySpec& entity, const RowId& id,
                               const schema::Record& values) {
    const RowId branch =
        sync::branch_of(sight_.catalogue, sight_.screen, state_of(entity, id, values));
    return sight_.screen.roles(sight_.settings.id(setting::user), branch);
}

schema::RoleMask Viewer::reading_roles(const EntitySpec& entity, const RowId& id,
                                       const schema::Record& values) {
    const Bytes told = sight_.settings.get(setting::holdings).value_or(Bytes());
    if (told != told_) {
        told_ = told;
        holdings_ = told_holdings(sight_.settings);
    }
    const schema::RoleMask own = roles(entity, id, values);
    if (!holdings_) return own;
    const sync::BucketRules rules(sight_.catalogue, sight_.screen);
    // What he has just made himself he sees, wherever it will belong.
    const schema::RoleMask held = rules.reading(*holdings_, state_of(entity, id, values));
    return held == 0 ? own : held;
}

schema::RoleMask Viewer::roles() {
    return sight_.screen.roles(sight_.settings.id(setting::user), {});
}

void Viewer::derive(const EntitySpec& entity, const RowId& id, schema::Record& values) {
    if (entity.id == domain::customer::spec.spec.id) domain::rules::add_customer_pinyin(values);
    if (entity.id != domain::order::spec.spec.id) return;
    const schema::Reference line = sight_.catalogue.children_of(entity.id).front();
    std::vector<schema::Record> lines;
    for (store::StoredRow& row : children(line, id)) lines.push_back(std::move(row.values));
    domain::rules::add_order_totals(lines, values);
}

RowView Viewer::view(const EntitySpec& entity, const RowId& id, schema::Record values) {
    RowView view;
    view.entity = &entity;
    view.id = id;
    const schema::RoleMask mask = reading_roles(entity, id, values);
    derive(entity, id, values);
    for (const FieldSpec* field : entity.fields) {
        if ((field->readers & mask) != 0) {
            view.fields.push_back(field);
        } else {
            values.erase(field->id);
        }
    }
    view.values = std::move(values);
    return view;
}

Result<std::vector<std::pair<const FieldSpec*, bool>>> parse_sort(const EntitySpec& entity,
                                                                  std::string_view text) {
    std::vector<std::pair<const FieldSpec*, bool>> keys;
    if (trim(text).empty()) return keys;
    for (std::string_view part : split(text, ',')) {
        const std::size_t colon = part.find(':');
        const std::string_view name = trim(part.substr(0, colon));
        const std::string_view direction =
            colon == std::string_view::npos ? "asc" : trim(part.substr(colon + 1));
        if (direction != "asc" && direction != "desc") {
            return refuse(Code::unknown_option, "sort", std::string(part));
        }
        const FieldSpec* field = store::stored_field(entity, name);
        if (field == nullptr) {
            return refuse(Code::unknown_field, std::string(entity.name), std::string(name));
        }
        keys.emplace_back(field, direction == "desc");
    }
    return keys;
}

Result<store::Query> Viewer::list_query(const EntitySpec& entity, std::string_view where,
                                        std::string_view sort, std::string_view search) {
    const schema::RoleMask mask = roles();
    const store::FilterContext context{
        sight_.catalogue, entity,
        [this, &entity](const FieldSpec& field, std::string_view text) -> Result<Id> {
            if (field.id == store::id_field) return lookup_.find(entity, text);
            const EntitySpec* target = sight_.catalogue.entity(field.target);
            if (target == nullptr) {
                auto any = lookup_.find_any(text);
                if (!any) return refuse(any.error());
                return any->row;
            }
            return lookup_.find(*target, text);
        },
        [mask](const EntitySpec&, const FieldSpec& field) { return (field.readers & mask) != 0; }};
    auto filter = store::parse_filter(context, where);
    if (!filter) return refuse(filter.error());
    auto keys = parse_sort(entity, sort);
    if (!keys) return refuse(keys.error());
    store::Query query;
    query.entity = entity.id;
    query.filter = std::move(*filter);
    for (const auto& [field, descending] : *keys) {
        if ((field->readers & mask) == 0) {
            return refuse(Code::unknown_field, std::string(entity.name), std::string(field->name));
        }
        query.sort.push_back({field->id, descending});
    }
    query.search = search;
    return query;
}

sync::Composer Viewer::rehearsal() {
    return {sight_.catalogue, sight_.screen, sight_.pending, identity(), no_group};
}

std::optional<Error> Viewer::judged(sync::Composer& composer) {
    auto ready = composer.finish(edit_time(sight_.clock, sight_.clocks, sight_.settings), 0,
                                 "rehearsal", now());
    if (ready) return std::nullopt;
    return in_words(ready.error());
}

std::optional<Error> Viewer::objection_to_step(const sync::RowKey& key, std::string_view step) {
    const EntitySpec& entity = sight_.catalogue.at(key.entity);
    const sync::RowPointer row = sight_.screen.row(key);
    sync::Composer composer = rehearsal();
    if (row != nullptr && entity.machine != nullptr) {
        const auto state = schema::state_bit(row->values.integer(entity.machine->id));
        for (const schema::Transition& each : entity.transitions) {
            if (each.name != step || (state & each.from) == 0 || each.reason == 0) continue;
            schema::Record reason;
            reason.set(each.reason, std::string("-"));
            static_cast<void>(composer.set(key, reason));
        }
    }
    if (Status taken = composer.step(key, step); !taken) return in_words(taken.error());
    return judged(composer);
}

std::optional<Error> Viewer::objection_to_erase(const sync::RowKey& key) {
    sync::Composer composer = rehearsal();
    if (Status erased = composer.erase(key); !erased) return in_words(erased.error());
    return judged(composer);
}

std::optional<Error> Viewer::frozen(const sync::RowState* governing, schema::StateMask allowed,
                                    std::string where) {
    if (governing == nullptr) return std::nullopt;
    const FieldSpec& machine = *sight_.catalogue.at(governing->entity).machine;
    const schema::Value& state = governing->values.get(machine.id);
    if ((schema::state_bit(governing->values.integer(machine.id)) & allowed) != 0) {
        return std::nullopt;
    }
    return Error{Code::frozen, std::move(where), schema::format_value(machine, state), {}};
}

std::optional<Error> Viewer::objection_to_field(const sync::RowState& row, const FieldSpec& field) {
    const EntitySpec& entity = sight_.catalogue.at(row.entity);
    const sync::Writer writer{sight_.settings.id(setting::user), roles(entity, row.id, row.values)};
    // Given once: its place under a parent, and its number.
    const bool is_fixed = &field == entity.parent || &field == entity.number;
    if (is_fixed || !sync::may_change_field(sight_.catalogue, sight_.screen, row, field, writer)) {
        return right_error(entity, field.name);
    }
    const sync::RowPointer governing = sync::governing_row(sight_.catalogue, sight_.screen, row);
    const bool governs_itself = governing != nullptr && governing->key() == row.key();
    return frozen(governing.get(), sync::editable_states(entity, &field, governs_itself),
                  std::string(entity.name) + "." + std::string(field.name));
}

std::optional<Error> Viewer::objection_to_children(const sync::RowState& parent,
                                                   const EntitySpec& child) {
    sync::RowState row;
    row.entity = child.id;
    row.values.set(child.parent->id, parent.id);
    const EntitySpec& entity = sight_.catalogue.at(parent.entity);
    const sync::Writer writer{sight_.settings.id(setting::user),
                              roles(entity, parent.id, parent.values)};
    if (!sync::may_write_row(sight_.catalogue, sight_.screen, row, writer)) {
        return right_error(child);
    }
    const sync::RowPointer governing = sync::governing_row(sight_.catalogue, sight_.screen, row);
    return frozen(governing.get(), sync::editable_states(child, nullptr, false),
                  std::string(child.name));
}

}  // namespace branchline::desk
