// Hello and its answer (CATCHUP B): which copy speaks, whether the hub still has what the desk saw,
// what became of everything that the desk has a verdict for. Inside the hub's transaction.
#pragma once

#include "hub/ledger.h"
#include "hub/page_reader.h"
#include "hub/token_rule.h"

namespace branchline::hub {

class Handshake {
  public:
    Handshake(HubTables& tables, Ledger& ledger, const Seal& seal, HubClock& clock,
              PageReader& reader, Random& random)
        : tables_(tables),
          ledger_(ledger),
          seal_(seal),
          clock_(clock),
          reader_(reader),
          tokens_(tables, random) {}

    sync::HelloReply greet(const sync::Hello& hello);
    // To a device that is revoked: what it must do now.
    sync::HelloReply dismiss(const sync::Hello& hello, bool wipe);

  private:
    sync::HelloReply echo(const sync::Hello& hello);
    void meet(const sync::Hello& hello, sync::HelloReply& reply);
    bool is_evidence(const sync::Point& point) const;
    void note_foreign(const Id& epoch);
    sync::Point common_point(const sync::Hello& hello);
    sync::Answer answer_to(const sync::Receipt& known, const DeviceId& device);
    void write_code(const DeviceId& device, const std::string& code);

    HubTables& tables_;
    Ledger& ledger_;
    const Seal& seal_;
    HubClock& clock_;
    PageReader& reader_;
    TokenRule tokens_;
};

}  // namespace branchline::hub
