// The collecting window of a restored hub (SYNC 5.6): from the evidence, or the tool that restored
// it, until every device of late has said that it has nothing left, fifteen minutes are over or the
// operator ends it. Meanwhile offers are collected and new groups wait. Durable: restarts and more
// evidence do not move the deadline. On the thread of the database; writes in the hub's
// transaction.
#pragma once

#include <cstdint>

#include "hub/hub_clock.h"
#include "hub/hub_tables.h"

namespace branchline::hub {

inline constexpr std::int64_t regressed_window_ms = std::int64_t{15} * 60 * 1000;
inline constexpr std::int64_t recent_devices_ms = std::int64_t{7} * 24 * 3600 * 1000;

struct HealReport {
    bool collecting = false;
    std::int64_t until_ms = 0;      // while collecting; 0: the time runs once desks are served
    std::int64_t expected = 0;      // devices that had spoken in the last seven days
    std::int64_t reported = 0;      // of those: have nothing left to return
    std::int64_t collected = 0;     // offers that wait for the end of the window
    std::int64_t unresolved = 0;    // offers that wait for what they build on, or for a person
    std::int64_t returned = 0;      // changes that are in the log again …
    std::int64_t devices = 0;       // … by so many devices
    std::int64_t receipt_only = 0;  // known only by a receipt
};

class Heal {
  public:
    Heal(HubTables& tables, HubClock& clock) : tables_(tables), clock_(clock) {}

    [[nodiscard]] bool is_open() const;
    // Of the open window.
    [[nodiscard]] std::int64_t begun_ms();
    [[nodiscard]] bool is_by_tool() const;
    void open();  // again: no change
    void close();
    // Desks are served: from now on the time runs, if it did not already.
    void serve();
    [[nodiscard]] bool is_over();

    void claim(const OpId& op, const DeviceId& device) { tables_.heal.claim(op, device); }

    void returned(const OpId& op, const DeviceId& device) { tables_.heal.returned(op, device); }

    void reported(const DeviceId& device) { tables_.heal.reported(device, clock_.now_ms()); }

  private:
    HubTables& tables_;
    HubClock& clock_;
};

HealReport heal_report(HubTables& tables);

// What `restore` does to the store that it has unpacked: the window is open, its time not yet
// running. In a transaction of its own.
void mark_restored(store::Database& database, const schema::Catalogue& catalogue);

// A backup as of this seq exists: desks keep what lies above the oldest that may still be restored,
// which is any of the last thirty days, and the last one whatever its age.
void note_backup(HubTables& tables, std::int64_t seq, std::int64_t now_ms);

}  // namespace branchline::hub
