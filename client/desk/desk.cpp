#include "desk/desk.h"

#include <algorithm>

#include "base/civil.h"
#include "desk/list_orders.h"
#include "desk/wiping.h"
#include "domain/grants.h"
#include "schema/validate.h"
#include "store/search.h"

namespace branchline::desk {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;

constexpr std::size_t counter_digits = 5;
// Some ten milliseconds of work each.
constexpr std::size_t rows_to_settle = 500;
constexpr std::uint64_t changes_a_checkpoint = 2'000;

std::string command_name(const EntitySpec& entity, std::string_view what) {
    return std::string(entity.name) + "." + std::string(what);
}

Error field_error(Code code, const EntitySpec& entity, const FieldSpec& field,
                  std::string detail = {}) {
    std::string name(field.name);
    return {code, std::string(entity.name) + "." + name, std::move(detail), {name}};
}

const FieldSpec* reference_to(const EntitySpec& entity, std::string_view name) {
    const FieldSpec* field = entity.field(name);
    return field != nullptr && field->kind == schema::Kind::ref && field->is_written_by_desks()
               ? field
               : nullptr;
}

std::string padded(std::int64_t counter) {
    std::string digits = std::to_string(counter);
    if (digits.size() < counter_digits) digits.insert(0, counter_digits - digits.size(), '0');
    return digits;
}

}  // namespace

Desk::Desk(Replica& replica) : replica_(replica), viewer_(replica.sight()), files_(replica) {}

Result<sync::RowKey> Desk::find(const EntitySpec& entity, std::string_view text) {
    auto found = lookup().find(entity, text);
    if (!found) return refuse(found.error());
    return sync::RowKey{entity.id, *found};
}

Result<RowId> Desk::own_branch() {
    const domain::GrantNumbers numbers;
    const UserId user = replica_.identity().user;
    RowId only;
    for (const RowId& id : replica_.rows().referring(numbers.grant, numbers.user, user)) {
        const auto grant = replica_.rows().get(numbers.grant, id);
        if (!grant || grant->deleted || grant->values.integer(numbers.archived) != 0) continue;
        const RowId branch = grant->values.id(numbers.branch);
        if (branch.is_null() || branch == only) continue;
        if (!only.is_null()) return refuse(Code::required, "branch");
        only = branch;
    }
    if (only.is_null()) return refuse(Code::required, "branch");
    return only;
}

// A child belongs where its parent does; a follower of somebody without a branch of his own where
// the customer does.
Result<RowId> Desk::branch_for(const EntitySpec& entity, const schema::Record& values,
                               const schema::Record* parent) {
    if (parent != nullptr) {
        const EntitySpec& owner = *catalogue().entity(entity.parent->target);
        if (const FieldSpec* branch = owner.field("branch")) {
            if (const RowId id = parent->id(branch->id); !id.is_null()) return id;
        }
    }
    auto own = own_branch();
    if (own || entity.follows == nullptr) return own;
    const EntitySpec& leader = *catalogue().entity(entity.follows->target);
    const auto row = replica_.rows().get(leader.id, values.id(entity.follows->id));
    const FieldSpec* branch = leader.field("branch");
    if (row && branch != nullptr && !row->values.id(branch->id).is_null()) {
        return row->values.id(branch->id);
    }
    return own;
}

// What a new row has before anybody else looks at it: defaults, and nothing that is not its
// author's to give.
Status Desk::prepare(const EntitySpec& entity, schema::Record& values,
                     const schema::Record* parent) {
    if (entity.server_only) return refuse(Code::right, std::string(entity.name));
    for (const auto& [id, value] : values) {
        const FieldSpec* field = entity.field(id);
        if (field == nullptr) return refuse(Code::unknown_field, std::string(entity.name));
        if (field == entity.machine || !field->is_written_by_desks()) {
            return refuse(field_error(Code::right, entity, *field));
        }
    }
    for (const FieldSpec* field : entity.fields) {
        if (field->initial && values.find(field->id) == nullptr) {
            values.set(field->id, *field->initial);
        }
    }
    if (const FieldSpec* owner = reference_to(entity, "owner")) {
        if (values.id(owner->id).is_null()) values.set(owner->id, replica_.identity().user);
    }
    const FieldSpec* branch = reference_to(entity, "branch");
    const bool placed = branch == nullptr || !values.id(branch->id).is_null();
    if (!placed && entity.scope != schema::Scope::all) {
        auto own = branch_for(entity, values, parent);
        if (!own) return refuse(field_error(own.error().code, entity, *branch));
        values.set(branch->id, *own);
    }
    Error missing{Code::required, std::string(entity.name), {}, {}};
    for (const FieldSpec* field : entity.fields) {
        const bool given = field == entity.number || schema::is_filled(values.find(field->id));
        if (field->required && !given) missing.fields.emplace_back(field->name);
    }
    if (!missing.fields.empty()) return refuse(std::move(missing));
    return {};
}

