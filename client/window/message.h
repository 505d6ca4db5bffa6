// What crosses between the threads of the window's program, each through one bounded inbox: orders
// of the window to the writer, requests to the reader, and what both tell the window.
#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <variant>

#include "base/inbox.h"
#include "live/model.h"
#include "window/look.h"

namespace branchline::window {

// --- to the writer ---

struct Ask {
    std::uint64_t number = 0;
    live::Question question;
};

struct Perform {
    live::Ticket ticket = 0;
    live::Action action;
};

struct StopWork {
    live::Ticket ticket = 0;
};

struct Remember {
    Look look;
};

// The reader has come upon damage.
struct FoundDamage {
    Error error;
};

using Order = std::variant<Ask, Perform, StopWork, Remember, FoundDamage>;

// --- to the reader ---

struct AskReader {
    std::uint64_t number = 0;
    live::Question question;
    std::uint64_t replaces = 0;
};

struct Forget {
    std::uint64_t number = 0;
};

struct OpenReplica {};  // the writer has opened it

// Locked: nothing of it may stay in memory. The promise is kept when the file is closed, and goes
// when there is no reader any more: either way its future is ready.
struct CloseReplica {
    std::shared_ptr<std::promise<void>> closed;
};

using ReaderOrder = std::variant<AskReader, Forget, OpenReplica, CloseReplica>;

// --- to the window ---

using Message = std::variant<live::Reply, live::News, live::Outcome, live::Progress>;

using MessageInbox = Inbox<Message>;

}  // namespace branchline::window
