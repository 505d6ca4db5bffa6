// The desk's connection to the hub: finds the host, speaks TLS 1.3 with the server whose authority
// the enrolment code named and with no other, cuts what arrives into frames and sends what it is
// given. It makes no decision: when to connect, to ping, to give up is the caller's business.
//
// A connection's life: connect(), Connected, frames, Closed; or connect(), Closed with the reason.
// Every connect() ends in exactly one Closed, unless the link itself is destroyed before. A new
// connect() ends the connection before it; its number tells whose events the late ones are.
//
// Threads: one of its own. All functions may be called from any thread and return at once. The
// receiver is called on the link's thread and must not wait: it takes the event or says false, then
// the link stops reading and offers it again 5 ms later.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/inbox.h"
#include "base/result.h"

namespace branchline::link {

using ConnectionId = std::uint64_t;

struct Destination {
    std::string host;  // a name or an address; who it is, the authority tells
    std::uint16_t port = 0;
    Digest authority{};  // of the enrolment code
    // The hub's time as last known: its certificate must be valid then. Without: dates do not
    // count.
    std::optional<std::int64_t> valid_at_ms;
};

struct Connected {
    Digest channel{};  // exporter of the connection: what the device signs with the challenge
};

struct Frame {
    Bytes bytes;  // one whole frame, head included
};

// offline (where: host:port, detail: refused, no such name, no answer, lost …) · untrusted_server
// · bad_frame · timed_out (nothing could be written for a minute) · none: closed by the caller.
struct Closed {
    Error error;
};

struct LinkEvent {
    ConnectionId connection = 0;
    std::variant<Connected, Frame, Closed> what;
};

struct LinkLimits {
    std::chrono::milliseconds connect{10'000};  // name, TCP and TLS together
    std::chrono::milliseconds write_stall{60'000};
    std::chrono::milliseconds linger{2'000};  // for the hub to read what was sent last
    std::size_t send_bytes =
        std::size_t{4} * 1024 * 1024;  // waiting; above: the connection is closed
};

class Link {
  public:
    using Receiver = std::function<bool(const LinkEvent&)>;

    explicit Link(Receiver receiver, LinkLimits limits = {});
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;
    // Ends the connection; no event comes after it has begun to return. A name that is just being
    // looked up is waited for: the system offers no way to break that off.
    ~Link();

    ConnectionId connect(Destination to);
    void send(ConnectionId connection, Bytes frame);
    void close(ConnectionId connection);  // after what was sent has been written

    // Given to send() and not yet written: the caller's measure for how fast the line is.
    [[nodiscard]] std::size_t waiting_bytes() const;

  private:
    class Inner;
    std::unique_ptr<Inner> inner_;
};

// The inbox must outlive the link.
inline Link::Receiver into(Inbox<LinkEvent>& inbox) {
    return [&inbox](const LinkEvent& event) { return inbox.try_push(event); };
}

}  // namespace branchline::link
