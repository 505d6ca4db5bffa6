// The horizon of the log (SYNC 5.5): what lies at or below it leaves the sync path for the archive,
// and rows that were deleted below it go for good. In small steps, each in a transaction of the hub
// and complete in itself: serving goes on between them, and it does not matter where they end. Once
// a day by itself, or when the operator asks. On the thread of the database.
#pragma once

#include <cstdint>
#include <vector>

#include "hub/horizon.h"
#include "hub/ledger.h"

namespace branchline::hub {

inline constexpr std::int64_t log_keep_days_default = 30;
// For how long a desk may stay away and find the log as it left it.
inline constexpr std::int64_t lease_days = 14;

class Compaction {
  public:
    Compaction(HubTables& tables, Ledger& ledger, HubClock& clock)
        : tables_(tables), ledger_(ledger), clock_(clock) {}

    // A step of the daily run, if one is due.
    void tick();

    // Begins a run to the newest horizon that is allowed, or to this one if it is below.
    void begin(std::int64_t most);
    // A step of the run. False: it has come to its end.
    bool step();

    [[nodiscard]] HorizonLimit limit() const;

    [[nodiscard]] std::int64_t rows_dropped() const { return rows_dropped_; }

  private:
    [[nodiscard]] bool archive_next();
    [[nodiscard]] bool drop_next();
    [[nodiscard]] std::int64_t drop_deleted_by(std::int64_t origin);
    [[nodiscard]] bool is_needed(const std::vector<store::TombstoneKey>& family) const;

    HubTables& tables_;
    Ledger& ledger_;
    HubClock& clock_;
    bool running_ = false;
    std::int64_t most_ = 0;             // of this run
    std::int64_t looked_at_ = 0;        // the origin whose deletion was looked at last
    std::int64_t dropped_in_pass_ = 0;  // what refers to something goes before it
    std::int64_t rows_dropped_ = 0;
};

std::int64_t log_keep_days(const store::HubFacts& facts);
// Refuses what is no number of days from 0 to ten years.
Status keep_log_for(store::Database& database, std::int64_t days);

}  // namespace branchline::hub
