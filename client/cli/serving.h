// Requests of other processes, carried out by the process that holds the profile: the same verbs,
// their output on its way back (forward.h). On the session's thread.
#pragma once

#include "cli/context.h"
#include "cli/session.h"
#include "store/failure.h"

namespace branchline::cli {

// What Session::serve() is given. The caller's password opens a profile that is locked, for his
// call and for as long as he watches; whoever holds it closes it again.
void serve_request(Session& session, const Request& request);

// The one place where a failure of disk or file ends a call and nothing else.
template <class Work>
int guarded(const Context& context, const Work& work) {
    try {
        return work();
    } catch (const store::Failure& failure) {
        return context.fail(failure.error());
    }
}

}  // namespace branchline::cli
