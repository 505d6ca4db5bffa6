// Who may speak: the challenge of a connection, logging in with a device's key, registering a
// device with a one-time code (SYNC 1.2, 4.3). Inside the hub's transaction.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "hub/ledger.h"
#include "hub/people.h"
#include "sync/message.h"

namespace branchline::hub {

// A connection before login.
struct Visitor {
    Id nonce;
    Bytes exporter;  // of the TLS channel
};

struct Admitted {
    DeviceId device;
    UserId user;
    bool revoked = false;  // may hand over its outbox, nothing else
    bool wipe = false;
};

class Admission {
  public:
    Admission(HubTables& tables, Ledger& ledger, HubClock& clock, Random& random)
        : tables_(tables), ledger_(ledger), clock_(clock), random_(random) {}

    sync::Challenge challenge(Visitor& visitor);
    Result<Admitted> log_in(const Visitor& visitor, const sync::Login& login);
    // Enrolled with the new device, or why not. Wrong codes are counted: guessing costs time.
    Result<sync::Enrolled> enroll(const Visitor& visitor, const sync::Enroll& enroll);
    // How the device stands now.
    [[nodiscard]] Admitted standing(const store::Registration& registration) const;

    static constexpr std::int64_t retry_after_ms = 60'000;

  private:
    bool may_try_code();
    Result<store::EnrolmentCode> open_code(const Id& code, std::int64_t now_ms) const;

    HubTables& tables_;
    Ledger& ledger_;
    HubClock& clock_;
    Random& random_;
    std::int64_t wrong_codes_ = 0;
    std::int64_t counted_since_ms_ = 0;
};

}  // namespace branchline::hub
