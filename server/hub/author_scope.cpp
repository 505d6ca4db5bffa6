#include "hub/author_scope.h"

#include <algorithm>

#include "sync/cards.h"

namespace branchline::hub {

AuthorScope::AuthorScope(HubTables& tables, sync::State& state)
    : tables_(tables),
      state_(state),
      shares_(tables.catalogue, state),
      rules_(tables.catalogue, state, &shares_) {}

const sync::Holdings& AuthorScope::holdings_of(const sync::Group& group) {
    auto at = holdings_.find(group.device);
    if (at == holdings_.end()) {
        const auto held = tables_.scopes.of(group.device);
        at = holdings_.emplace(group.device, sync::Holdings(group.user, held)).first;
    }
    return at->second;
}

bool AuthorScope::knows(const sync::Group& group, const sync::RowKey& key,
                        std::int64_t corrected_ms) {
    const sync::RowPointer row = state_.row(key);
    if (row == nullptr) return false;
    const sync::Holdings& holdings = holdings_of(group);
    return sees(holdings, *row) || saw(holdings, group.user, *row, corrected_ms) ||
           has_card(holdings, key);
}

bool AuthorScope::sees(const sync::Holdings& holdings, const sync::RowState& row) {
    return rules_.reading(holdings, row) != 0;
}

// It was handed over, or its share taken back, before his change came here.
bool AuthorScope::saw(const sync::Holdings& holdings, const UserId& user, const sync::RowState& row,
                      std::int64_t ms) {
    const schema::EntitySpec& entity = tables_.catalogue.at(row.entity);
    const auto* holder = sync::holder_entity(tables_.catalogue, row.entity, row.values);
    auto left = tables_.buckets.branches_left({row.entity, row.id}, ms);
    for (const RowId& branch : shares_.taken_back_since(row, ms)) left.push_back(branch);
    return std::ranges::any_of(left, [&](const RowId& branch) {
        return holdings.reading(entity, holder, branch) != 0 ||
               holdings.reading(entity, holder, sync::assigned_bucket(user, branch)) != 0;
    });
}

// Something that he sees refers to it, or hangs on it and is shown to him as a card itself.
bool AuthorScope::has_card(const sync::Holdings& holdings, const sync::RowKey& key) {
    for (const auto& [entity, field] : sync::fields_naming(tables_.catalogue, key.entity)) {
        const bool up = field == entity->parent || field == entity->follows;
        for (const RowId& id : state_.referring(entity->id, field->id, key.row)) {
            const sync::RowPointer row = state_.row({entity->id, id});
            if (row == nullptr) continue;
            if (sees(holdings, *row) || (up && has_card(holdings, row->key()))) return true;
        }
    }
    return false;
}

}  // namespace branchline::hub
