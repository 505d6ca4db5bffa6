// Registering this device with the server that a code names, over a real connection: the session
// goes on serving others meanwhile. On the session's thread.
#pragma once

#include "cli/session.h"
#include "keys/enrolment.h"

namespace branchline::cli {

// Ends with the replica open, or as if it had not been tried. `program` names the device where the
// machine has no name. wrong_code · offline · timed_out · already_enrolled …
Status enrol(Session& session, const keys::Enrolment& code, const desk::ServerAddress& server,
             const std::string& password, const std::string& program);

}  // namespace branchline::cli
