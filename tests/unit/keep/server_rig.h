// A server's data directory with a company in it, opened as the server opens it.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "base/platform.h"
#include "base/self_run.h"
#include "domain/catalogue.h"
#include "hub/admin.h"
#include "hub/heal.h"
#include "hub/hub_core.h"
#include "hub/hub_setup.h"
#include "hub/overview.h"
#include "keep/backup.h"
#include "keep/data_files.h"
#include "keep/restore.h"
#include "keys/authority.h"
#include "keys/test_clock.h"

namespace branchline::keep {

class ServerRig {
  public:
    explicit ServerRig(const std::string& company = "Test Logistics")
        : directory(base.file("server")) {
        REQUIRE(make_directory(directory, true).has_value());
        REQUIRE(keys::Authority::create(directory, clock).has_value());
        open();
        REQUIRE(hub::init_hub(*database, domain::catalogue(), {company, 480}, clock, random)
                    .has_value());
        start();
    }

    void open() {
        database.emplace(store::Database::open(path_in(directory, file::store)));
        hub::prepare_hub(*database, domain::catalogue());
    }

    void start() {
        core = std::make_unique<hub::HubCore>(domain::catalogue(), *database, clock, random);
        admin = std::make_unique<hub::Admin>(*core, *database, domain::catalogue(), clock, random);
    }

    void stop() {
        admin.reset();
        core.reset();
        database.reset();
    }

    [[nodiscard]] std::string file_at(const std::string& name) const { return base.file(name); }

    Result<ArchiveHead> back_up(const std::string& path) {
        Backup backup(directory, *database, *core, path);
        while (!backup.step()) {
        }
        return backup.finish(clock);
    }

    Result<Restored> put_back(const std::string& path) {
        return restore(path, directory, domain::catalogue(), clock);
    }

    std::size_t branches() {
        return hub::Overview(*database, domain::catalogue()).branches().size();
    }

    TestClock clock;
    SeededRandom random{3};
    TemporaryDirectory base;
    std::string directory;
    std::optional<store::Database> database;
    std::unique_ptr<hub::HubCore> core;
    std::unique_ptr<hub::Admin> admin;
};

inline void put(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

}  // namespace branchline::keep
