// What the two ends of a session need not tell each other again (PROTOCOL.md, "What a session
// knows"). Both ends tell their object the same conversation, Hello for Hello and reply for reply,
// and encode and decode every frame of the session through it: so both derive the same, and what
// one end does not know cannot be referred to. It ends with the session. Pure; no threads.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>

#include "base/result.h"
#include "sync/message.h"
#include "sync/wire.h"

namespace branchline::sync {

class SessionContext {
  public:
    // Versions by seq go up only: the desk looks up seqs, the hub what stands at them.
    static SessionContext of_desk(std::function<std::int64_t(const OriginId&)> seq_of);
    static SessionContext of_hub(std::function<OriginId(std::int64_t)> origin_at);

    // A Hello goes or comes. `user` is the one of the device's registration.
    void greeted(const Hello& hello, const UserId& user);
    // The reply to the oldest Hello without one goes or comes. Only a reply that opens the log
    // begins a context, any other ends the one before it.
    void answered(const HelloReply& reply);
    void end();

    Bytes encode(const Message& message);
    Result<Message> decode(BytesView frame, std::size_t bytes_max = frame_bytes_max);

  private:
    SessionContext() = default;

    std::function<std::int64_t(const OriginId&)> seq_of_;
    std::function<OriginId(std::int64_t)> origin_at_;
    std::deque<Known> asked_;  // what was told by each Hello that has no reply yet
    std::optional<Known> sending_;
    std::optional<Known> receiving_;
};

}  // namespace branchline::sync
