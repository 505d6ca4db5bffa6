// An entry of the log as one device may see it at this moment (SYNC 4.1): what it reads now of the
// rows that it held before, that a row has come into its sight or left it, a header of what it
// wrote itself, or nothing. Never anything of a row that it may not see. On the thread of the
// database.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "hub/device_view.h"
#include "sync/message.h"

namespace branchline::hub {

struct PageRequest;

class EntryMaker {
  public:
    EntryMaker(HubTables& tables, const DeviceView& view, const PageRequest& request)
        : tables_(tables), view_(view), request_(request) {}

    std::optional<sync::Entry> entry_for(const store::LogRow& row);

    // Rows in sight that this entry has moved without touching them: what they follow is elsewhere
    // now, so that its card has to be sent again.
    std::vector<sync::RowKey> take_moved() { return std::exchange(moved_, {}); }

  private:
    // What an entry means for a row, to this device.
    enum class Means : std::uint8_t { nothing, change, enter, leave };

    Means meaning(const sync::RowKey& key, const store::LogRow& row, bool inserted, bool undeleted);
    std::optional<sync::Entry> changes_of(const store::LogRow& row, sync::Entry entry);
    [[nodiscard]] bool may_be_header(const store::LogRow& row,
                                     const std::vector<sync::Effect>& effects,
                                     const sync::Entry& entry) const;

    HubTables& tables_;
    const DeviceView& view_;
    const PageRequest& request_;
    std::vector<sync::RowKey> moved_;
};

// Are the effects just what the group says, so that its author can tell them himself?
bool taken_as_sent(const schema::Catalogue& catalogue, const sync::Group& group,
                   const std::vector<sync::Effect>& effects);

}  // namespace branchline::hub
