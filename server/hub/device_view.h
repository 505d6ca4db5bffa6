// What one device may see at this moment (SYNC 4.1): the buckets its user holds, the entries of the
// log that concern them, and what it reads of a row now and read of it before an entry. For one
// page: it does not notice changes. On the thread of the database.
#pragma once

#include <map>
#include <vector>

#include "hub/hub_tables.h"
#include "sync/bucket_rules.h"
#include "sync/message.h"

namespace branchline::hub {

class DeviceView {
  public:
    DeviceView(HubTables& tables, const DeviceId& device, const UserId& user);

    [[nodiscard]] const sync::Holdings& holdings() const { return holdings_; }

    // Roles that read the row; 0: it is out of sight, or nobody has heard of it.
    [[nodiscard]] schema::RoleMask now(const sync::RowKey& key) const;
    [[nodiscard]] schema::RoleMask before(const sync::RowKey& key, std::int64_t seq) const;

    // Entries after `after` that may concern it, ascending, at most about `limit`.
    [[nodiscard]] std::vector<std::int64_t> logs_after(std::int64_t after, std::size_t limit) const;

    [[nodiscard]] bool has_news(std::int64_t after) const { return !logs_after(after, 1).empty(); }

  private:
    [[nodiscard]] schema::RoleMask reading(const sync::RowKey& key,
                                           const std::vector<store::BucketNumber>& numbers) const;

    HubTables& tables_;
    sync::Holdings holdings_;
    std::map<store::BucketNumber, Id> held_;
    std::vector<store::BucketNumber> logs_;  // those, and that of its own entries
};

}  // namespace branchline::hub
