// `serve`: the gate and the local socket hand their events to the one thread that owns the hub.
#pragma once

#include <string>

#include "main/house.h"
#include "main/request.h"

namespace branchline::server {

// Serves until a stop signal; prints "listening on HOST:PORT" once it accepts connections.
Answer serve(House& house, const FileLock& lock, const Request& request);

}  // namespace branchline::server
