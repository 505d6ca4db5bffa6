// Whole rows for a desk, as they are at the head of the log (SYNC 5.4): those that have come into
// its sight, those it asks for, stretches of a bucket that is new to it; and cards of what is
// referred to without being held (SYNC 4.2). Read in the transaction of the page they go with.
#pragma once

#include <set>
#include <vector>

#include "hub/device_view.h"
#include "sync/strip.h"

namespace branchline::hub {

class RowBringer {
  public:
    RowBringer(HubTables& tables, const DeviceView& view) : tables_(tables), view_(view) {}

    // The row, or that it is out of sight.
    void bring(const sync::RowKey& key);
    // The rows of the stretch from behind `asked.after` on, until this many bytes are brought.
    sync::Stretch bring(const sync::Stretch& asked, std::size_t budget);
    void show_referred(const schema::EntitySpec& entity, const schema::Record& values);
    // What the row inherits its place from.
    void show_followed(const sync::RowKey& key);

    [[nodiscard]] std::size_t bytes() const { return bytes_; }

    [[nodiscard]] std::size_t memory() const { return memory_; }

    std::vector<sync::Entry> take(std::int64_t seq);

  private:
    void put(sync::RowState row, schema::RoleMask roles);
    void add_origins(const sync::RowState& row);
    void add_origin(const OriginId& origin);
    void show(const sync::RowKey& key);
    void show_deleted_holder(const sync::RowState& row);
    bool show_deleted(const sync::RowKey& key);
    void put_card(const store::StoredRow& stored);

    HubTables& tables_;
    const DeviceView& view_;
    std::set<sync::RowKey> brought_;
    std::set<sync::RowKey> shown_;
    std::set<OriginId> named_;
    sync::Entry whole_;
    sync::Entry cards_;
    sync::Entry gone_;
    std::size_t bytes_ = 0;
    std::size_t memory_ = 0;
};

}  // namespace branchline::hub
