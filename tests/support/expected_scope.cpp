#include "support/expected_scope.h"

#include <algorithm>

namespace branchline::test {

namespace {

// Where a row belongs. Null stands for the company as a whole.
struct Home {
    bool everybody = false;
    std::set<RowId> branches;
    std::set<std::pair<UserId, RowId>> people;  // and the branch in which it is theirs
};

sync::RowPointer followed(const schema::Catalogue& catalogue, sync::State& state,
                          const sync::RowState& row, const schema::FieldSpec* field) {
    if (field == nullptr || row.values.id(field->id).is_null()) return nullptr;
    return state.row({catalogue.entity(field->target)->id, row.values.id(field->id)});
}

// Whoever works in a branch that a row was shared with has it as those of its own branch do.
void add_shares(const schema::Catalogue& catalogue, sync::State& state, const sync::RowState& row,
                Home& home) {
    for (const schema::EntitySpec* sharing : catalogue.entities()) {
        if (sharing->shares == nullptr) continue;
        if (catalogue.entity(sharing->parent->target)->id != row.entity) continue;
        for (const RowId& id : state.referring(sharing->id, sharing->parent->id, row.id)) {
            const auto share = state.row({sharing->id, id});
            if (share == nullptr || share->deleted()) continue;
            home.branches.insert(share->values.id(sharing->shares->id));
        }
    }
}

void find_home(const schema::Catalogue& catalogue, sync::State& state, const sync::RowState& row,
               Home& home) {
    const schema::EntitySpec& entity = catalogue.at(row.entity);
    if (entity.parent != nullptr) {
        const auto parent = followed(catalogue, state, row, entity.parent);
        if (parent != nullptr) find_home(catalogue, state, *parent, home);
        return;
    }
    // A file is where the record is that it hangs on.
    if (entity.holder != nullptr) {
        const schema::Value& about = row.values.get(entity.holder->id);
        const auto* record = std::get_if<schema::AnyRef>(&about);
        const auto found = record == nullptr ? nullptr : state.row({record->entity, record->row});
        if (found != nullptr) find_home(catalogue, state, *found, home);
        return;
    }
    if (const auto leader = followed(catalogue, state, row, entity.follows)) {
        find_home(catalogue, state, *leader, home);
    }
    RowId branch;
    const bool for_all = entity.scope == schema::Scope::all;
    if (for_all) {
        home.everybody = true;
    } else {
        if (const auto* field = entity.field("branch")) branch = row.values.id(field->id);
        home.branches.insert(branch);
    }
    add_shares(catalogue, state, row, home);
    for (const schema::FieldSpec* field : entity.assigned) {
        const UserId user = row.values.id(field->id);
        if (!user.is_null()) home.people.emplace(user, branch);
    }
}

}  // namespace

schema::RoleMask readers_of(const schema::Catalogue& catalogue, sync::State& state,
                            const sync::RowState& row, const UserId& user) {
    Home home;
    find_home(catalogue, state, row, home);
    // A file is read by whoever reads the record that it hangs on.
    const schema::EntitySpec& entity = catalogue.at(row.entity);
    std::vector<const schema::Rights*> needed{&entity.rights};
    if (entity.holder != nullptr) {
        const schema::Value& about = row.values.get(entity.holder->id);
        const auto* record = std::get_if<schema::AnyRef>(&about);
        if (record != nullptr) needed.push_back(&catalogue.at(record->entity).rights);
    }
    // Roles that are not bound to a branch: those he has in one that does not exist.
    const schema::RoleMask wide = state.roles(user, RowId{1, 1});
    schema::RoleMask readers = 0;
    const auto add = [&](schema::RoleMask roles, bool own) {
        const bool all = std::ranges::all_of(needed, [&](const schema::Rights* rights) {
            return (roles & (rights->read | (own ? rights->read_assigned : 0))) != 0;
        });
        if (all) readers |= roles;
    };
    if (home.everybody) add(state.roles(user, {}), false);
    for (const RowId& branch : home.branches) {
        add(branch.is_null() ? wide : state.roles(user, branch), false);
    }
    for (const auto& [person, branch] : home.people) {
        if (person == user) add(state.roles(user, branch), true);
    }
    return readers;
}

bool reads_field(const schema::FieldSpec& field, schema::RoleMask roles) {
    return (field.readers & roles) != 0;
}

bool is_on_card(const schema::EntitySpec& entity, const schema::FieldSpec& field) {
    const bool places = field.name == "branch" || &field == entity.parent ||
                        &field == entity.follows ||
                        std::ranges::find(entity.assigned, &field) != entity.assigned.end();
    const bool names = field.is_number || field.name == "name" || field.name == "code" ||
                       field.name == "login" ||
                       (&field == entity.title && field.kind == schema::Kind::text);
    return places || names;
}

}  // namespace branchline::test
