// What the hub writes down for those who watch over it: audit entries, each in the transaction of
// its cause. All events that are audited are named here. An entry holds names, roles and counts,
// never a secret and nothing else about a person. On the thread of the ledger.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "hub/hub_clock.h"
#include "hub/hub_tables.h"
#include "sync/grant_roles.h"
#include "sync/group.h"

namespace branchline::hub {

class Ledger;

// Choice ids of audit_entry.event.
enum class Audited : std::uint8_t {
    enrolled = 1,
    device_revoked = 2,
    device_wiped = 3,
    user_added = 4,
    role_changed = 5,
    user_disabled = 6,
    branch_added = 7,
    backup_made = 8,
    restored = 9,
    heal_begun = 10,
    heal_ended = 11,
    courier_taken = 12,
    login_refused = 13,
    two_live_copies = 14,
};

struct AuditNote {
    Audited event{};
    UserId user;      // who acted; null: the operator at the machine, or the hub by itself
    DeviceId device;  // where from
    sync::RowKey about;
    RowId branch;  // whose manager may read it
    std::string detail;
    std::int64_t at_ms = 0;
};

// For the group that is the cause itself.
sync::Change audit_change(const AuditNote& note, Random& random);

// The branch somebody works in; null where there is not exactly one: that is for the company.
RowId home_branch(const std::vector<sync::Grant>& grants);

// What has no group of its own.
class Audit {
  public:
    Audit(HubTables& tables, Ledger& ledger, HubClock& clock, Random& random)
        : tables_(tables), ledger_(ledger), clock_(clock), random_(random) {}

    void backup_made(std::int64_t seq);
    // The collecting after a restore is over; a new epoch has begun.
    void healed(std::int64_t begun_ms, bool by_tool);
    void courier_taken(const UserId& user, const DeviceId& device, std::int64_t groups,
                       std::int64_t rejected);
    // At most once a minute and user; one for all whom nobody knows.
    void login_refused(const UserId& user, const DeviceId& device, Code why);
    void two_live_copies(const UserId& user, const DeviceId& device);

    static constexpr std::int64_t refusals_gap_ms = 60'000;

  private:
    AuditNote note(Audited event, const UserId& user, const DeviceId& device);
    void write(std::vector<AuditNote> notes);

    HubTables& tables_;
    Ledger& ledger_;
    HubClock& clock_;
    Random& random_;
    std::map<UserId, std::int64_t> refused_ms_;
};

}  // namespace branchline::hub
