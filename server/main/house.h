// The data directory opened by the one process that holds its lock: store, authority for TLS, and
// the hub over them. On one thread.
#pragma once

#include <memory>
#include <string>

#include "base/platform.h"
#include "hub/admin.h"
#include "hub/hub_core.h"
#include "keys/authority.h"
#include "store/sqlite.h"

namespace branchline::server {

class House {
  public:
    // not_found where no company was initialised.
    static Result<std::unique_ptr<House>> open(const std::string& directory);
    // A new company: store, keys, first administrator.
    static Result<std::unique_ptr<House>> create(const std::string& directory,
                                                 const std::string& company,
                                                 std::int64_t offset_minutes);

    [[nodiscard]] hub::HubCore& core() { return *core_; }

    [[nodiscard]] hub::Admin& admin() { return *admin_; }

    [[nodiscard]] store::Database& database() { return database_; }

    [[nodiscard]] const keys::Authority& authority() const { return authority_; }

    [[nodiscard]] const Clock& clock() const { return clock_; }

    [[nodiscard]] const std::string& directory() const { return directory_; }

    // Where desks are told to find the server: as it last listened.
    [[nodiscard]] std::string address() const;
    void remember_address(const std::string& host_and_port) const;

  private:
    House(std::string directory, store::Database database, keys::Authority authority);
    void start();

    std::string directory_;
    SystemClock clock_;
    SystemRandom random_;
    store::Database database_;
    keys::Authority authority_;
    std::unique_ptr<hub::HubCore> core_;
    std::unique_ptr<hub::Admin> admin_;
};

}  // namespace branchline::server
