// Bytes of files that no attachment names any more: they stay as long as a backup that still names
// them may be restored, or the deletion undone, and then they go. Once a day, a few files at every
// tick. Inside the hub's transaction.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "hub/hub_clock.h"
#include "hub/hub_tables.h"

namespace branchline::hub {

inline constexpr std::int64_t file_keep_days_default = 30;

class FileUpkeep {
  public:
    FileUpkeep(HubTables& tables, HubClock& clock) : tables_(tables), clock_(clock) {}

    void tick();

  private:
    // True: it is gone.
    bool look(store::DepotFile& file, std::int64_t now_ms);

    HubTables& tables_;
    HubClock& clock_;
    std::int64_t next_ = 0;  // the file looked at last; 0: none today
};

// For how long, from the day on which the last attachment that names them was found deleted.
std::int64_t file_keep_days(const store::HubFacts& facts);
// Refuses what is no number of days from 1 to ten years.
Status keep_files_for(store::Database& database, std::int64_t days);

}  // namespace branchline::hub
