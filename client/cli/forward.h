// A call on its way to the process that holds the profile, and its output on the way back. Both
// ends are of the same user on the same machine (local/local_socket.h).
//
//   request  version u8, then the call
//   parts    'a' begun · 'o' output · 'e' diagnostics · last: 'x' and the exit code
#pragma once

#include "cli/context.h"
#include "local/local_socket.h"

namespace branchline::cli {

Bytes encode_call(const Call& call);
Result<Call> decode_call(BytesView bytes);

struct Forwarded {
    int exit_code = 0;
    bool begun = false;  // false with an error: the holder left before it began, ask the next one
    std::optional<Error> error;
};

Forwarded forward(local::LocalClient& holder, const Call& call, const Context::Write& out,
                  const Context::Write& err);

}  // namespace branchline::cli
