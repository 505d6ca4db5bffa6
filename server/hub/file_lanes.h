// The hub's end of the two lanes of bytes (SYNC 6.5): takes what a desk brings, gives what it asks
// for. Nothing is kept between two messages, each says where it stands; so a lane that was cut goes
// on in any later session. Inside the hub's transaction.
#pragma once

#include "hub/admission.h"
#include "hub/hub_tables.h"
#include "sync/message.h"

namespace branchline::hub {

// Does any attachment name it?
bool is_named(const HubTables& tables, const Digest& file);

class FileLanes {
  public:
    explicit FileLanes(HubTables& tables) : tables_(tables) {}

    [[nodiscard]] sync::FileState take(const Admitted& who, const sync::FileOffer& offer);
    [[nodiscard]] sync::FileState take(const Admitted& who, const sync::FilePiece& piece);
    [[nodiscard]] sync::FilePiece give(const Admitted& who, const sync::FileWant& want);

    // The one place that decides who reads the bytes of a file: whoever holds an attachment that
    // names it, and may read the record on which that hangs. To others it does not exist.
    [[nodiscard]] bool may_fetch(const Admitted& who, const Digest& file) const;

  private:
    // Also its author, wherever the record has gone meanwhile.
    [[nodiscard]] bool may_bring(const Admitted& who, const Digest& file) const;
    [[nodiscard]] std::vector<store::StoredRow> attachments_with(const Digest& file) const;
    [[nodiscard]] sync::FileState state_of(const store::DepotFile& file) const;
    void give_bytes(store::DepotFile& file, const sync::FileWant& want, sync::FilePiece& piece);

    HubTables& tables_;
};

}  // namespace branchline::hub
