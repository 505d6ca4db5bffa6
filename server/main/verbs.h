// The administrator's verbs on an open data directory. Each gives what to print; nothing of theirs
// touches the streams of the process, for they may be asked over the local socket.
#pragma once

#include <functional>
#include <optional>
#include <string>

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
Answer restore_verb(const std::string& directory, const Request& request);

// A verb that is done bit by bit, so that serving goes on meanwhile: called again until there is an
// answer.
using LongVerb = std::function<std::optional<Answer>()>;

// Empty: the verb is none of them.
LongVerb long_verb(House& house, const Request& request);

}  // namespace branchline::server
