// What the administrator's verbs show: people, devices, figures. Reads only, of what is committed;
// on any thread with a database of its own.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hub/hub_tables.h"
#include "store/size_report.h"

namespace branchline::hub {

struct BranchLine {
    RowId id;
    std::string code;
    std::string name;
};

struct UserLine {
    UserId id;
    std::string login;
    std::string name;
    bool disabled = false;
    std::vector<std::pair<std::string, std::string>> roles;  // role, branch code ("" = everywhere)
};

struct DeviceLine {
    DeviceId id;
    std::string user;  // login
    std::string name;
    std::string code;
    std::string state;  // active, revoked, wiped
    std::int64_t enrolled_ms = 0;
    std::int64_t last_contact_ms = 0;
    std::string alert;  // "" = none
    std::int64_t quarantined = 0;
};

struct Stats {
    std::string company;
    Id installation;
    Id epoch;
    std::int64_t epochs = 0;
    std::int64_t head_seq = 0;
    bool regressed = false;
    std::int64_t regressed_until_ms = 0;
    std::int64_t deferred = 0;
    std::int64_t accepted = 0;  // groups in the log, by verdict
    std::int64_t merged = 0;
    std::int64_t rejected = 0;
    std::int64_t offers = 0;
    std::int64_t quarantined = 0;
    std::int64_t open_cases = 0;
    std::int64_t devices = 0;
    std::int64_t files = 0;       // whole or in part
    std::int64_t file_bytes = 0;  // of those here
    std::int64_t files_unnamed = 0;
    std::int64_t file_keep_days = 0;
    std::int64_t horizon = 0;  // up to here the log is archived
    std::int64_t log_keep_days = 0;
    store::SizeReport size;
    std::vector<std::pair<std::string, std::int64_t>> rows;  // entity, live rows
};

class Overview {
  public:
    Overview(store::Database& database, const schema::Catalogue& catalogue)
        : tables_(database, catalogue) {}

    std::vector<BranchLine> branches();
    std::vector<UserLine> users();      // by login
    std::vector<DeviceLine> devices();  // by id
    Stats stats();

  private:
    void count_files(Stats& stats);
    std::string login_of(const UserId& user);
    std::string branch_code_of(const RowId& branch);

    HubTables tables_;
};

struct VerifyReport {
    std::int64_t entries = 0;
    std::int64_t rows = 0;
    std::vector<std::string> findings;  // empty: sound; at most a hundred are listed

    [[nodiscard]] bool sound() const { return findings.empty(); }
};

// Recomputes the chain over the whole log, the buckets of every row and every hash, and asks SQLite
// for its own check.
VerifyReport verify(store::Database& database, const schema::Catalogue& catalogue);

}  // namespace branchline::hub
