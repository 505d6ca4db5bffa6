// The hub's door to the network: accepts TLS 1.3 connections, cuts what arrives into frames, hands
// them to the owner and sends what he gives. It decides nothing about a frame; it only keeps
// strangers small (few, slow, silent or talkative ones are closed) and never waits for anybody.
//
// A session's life: accepted, handshake, Opened, frames, Closed. Before login every frame is at
// most 4 KiB, and after each one the gate reads no further until the owner has answered it with
// send() or set_logged_in(): what a desk sends right behind its login is judged under the new
// limit.
//
// Threads: one of its own. All functions may be called from any thread, return at once, and ignore
// sessions that have ended meanwhile. The receiver is called on the gate's thread and must not
// wait: it takes the event or says false, then the gate stops reading and offers it again 5 ms
// later.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/inbox.h"
#include "base/result.h"

namespace branchline::gate {

using SessionId = std::uint64_t;  // never used twice by one gate

struct Opened {
    Digest channel{};  // exporter of the connection: what the device's signature is bound to
    std::string peer;  // "192.0.2.7:50123", for people
};

struct Frame {
    Bytes bytes;  // one whole frame, head included
};

// The last event of every session that was opened; also after close().
struct Closed {
    std::string reason;
};

struct GateEvent {
    SessionId session = 0;
    std::variant<Opened, Frame, Closed> what;
};

struct GateLimits {
    std::chrono::milliseconds handshake{10'000};
    std::chrono::milliseconds before_login{10'000};  // of silence of the peer, from Opened
    std::chrono::milliseconds idle{90'000};          // nothing at all arrives
    std::chrono::milliseconds write_stall{60'000};   // nothing at all can be written
    std::chrono::milliseconds linger{2'000};         // for the peer to read what was sent last
    // When all these places are taken, newcomers wait in the kernel's queue; a connection that has
    // not logged in after half_open_patience gives its place up, first those of the busiest
    // address.
    std::size_t half_open = 256;
    std::chrono::milliseconds half_open_patience{2'000};
    std::size_t sessions = 4'096;
    std::size_t send_bytes = std::size_t{4} * 1024 * 1024;  // waiting for one peer
};

struct GateOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 7440;  // 0: any free one
    std::string server_pem;     // keys::Authority::server_pem()
    GateLimits limits;
};

class Gate {
  public:
    using Receiver = std::function<bool(const GateEvent&)>;
    using Log = std::function<void(std::string_view line)>;  // on the gate's thread; bounded rate

    // Accepts connections when it returns. Code::io_error (where: host:port) if it cannot listen.
    static Result<std::unique_ptr<Gate>> open(GateOptions options, Receiver receiver, Log log);
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;
    ~Gate();  // ends all sessions; no event comes after it has begun to return

    [[nodiscard]] std::uint16_t port() const;

    void send(SessionId session, Bytes frame);
    void set_logged_in(SessionId session);
    // After what was sent and these last words have been written; no frame of it is handed out
    // from then on (one may be in the inbox already).
    void close(SessionId session, Bytes last_words = {});

  private:
    class Inner;
    explicit Gate(std::unique_ptr<Inner> inner);
    std::unique_ptr<Inner> inner_;
};

// The inbox must outlive the gate.
inline Gate::Receiver into(Inbox<GateEvent>& inbox) {
    return [&inbox](const GateEvent& event) { return inbox.try_push(event); };
}

}  // namespace branchline::gate
