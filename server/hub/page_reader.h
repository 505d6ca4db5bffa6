// Pages of the log for one device, as its user may see them at this moment (SYNC 4.1, 5.1). A
// deterministic object of its own, with its own database, so that it can run on a reader's thread:
// it sees what is committed and shares nothing with the writer.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_set>

#include "hub/device_view.h"
#include "hub/hub_tables.h"
#include "hub/row_bringer.h"
#include "sync/message.h"

namespace branchline::hub {

struct PageRequest {
    DeviceId device;
    UserId user;
    sync::Pull pull;
    // Ops of this device that it holds for certain: pushed or named by it in this session. Taken as
    // they were sent, they come back as a header. A restored copy does not know its own later ones.
    const std::unordered_set<OpId>* held = nullptr;
};

class PageReader {
  public:
    PageReader(store::Database& database, const schema::Catalogue& catalogue);

    // Nothing where the log does not have the cursor.
    std::optional<sync::Page> tail(const PageRequest& request);
    // Whether there is something to tell a desk that waits at this place.
    [[nodiscard]] bool has_news(const PageRequest& request);
    // A place of the log as a point, with its MAC; the root for 0.
    std::optional<sync::Point> point_at(std::int64_t seq);
    [[nodiscard]] bool has(const sync::Point& point);
    // The hashes of everything that is held, for the self-check.
    std::vector<sync::ClassHash> hashes_for(const sync::Holdings& holdings);

  private:
    // The log has the place, but no longer what came directly after it (SYNC 5.5).
    [[nodiscard]] bool is_beyond(const sync::Point& point);
    std::vector<RowId> rows_of(const sync::Stretch& stretch, std::int64_t bucket);
    std::vector<sync::PartHash> parts_of(const sync::Stretch& stretch,
                                         const sync::Holdings& holdings);

    HubTables tables_;
};

sync::Point point_of(const store::LogPoint& at);

// Are the effects just what the group says, so that its author can tell them himself?
bool taken_as_sent(const schema::Catalogue& catalogue, const sync::Group& group,
                   const std::vector<sync::Effect>& effects);

}  // namespace branchline::hub