// SYNC 3.6: branch, month, device code, the desk's own counter. Numbers that a file brought along
// are passed over.
Status Desk::give_number(const EntitySpec& entity, schema::Record& values) {
    if (entity.number == nullptr) return {};
    const schema::FieldId field = entity.number->id;
    const auto is_taken = [&](const std::string& number) {
        return !replica_.rows()
                    .with_key(entity.id, field, schema::comparison_key(*entity.number, number), 1)
                    .empty();
    };
    if (!values.text(field).empty()) {
        if (!is_taken(values.text(field))) return {};
        return refuse(
            field_error(Code::duplicate_number, entity, *entity.number, values.text(field)));
    }
    store::Settings& settings = replica_.settings();
    const auto code = settings.get(setting::device_code);
    if (!code || code->empty()) {
        return refuse(Error{Code::offline,
                            std::string(entity.name) + ".number",
                            "no device code yet: sync once",
                            {}});
    }
    const EntitySpec& branches = *catalogue().entity("branch");
    const FieldSpec* branch = entity.field("branch");
    const auto row =
        replica_.rows().get(branches.id, branch == nullptr ? RowId{} : values.id(branch->id));
    if (!row) return refuse(field_error(Code::reference, entity, *branch));
    const std::string prefix = row->values.text(branches.field("code")->id) + "-" +
                               format_yymm(replica_.fold_time().today) + "-" + *code + "-";
    std::int64_t counter = settings.integer(setting::number_counter);
    std::string number;
    do {
        number = prefix + padded(++counter);
    } while (is_taken(number));
    settings.put_integer(setting::number_counter, counter);
    values.set(field, number);
    return {};
}

// Children are shown by id. Those of one save are made within a millisecond, so that chance would
// shuffle the lines that somebody has typed.
std::vector<RowId> Desk::new_child_ids(std::size_t count) {
    std::vector<RowId> ids(count);
    for (RowId& id : ids) id = new_row_id(replica_.clock(), replica_.random());
    std::ranges::sort(ids);
    return ids;
}

Status Desk::add_children(sync::Composer& composer, const sync::RowKey& parent,
                          const schema::Record& parent_values, std::vector<ChildEdit>& children) {
    const auto is_new = [](const ChildEdit& child) { return !child.id; };
    const std::vector<RowId> ids =
        new_child_ids(static_cast<std::size_t>(std::ranges::count_if(children, is_new)));
    auto next_id = ids.begin();
    for (ChildEdit& child : children) {
        const EntitySpec& entity = *child.entity;
        if (entity.parent == nullptr ||
            catalogue().entity(entity.parent->target)->id != parent.entity) {
            return refuse(Code::reference, std::string(entity.name));
        }
        if (child.id && child.erase) {
            if (Status gone = composer.erase({entity.id, *child.id}); !gone) return gone;
            continue;
        }
        if (child.id) {
            if (Status set = composer.set({entity.id, *child.id}, child.values); !set) return set;
            continue;
        }
        child.values.set(entity.parent->id, parent.row);
        if (Status ready = prepare(entity, child.values, &parent_values); !ready) return ready;
        if (Status added = composer.insert(entity.id, *next_id++, child.values); !added) {
            return added;
        }
    }
    return {};
}

Result<Done> Desk::commit(sync::Composer& composer, const sync::RowKey& key,
                          const std::string& command, const CommitOptions& options) {
    auto committed = replica_.commit(composer, command, options);
    if (!committed) return refuse(in_words(committed.error()));
    return Done{key.row, committed->op};
}

