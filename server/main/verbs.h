// The administrator's verbs on an open data directory. Each gives what to print; nothing of theirs
// touches the streams of the process, for they may be asked over the local socket.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "keep/backup.h"
#include "main/house.h"
#include "main/request.h"

namespace branchline::server {

// Every verb but init, serve and restore.
Answer run_verb(House& house, const Request& request);
// The first administrator's code, after init.
Answer first_code(House& house, const Request& request);
std::string usage(Lang lang);
bool is_known_verb(std::string_view verb);

// verbs_recovery.cpp
Answer heal_verb(House& house, const Request& request);
Answer courier_verb(House& house, const Request& request);
Answer backup_verb(House& house, const Request& request);
Answer restore_verb(const std::string& directory, const Request& request);

// A backup bit by bit, so that serving goes on meanwhile.
class BackupJob {
  public:
    // Wrong arguments and failures are the answer at once.
    BackupJob(House& house, Request request);

    // Nothing: not done yet.
    std::optional<Answer> step();

  private:
    House& house_;
    Request request_;
    std::unique_ptr<keep::Backup> backup_;
    std::optional<Answer> answer_;
};

}  // namespace branchline::server
