// The two ends that the network tests put at a gate and at a link: a hub that echoes, and a desk
// that waits for what arrives.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/self_run.h"
#include "gate/gate.h"
#include "keys/authority.h"
#include "keys/test_clock.h"
#include "link/link.h"
#include "sync/wire.h"

namespace branchline {

// A company's server: its authority, a gate, and a thread in the place of the hub's writer.
class HubStub {
  public:
    using Handler = std::function<void(HubStub&, const gate::GateEvent&)>;

    explicit HubStub(gate::GateLimits limits = {}, Handler handler = echo,
                     std::size_t inbox_size = 1000)
        : inbox_(inbox_size), authority_(make_authority()), handler_(std::move(handler)) {
        gate::GateOptions options;
        options.port = 0;
        options.server_pem = authority_.server_pem();
        options.limits = limits;
        auto made = gate::Gate::open(options, gate::into(inbox_), [this](std::string_view line) {
            const std::lock_guard lock(mutex_);
            log_ += std::string(line) + "\n";
        });
        REQUIRE(made);
        gate = std::move(*made);
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }

    ~HubStub() {
        thread_ = {};
        gate.reset();
    }

    HubStub(const HubStub&) = delete;
    HubStub& operator=(const HubStub&) = delete;

    // The first frame is the login; then everything comes back.
    static void echo(HubStub& hub, const gate::GateEvent& event) {
        if (const auto* frame = std::get_if<gate::Frame>(&event.what)) {
            hub.gate->set_logged_in(event.session);
            hub.gate->send(event.session, frame->bytes);
        }
    }

    static void ignore(HubStub& /*hub*/, const gate::GateEvent& /*event*/) {}

    [[nodiscard]] link::Destination destination() const {
        return {"127.0.0.1", gate->port(), authority_.fingerprint(), std::nullopt};
    }

    [[nodiscard]] const keys::Authority& authority() const { return authority_; }

    [[nodiscard]] std::string log() const {
        const std::lock_guard lock(mutex_);
        return log_;
    }

    [[nodiscard]] std::string last_reason() const {
        const std::lock_guard lock(mutex_);
        return last_reason_;
    }

    [[nodiscard]] Digest last_channel() const {
        const std::lock_guard lock(mutex_);
        return last_channel_;
    }

    std::atomic<int> opened = 0;
    std::atomic<int> frames = 0;
    std::atomic<int> closed = 0;
    std::atomic<gate::SessionId> last_session = 0;
    std::unique_ptr<gate::Gate> gate;

  private:
    keys::Authority make_authority() {
        auto made = keys::Authority::create(directory_.file(""), clock_);
        REQUIRE(made);
        return std::move(*made);
    }

    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const auto event = inbox_.pop(std::chrono::milliseconds(20));
            if (!event) continue;
            note(*event);
            handler_(*this, *event);
            if (std::holds_alternative<gate::Opened>(event->what)) ++opened;
            if (std::holds_alternative<gate::Frame>(event->what)) ++frames;
            if (std::holds_alternative<gate::Closed>(event->what)) ++closed;
        }
    }

    void note(const gate::GateEvent& event) {
        const std::lock_guard lock(mutex_);
        last_session = event.session;
        if (const auto* opening = std::get_if<gate::Opened>(&event.what)) {
            last_channel_ = opening->channel;
        }
        if (const auto* closing = std::get_if<gate::Closed>(&event.what)) {
            last_reason_ = closing->reason;
        }
    }

    TemporaryDirectory directory_;
    TestClock clock_;
    Inbox<gate::GateEvent> inbox_;
    keys::Authority authority_;
    Handler handler_;
    mutable std::mutex mutex_;
    std::string log_;
    std::string last_reason_;
    Digest last_channel_{};
    std::jthread thread_;
};

// A link and what it has brought so far.
class DeskStub {
  public:
    explicit DeskStub(link::LinkLimits limits = {}, std::size_t inbox_size = 1000)
        : inbox_(inbox_size), link(link::into(inbox_), limits) {}

    // The next event must be of this kind and come within five seconds.
    template <class Kind>
    Kind expect(link::ConnectionId connection) {
        const auto event = inbox_.pop(std::chrono::milliseconds(5'000));
        REQUIRE(event);
        CHECK(event->connection == connection);
        if (const auto* closed = std::get_if<link::Closed>(&event->what)) {
            INFO("closed: ", closed->error.where, ": ", closed->error.detail);
            REQUIRE(std::holds_alternative<Kind>(event->what));
        }
        REQUIRE(std::holds_alternative<Kind>(event->what));
        return std::get<Kind>(event->what);
    }

    // Connects and sends the frame that HubStub::echo takes for a login.
    link::ConnectionId log_in(const link::Destination& to);

    [[nodiscard]] bool is_quiet() { return !inbox_.pop(std::chrono::milliseconds(30)); }

  private:
    Inbox<link::LinkEvent> inbox_;

  public:
    link::Link link;  // goes before its inbox
};

// A valid frame with about so many bytes that zstd cannot make smaller.
inline Bytes frame_of(std::size_t size, std::uint64_t seed = 1) {
    SeededRandom random(seed);
    sync::Enrolled message;
    message.company.resize(size);
    random.fill(message.company.data(), size);
    for (char& byte : message.company) byte = static_cast<char>(byte & 0x7f);
    return sync::encode_frame(message);
}

inline link::ConnectionId DeskStub::log_in(const link::Destination& to) {
    const link::ConnectionId connection = link.connect(to);
    expect<link::Connected>(connection);
    link.send(connection, frame_of(10));
    CHECK(expect<link::Frame>(connection).bytes == frame_of(10));
    return connection;
}

template <class Condition>
bool within_seconds(Condition condition) {
    for (int i = 0; i < 1000 && !condition(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return condition();
}

}  // namespace branchline
