// Which copy of a profile speaks (SYNC 5.7, CATCHUP B): session tokens tell a desk that lost an
// answer from one that was restored or copied. And the device codes that its business numbers
// carry, one for each incarnation. Inside the hub's transaction.
#pragma once

#include <string>

#include "base/random.h"
#include "hub/hub_tables.h"
#include "sync/message.h"

namespace branchline::hub {

struct TokenAnswer {
    bool new_incarnation = false;  // this copy is old
    bool two_live_copies = false;
    Id confirm;
};

class TokenRule {
  public:
    TokenRule(HubTables& tables, Random& random) : tables_(tables), random_(random) {}

    // Takes the token of a Hello and remembers the desk's clock. The incarnation exists afterwards.
    TokenAnswer meet(const sync::Hello& hello, std::int64_t now_ms);
    [[nodiscard]] std::string code_of(const DeviceId& device, const Id& incarnation) const;

  private:
    store::Incarnation begin(const sync::Hello& hello, std::int64_t now_ms);
    std::string new_code();

    HubTables& tables_;
    Random& random_;
};

// The hub's own code, for numbers that it gives away itself (SYNC 3.6).
inline constexpr std::string_view hub_code = "H0";

}  // namespace branchline::hub
