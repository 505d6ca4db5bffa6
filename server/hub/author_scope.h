// Which rows the author of a group may name in a reference (SYNC 3.8): those that he sees, that he
// saw when he made it, or that he is shown as a card. On the thread of the database, inside its
// transaction.
#pragma once

#include <cstdint>
#include <map>

#include "hub/hub_tables.h"
#include "sync/bucket_rules.h"
#include "sync/group.h"

namespace branchline::hub {

class AuthorScope {
  public:
    AuthorScope(HubTables& tables, sync::State& state);

    // `corrected_ms`: of the group. Rows that the group itself inserts are not asked about.
    bool knows(const sync::Group& group, const sync::RowKey& key, std::int64_t corrected_ms);

    // After each transaction: who holds what may have changed with it.
    void forget() { holdings_.clear(); }

  private:
    const sync::Holdings& holdings_of(const sync::Group& group);
    bool sees(const sync::Holdings& holdings, const sync::RowState& row);
    bool saw(const sync::Holdings& holdings, const UserId& user, const sync::RowState& row,
             std::int64_t ms);
    bool has_card(const sync::Holdings& holdings, const sync::RowKey& key);

    HubTables& tables_;
    sync::State& state_;
    sync::Shares shares_;
    sync::BucketRules rules_;
    std::map<DeviceId, sync::Holdings> holdings_;
};

}  // namespace branchline::hub
