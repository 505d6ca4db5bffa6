// Courier files at the hub (SYNC 6.4): a desk's Hello without token, its groups and offers in; what
// an online session would have answered out, sealed for that desk. Any order, twice, late: a file
// is judged by what it says, never by when it comes. Inside the hub's transaction.
#pragma once

#include <unordered_set>
#include <vector>

#include "hub/admission.h"
#include "hub/handshake.h"
#include "hub/hub_core.h"
#include "keys/sealed_file.h"

namespace branchline::hub {

// The hub's key for courier files, derived from the key that is in every backup.
keys::DeviceKey courier_key(const HubTables& tables);

class Courier {
  public:
    Courier(HubTables& tables, Ledger& ledger, const Seal& seal, HubClock& clock, Random& random);

    // not_enrolled · revoked · damaged · bad_frame … : then nothing of it was taken.
    Result<CourierTaken> take(BytesView file);

  private:
    struct Content {
        sync::Hello hello;
        std::vector<sync::Pull> pulls;  // the first goes on in the log, each asks for a stretch
        std::vector<sync::Push> pushes;
        std::vector<sync::Page> pages;
    };

    // Whom a reply is for, and what he has without its content being told to him.
    struct Told {
        Admitted who;
        std::unordered_set<OpId> held;
        std::vector<sync::Stretch> missing;  // after a page that makes him begin anew
    };

    static Result<Content> read(BytesView frames);
    [[nodiscard]] Status check_authors(const Content& content, const Admitted& who) const;
    sync::Receipts take_groups(const Content& content, const Admitted& who, sync::HubStatus status);
    void append_pages(const Content& content, const Admitted& who, Bytes& frames);
    bool append_page(sync::Pull& pull, Told& told, Bytes& frames);

    HubTables& tables_;
    Ledger& ledger_;
    const Seal& seal_;
    HubClock& clock_;
    Random& random_;
    PageReader reader_;
    Admission admission_;
    Handshake handshake_;
};

}  // namespace branchline::hub
