// A backup of a server that goes on serving: its store as of one moment, and the authority that its
// desks know it by. One file (archive.h), in its place only when it is durable. On the thread of
// the database.
#pragma once

#include <memory>
#include <string>

#include "hub/hub_core.h"
#include "keep/archive.h"
#include "store/online_copy.h"

namespace branchline::keep {

class Backup {
  public:
    // `directory` is the server's, `database` its store, which `core` writes. Throws Failure.
    Backup(std::string directory, store::Database& database, hub::HubCore& core, std::string path);
    ~Backup();

    // A bounded part of the copying; serving may go on between two calls. True: finish() is next.
    bool step(int pages_most = 256);
    // Puts the file in its place, and lets the hub remember how far back it may be restored.
    Result<ArchiveHead> finish(const Clock& clock);

  private:
    [[nodiscard]] std::string copy_path() const { return path_ + ".copying"; }

    std::string directory_;
    store::Database& database_;
    hub::HubCore& core_;
    std::string path_;
    std::unique_ptr<store::OnlineCopy> copy_;
};

}  // namespace branchline::keep
