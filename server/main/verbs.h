// The administrator's verbs on an open data directory. Each gives what to print; nothing of theirs
// touches the streams of the process, for they may be asked over the local socket.
#pragma once

#include "main/house.h"
#include "main/request.h"

namespace branchline::server {

// Every verb but init and serve.
Answer run_verb(House& house, const Request& request);
// The first administrator's code, after init.
Answer first_code(House& house, const Request& request);
Answer refusal(const Error& error, const Request& request, int exit_code = exit_refused);
std::string usage(Lang lang);
bool is_known_verb(std::string_view verb);

}  // namespace branchline::server