Result<Created> Desk::create(const EntitySpec& entity, schema::Record values,
                             std::vector<ChildEdit> children, const CommitOptions& options,
                             const RowId& as) {
    std::optional<schema::Record> parent;
    if (entity.parent != nullptr) {
        const EntitySpec& owner = *catalogue().entity(entity.parent->target);
        const auto row = replica_.rows().get(owner.id, values.id(entity.parent->id));
        if (row) parent = row->values;
    }
    if (Status ready = prepare(entity, values, parent ? &*parent : nullptr); !ready) {
        return refuse(ready.error());
    }
    const RowId id = as.is_null() ? new_row_id(replica_.clock(), replica_.random()) : as;
    Created created{id, {}, {}};
    // A refused row must not use up a number, also within a larger transaction.
    const std::int64_t counter = replica_.settings().integer(setting::number_counter);
    Status saved = replica_.in_one_transaction([&]() -> Status {
        Status numbered = give_number(entity, values);
        if (!numbered) return numbered;
        sync::Composer composer = replica_.compose();
        Status composed = composer.insert(entity.id, id, values);
        if (composed) composed = add_children(composer, {entity.id, id}, values, children);
        Result<Done> done = Done{};
        if (composed) {
            done = commit(composer, {entity.id, id}, command_name(entity, "create"), options);
        }
        if (composed && done) {
            created.group = done->group;
            return {};
        }
        replica_.settings().put_integer(setting::number_counter, counter);
        return composed ? refuse(done.error()) : composed;
    });
    if (!saved) return refuse(saved.error());
    if (entity.number != nullptr) created.number = values.text(entity.number->id);
    return created;
}

// A date that only goes on is set back by *correct*, which has its own right.
Status Desk::apply_values(sync::Composer& composer, const sync::RowKey& key,
                          const schema::Record& values) {
    const EntitySpec& entity = catalogue().at(key.entity);
    const sync::RowPointer row = replica_.screen().row(key);
    schema::Record plain;
    for (const auto& [id, value] : values) {
        const FieldSpec* field = entity.field(id);
        const bool goes_back = field != nullptr && row != nullptr &&
                               field->rule == schema::Rule::furthest &&
                               !schema::is_null(row->values.get(id)) && value < row->values.get(id);
        if (!goes_back) {
            plain.set(id, value);
        } else if (Status done = composer.correct(key, id, value); !done) {
            return done;
        }
    }
    return composer.set(key, plain);
}

Status Desk::apply(sync::Composer& composer, const sync::RowKey& key, const Edit& edit) {
    const EntitySpec& entity = catalogue().at(key.entity);
    if (entity.number != nullptr && edit.values.find(entity.number->id) != nullptr) {
        return refuse(field_error(Code::right, entity, *entity.number));
    }
    if (Status done = apply_values(composer, key, edit.values); !done) return done;
    for (const auto& [field, by] : edit.increased) {
        if (Status done = composer.increase(key, field, by); !done) return done;
    }
    const sync::RowPointer row = replica_.screen().row(key);
    for (const auto& [field, element] : edit.added) {
        if (row != nullptr && schema::set_contains(row->values.set_of(field), element)) continue;
        if (Status done = composer.add(key, field, element); !done) return done;
    }
    for (const auto& [field, element] : edit.removed) {
        if (row != nullptr && !schema::set_contains(row->values.set_of(field), element)) continue;
        if (Status done = composer.remove(key, field, element); !done) return done;
    }
    return {};
}

Result<Done> Desk::change(const sync::RowKey& key, const Edit& edit,
                          std::vector<ChildEdit> children, const CommitOptions& options) {
    sync::Composer composer = replica_.compose();
    if (Status done = apply(composer, key, edit); !done) return refuse(done.error());
    const sync::RowPointer row = replica_.screen().row(key);
    if (row != nullptr) {
        if (Status done = add_children(composer, key, row->values, children); !done) {
            return refuse(done.error());
        }
    }
    return commit(composer, key, command_name(catalogue().at(key.entity), "edit"), options);
}

Result<Done> Desk::step(const sync::RowKey& key, std::string_view name, const Edit& edit,
                        const CommitOptions& options) {
    sync::Composer composer = replica_.compose();
    if (Status done = apply(composer, key, edit); !done) return refuse(done.error());
    if (Status done = composer.step(key, name); !done) return refuse(done.error());
    return commit(composer, key, command_name(catalogue().at(key.entity), name), options);
}

Result<Done> Desk::erase(const sync::RowKey& key, const CommitOptions& options) {
    sync::Composer composer = replica_.compose();
    if (Status done = composer.erase(key); !done) return refuse(done.error());
    return commit(composer, key, command_name(catalogue().at(key.entity), "delete"), options);
}

bool Desk::rest() {
    const bool searched = store::settle_search(replica_.database(), catalogue(), rows_to_settle);
    const bool more = searched || files_.tidy();
    if (replica_.change_count() - checkpointed_at_ >= changes_a_checkpoint) {
        replica_.database().checkpoint();
        checkpointed_at_ = replica_.change_count();
    }
    return more || wipe_some(replica_.database());
}

store::IndexWork Desk::use_leisure(const std::function<bool()>& give_up) {
    if (replica_.is_loading()) return store::IndexWork::given_up;
    return keep_list_orders(replica_.database(), catalogue(), long_list_rows, give_up);
}

}  // namespace branchline::desk
