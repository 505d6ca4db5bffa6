// One administrator's call, and what it printed: the same in this process and over the local socket
// of the process that serves the data directory.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/label.h"
#include "base/result.h"

namespace branchline::server {

// Exit codes, part of the contract with scripts.
enum Exit : int { exit_done = 0, exit_refused = 1, exit_usage = 2 };

struct Request {
    std::string verb;
    std::vector<std::string> arguments;  // of the verb; global options taken off
    Lang lang = Lang::en;
    bool json = false;
    bool terminal = false;
};

struct Answer {
    int exit_code = exit_done;
    std::string out;
    std::string err;
};

Bytes encode_request(const Request& request);
Result<Request> decode_request(BytesView bytes);
Bytes encode_answer(const Answer& answer);
Result<Answer> decode_answer(BytesView bytes);

}  // namespace branchline::server
