// What a restored hub remembers while its desks return what it lost (SYNC 5.6): which devices have
// said that they have nothing left, which groups somebody holds a verdict of, and by whose copies
// they came back. Kept until the next restore, for the report. On the thread of the database;
// writes need an open transaction.
#pragma once

#include <cstdint>
#include <string>

#include "store/sqlite.h"

namespace branchline::store {

class HealNotes {
  public:
    explicit HealNotes(Database& database) : database_(database) {}

    void clear();
    // This device holds a verdict of a group that the log lacks; known already: no change.
    void claim(const OpId& op, const DeviceId& device);
    // The group is in the log again, by the copy of this device.
    void returned(const OpId& op, const DeviceId& device);
    void reported(const DeviceId& device, std::int64_t now_ms);
    [[nodiscard]] bool has_reported(const DeviceId& device) const;

    struct Counts {
        std::int64_t returned = 0;
        std::int64_t devices = 0;  // that returned something
        std::int64_t claimed = 0;  // known only by a receipt
    };

    [[nodiscard]] Counts counts() const;

  private:
    Database& database_;
};

std::string hub_heal_ddl();

}  // namespace branchline::store
